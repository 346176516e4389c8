"""Codes and names that cannot be guessed: of rooms, of the people in them, and of what they send."""

from __future__ import annotations

import hashlib
import re
import secrets

# No vowels, so that no code is a word, and no Y, which is one now and then.
ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
LENGTH = 6
_TYPED = re.compile(r"[\s.-]+")
_PERSON = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


def new_code() -> str:
    """One of 64 million codes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(typed: str) -> str | None:
    """The code that somebody typed, in any case and with spaces or hyphens; None for what is none."""
    code = _TYPED.sub("", typed[:40]).upper()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def new_person() -> str:
    """A name for somebody who joins, which only that phone knows; 128 random bits."""
    return secrets.token_urlsafe(16)


def new_item_id() -> str:
    """The id of a new question or entry."""
    return f"itm_{secrets.token_urlsafe(12)}"


def person_hash(token: str) -> str:
    """What is kept of that name, so that nobody who reads the database can vote with it; "" for what is no name."""
    return hashlib.sha256(token.encode("ascii")).hexdigest() if _PERSON.fullmatch(token) else ""
