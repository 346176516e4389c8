"""What a deck can be made as, for the API's server and its client alike."""

from __future__ import annotations

import datetime
from typing import Literal

DeckFormat = Literal["pptx"]
MOST_CASES = 40
"""Scenarios in one deck."""
DECK_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def deck_file_name(day: datetime.date) -> str:
    """The name of a deck's file."""
    return f"ethics-cases-{day.isoformat()}.pptx"
