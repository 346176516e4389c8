"""Decks of the real cases, and the measures of the real font."""

from __future__ import annotations

import datetime
import re
from functools import cache
from pathlib import Path

import matplotlib
from fontTools.agl import toUnicode

from assistant.deck.compose import Chosen, compose
from assistant.deck.slides import Deck
from assistant.pipeline import Assistant
from assistant.scenarios import Consultation, Facilitation, Option, Scenario, Step, Twist

DAY = datetime.date(2026, 1, 31)
_METRIC = re.compile(r"C -?\d+ ; WX (\d+) ; N (\w+) ;")


def decked(assistant: Assistant, *scenarios: Scenario) -> Deck:
    """The deck of these cases."""
    parts = assistant.parts
    return compose(Chosen(scenarios=scenarios, date=DAY), parts.guide, parts.codes, parts.clauses)


def own(text: str) -> Scenario:
    """A case of somebody's own, with one text in every place."""
    return Scenario(
        id="own_1",
        title=text,
        story=text,
        topics=(),
        central=("NACM-7", "CCMC-PROCEDURES"),
        related=(),
        prompts=(text,),
        options=tuple(Option(id=i, text=text, speaks_for=("NACM-1",), speaks_against=("NACM-2", "NACM-7")) for i in "abcd"),
        consult=(Consultation(who="supervisor", why=text, clauses=("NACM-15",)),),
        twist=Twist(text=text, clauses=("NACM-8",)),
        facilitator=Facilitation(minutes=5, steps=(Step(text=text, minutes=5),), notes=(text,)),
    )


@cache
def helvetica(bold: bool) -> dict[str, int]:
    """The widths of Helvetica, which Arial has too, in thousandths, from the font's own table."""
    name = "Helvetica-Bold.afm" if bold else "Helvetica.afm"
    path = Path(matplotlib.get_data_path()) / "fonts" / "pdfcorefonts" / name
    return {toUnicode(glyph): int(wide) for wide, glyph in _METRIC.findall(path.read_text(encoding="latin-1"))}
