"""Reads the question: its language, whether it leans on earlier turns, and how it is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.text import fold, sentences, words
from assistant.types import Language, Question

_SPANISH = frozenset(
    "el la los las un una unos de del que qué es son en y o con por para mi mis su sus se lo le les me te no si como cómo cual cuál cuando "
    "cuándo donde dónde puedo puede debo debe tengo tiene hay esta está este esto eso ella yo código codigo cliente clienta clientes "
    "trabajo ética etica regla reglas dice dicen cuantos cuántos hacer pero porque muy al nos mi ya sin sobre ser fue era quiere".split()
)
_ENGLISH = frozenset(
    "the a an of to and is are in on it my i she he they do does did can what how who when if for with that this have has not be was "
    "were about or at from her his me you client clients code rule".split()
)
_LEANING = re.compile(
    r"^\s*(and|but|so|then|also|ok(ay)?|what about|how about|what if|does (that|this|it)|is (that|this|it)|what does (it|that)|"
    r"y|pero|entonces|y si|que tal|eso|aplica)\b"
    r"|\b(that|this|it|those|these|she|he|her|him|they|them|same|instead|too|either|the (first|second|other)|"
    r"now|still|yet|anyway|something|eso|esa|ese|ella|tambien|lo mismo|ahora|todavia|aun|algo)\b"
)
_OWN_STORY = re.compile(
    r"^(my|our|one of my|mi|nuestr[oa])( \w+)? (clients?|clt|patients?|pt|coworker|co-worker|colleague|boss|supervisor|manager|agency|"
    r"cliente|clienta|paciente|compan\w+|jef[ea]|supervisora?)\b"
)
_ASKS = re.compile(
    r"\?|^(what|which|who|when|where|why|how|can|could|may|must|should|do|does|did|is|are|am|was|will|would|que|cual|quien|cuando|donde|como"
    r"|puedo|debo|tengo que|hay|es)\b"
)
_CODE_NAMES = frozenset("nacm ccmc code codes codigo codigos ethics etica".split())
_ASKING_THE_CODES = _CODE_NAMES | frozenset(
    "so and but ok okay anyway then just what what's whats do does did would will the my our both these either any of conduct say says "
    "said ask asks want wants expect expects have has to about on me us it this that here there something anything is in actually "
    "really think case manager managers que dice dicen diria el los la las de sobre eso esto me nos pide piden y en lo al respecto "
    "acerca".split()
)
_ASKING_THE_LIKE = _ASKING_THE_CODES | frozenset(
    "same like similar thing equivalent counterpart version other one too also as well y hay tambien mismo igual parecido tiene "
    "otro a an how one's they each algo alguna alguno un una eso".split()
)
_FEWEST_SEARCHED = 3
_SHORT_WORDS = 5
_OWN_TOPIC_WORDS = 14


def language(text: str) -> Language:
    """English or Spanish, by the function words that occur."""
    found = re.findall(r"[^\W\d_]+", text.lower())
    spanish = sum(w in _SPANISH for w in found) + 2 * len(re.findall(r"[¿¡ñ]", text))
    english = sum(w in _ENGLISH for w in found)
    return "es" if spanish > english else "en"


def leans_on_earlier_turns(text: str) -> bool:
    """Whether a turn is to be read in the light of the turns before it.

    Short turns, turns that go on telling, and turns with a pronoun or an opening such as "what about" lean; a long turn, and
    one that brings its own people, does not.
    """
    folded = fold(text)
    count = len(words(text))
    if _OWN_STORY.match(folded):
        return False
    if asks_for_the_like(text):
        return True
    if count <= _SHORT_WORDS or (count <= _OWN_TOPIC_WORDS and not _ASKS.search(folded)):
        return True
    return count <= _OWN_TOPIC_WORDS * 2 and _LEANING.search(folded) is not None


def searched(standalone: str) -> str:
    """The text to search with: without the sentences that only ask what the codes say of the rest, which are near to everything."""
    parts = sentences(standalone)
    kept = [s for s in parts if not _only_names_codes(s)]
    return "\n".join(kept) if len(kept) < len(parts) and len(words(" ".join(kept))) > _FEWEST_SEARCHED else standalone


def asks_for_the_like(turn: str) -> bool:
    """Whether a turn asks for nothing but the like of what came before: "does NACM have something like it?"."""
    return frozenset(words(turn)) <= _ASKING_THE_LIKE


def _only_names_codes(sentence: str) -> bool:
    found = frozenset(words(sentence))
    return found <= _ASKING_THE_CODES and not found.isdisjoint(_CODE_NAMES)


def understand(turns: Sequence[str]) -> Question:
    """The last turn as a question; `standalone` adds the turn that it leans on, and so on back to one that stands alone."""
    first = len(turns) - 1
    while first > 0 and leans_on_earlier_turns(turns[first]):
        first -= 1
    last = turns[-1]
    return Question(text=last, standalone="\n".join(turns[first:]), language=language(last), turns=tuple(turns))
