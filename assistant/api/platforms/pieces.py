"""Cuts a long text into pieces that a platform takes, at lines or words; nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def pieces(text: str, most: int) -> Iterator[str]:
    """The text in pieces of at most `most` characters, each line of a quote marked as one in every piece."""
    while len(text) > most:
        cut = _cut(text, most)
        head, rest = text[:cut].rstrip(), text[cut:].lstrip()
        yield head
        line = head.rpartition("\n")[2]
        text = f"> {rest}" if line.startswith("> ") and not rest.startswith("> ") and text[cut : cut + 1] != "\n" else rest
    if text:
        yield text


def together(blocks: Sequence[str], most: int, most_blocks: int) -> Iterator[list[str]]:
    """The blocks in groups of at most so many characters and blocks, in order."""
    group: list[str] = []
    for block in blocks:
        if group and (len(group) == most_blocks or sum(map(len, group)) + len(block) > most):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _cut(text: str, most: int) -> int:
    """Where to cut: after the last line or word that fits; inside a word, but not inside an escaped character, where there is none."""
    for separator in ("\n", " "):
        # A cut in the first half would be at the mark of a quote or make many small pieces.
        if (at := text.rfind(separator, most // 2, most)) > 0:
            return at
    escaped = text.rfind("&", most - 5, most)
    return escaped if escaped > 0 and ";" not in text[escaped:most] else most
