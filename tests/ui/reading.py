"""What a reader sees of a page under test, as plain text."""

from __future__ import annotations

import re
from html import unescape

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button


def html(test: AppTest) -> str:
    """The texts of all elements in order, HTML as it is sent to the browser."""
    texts = [getattr(e, "value", None) or getattr(e, "label", "") for e in test.main]
    return "\n".join(t for t in texts if isinstance(t, str))


def shown(test: AppTest) -> str:
    """All that the page says, without the tags."""
    return re.sub(r"[ \t]+", " ", unescape(re.sub(r"<[^>]+>", " ", html(test))))


def button(test: AppTest, label: str) -> Button:
    """The first button with this label."""
    return next(b for b in test.button if b.label == label)
