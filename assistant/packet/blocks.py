"""What a packet and minutes are made of, in reading order, for whatever sets them as pages."""

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
    """A small remark of ours."""

    text: str
    block: Literal["remark"] = "remark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subheading:
    """A heading below that of the part."""

    text: str
    block: Literal["subheading"] = "subheading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One group of bars: its label, and a count for each series of the chart."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars in groups, told apart by pattern and in words; `alt` says in a sentence what they show, for those who do not see them."""

    caption: str
    alt: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]
    block: Literal["chart"] = "chart"


Block = Said | Listed | Told | Quoted | Table | Remark | Subheading | Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading and what stands under it; an `urgent` one is set apart."""

    heading: str
    blocks: tuple[Block, ...]
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A name and its value; a `literal` one is set as something to be typed again character by character, where the format can."""

    name: str
    value: str
    literal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """A whole packet, or minutes; `date` is in the form 2026-01-31, `page` has {page} and {pages} to be filled in.

    `facts` stand under the title, and `mark`, which tells this one from others, at the foot of each page.
    """

    language: Language
    title: str
    subtitle: str
    date: str
    facts: tuple[Fact, ...]
    mark: str
    parts: tuple[Part, ...]
    disclaimer: str
    page: str


Render = Callable[[Handout, Paper], bytes]
"""Sets a packet or minutes as a file."""
