"""What a consultation packet can be made as, for the API's server and its client alike."""

from __future__ import annotations

import datetime
from typing import Literal

PacketFormat = Literal["pdf", "docx", "markdown"]
Paper = Literal["letter", "a4"]
MOST_NOTE = 2_000
"""Characters of the asker's own note."""
MEDIA_TYPES: dict[PacketFormat, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "markdown": "text/markdown",
}
_SUFFIXES: dict[PacketFormat, str] = {"pdf": ".pdf", "docx": ".docx", "markdown": ".md"}


def suffix_of(format: PacketFormat) -> str:
    """The ending of a file's name."""
    return _SUFFIXES[format]


def file_name(day: datetime.date, format: PacketFormat) -> str:
    """The name of a packet's file, which tells nothing of the question."""
    return f"consultation-packet-{day.isoformat()}{suffix_of(format)}"
