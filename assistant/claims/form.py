"""What a sentence of a chat model must look like before it is read at all."""

from __future__ import annotations

import re

LONGEST = 420
_MOST_SENTENCES = 2
_FEWEST_WORDS = 3
# Web addresses, paths, list markers, ellipses: nothing that a plain sentence needs.
_MARKS = re.compile(r"https?:|www\.|\w\.\w|//|^\s*(?:[-–—]|\w{1,2}\.\s)|\.\.|--")
_QUOTED = re.compile(r"[\"“”«»„]([^\"“”«»„]*)[\"“”«»„]|(?<!\w)['‘]([^'‘’]*(?:[’'](?=\w)[^'‘’]*)*)['’](?!\w)")
_END = re.compile(r"[.](?=[\s'’\"”]|$)")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc)\.")
_ODD_WORD = re.compile(r"\b(?=\w*[a-z])\w*(?:[a-z][A-Z]|\d[A-Za-z]|[A-Za-z]\d)\w*")
_NEGATION = re.compile(r"(?i)\b(?:not|nor|no|never|without|abstain\w*|avoid\w*)\b")
# "asks you to each person's right": small models leave the verb out.
_NO_VERB = re.compile(r"\b(?:asks?|expects?) you to (?:an?|the|each|every|all|any|your)\b")
_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself|[Ww]e|[Uu]s|[Oo]urs?|[Oo]urselves)\b")
_FEWEST_QUOTED = 2
_PUNCTUATION = frozenset(" .,;:'’‘\"“”-–—/")


def ill_formed(text: str) -> bool:
    """Whether the text is anything but one or two plain sentences of a bounded length."""
    plain = _ABBREVIATION.sub("", text)
    words = plain.split()
    ends = len(_END.findall(plain))
    return (
        len(text) > LONGEST
        or len(words) < _FEWEST_WORDS
        or not plain.endswith((".", ".”", '."', ".'", ".’"))
        or not 1 <= ends <= _MOST_SENTENCES
        or not words[0][:1].isupper()
        or sum(c.isupper() for c in text) > sum(c.islower() for c in text)
        or bool(_MARKS.search(plain))
        or bool(_NO_VERB.search(plain))
        or not all(c.isalpha() or c in "0123456789" or c in _PUNCTUATION for c in text)
    )


def first_person(text: str) -> bool:
    """Whether a sentence speaks as the case manager, outside of quotation marks: the clauses do, an explanation addresses the reader."""
    return bool(_FIRST_PERSON.search(_QUOTED.sub("", text)))


def odd_word(text: str) -> bool:
    """Whether a word mixes capitals into its middle or holds digits beside letters."""
    return bool(_ODD_WORD.search(text))


def foreign_letters(text: str) -> bool:
    """Whether the text has letters that English does without."""
    return any(c.isalpha() and not c.isascii() for c in text)


def whole(excerpt: str, text: str) -> bool:
    """Whether an excerpt is of two whole words or more somewhere in the text, and no "not" stands before it in its sentence."""
    if len(excerpt.split()) < _FEWEST_QUOTED:
        return False
    for match in re.finditer(rf"(?<!\w){re.escape(excerpt)}(?!\w)", text):
        before = re.split(r"[.;:!?]", text[: match.start()])[-1]
        if _NEGATION.search(excerpt) or not _NEGATION.search(before):
            return True
    return False


def stands(run: str, text: str) -> bool:
    """Whether a run of whole words stands in the text as it is, but for a full stop or comma at its end."""
    return bool(re.search(rf"(?<!\w){re.escape(run.rstrip('.,'))}(?!\w)", text))


def quoted(text: str) -> list[str]:
    """The runs of two words or more that stand in quotation marks, straight or typographic; an unpaired mark quotes the rest."""
    runs = [double or single for double, single in _QUOTED.findall(text)]
    rest = _QUOTED.sub("", text)
    runs.extend(part for mark in '"“”«»„' if mark in rest for part in rest.split(mark)[1:])
    return [run for run in runs if len(run.split()) > 1]
