"""Decides whether a chat model's rewriting of a follow-up may be searched with: it may join what was said, and add nothing."""

from __future__ import annotations

from assistant.text import stem, words
from assistant.types import Question

_MOST_WORDS = 60
# Words that carry no subject: a rewriting may add and leave them.
_FUNCTION = frozenset(
    stem(w)
    for w in (
        "a an the and or but so of to in on at by for from with about as if that this these those it its he she him her they them their "
        "his hers i me my mine we us our you your is are was were be been being do does did done has have had having can could may might "
        "must shall should will would what which who whom when where why how not no also too same then there here any some it's i'm "
        "what's does say says said ask asks mean tell about regarding concerning okay ok thanks please just still now instead "
        "el la los las un una de del que y o en por para con sin su sus mi mis se lo le es son eso esto ella como cuando donde cual si no "
        "tambien ahora"
    ).split()
)


def joins_only(rewritten: str, question: Question) -> bool:
    """Whether a rewriting keeps every word of weight of the last turn, takes at least one from the turns before, and adds none."""
    told = _weighty(rewritten)
    last = _weighty(question.text)
    earlier = frozenset[str]().union(*(_weighty(t) for t in question.turns[:-1]))
    if not told or len(words(rewritten)) > _MOST_WORDS:
        return False
    return last <= told and told <= last | earlier and bool(told - last)


def _weighty(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in words(text)) - _FUNCTION
