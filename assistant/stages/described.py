"""The clause that a question describes in order to learn its number or words: "which rule is the felony one"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.stages.reference_words import kind_named
from assistant.stages.wording import EMPTY_WORDS, tells_case

_WORD = re.compile(r"[a-z0-9]+")
_NOUN = (
    r"(?:rules?|commitments?|principles?|values?|purposes?|clauses?|bullets?|items?|numbers?|ones?|reglas?|compromisos?|principios?"
    r"|valor|valores|clausulas?|numero)"
)
_IDENTIFYING = re.compile(
    rf"\b(?:which|what|whats|que|cual)\b[^.?!]{{0,30}}?\b{_NOUN}\b|\b(?:nacm|ccmc|code) number\b|\b(?:number|numero)\W*$"
)
_VERBS = frozenset(
    """
    is are was s re about on that which one ones talk talks talking cover covers covering deal deals dealing speak speaks concern
    concerns address addresses regarding has have having to do with being quick just sorry again actually es trata habla sobre acerca
    numero cual esa ese says mentions against under not staying doing getting
    """.split()
)
_ETHICAL = re.compile(r"\bethical principle|\bprincipios? eticos?\b")
_IS_IT = re.compile(r"\bis it\b(?= that\b|\W*$)")
_FEWEST_LETTERS, _MOST_WORDS = 3, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What is told of the clause meant: its words in order, and the kind of list it is in, or ""."""

    words: tuple[str, ...]
    kind: str = ""


def described(text: str, codes: frozenset[str]) -> Description | None:
    """The description in a folded question that only identifies a clause; `codes` are the spellings of the codes' names."""
    if not _IDENTIFYING.search(text) or tells_case(_IS_IT.sub(" ", text)):
        return None
    every = _WORD.findall(text)
    told = tuple(w for w in every if w not in EMPTY_WORDS and w not in _VERBS and w not in codes and not kind_named(w))
    if not 0 < len(told) <= _MOST_WORDS or max(map(len, told)) < _FEWEST_LETTERS:
        return None
    kinds = [kind for w in every if w not in codes and (kind := kind_named(w)) not in ("", "item")]
    return Description(words=told, kind="value" if _ETHICAL.search(text) else kinds[0] if kinds else "")
