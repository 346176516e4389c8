"""The word sought in "which clauses mention supervisor" or "where does hope appear"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KINDS = {
    "rule": "rule",
    "regla": "rule",
    "commitment": "commitment",
    "compromiso": "commitment",
    "principle": "principle",
    "principio": "principle",
    "value": "value",
    "purpose": "purpose",
}
_PLACE = (
    r"(?P<place>clauses?|rules?|commitments?|principles?|sections?|parts?|values?|purposes?|slides?|ones?|codes?|texts?|documents?|passages?|booklets?|brochures?|decks?"
    r"|nacm|ccmc|clausulas?|reglas?|compromisos?|principios?|secciones|partes?|valores|codigos?|textos?|(?:rule|commitment) \w+)"
)
_ASKING = r"(?:which|what|any|every|all|each|how many|list|find|do|does|doesn't|is there|que|cuales|cuantas|cuantos)"
_HOLDS = r"(?:contain|use|include|say)(?:s|ing)?|using|including|has|have|with|contienen?|usan?|tienen?|con"
_APPEARS = r"(?:appears?|occurs?|comes? up|shows? up|(?:be |been )?mentioned|used|found|aparecen?|salen?)"
_THE_WORD = r"(?:the |la |el )?(?:exact |actual |specific )?(?:words?(?! for word)|terms?|phrases?|palabras?|terminos?|frases?) "
_REST, _SHORTLY = r"(?P<word>[^?.!;]+)", r"(?P<word>[^?.!;]{1,60}?)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_ASKING}\b[^?.!]{{0,50}}\b{_PLACE}\b[^?.!]{{0,30}}?\b(?:mention(?:s|ing)?|mencione?[ns]?|mencionan?) (?:{_THE_WORD})?{_REST}",
        rf"\b{_PLACE}\b[^?.!]{{0,30}}?\b(?:{_HOLDS}) {_THE_WORD}{_REST}",
        rf"\b(?:where(?: else)?|in (?:which|what) {_PLACE}) (?:do|does|is|are|did|has|have) {_SHORTLY} {_APPEARS}\b",
        rf"\b{_THE_WORD}{_SHORTLY} {_APPEARS}\b",
        rf"\b(?:search|look|find|ctrl-?f|busca|buscar)\b(?: for| up)? {_THE_WORD}{_REST}",
        rf"\b(?:is|are) (?:{_THE_WORD})?{_SHORTLY} (?:(?:ever|even|actually|explicitly) )?(?:mentioned|used) (?:anywhere|in|at all|by)\b",
        r"\b(?:rules?|commitments?|principles?|clauses?|values?|purposes?|ones?|number)\b"
        r"(?: is| are)?(?: the| that| which| actually| explicitly| has| ever)*"
        rf" (?:says?|mentions?|uses?) (?!what|that|i\b|we\b|about|to\b|it\b)(?:{_THE_WORD})?{_REST}",
        r"\bwhere (?:do|does|is) (?:it|they|the \w+|either code|nacm|ccmc) (?:ever |actually )?"
        rf"(?:say|mention|use|talk about|speak of) (?:{_THE_WORD})?{_REST}",
        r"\b(?:does|do|did)\b[^?.!]{0,60}\b(?:say|use) (?P<word>[\"'][^\"']{2,60}[\"'])",
        rf"\b(?:donde|en que \w+) (?:se )?(?:aparecen?|mencionan?|salen?) (?:{_THE_WORD})?{_REST}",
        rf"\baparecen? {_THE_WORD}{_REST}",
    )
)
_SPANISH = re.compile(r"\b(?:mencion[ae]|aparece|palabra|termino|salen?\b|contiene|donde)")
_QUOTED = re.compile(r"""^["'](?P<word>[^"']{2,60})["']""")
_LEADING = re.compile(
    rf"^(?:{_THE_WORD}|(?:the|a|an|any|my|your|anything|something|about|regarding|like|el|la|los|las|un|una|de|algo|sobre|acerca)\b ?"
    r"|(?:codigo|texto)\b )+"
)
_TRAILING = re.compile(
    r"(?:,| (?:in|anywhere|at all|by name|or|and|within|of the|of either|across|from|even|ever|explicitly|specifically|when|for|as|please"
    r"|o|y|en)\b).*$"
)
_NOT_A_WORD = re.compile(
    r"^(?:what|how|when|that|who|whom|if|whether|where|why|as|to|for|i|we|it|them|this|these|those|\w+ing|que|como|si|cuando)\b"
)
_MOST_WORDS, _MOST_QUOTED_WORDS = 3, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSought:
    """A word or phrase whose places are asked for; `kind` narrows the clauses ("which rules"), or is "".

    `loose` is a subject rather than a word of the texts: several words without quotation marks, or Spanish.
    """

    word: str
    kind: str = ""
    loose: bool = False


def word_sought(text: str) -> WordSought | None:
    """The word that a folded question looks for in the texts, if it looks for one."""
    for pattern in _PATTERNS:
        match = pattern.search(text)
        word = _cleaned(match["word"].strip()) if match else ""
        if match and word:
            place = match.groupdict().get("place") or ""
            loose = bool(_SPANISH.search(match.group())) or (" " in word and not _quotes(match["word"], word))
            return WordSought(word=word, kind=_KINDS.get(place.removesuffix("s"), ""), loose=loose)
    return None


def _quotes(phrase: str, word: str) -> bool:
    """Whether the word stands in quotation marks."""
    return any(mark + word + mark in phrase for mark in "\"'")


def _cleaned(phrase: str) -> str:
    """The phrase without articles and what trails after it; "" if it is no word but a clause of a sentence."""
    phrase = _LEADING.sub("", phrase)
    quoted = _QUOTED.match(phrase)
    if quoted:
        return quoted["word"].strip() if len(quoted["word"].split()) <= _MOST_QUOTED_WORDS else ""
    phrase = _TRAILING.sub("", phrase).strip(" \"',:")
    return "" if _NOT_A_WORD.match(phrase) or len(phrase.split()) > _MOST_WORDS else phrase
