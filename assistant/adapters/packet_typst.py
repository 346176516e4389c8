"""Sets a packet as PDF: tagged, with its fonts embedded, without a network or a file of its own (typst)."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst

from assistant.packet.blocks import Handout
from assistant.wire_packet import Paper

# One text, because nothing can be read beside it.
_TEMPLATE = b"".join(Path(__file__).with_name(name).read_bytes() for name in ("chart.typ", "packet.typ"))
_PAPERS: dict[Paper, str] = {"letter": "us-letter", "a4": "a4"}
_LONG = re.compile(r"\S{60,}")
_PIECE = re.compile(r"(\S{30})(?=\S)")


def render_pdf(packet: Handout, paper: Paper = "letter") -> bytes:
    """The packet as PDF/UA-1; where no font here has a sign of the asker's words, as a tagged PDF with a box in its place."""
    # In memory, so that nothing beside the template can be read, and without a package, so that none is ever fetched.
    inputs = {"packet": json.dumps(_breakable(asdict(packet))), "paper": _PAPERS[paper]}
    made = datetime.combine(date.fromisoformat(packet.date), datetime.min.time(), tzinfo=UTC)
    try:
        return typst.compile(_TEMPLATE, format="pdf", sys_inputs=inputs, timestamp=made, pdf_standards="ua-1")
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
    return typst.compile(_TEMPLATE, format="pdf", sys_inputs=inputs, timestamp=made)


def _breakable(value: Any) -> Any:
    """The same with places to break in words that are longer than a line."""
    match value:
        case str():
            return _LONG.sub(lambda word: _PIECE.sub("\\1\u200b", word[0]), value)
        case dict():
            return {name: _breakable(item) for name, item in value.items()}
        case list() | tuple():
            return [_breakable(item) for item in value]
        case _:
            return value
