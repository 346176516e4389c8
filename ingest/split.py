"""Splits a source text into the clauses that its outline describes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.errors import CorpusFault
from assistant.types import Clause
from ingest.clean import SLIDE_BULLET, clean
from ingest.outline import CodeOutline, Part

Span = tuple[int, int]
_NUMBERED = re.compile(r"(?m)^\s*(\d{1,2})[.)][ \t]+")
_RULE = re.compile(r"(?m)^[^\S\n]*(?=Rule (\d+):)")
_BULLET = re.compile(SLIDE_BULLET)
_TERM = re.compile(r"\s*(\w+)")


def split_code(outline: CodeOutline, raw: str) -> list[Clause]:
    """Every clause of one code, in the order of the file; CorpusFault when a heading is missing."""
    return [clause for part, span in _parts(outline, raw) for clause in _clauses(outline.id, part, raw, span)]


def _heading(words: str) -> re.Pattern[str]:
    flexible = r"\s+".join(re.escape(w) for w in words.split())
    return re.compile(rf"(?m)^[^\S\n]*{flexible}[^\S\n]*$")


def _parts(outline: CodeOutline, raw: str) -> Iterator[tuple[Part, Span]]:
    found: list[tuple[Part, int, int]] = []
    missing: list[str] = []
    position = 0
    for part in outline.parts:
        match = _heading(part.heading).search(raw, position)
        if match is None:
            missing.append(part.heading)
            continue
        found.append((part, match.start(), match.end()))
        position = match.end()
    if missing:
        raise CorpusFault([f"{outline.file}: the heading {heading!r} is missing or out of order" for heading in missing])
    ends = [start for _, start, _ in found[1:]] + [len(raw)]
    for (part, _, start), end in zip(found, ends, strict=True):
        if part.ends_before:
            stop = _heading(part.ends_before).search(raw, start, end)
            if stop is None:
                raise CorpusFault([f"{outline.file}: {part.ends_before!r} is missing under {part.heading!r}"])
            end = stop.start()
        yield part, (start, end)


def _clauses(code: str, part: Part, raw: str, span: Span) -> Iterator[Clause]:
    for suffix, label, (start, end) in _pieces(part, raw, span):
        text = clean(raw, start, end)
        if not text.text:
            raise CorpusFault([f"{code}: {part.heading!r} holds an empty clause ({part.id}{suffix})"])
        intro = bool(part.intro_id) and not suffix
        yield Clause(
            id=part.intro_id if intro else f"{part.id}{suffix}",
            label=label,
            code=code,
            section=part.section,
            kind="statement" if intro else part.kind,
            force="informative" if intro else part.force,
            text=text.text,
            start=text.offsets[0],
            end=text.offsets[-1] + 1,
            stem=part.stem,
        )


def _pieces(part: Part, raw: str, span: Span) -> Iterator[tuple[str, str, Span]]:
    """(id suffix, label, span) of each clause in the part."""
    start, end = span
    if part.split == "whole":
        yield "", part.label, span
    elif part.split == "rules":
        marks = _marks(_RULE, part, raw, span)
        yield "", part.intro_label, (start, marks[0].start())
        for mark, piece in _between(marks, end):
            yield f"-{mark.group(1)}", f"{part.label} {mark.group(1)}", piece
    elif part.split == "numbered":
        for mark, piece in _between(_marks(_NUMBERED, part, raw, span), end):
            yield f"-{mark.group(1)}", f"{part.label} {mark.group(1)}", piece
    else:
        bullets = _marks(_BULLET, part, raw, span)
        if part.split == "bullets" and len(bullets) != len(part.labels):
            raise CorpusFault([f"{part.heading!r} holds {len(bullets)} bullets, and the outline has {len(part.labels)} labels for them"])
        for n, (_, piece) in enumerate(_between(bullets, end)):
            if part.split == "bullets":
                yield f"-{n + 1}", part.labels[n], piece
            else:
                term = _TERM.match(raw, piece[0])
                name = term.group(1) if term else str(n + 1)
                yield f"-{name.upper()}", f"{part.label}: {name}", piece


def _marks(pattern: re.Pattern[str], part: Part, raw: str, span: Span) -> list[re.Match[str]]:
    """Where the clauses of a part begin; CorpusFault when nothing does."""
    marks = list(pattern.finditer(raw, *span))
    if not marks:
        raise CorpusFault([f"{part.heading!r} holds no {part.split}"])
    return marks


def _between(marks: list[re.Match[str]], end: int) -> Iterator[tuple[re.Match[str], Span]]:
    stops = [b.start() for _, b in pairwise(marks)] + [end]
    for mark, stop in zip(marks, stops, strict=True):
        yield mark, (mark.end(), stop)
