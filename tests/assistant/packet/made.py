"""Answers of a small desk, and packets made of them."""

from __future__ import annotations

import datetime
from typing import Any

from assistant.packet.blocks import Chart, Handout, Line, Listed, Part, Quoted, Remark, Said, Subheading, Table, Told
from assistant.packet.compose import Wanted, compose
from assistant.pipeline import Assistant
from assistant.schemas import AnswerOut, answer_out

DRUNK = "My coworker has been drinking at work. What does the code ask of me?"
GIFT = "¿Puedo aceptar un regalo de un cliente?"
DANGER = "My client says he will kill himself tonight."
DAY = datetime.date(2026, 1, 31)


def answered(assistant: Assistant, *turns: str) -> AnswerOut:
    """The answer as the API gives it."""
    return answer_out(assistant.answer(turns or [DRUNK]), assistant.parts.guide.phrases)


def packed(assistant: Assistant, *turns: str, **wanted: Any) -> Handout:
    """The packet of the answer to these turns."""
    made = Wanted(**{"answer": answered(assistant, *turns), "date": DAY, "turns": turns, **wanted})
    return compose(made, assistant.parts)


def part(packet: Handout, heading: str) -> Part:
    """The part under a heading."""
    return next(p for p in packet.parts if p.heading == heading)


def told(packet: Handout) -> list[str]:
    """Every paragraph of the asker's own."""
    return [words for p in packet.parts for block in p.blocks if isinstance(block, Told) for words in block.paragraphs]


def texts(packet: Handout) -> list[str]:
    """Every text of a packet or of minutes in reading order, without the bars of charts."""
    found = [packet.title, packet.subtitle]
    for each in packet.parts:
        found.append(each.heading)
        for block in each.blocks:
            match block:
                case Said() | Listed():
                    found += [line_text for line in block.lines for line_text in _line(line)]
                case Told():
                    found += block.paragraphs
                case Quoted():
                    found += [block.label, block.code, *([block.stem] if block.stem else []), block.text, *(v for _, v in block.facts)]
                case Table():
                    found += [*block.head, *(cell for row in block.rows for cell in row if cell)]
                case Remark() | Subheading():
                    found.append(block.text)
                case Chart():
                    found.append(block.caption)
    return [*found, packet.disclaimer]


def _line(line: Line) -> list[str]:
    return [text for text in (line.tag, line.lead, line.text, *line.marks, line.aside) if text]
