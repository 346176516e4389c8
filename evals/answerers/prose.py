"""Reads an answer in prose: its sentences with their clauses, what it leaves open, whom it names, and its status."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.text import words
from assistant.types import Clause, StatementKind, Status, Who
from evals.answerers.clause_marks import ClauseMarks
from evals.answerers.markdown_sentences import Sentence, split_markdown
from evals.answerers.wording import Wording, read_wording
from evals.replies import Reply, Said

# From this many words on, words in quotation marks are a quote and not a term.
_FEWEST_QUOTED = 4
# Emergency services come first when one of this many sentences at the beginning names them.
_OPENING = 2
_ELLIPSIS = re.compile(r"\s*(?:\[(?:…|\.\.\.)\]|…|\.\.\.)\s*")
# American usage sets these inside the quotation marks, whether or not they are quoted.
_INSIDE = ".,;: "
_QUOTATION_MARKS = '“”«»" '


def read_prose(text: str, clauses: Sequence[Clause]) -> Reply:
    """A markdown text as a reply.

    Passages in quotation marks in a sentence with a clause mark are quotes. Other sentences with marks are paraphrases, and so
    are those that assert something about a code without one. The rest is a gap, guidance or a notice by its wording. Status and
    people are told by wording as well (`evals/prompts/prose.yaml`), so that they are a guess.
    """
    wording = read_wording()
    known = frozenset(c.id for c in clauses)
    sentences = split_markdown(text, _marks(tuple(clauses)))
    statements = [s for sentence in sentences for s in _said(sentence, known, wording)]
    gaps = [s.text for s in sentences if wording.tells_gap(s)]
    return Reply(
        status=_status(sentences, statements, wording),
        text=text,
        statements=tuple(statements),
        cited=tuple(dict.fromkeys(c for s in statements for c in s.citations)),
        consult=tuple(dict.fromkeys(who for s in sentences for who in wording.advised(s))),
        gaps=tuple(dict.fromkeys(gaps)),
    )


def read_mark(mark: str, clauses: Sequence[Clause]) -> tuple[str, ...]:
    """The ids of the clauses that "NACM-7", "[NACM 7]" or "CCMC Rules 4 and 5" stands for; the text itself when it is no mark."""
    return _marks(tuple(clauses)).read(mark)


def read_people(text: str) -> tuple[Who, ...]:
    """The people whom a few words name, such as "legal" or "your supervisor", in order."""
    return tuple(dict.fromkeys(who for _, who in read_wording().named(text)))


def unquoted(text: str) -> str:
    """A quote without the quotation marks around it."""
    return text.strip(_QUOTATION_MARKS)


@lru_cache(maxsize=4)
def _marks(clauses: tuple[Clause, ...]) -> ClauseMarks:
    words_of_marks = read_wording().marks
    return ClauseMarks(clauses, words_of_marks.kinds, words_of_marks.leads)


def _said(sentence: Sentence, known: frozenset[str], wording: Wording) -> list[Said]:
    """A sentence as statements: the quotes in it, and itself when they are the lesser part of it."""
    claims = sentence.quoted or sentence.place == "item" or wording.asserts_about_code(sentence)
    cited = sentence.cited or (sentence.lent if claims and not wording.advised(sentence) else ())
    quotes = [p for q in sentence.quoted for part in _ELLIPSIS.split(q) if len(words(q)) >= _FEWEST_QUOTED and (p := part.strip(_INSIDE))]
    said = [Said(text=q, kind="quote", citations=cited) for q in quotes] if cited else []
    if said and 2 * sum(len(words(q)) for q in quotes) >= len(words(sentence.text)):
        return said
    kind = _kind(sentence, cited, wording)
    # A clause that is named to say that there is no such clause is not cited.
    kept = tuple(c for c in cited if c in known) if kind == "gap" else cited
    return [Said(text=sentence.text, kind=kind, citations=kept), *said]


def _kind(sentence: Sentence, cited: tuple[str, ...], wording: Wording) -> StatementKind:
    text = sentence.text
    if wording.tells_gap(sentence) and not (cited and wording.has("contrast", text)):
        return "gap"
    if sentence.label:
        return "guidance"
    if cited:
        return "paraphrase"
    if wording.has("out_of_scope", text) or wording.has("declined", text):
        return "notice"
    return "paraphrase" if wording.asserts_about_code(sentence) and not wording.advised(sentence) else "guidance"


def _status(sentences: Sequence[Sentence], statements: Sequence[Said], wording: Wording) -> Status:
    if any("emergency" in wording.advised(s) for s in sentences[:_OPENING]):
        return "emergency"
    claims = [n for n, s in enumerate(statements) if s.kind in ("quote", "paraphrase") and s.citations]
    gaps = [n for n, s in enumerate(statements) if s.kind == "gap"]
    if not claims:
        for status in ("out_of_scope", "declined"):
            if any(wording.has(status, s.text) for s in sentences) and not (gaps and status == "declined"):
                return status
        return "not_in_codes" if gaps else "answered"
    near = [n for n, s in enumerate(statements) if wording.has("nearest", s.text)]
    if gaps and near and gaps[0] <= claims[0] and near[0] <= claims[0]:
        return "not_in_codes"
    return "partial" if any(wording.tells_gap(s) for s in sentences) else "answered"
