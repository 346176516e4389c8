"""Whether an answer that was sent back is the desk's own and of today: nothing else is printed under the codes' names."""

from __future__ import annotations

from assistant.errors import AnswerChanged, AnswerOutdated
from assistant.packet.plain import paragraphs
from assistant.pipeline import Parts
from assistant.schemas import AnswerOut
from assistant.verification import verify_answer

_AGAIN = "Ask the question again, and make the packet from the new answer."
_MOST_NAMED = 120


def check_genuine(answer: AnswerOut, parts: Parts) -> None:
    """AnswerOutdated for an answer of other clauses or another guide, AnswerChanged for one that is not as the desk gives it."""
    receipt, present = answer.receipt, parts.versions
    then = (answer.corpus.version, receipt.register_version, receipt.guide_version)
    if then != (parts.version, present.register, present.guide):
        raise AnswerOutdated("The answer was drawn from another version of the corpus than the desk has now.", _AGAIN)
    findings = verify_answer(answer, parts)
    if findings.stands and findings.shown_as_stated:
        return
    failed = next((s.text for s in findings.statements if s.now is None), "")
    if failed:
        why = f"this statement does not stand: “{' '.join(paragraphs(failed[:_MOST_NAMED]))}”"
    elif findings.differs:
        why = f"{', '.join(findings.differs)}: not what its statements say"
    else:
        why = "it does not fit its receipt"
    raise AnswerChanged(f"The answer is not as the desk gave it ({why}).", f"Send it back as it came. {_AGAIN}")
