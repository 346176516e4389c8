"""Reads the errors of every provider's library as one: may it pass, was something refused, and what is said of it.

Nothing of an error's own text is repeated: servers put the key, the question or the prompt into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from assistant.adapters.chat_providers import ModelPlace
from assistant.errors import ChatModelFailed, ChatRequestRefused

_PASSING = (408, 409, 425, 429)
_REFUSED = (400, 404, 422, 501)
"""What servers answer to a parameter that they do not know."""
_REQUESTS_OWN = (400, 413, 422)
_UNREACHABLE = {"TransportError", "APIConnectionError", "ModelConnectionError", "ModelTimeoutError", "HTTPClientError"}
"""Base classes by name, so that no provider's library has to be imported: httpx, OpenAI and Anthropic, LangChain (2), botocore."""
_TOO_LONG = "ContextOverflowError"
"""LangChain's, where it recognises the error; the words are those of OpenAI, llama.cpp, vLLM, Anthropic and Bedrock."""
_TOO_LONG_WORDS = ("context_length", "context length", "context size", "context window", "prompt is too long", "input is too long")
_FEATURES: Mapping[str, tuple[str, ...]] = {
    "schema": ("response_format", "json_schema", "json schema", "schema", "grammar", "structured output", "outputconfig", "output_config"),
    "usage": ("stream_options", "include_usage"),
    "temperature": ("temperature",),
}
"""What may be refused of a request, in the order in which it is given up, with the words by which a server names it."""


class BrokenOff(ConnectionError):
    """The stream ended before the model had finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An error of a provider: `status` is that of HTTP, 0 without one; `retry_after` how many seconds the server asks for, if it does."""

    kind: str
    status: int
    retry_after: float | None
    unreachable: bool
    too_long: bool

    @property
    def may_pass(self) -> bool:
        """Whether the same request may succeed a little later."""
        return not self.too_long and (self.unreachable or self.status in _PASSING or (self.status >= 500 and self.status != 501))


def fault_of(error: BaseException) -> Fault:
    """What an error of a provider's library says, its causes included."""
    chain = list(_causes(error))
    names = {c.__name__ for e in chain for c in type(e).__mro__}
    return Fault(
        kind=type(error).__name__,
        status=next((status for e in chain if (status := _status(e))), 0),
        retry_after=next((seconds for e in chain if (seconds := _retry_after(e)) is not None), None),
        unreachable=bool(names & _UNREACHABLE) or any(isinstance(e, ConnectionError | TimeoutError) for e in chain),
        too_long=_TOO_LONG in names or any(word in _words(chain) for word in _TOO_LONG_WORDS),
    )


def given_up(error: BaseException, features: frozenset[str]) -> frozenset[str]:
    """The features of a request without the one that the server refuses: the one it names, else the next; the same when none is refused."""
    fault = fault_of(error)
    said = _words(_causes(error))
    named = [f for f, words in _FEATURES.items() if f in features and any(word in said for word in words)]
    # Some servers fail over a schema that they cannot turn into a grammar, instead of refusing it.
    if fault.too_long or not (fault.status in _REFUSED or (fault.status == 500 and named)):
        return features
    asked = named or [f for f in _FEATURES if f in features]
    return features - set(asked[:1])


def failure(error: BaseException, place: ModelPlace) -> ChatModelFailed:
    """One sentence on what happened, and what to do about it."""
    fault, name = fault_of(error), place.name
    status = f" (status {fault.status})" if fault.status else ""
    if fault.too_long:
        return ChatRequestRefused(
            f"The question with its clauses is longer than the chat model {name} reads{status}.",
            "Set ETHICS_DESK_CHAT_CONTEXT to the number of tokens that the model is served with.",
        )
    if fault.status in (401, 403):
        hint = "Correct ETHICS_DESK_CHAT_API_KEY or the provider's own variable, and what the key is allowed to do."
        return ChatModelFailed(f"The chat model {name} refused the key{status}.", hint)
    if fault.status == 404:
        hint = "Correct ETHICS_DESK_CHAT_MODEL or ETHICS_DESK_CHAT_BASE_URL; a model of Ollama must have been pulled."
        return ChatModelFailed(f"The server at {place.host} does not know the chat model {name}{status}.", hint)
    if fault.status == 429:
        hint = "Wait a little, or raise the limit at the provider."
        return ChatModelFailed(f"The chat model {name} was asked too often, or its quota is used up{status}.", hint)
    if fault.status in _REQUESTS_OWN:
        return ChatRequestRefused(f"The chat model {name} refused the request{status}.", "Read the server's log, or choose another model.")
    if fault.status:
        return ChatModelFailed(f"The server of the chat model {name} failed{status}.", "Read the server's log, or try again later.")
    if fault.unreachable:
        hint = "Start its server, or correct ETHICS_DESK_CHAT_BASE_URL." if place.local else "Check the network and the address."
        return ChatModelFailed(f"The chat model {name} cannot be reached at {place.host}.", hint)
    hint = "Check that its server speaks the protocol." if place.local else f"Check its settings. {place.known.setup}"
    return ChatModelFailed(f"The chat model {name} gave no usable output ({fault.kind}).", hint)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it."""
    current: BaseException | None = error
    seen: set[int] = set()
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _words(chain: Iterable[BaseException]) -> str:
    """What the errors say, with the code and the parameter that OpenAI's protocol names, in small letters."""
    return " ".join(f"{e} {getattr(e, 'code', '')} {getattr(e, 'param', '')}" for e in chain).lower()


def _status(error: BaseException) -> int:
    """The HTTP status where the library keeps one: `status_code` (OpenAI, Anthropic, Ollama), `code` (Google), a response (botocore)."""
    response = getattr(error, "response", None)
    kept: object = response.get("ResponseMetadata", {}).get("HTTPStatusCode") if isinstance(response, Mapping) else None
    for status in (getattr(error, "status_code", None), getattr(error, "code", None), kept):
        if isinstance(status, int) and status >= 300:
            return status
    return 0


def _retry_after(error: BaseException) -> float | None:
    """Seconds that the server asks to wait, as a number or a date; None without a sound one."""
    response: Any = getattr(error, "response", None)
    kept = response.get("ResponseMetadata", {}).get("HTTPHeaders") if isinstance(response, Mapping) else getattr(response, "headers", None)
    value = (kept or {}).get("retry-after")
    if value is None:
        return None
    with suppress(ValueError, TypeError):
        return max(0.0, float(value))
    with suppress(ValueError, TypeError):
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    return None
