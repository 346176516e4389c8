"""Splits an answer in markdown into sentences, with what each quotes and which clauses are marked in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from assistant.text import words
from evals.answerers.clause_marks import ClauseMarks

Place = Literal["heading", "text", "item", "quote"]

# Quotes and marks are put aside as single characters of a private plane while sentences are split. A quote that ends like a
# sentence has a range of its own.
_OPEN, _ENDED, _MARK = 0xF0000, 0xF8000, 0x100000
_PRIVATE = re.compile("[\U000f0000-\U0010ffff]")
_MARKS = "\U00100000-\U0010ffff"
# Code fences and lines that are only drawn.
_DRAWN = re.compile(r"\s*(?:```.*|~~~.*|[-*_|=:\s]{3,})")
_TABLE_RULE = re.compile(r"[\s:|-]*-\s*\|[\s:|-]*|\s*\|\s*:?-+:?\s*\|?\s*")
_BLOCK = re.compile(r"\s*(?:(?P<heading>#{1,6}\s+)|(?P<quote>>\s?)|(?P<item>(?:[-*+•]|\d{1,2}[.)])\s+|\|))")
_BOLD_LINE = re.compile(r"(\*\*|__)(?:(?!\1).)+\1:?|\*(?!\*)[^*]+\*")
_EMPHASIS = re.compile(r"\*+|`+|(?<!\w)_+|_+(?!\w)")
_CLAUSE_LINK = re.compile(r"\[([^\[\]]*(?:\[[^\[\]]*\])?[^\[\]]*)\]\([^()\s]*/v1/clauses/([\w-]+)[^()]*\)")
_LINK = re.compile(r"\[([^\[\]]+)\]\((?:https?:|/|#)[^()]*\)")
_QUOTED = re.compile(r"“([^”]+)”|«([^»]+)»|\"([^\"]+)\"")
_LONGEST_LEAD_IN, _LONGEST_LABEL = 8, 4
_ENDS_SENTENCE = (".", "!", "?", "…")
_END = re.compile(
    r"(?:(?<!\be\.g)(?<!\bi\.e)(?<!\b[nN]o)(?<!\bvs)(?<!\bcf)(?<!\b[dD]r)(?<!\bp\.ej)[.!?…]+[)\]]*|[\U000f8000-\U000fffff])"
    rf"(?:\s*[{_MARKS}])*(?=\s+[^a-zà-ÿ\s]|\s*$)"
)
_ATTRIBUTION = re.compile(rf"\s+[—–-]{{1,2}}\s|\s*[{_MARKS}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence without markdown and bracketed marks.

    `quoted` are its passages in quotation marks, `cited` the ids of its marks, `lent` those of a heading or lead-in over it, `under`
    its heading. `first`: its block begins with it; `label`: it only leads in to what follows, or is nothing but marks.
    """

    text: str
    place: Place
    quoted: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    lent: tuple[str, ...] = ()
    under: str = ""
    first: bool = False
    label: bool = False


def split_markdown(text: str, marks: ClauseMarks) -> list[Sentence]:
    """The sentences of a text, in order; headings are told with what stands under them.

    Marks alone after a sentence belong to it. Marks of a heading, of a sentence that ends with a colon, or with little beside
    them at the beginning of a block are lent to what follows.
    """
    done: list[Sentence] = []
    under = ""
    of_heading: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    for s in (s for place, block in _blocks(_PRIVATE.sub("", text)) for s in _sentences(block, place, marks)):
        beside = len(words(marks.without(s.text)))
        if s.place == "heading":
            under, of_heading, lead = s.text, s.cited, ()
        elif s.cited and not beside and done and (not s.first or s.text[:1] in "—–"):
            done[-1] = replace(done[-1], cited=tuple(dict.fromkeys((*done[-1].cited, *s.cited))))
        elif beside or s.cited:
            if s.first and s.place == "text" and not s.quoted:
                lead = ()
            label = not s.quoted and (not beside or (s.text.endswith(":") and beside <= _LONGEST_LEAD_IN))
            done.append(replace(s, under=under, lent=lead or of_heading, label=label))
            if s.cited and (s.text.endswith(":") or (s.first and beside <= _LONGEST_LABEL)):
                lead = s.cited
    return done


def _blocks(text: str) -> Iterator[tuple[Place, str]]:
    """Paragraphs, list items, quotes and headings; lines that only go on with one are joined to it."""
    place: Place = "text"
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        if _TABLE_RULE.fullmatch(line):
            # What stands over it are the names of columns.
            lines = []
            continue
        line = "" if _DRAWN.fullmatch(line) else line
        opening = _BLOCK.match(line)
        kind: Place = "text"
        if opening:
            kind = "heading" if opening["heading"] else "quote" if opening["quote"] else "item"
        bare = line[opening.end() :].strip() if opening else line.strip()
        if not opening and _BOLD_LINE.fullmatch(bare):
            kind = "heading"
        goes_on = bare and (kind == place == "quote" or (kind == "text" and place != "heading"))
        if lines and not goes_on:
            yield place, " ".join(lines)
            lines = []
        if bare:
            place = place if lines else kind
            lines.append(bare)


def _sentences(block: str, place: Place, marks: ClauseMarks) -> Iterator[Sentence]:
    text = _LINK.sub(r"\1", _CLAUSE_LINK.sub(r"\1 [\2]", block))
    text = _EMPHASIS.sub("", text).strip(" |").replace(" | ", " – ")
    quotes: list[tuple[str, str]] = []

    def put_aside(shown: str, passage: str) -> str:
        quotes.append((shown, passage.strip()))
        return chr((_ENDED if passage.endswith(_ENDS_SENTENCE) else _OPEN) + len(quotes) - 1)

    text = _QUOTED.sub(lambda m: put_aside(m[0], m[0][1:-1]), text)
    groups = list(marks.bracketed(text))
    for n, (start, end, _) in reversed(list(enumerate(groups))):
        text = text[:start] + chr(_MARK + n) + text[end:]
    passage = _ATTRIBUTION.split(text, maxsplit=1)[0]
    if place == "quote" and not quotes and passage:
        # A block quote needs no quotation marks; what follows the passage says where it is from.
        text = put_aside(passage, passage) + text[len(passage) :]
    for n, piece in enumerate([text] if place == "heading" else _cut(text)):
        whole = "".join(quotes[ord(c) % 0x8000][0] if _OPEN <= ord(c) < _MARK else c for c in piece)
        plain = re.sub(rf"\s*[{_MARKS}]", "", whole).strip()
        quoted = tuple(quotes[ord(c) % 0x8000][1] for c in piece if _OPEN <= ord(c) < _MARK)
        bracketed = [i for c in piece if ord(c) >= _MARK for i in groups[ord(c) - _MARK][2]]
        cited = tuple(dict.fromkeys((*marks.named(plain), *bracketed)))
        yield Sentence(text=plain, place=place, quoted=quoted, cited=cited, first=n == 0)


def _cut(text: str) -> list[str]:
    ends = [m.end() for m in _END.finditer(text)]
    pieces = (text[a:b].strip() for a, b in zip([0, *ends], [*ends, len(text)], strict=True))
    return [p for p in pieces if p]
