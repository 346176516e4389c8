"""The `verify` command: whether an answer of the past still stands."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from assistant.errors import InvalidInput
from assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from assistant.receipts import Receipt
    from assistant.schemas import AnswerOut

_ID = re.compile(r"(rcp|ans)_[0-9A-Za-z]+")


def verify(
    receipt: Annotated[str, typer.Argument(help="A receipt's id, an answer's id, or a JSON file with a receipt or an answer.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Verify an answer again: its statements against the clauses, the guide and the verifier of today, and what it shows against them."""
    from assistant.adapters.progress_rich import BuildProgress
    from assistant.adapters.verification_rich import print_verification
    from assistant.receipts import Receipt
    from assistant.verification import verify as verify_receipt
    from assistant.verification import verify_answer
    from assistant.wiring import build_embedder, chroma_server, index_folder, load

    settings = load_settings()
    given = _found(receipt, settings)
    embedder = build_embedder(settings)
    with BuildProgress(Console(stderr=True)) as progress:
        assistant = load(index_folder(settings, embedder, progress), embedder, chroma_server(settings))
    findings = verify_receipt(given, assistant.parts) if isinstance(given, Receipt) else verify_answer(given, assistant.parts)
    if as_json:
        typer.echo(findings.model_dump_json(indent=2))
    else:
        print_verification(Console(), findings)
    if not findings.stands:
        raise typer.Exit(1)


def _found(name: str, settings: Settings) -> Receipt | AnswerOut:
    """The receipt or answer of a file or, for an id, the receipt of the database."""
    from assistant.adapters.receipts_json import parse_given, read_given
    from assistant.wiring import open_records

    if not _ID.fullmatch(name):
        return read_given(Path(name))
    with closing(open_records(settings)) as records:
        kept = records.receipt(name)
    if kept is None:
        raise InvalidInput(
            f"No receipt of {name} is kept.", "It may be older than the retention. Give a file that holds the answer's JSON instead."
        )
    return parse_given(kept, name)
