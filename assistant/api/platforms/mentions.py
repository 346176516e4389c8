"""People whom a message names by their handle: whom the chat knows is nothing that the desk should."""

from __future__ import annotations

import re

SOMEBODY = "[name]"
"""As the desk writes any name that it takes out."""
_HANDLE = re.compile(r"(?<![\w@])@\w(?:[\w.-]*\w)?")


def without_handles(text: str) -> str:
    """The text with each @handle as "[name]"; e-mail addresses are left to the masking of identifiers."""
    return _HANDLE.sub(SOMEBODY, text)
