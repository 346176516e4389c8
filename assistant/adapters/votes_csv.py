"""Writes the votes of a room as CSV (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from assistant.adapters.csv_cells import plain_cell
from assistant.minutes.votes import VoteRow
from assistant.packet.plain import paragraphs

_COLUMNS = ("case", "scenario", "title", "round", "option", "text", "votes", "total", "note")


def render_votes(rows: Iterable[VoteRow]) -> bytes:
    """A row for each option in each round, in UTF-8.

    A byte-order mark stands at the beginning: without it the usual spreadsheet takes the file for an old encoding when it is opened by a
    click, and what reads CSV by program skips the mark.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        texts = (row.scenario_id, _one_line(row.title), str(row.round), row.letter, _one_line(row.option))
        writer.writerow((row.case, *map(plain_cell, texts), _number(row.votes), _number(row.total), row.note))
    return stream.getvalue().encode("utf-8-sig")


def _one_line(text: str) -> str:
    return " ".join(paragraphs(text))


def _number(count: int | None) -> str:
    return "" if count is None else str(count)
