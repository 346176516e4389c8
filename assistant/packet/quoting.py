"""A clause as packets and minutes quote it: word for word, with where it stands."""

from __future__ import annotations

from assistant.packet.blocks import Quoted
from assistant.packet.texts import Texts
from assistant.types import Clause, Code


def quoted(clause: Clause, code: Code, texts: Texts) -> Quoted:
    """The whole clause; what is said about it is in the language of the texts."""
    place = texts.text("characters", file=code.file, start=clause.start, end=clause.end)
    return Quoted(
        label=clause.label,
        code=code.title,
        stem=clause.stem,
        text=clause.text,
        facts=(
            (texts.text("section"), clause.section),
            (texts.text("force"), texts.word(clause.force)),
            (texts.text("edition"), texts.word(code.edition)),
            (texts.text("place"), place),
        ),
    )
