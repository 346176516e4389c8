"""What the minutes of a room can be made as, for the API's server and its client alike."""

from __future__ import annotations

import datetime

from assistant.wire_packet import PacketFormat, suffix_of

VOTES_MEDIA_TYPE = "text/csv"


def minutes_file_name(day: datetime.date, format: PacketFormat) -> str:
    """The name of a file of minutes, which tells its day and nothing of the room."""
    return f"discussion-minutes-{day.isoformat()}{suffix_of(format)}"


def votes_file_name(day: datetime.date) -> str:
    """The name of a file of votes."""
    return f"discussion-votes-{day.isoformat()}.csv"
