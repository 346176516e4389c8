"""What somebody wrote in Teams, without its HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from assistant.api.platforms.mentions import SOMEBODY, without_handles

_BREAKS = frozenset("br p div li tr blockquote".split())
_SPACES = re.compile(r"[^\S\n]+")


def plain(text: str) -> str:
    """The words, without the first mention, which is of the webhook, and with other people as "[name]"."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(reader.written).splitlines())
    return without_handles("\n".join(line for line in lines if line))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self._mentions = 0
        self._in_mention = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        if tag == "at":
            self._in_mention = True
            self._mentions += 1
            self.written.append(" " if self._mentions == 1 else f" {SOMEBODY}")
        elif tag in _BREAKS:
            self.written.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        if tag == "at":
            self._in_mention = False
        elif tag in _BREAKS:
            self.written.append("\n")

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._in_mention:
            self.written.append(data)
