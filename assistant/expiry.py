"""When a key ends, from the short form in which people write it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from assistant.errors import InvalidInput


def end_of(expires: str, now: datetime) -> datetime:
    """The first moment at which a key is no longer good: after so many days (90d), or on a last day (2027-01-31, UTC).

    InvalidInput for what is neither, and for what is past.
    """
    try:
        if days := re.fullmatch(r"(\d{1,5})d", expires, re.ASCII):
            ends = now + timedelta(days=int(days[1]))
        else:
            ends = datetime.combine(date.fromisoformat(expires) + timedelta(days=1), time(), UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(f"{expires!r} is no end of a key.", "Give days (90d) or a date (2027-01-31).") from error
    if ends <= now:
        raise InvalidInput(f"The end {expires} is past.", "Give a later one.")
    return ends
