"""Lays what is to be said on as many slides as it takes, each with a title; all sizes stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from assistant.deck.fit import height, packed, pieces_of, rows, shortened
from assistant.deck.page import BODY, ROW, TITLE
from assistant.deck.slides import BODY as BODY_SIZE
from assistant.deck.slides import TITLE_SIZES, Line, Slide
from assistant.deck.widths import width

_WIDE, _HIGH = BODY.room
_TITLE_WIDE, _TITLE_HIGH = TITLE.room
_MOST_ROWS_OF_NAME = 1.6
Part = Callable[[str, int, int], str]
"""Makes the title of one of several slides: the title, its number, and how many there are."""


def in_groups(
    title: str, groups: Sequence[tuple[Line, ...]], notes: tuple[str, ...], part: Part, sizes: Sequence[int] = (BODY_SIZE,)
) -> list[Slide]:
    """Lines that belong together stay on one slide; a group that is higher than a slide is parted by sentences or words.

    What is of the usual size takes the largest of `sizes` in which one slide holds it all, or the last one.
    """
    filled: list[tuple[Line, ...]] = []
    for size in sizes:
        sized = [tuple(replace(line, size=size) if line.size == BODY_SIZE else line for line in group) for group in groups]
        small = [piece for group in sized for piece in ([group] if _stands(group) else _parted(group))]
        filled = [_flat(slide) for slide in packed(small, lambda several: height(_flat(several), _WIDE), _HIGH)]
        if len(filled) == 1:
            break
    return _numbered(title, filled, notes, part)


def in_sentences(
    title: str, head: tuple[Line, ...], said: Line, notes: tuple[str, ...], part: Part, sizes: Sequence[int] = (BODY_SIZE,)
) -> list[Slide]:
    """A text under a head that stands on each of its slides, parted at the ends of sentences where it can be; `sizes` as above."""
    filled: list[tuple[Line, ...]] = []
    for size in sizes:
        sized = replace(said, size=size)
        pieces = pieces_of(said.text, partial(_fits_under, head, sized))
        slides = packed(pieces, partial(_height_under, head, sized), _HIGH)
        filled = [(*head, replace(sized, text=" ".join(slide))) for slide in slides]
        if len(filled) == 1:
            break
    return _numbered(title, filled, notes, part)


def _height_under(head: tuple[Line, ...], said: Line, pieces: Sequence[str]) -> float:
    return height((*head, replace(said, text=" ".join(pieces))), _WIDE)


def _fits_under(head: tuple[Line, ...], said: Line, text: str) -> bool:
    return _height_under(head, said, [text]) <= _HIGH


def _flat(groups: Sequence[tuple[Line, ...]]) -> tuple[Line, ...]:
    return tuple(line for group in groups for line in group)


def short_title(title: str) -> str:
    """A case's title that leaves room for what is said behind it; one that does not is cut at a word, and an ellipsis says so."""
    return shortened(title, lambda text: width(text, TITLE_SIZES[-1]) <= _MOST_ROWS_OF_NAME * _TITLE_WIDE)


def _title_size(title: str) -> int:
    return next((size for size in TITLE_SIZES if rows(title, size, _TITLE_WIDE) * size * ROW <= _TITLE_HIGH), TITLE_SIZES[-1])


def _numbered(title: str, filled: Sequence[tuple[Line, ...]], notes: tuple[str, ...], part: Part) -> list[Slide]:
    slides = []
    for number, lines in enumerate(filled, 1):
        shown = part(title, number, len(filled)) if len(filled) > 1 else title
        slides.append(Slide(title=shown, title_size=_title_size(shown), lines=lines, notes=notes))
    return slides


def _stands(group: tuple[Line, ...]) -> bool:
    return height(group, _WIDE) <= _HIGH


def _parted(group: tuple[Line, ...]) -> Iterator[tuple[Line, ...]]:
    """The lines of a group one by one, those that are higher than a slide in pieces; lead and mark stand before the first of these."""
    for line in group:
        pieces = packed(pieces_of(line.text, partial(_alone, line)), partial(_height_under, (), line), _HIGH)
        for at, piece in enumerate(pieces):
            text = " ".join(piece)
            yield (replace(line, text=text) if at == 0 else replace(line, text=text, lead="", mark=" " if line.mark else ""),)


def _alone(line: Line, text: str) -> bool:
    return _stands((replace(line, text=text),))
