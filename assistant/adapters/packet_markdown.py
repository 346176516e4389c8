"""Sets a packet as plain markdown, in which no text of the asker's is read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.packet.blocks import Block, Chart, Fact, Handout, Line, Listed, Quoted, Remark, Said, Subheading, Table, Told
from assistant.wire_packet import Paper

_INLINE = re.compile(
    r"([\\`*<]"  # code, emphasis, HTML
    r"|(?<![^\W_])_|_(?![^\W_])"  # emphasis, but not within a word
    r"|~(?=~)|&(?=#?\w+;)"  # struck out text, entities
    r"|\](?=[\[(:]))"  # links
)
_AT_START = re.compile(r"^([#+>=:-]|\d{1,9}(?=[.)]))")
_SHADES = "░█"
_LONGEST = 20
"""Characters in the longest bar of a chart."""
_SIGNS = {"bulleted": "-", "boxes": "- [ ]"}


def render_markdown_packet(packet: Handout, paper: Paper = "letter") -> bytes:
    """The packet as markdown in UTF-8; paper is for others."""
    lines = [
        f"# {_escaped(packet.title)}",
        _escaped(packet.subtitle),
        " · ".join(f"{_escaped(fact.name)}: {_value(fact)}" for fact in packet.facts),
    ]
    for part in packet.parts:
        lines.append(f"## {_escaped(part.heading)}")
        lines += ["\n".join(_block(block)) for block in part.blocks]
    lines += ["---", f"*{_escaped(packet.disclaimer)}*"]
    return ("\n\n".join(lines) + "\n").encode()


def _value(fact: Fact) -> str:
    return f"`{fact.value}`" if fact.literal else _escaped(fact.value)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Said():
            yield "\n\n".join(_line(line) for line in block.lines)
        case Listed():
            for number, line in enumerate(block.lines, 1):
                yield f"{_SIGNS.get(block.kind, f'{number}.')} {_line(line)}"
        case Told():
            yield "\n>\n".join(f"> {_escaped(paragraph)}" for paragraph in block.paragraphs)
        case Quoted():
            yield from _quoted(block)
        case Table():
            yield from _table(block)
        case Remark():
            yield f"*{_escaped(block.text)}*"
        case Subheading():
            yield f"### {_escaped(block.text)}"
        case Chart():
            yield from _chart(block)


def _line(line: Line) -> str:
    tag = f"*{_escaped(line.tag)}:*" if line.tag else ""
    lead = f"**{_escaped(line.lead)}**" if line.lead else ""
    marks = " ".join(f"[{_escaped(mark)}]" for mark in line.marks)
    return " ".join(piece for piece in (tag, lead, _escaped(line.text), marks, _escaped(line.aside)) if piece)


def _quoted(clause: Quoted) -> Iterator[str]:
    yield f"### {_escaped(clause.label)}"
    yield ""
    yield f"*{_escaped(clause.code)}*"
    yield ""
    if clause.stem:
        yield f"> {_escaped(clause.stem)}"
        yield ">"
    yield f"> “{_escaped(clause.text)}”"
    yield ""
    yield from (f"- {_escaped(name)}: {_escaped(value)}" for name, value in clause.facts)


def _chart(chart: Chart) -> Iterator[str]:
    """A table with a bar of block characters before each number."""
    most = max(1, *(count for bar in chart.bars for count in bar.counts))
    yield _row((chart.caption, *chart.series))
    yield "|" + " --- |" * (1 + len(chart.series))
    for bar in chart.bars:
        drawn = (f"{sign * round(_LONGEST * count / most)} {count}".strip() for sign, count in zip(_SHADES, bar.counts, strict=False))
        yield _row((bar.label, *drawn))


def _table(table: Table) -> Iterator[str]:
    yield _row(table.head)
    yield "|" + " --- |" * len(table.head)
    yield from (_row(row) for row in table.rows)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(_escaped(cell).replace("|", "\\|") for cell in cells) + " |"


def _escaped(text: str) -> str:
    """The text with a backslash before what would be markup; words that hold none stay as they are."""
    return _AT_START.sub(lambda match: _before(match[1]), _INLINE.sub(r"\\\1", text))


def _before(start: str) -> str:
    """What makes a line a heading or a list, made plain: of a number it is the sign behind it that counts."""
    return f"{start}\\" if start.isdigit() else f"\\{start}"
