"""What a packet is made of, in reading order, for whatever sets it as a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from assistant.types import Language
from assistant.wire_packet import Paper

ListKind = Literal["numbered", "bulleted", "boxes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence: `lead` in bold and its kind as `tag` stand before it, the labels of its clauses as `marks` and an `aside` behind it."""

    text: str
    language: Language
    lead: str = ""
    tag: str = ""
    marks: tuple[str, ...] = ()
    aside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Sentences of the answer, each with its kind."""

    lines: tuple[Line, ...]
    block: Literal["said"] = "said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list: numbered steps, plain points, or boxes to tick."""

    lines: tuple[Line, ...]
    kind: ListKind
    block: Literal["listed"] = "listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The asker's own words, by paragraph, identifiers masked: not ours and not a code's."""

    paragraphs: tuple[str, ...]
    language: Language
    block: Literal["told"] = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A clause word for word, in English as it is; `stem` is the code's own opening of it, `facts` are names with values."""

    label: str
    code: str
    stem: str
    text: str
    facts: tuple[tuple[str, str], ...]
    block: Literal["quoted"] = "quoted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a head; an empty cell is room to write in."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    block: Literal["table"] = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A small remark of the packet's own."""

    text: str
    block: Literal["remark"] = "remark"


Block = Said | Listed | Told | Quoted | Table | Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading and what stands under it; an `urgent` one is set apart."""

    heading: str
    blocks: tuple[Block, ...]
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A whole packet; `date` is in the form 2026-01-31, `page` has {page} and {pages} to be filled in."""

    language: Language
    title: str
    subtitle: str
    date_name: str
    date: str
    receipt_name: str
    receipt: str
    parts: tuple[Part, ...]
    disclaimer: str
    page: str


Render = Callable[[Packet, Paper], bytes]
"""Sets a packet as a file."""
