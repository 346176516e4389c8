"""A typed client of the HTTP API, for bots and for the web interface: it needs httpx and pydantic, and nothing else of the desk."""

from assistant.client.address import KEY_VARIABLE, URL_VARIABLE
from assistant.client.admin_asynchronous import AsyncAdmin
from assistant.client.admin_sync import Admin
from assistant.client.asynchronous import AsyncEthicsDesk
from assistant.client.errors import (
    CallFailed,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    StreamFailed,
    TimedOut,
    TooManyRequests,
    Unauthorized,
    Unavailable,
    UnexpectedReply,
    Unreachable,
)
from assistant.client.events import Citation, Done, Event, Evidence, Referral, Stage, Statement
from assistant.client.sync import EthicsDesk

__all__ = [
    "KEY_VARIABLE",
    "URL_VARIABLE",
    "Admin",
    "AsyncAdmin",
    "AsyncEthicsDesk",
    "CallFailed",
    "Citation",
    "Done",
    "EthicsDesk",
    "Event",
    "Evidence",
    "Forbidden",
    "Invalid",
    "NotFound",
    "Referral",
    "Refused",
    "Stage",
    "Statement",
    "StreamFailed",
    "TimedOut",
    "TooManyRequests",
    "Unauthorized",
    "Unavailable",
    "UnexpectedReply",
    "Unreachable",
]
