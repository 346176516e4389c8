"""Slack's own notation: what people wrote without it, and answers in it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from assistant.api.platforms.mentions import SOMEBODY, without_handles
from assistant.api.platforms.phrases import phrase
from assistant.api.platforms.pieces import pieces, together
from assistant.markdown import Notation, Phrases, blocks
from assistant.types import Answer

MOST_MESSAGES = 5
"""How many messages Slack takes at one response address."""
_MOST_IN_BLOCK = 3000
_MOST_IN_MESSAGE = 12_000
"""Slack documents no limit for the blocks of a message together, and refuses them from about 13,000 characters on."""
_MOST_BLOCKS = 50
_MARKED = re.compile(r"<([^<>]*)>")
_FIRST_MENTION = re.compile(r"\s*<@[^<>]*>")


def plain(text: str, bots: Collection[str] = ()) -> str:
    """What somebody wrote: without the mention of the bot, other people as "[name]", links as their words."""
    without = _FIRST_MENTION.sub("", text, count=1) if _FIRST_MENTION.match(text) else text

    def said(match: re.Match[str]) -> str:
        target, _, label = match[1].partition("|")
        if target.startswith("@"):
            return "" if target[1:] in bots else SOMEBODY
        return label if label or target[:1] in ("#", "!") else target

    text = _MARKED.sub(said, without).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return without_handles(text).strip()


def escaped(text: str) -> str:
    """A text that Slack shows as it is, and takes for no mention or link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


SLACK = Notation(bold="*", italic="_", bullet="•", escape=escaped)


def answer_messages(answer: Answer, phrases: Phrases) -> list[dict[str, Any]]:
    """An answer as messages: in blocks, and as the text that notifications show and screen readers read."""
    cut = [piece for block in blocks(answer, phrases, SLACK) for piece in pieces(block, _MOST_IN_BLOCK)]
    groups = [*together(cut, _MOST_IN_MESSAGE, _MOST_BLOCKS)]
    if len(groups) > MOST_MESSAGES:
        groups = [*groups[: MOST_MESSAGES - 1], [phrase("cut", answer.language)]]
    return [{"text": "\n\n".join(group), "blocks": [_section(text) for text in group]} for group in groups]


def _section(text: str) -> dict[str, Any]:
    # "verbatim" keeps Slack from making links of what looks like an address, a channel or a person.
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
