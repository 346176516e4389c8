"""What fits: rows and heights of lines, and how many of them go on a slide. Nothing is cut, and no type is made smaller."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from assistant.deck.page import HANGING, ROW
from assistant.deck.slides import Line
from assistant.deck.widths import width

_T = TypeVar("_T")
_SENTENCE_END = re.compile(r"""(?<=[.!?”"])(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bDr\.) (?=["“(]?[A-Z0-9À-Þ])""")


def rows(text: str, size: float, room: float) -> int:
    """How many rows a text takes in a room of this width in points; a word that is wider than a row breaks."""
    count, used, space = 1, 0.0, width(" ", size)
    for word in text.split(" "):
        wide = width(word, size)
        if used and used + space + wide <= room:
            used += space + wide
        elif wide <= room:
            count, used = count + bool(used), wide
        else:
            pieces = _broken(word, size, room)
            count, used = count + bool(used) + len(pieces) - 1, width(pieces[-1], size)
    return count


def height(lines: Sequence[Line], room: float) -> float:
    """How high lines stand one under the other in a room of this width, both in points."""
    return sum(_height(line, room) + (line.above if at else 0) for at, line in enumerate(lines))


def _height(line: Line, room: float) -> float:
    said = f"{line.lead} {line.text}" if line.lead else line.text
    return rows(said, line.size, room - (HANGING if line.mark else 0)) * line.size * ROW


def packed(pieces: Sequence[_T], taken: Callable[[Sequence[_T]], float], room: float) -> list[list[_T]]:
    """The pieces in order on as few slides as can be, as evenly filled as can be; `taken` is how high some of them stand together.

    A piece that is higher than the room stands alone.
    """
    slides, limit = _filled(pieces, taken, room), room
    while len(slides) > 1:
        # The fullest one gives way, as long as that needs no further slide.
        limit = max(taken(slide) for slide in slides) - 1
        tried = _filled(pieces, taken, limit)
        if len(tried) > len(slides) or max(taken(slide) for slide in tried) > limit:
            break
        slides = tried
    return slides


def _filled(pieces: Sequence[_T], taken: Callable[[Sequence[_T]], float], limit: float) -> list[list[_T]]:
    slides: list[list[_T]] = []
    for piece in pieces:
        if slides and taken([*slides[-1], piece]) <= limit:
            slides[-1].append(piece)
        else:
            slides.append([piece])
    return slides


def pieces_of(text: str, fits: Callable[[str], bool]) -> list[str]:
    """A text by sentences; a sentence that does not fit alone by words, and a word that does not by characters.

    Joined by spaces, but for words that were broken, they are the text.
    """
    found: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        found += [sentence] if fits(sentence) else _by_words(sentence, fits)
    return found


def shortened(text: str, fits: Callable[[str], bool]) -> str:
    """The text, or as many of its words as fit, with an ellipsis."""
    return text if fits(text) else f"{next(_by_words(text, lambda kept: fits(f'{kept}…')))}…"


def _by_words(sentence: str, fits: Callable[[str], bool]) -> Iterator[str]:
    held = ""
    for word in sentence.split(" "):
        longer = f"{held} {word}" if held else word
        if fits(longer):
            held = longer
            continue
        if held:
            yield held
        while not fits(word):
            cut = _most(word, fits)
            yield word[:cut]
            word = word[cut:]
        held = word
    if held:
        yield held


def _broken(word: str, size: float, room: float) -> list[str]:
    found: list[str] = []
    while width(word, size) > room:
        cut = _most(word, lambda piece: width(piece, size) <= room)
        found.append(word[:cut])
        word = word[cut:]
    return [*found, word]


def _most(word: str, fits: Callable[[str], bool]) -> int:
    """How many characters of a word fit; one at least."""
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(word[:middle]) else (low, middle - 1)
    return low
