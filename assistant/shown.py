"""Whether what an answer shows is what its statements say: its markdown, its quotes, its gaps, its referrals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.guide import Guide
from assistant.markdown import render_markdown
from assistant.pipeline import Parts
from assistant.schemas import AnswerOut, CitationOut, CodeOut, ReferralOut, StatementOut, citation_out
from assistant.types import Answer, Clause, Language, Referral, Section, Statement, Trace
from assistant.wordings import Wordings

SECTIONS: tuple[Section, ...] = ("safety", "short", "quotes", "gaps", "consult", "bring")


def differences(answer: AnswerOut, parts: Parts, wordings: Wordings) -> tuple[str, ...]:
    """The fields that do not say what the statements say, by the present clauses and guide; none where all do."""
    if any(s.section not in SECTIONS for s in answer.statements):
        return ("statements",)
    if answer.language not in ("en", "es"):
        return ("language",)
    return tuple(name for name, same in _compared(answer, parts, wordings) if not same)


def _compared(answer: AnswerOut, parts: Parts, wordings: Wordings) -> Iterator[tuple[str, bool]]:
    """Each field with whether it shows what is stated."""
    stated = answer.statements
    referred = [r.why for r in answer.consult] == _texts(stated, "consult") and all(_is_reason(r, parts.guide) for r in answer.consult)
    yield "status", (answer.status == "emergency") == any(s.section == "safety" for s in stated)
    yield "citations", answer.citations == _citations(answer, parts)
    yield "gaps", answer.gaps == [s.text for s in stated if s.kind == "gap"]
    yield "bring", answer.bring == _texts(stated, "bring")
    yield "consult", referred
    # Who is named in the markdown hangs on the referrals.
    yield "markdown", not referred or _shows(answer, parts)
    yield "notices", all(wordings.hold(n.text) for n in answer.notices)
    yield "corpus", answer.corpus.version != parts.version or answer.corpus.codes == _codes(parts)


def _codes(parts: Parts) -> list[CodeOut]:
    return [CodeOut(id=c.id, title=c.title, edition=c.edition) for c in parts.codes]


def _texts(statements: list[StatementOut], section: Section) -> list[str]:
    return [s.text for s in statements if s.section == section]


def _citations(answer: AnswerOut, parts: Parts) -> list[CitationOut]:
    """The citations as the register gives them: every clause that the statements use, once, in the answer's own order."""
    used = {c for s in answer.statements for c in s.citations}
    order = dict.fromkeys(c.clause_id for c in answer.citations)
    clauses = {c.id: c for c in parts.clauses}
    ids = [c for c in (*order, *sorted(used - set(order))) if c in used and c in clauses]
    return [citation_out(clauses[c], parts.codes) for c in ids]


def _is_reason(referral: ReferralOut, guide: Guide) -> bool:
    """Whether the guide sends to this person for this reason, with these clauses."""
    return any(
        r.who == referral.who and referral.why in (r.why, r.why_es) and list(r.clauses) == referral.clause_ids for r in guide.reasons
    )


def _shows(answer: AnswerOut, parts: Parts) -> bool:
    """Whether the markdown is that of the statements, and of nothing else."""
    clauses = {c.id: c for c in parts.clauses}
    cited = {c for s in answer.statements for c in s.citations}
    if not cited <= clauses.keys() or any(_cites_in_vain(s) for s in answer.statements):
        return False
    return answer.markdown == render_markdown(_again(answer, parts, [clauses[c] for c in sorted(cited)]), parts.guide.phrases)


def _cites_in_vain(statement: StatementOut) -> bool:
    return not statement.citations and (statement.kind in ("quote", "paraphrase") or statement.section == "quotes")


def _again(answer: AnswerOut, parts: Parts, cited: list[Clause]) -> Answer:
    """The answer put together from its statements and the clauses that these cite."""
    language: Language = "es" if answer.language == "es" else "en"
    return Answer(
        id=answer.id,
        question=answer.question,
        status=answer.status,
        language=language,
        statements=tuple(_statement(s) for s in answer.statements),
        citations=tuple(cited),
        consult=tuple(Referral(who=r.who, why=r.why, clause_ids=tuple(r.clause_ids)) for r in answer.consult),
        gaps=(),
        notices=(),
        bring=(),
        generator=answer.generator,
        version=answer.corpus.version,
        codes=parts.codes,
        trace=Trace(),
    )


def _statement(out: StatementOut) -> Statement:
    section = next(s for s in SECTIONS if s == out.section)
    made = Statement(text=out.text, kind=out.kind, citations=tuple(out.citations), verdict=out.verdict, section=section)
    return replace(made, score=out.score, source=out.source)
