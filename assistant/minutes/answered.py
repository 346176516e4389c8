"""The part of the minutes that tells which questions the desk answered on the screen, with the clauses that it cited."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.minutes.quoting import Quotations
from assistant.minutes.texts import Texts
from assistant.packet.blocks import Block, Line, Listed, Remark, Said, Told
from assistant.packet.plain import paragraphs
from assistant.room.record import DeskAnswer
from assistant.schemas import AnswerOut, StatementOut
from assistant.types import Language


def answer_blocks(given: DeskAnswer, texts: Texts, quotations: Quotations) -> Iterator[Block]:
    """A question and its answer, sentence by sentence, each with its kind; what to do first in danger stands first."""
    answer = AnswerOut.model_validate(given.answer)
    language: Language = "es" if answer.language == "es" else "en"
    yield Remark(text=texts.text("asked"))
    yield Told(paragraphs=paragraphs(given.question) or (given.question,), language=language)
    safety = [s for s in answer.statements if s.section == "safety"]
    if safety:
        yield Listed(lines=tuple(Line(text=s.text, language=language) for s in safety), kind="numbered")
    short = tuple(_line(s, language, texts, quotations) for s in answer.statements if s.section == "short")
    if short:
        yield Said(lines=short)
    elsewhere = tuple(
        [Line(text=gap, language=language, lead=texts.text("gap_lead")) for gap in answer.gaps]
        + [
            Line(text=r.why, language=language, lead=f"{texts.packet.phrase(f'who_{r.who}')}.", marks=quotations.marks(r.clause_ids))
            for r in answer.consult
        ]
    )
    if elsewhere:
        yield Listed(lines=elsewhere, kind="bulleted")
    # Cited in the answer, so quoted in these minutes.
    quotations.marks([c.clause_id for c in answer.citations])


def _line(statement: StatementOut, language: Language, texts: Texts, quotations: Quotations) -> Line:
    written = statement.source == "model" and statement.kind == "paraphrase"
    quoted = statement.kind == "quote"
    return Line(
        text=f"“{statement.text}”" if quoted else statement.text,
        language="en" if quoted else language,
        tag=texts.packet.text("kind_model" if written else f"kind_{statement.kind}"),
        marks=quotations.marks(statement.citations),
    )
