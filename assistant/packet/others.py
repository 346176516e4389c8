"""Who else may need to know, from the guide's reviewed entries."""

from __future__ import annotations

from assistant.guide import Guide, Other
from assistant.schemas import AnswerOut

_MOST = 4


def others_of(answer: AnswerOut, guide: Guide) -> list[Other]:
    """At most four, by the topic whose questions the answer brings, and by whom it sends to; none for a plain look-up."""
    sent_to = {r.who for r in answer.consult}
    if not sent_to:
        return []
    brought = set(answer.bring)
    topics = {t.id for t in guide.topics if brought & {*t.bring, *t.bring_es}}
    return [o for o in guide.packet.others if topics & set(o.topics) or sent_to & set(o.consult)][:_MOST]
