"""Whether a request comes from the platform that it says: signatures over the raw body, and shared tokens, compared in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Collection

SLACK_WINDOW = 300
"""Seconds by which the time of a signed request may differ from ours, either way."""
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def slack_signed(secret: str, body: bytes, timestamp: str, signature: str, now: float) -> bool:
    """Whether Slack signed this body with the app's signing secret, at about this time."""
    if not _TIMESTAMP.fullmatch(timestamp) or abs(now - int(timestamp)) > SLACK_WINDOW:
        return False
    signed = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={signed}".encode(), signature.encode())


def teams_signed(secret: str, body: bytes, authorization: str) -> bool:
    """Whether Teams signed this body with the outgoing webhook's security token, which is base64."""
    scheme, _, given = authorization.partition(" ")
    signed = hmac.new(base64.b64decode(secret), body, hashlib.sha256).digest()
    return scheme.upper() == "HMAC" and hmac.compare_digest(base64.b64encode(signed), given.strip().encode())


def all_known(given: Collection[str], tokens: Collection[str]) -> bool:
    """Whether any token is given, and each one that is given is one of ours."""
    return bool(given) and all(_known(g, tokens) for g in given)


def _known(given: str, tokens: Collection[str]) -> bool:
    # All are compared, so that the time does not tell which one it was.
    return sum(hmac.compare_digest(given.encode(), token.encode()) for token in tokens) > 0
