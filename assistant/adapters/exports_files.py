"""Writes records as CSV or as JSON lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TextIO

from assistant.adapters.atomic_file import replacing
from assistant.adapters.csv_cells import plain_cell
from assistant.records import AuditEntry, Conversation, FeedbackEntry

What = Literal["answers", "feedback", "conversations"]
Form = Literal["csv", "jsonl"]
Record = AuditEntry | FeedbackEntry | Conversation

_COLUMNS: dict[What, tuple[str, ...]] = {
    "answers": (
        "at", "request_id", "surface", "key_id", "answer_id", "question", "status", "clause_ids", "corpus_version", "generator",
    ),
    "feedback": ("id", "at", "key_id", "answer_id", "thumb", "reason", "comment", "turns", "answer"),
    "conversations": ("id", "key_id", "created", "at", "question", "answer"),
}  # fmt: skip


def write_export(what: What, entries: Iterable[Record], form: Form, target: Path) -> int:
    """Write records into a file that others cannot read, whole or not at all; returns how many there were.

    A conversation is one JSON line, and a row for each of its exchanges in CSV.
    """
    write: Callable[[TextIO, What, Iterable[dict[str, Any]]], int] = _write_csv if form == "csv" else _write_jsonl
    with replacing(target, mode=0o600) as stream:
        return write(stream, what, map(asdict, entries))


def _write_jsonl(stream: TextIO, what: What, entries: Iterable[dict[str, Any]]) -> int:
    count = 0
    for count, entry in enumerate(entries, 1):  # noqa: B007 - the last number is the count
        stream.write(json.dumps(entry, default=datetime.isoformat) + "\n")
    return count


def _write_csv(stream: TextIO, what: What, entries: Iterable[dict[str, Any]]) -> int:
    columns = _COLUMNS[what]
    writer = csv.writer(stream)
    writer.writerow(columns)
    count = 0
    for count, entry in enumerate(entries, 1):  # noqa: B007 - the last number is the count
        writer.writerows([_cell(row[name]) for name in columns] for row in _rows(entry))
    return count


def _rows(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The entry, or for a conversation a row for each exchange."""
    if "exchanges" not in entry:
        yield entry
    else:
        yield from (entry | exchange for exchange in entry["exchanges"])


def _cell(value: Any) -> str:
    """A value as a spreadsheet may read it: never as a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    return plain_cell(value if isinstance(value, str) else json.dumps(value))
