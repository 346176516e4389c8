"""Any chat model that LangChain's `init_chat_model` makes, streamed within a time, a length and a number of tries."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable, Iterator
from functools import partial
from itertools import chain
from time import monotonic, sleep
from typing import TYPE_CHECKING, TypeAlias

from assistant.adapters.chat_faults import BrokenOff, failure, fault_of, given_up
from assistant.adapters.chat_providers import ModelPlace, check, options, place_of, question
from assistant.adapters.chat_thread import OutOfTime, StreamFailed, StreamThread
from assistant.errors import ChatModelFailed
from assistant.ports import ChatRequest, Chunk

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk
    from tenacity import RetryCallState

_TRIES = 3
"""A hiccup passes at the second try; a server that fails three times has another trouble, and somebody is waiting for the answer."""
_LONGEST_PAUSE = 10.0
"""Seconds: a server that asks for more gets no second try, because the answer without the model is there at once."""
_BEAT = 0.5
"""Seconds after which whoever reads gets control back, with an empty chunk, to stop if nobody wants the answer any more."""
_LETTERS_A_TOKEN = 8
"""Characters that one token stands for at the very most in running text; commonly four."""
_Begun: TypeAlias = "tuple[StreamThread, list[AIMessageChunk]]"
_FINISHED = ("finish_reason", "stop_reason", "stopReason", "done_reason", "done", "status")
"""Where the providers say that a model has finished; the last one is that of OpenAI's responses."""


class LangchainChatModel:
    """A chat model as "provider:model", asked at `base_url` ("" for the provider's own address) with `key` ("" for its own variable).

    `seconds` bounds each wait for bytes and should be no less than a request's; `context` is how many tokens the model reads;
    `pause` the seconds before the second try. Making one imports no provider's library. InvalidInput when the model, the address,
    a package, a key or the consent to a hosted model is missing.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str = "",
        key: str = "",
        consent: bool = False,
        seconds: float = 60,
        context: int = 8192,
        pause: float = 0.5,
    ) -> None:
        self._place = place_of(model, base_url)
        check(self._place, key=bool(key), consent=consent)
        self._key, self._seconds, self._context, self._pause = key, seconds, context, pause
        self._features = frozenset({"schema", "usage", "temperature"})
        self._made: dict[frozenset[str], BaseChatModel] = {}
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The model as the settings name it, "provider:model"."""
        return self._place.name

    @property
    def place(self) -> ModelPlace:
        """Where it runs."""
        return self._place

    @property
    def held_to_schema(self) -> bool:
        """Whether requests are sent with their schema; until a server has refused that."""
        return "schema" in self._features

    def load(self) -> None:
        """Load the libraries, which takes seconds and which the first request would do otherwise; ChatModelFailed when that fails."""
        failed: ChatModelFailed | None = None
        try:
            self._chat(self._features - {"schema"})
        except Exception as error:  # noqa: BLE001 - importing and making a model fails in each provider's own way
            failed = failure(error, self._place)
        if failed is not None:
            raise failed

    def stream(self, request: ChatRequest) -> Generator[Chunk, None, None]:
        """The output as it comes; ChatModelFailed when there is none, when it breaks off or takes longer than `request.seconds`.

        Output longer than `request.most_tokens` can be is cut, and the stream ends like another: what is whole in it can be used.
        """
        deadline = monotonic() + request.seconds
        thread, begun = yield from self._begun(request, deadline)
        failed: ChatModelFailed | None = None
        try:
            yield from self._chunks(chain(begun, thread.rest(deadline, _BEAT)), request.most_tokens * _LETTERS_A_TOKEN)
        except ChatModelFailed as error:
            failed = error
        except OutOfTime:
            failed = self._too_slow(request)
        except (BrokenOff, StreamFailed):
            failed = self._broken_off()
        finally:
            thread.abandon()
        if failed is not None:
            # Outside of the handlers, so that no error of a provider, with the prompt in it, hangs on this one.
            raise failed

    def _begun(self, request: ChatRequest, deadline: float) -> Generator[Chunk, None, _Begun]:
        """A stream, and what came of it up to the first text; tried again while that has not come and what failed may pass."""
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, stop_before_delay

        stop = stop_after_attempt(_TRIES) | stop_before_delay(request.seconds)
        # The pauses are noted and made here, because whoever waits gets control back meanwhile.
        pauses: list[float] = []
        again = Retrying(stop=stop, wait=self._wait, retry=retry_if_exception(_may_pass), reraise=True, sleep=pauses.append)
        failed: ChatModelFailed
        try:
            for attempt in again:
                yield from _paused(pauses.pop() if pauses else 0.0)
                with attempt:
                    return (yield from self._tried(request, deadline))
        except OutOfTime:
            failed = self._too_slow(request)
        except BrokenOff:
            failed = self._broken_off()
        except StreamFailed as error:
            cause = error.__cause__ or error
            failed = self._broken_off() if isinstance(cause, BrokenOff) else failure(cause, self._place)
        raise failed

    def _tried(self, request: ChatRequest, deadline: float) -> Generator[Chunk, None, _Begun]:
        """One try; what the server refuses of the request is left out, from now on if the rest is accepted."""
        features = self._features
        while True:
            thread = StreamThread(partial(self._messages, request, features))
            begun: list[AIMessageChunk] = []
            try:
                begun = yield from _up_to_text(thread.rest(deadline, _BEAT))
            except StreamFailed as error:
                fewer = given_up(error, features)
                if fewer == features:
                    raise
                features = fewer
            else:
                self._features = features
                return thread, begun
            finally:
                # Whatever ended this try, Ctrl-C and a reader who left too: its thread and connection must not live on.
                if not begun:
                    thread.abandon()

    def _messages(self, request: ChatRequest, features: frozenset[str]) -> Iterator[AIMessageChunk]:
        """The model's messages, as LangChain reads them; runs in the stream's own thread."""
        from langsmith import tracing_context

        # Nothing of a question goes to LangSmith, whatever the environment says.
        with tracing_context(enabled=False):
            schema = request.schema if "schema" in features else None
            asked = question(self._place, schema, most_tokens=request.most_tokens, context=self._context)
            messages = self._chat(features - {"schema"}).stream([("system", request.system), ("human", request.user)], **asked)
            try:
                yield from messages
            except ValueError as error:
                # LangChain's way to say that the server sent an empty stream.
                if str(error).startswith("No generation chunks"):
                    raise BrokenOff from error
                raise

    def _chat(self, features: frozenset[str]) -> BaseChatModel:
        from langchain.chat_models import init_chat_model

        with self._lock:
            if features not in self._made:
                self._made[features] = init_chat_model(**options(self._place, key=self._key, seconds=self._seconds, features=features))
            return self._made[features]

    def _chunks(self, messages: Iterable[AIMessageChunk | None], most: int) -> Iterator[Chunk]:
        """The text of the messages, at most so many characters of it, and the tokens when all is there."""
        read = wrote = letters = 0
        finished = False
        for message in messages:
            if message is None:
                yield Chunk()
                continue
            text = message.text[: most - letters]
            letters += len(text)
            usage = message.usage_metadata
            read, wrote = (read + usage["input_tokens"], wrote + usage["output_tokens"]) if usage else (read, wrote)
            finished = finished or _is_last(message)
            if text:
                yield Chunk(text=text)
            if letters >= most:
                return
        if not finished:
            raise BrokenOff
        if read or wrote:
            yield Chunk(input_tokens=read, output_tokens=wrote)
        if not letters:
            raise ChatModelFailed(f"The chat model {self.name} wrote nothing.", "Try again, or choose another model.")

    def _wait(self, state: RetryCallState) -> float:
        """Seconds before the next try: what the server asks for, else longer each time, with jitter."""
        from tenacity import wait_exponential, wait_random

        error = state.outcome.exception() if state.outcome else None
        asked = fault_of(error).retry_after if error else None
        longer = wait_exponential(multiplier=self._pause, max=_LONGEST_PAUSE) + wait_random(0, self._pause)
        return asked if asked is not None else longer(state)

    def _too_slow(self, request: ChatRequest) -> ChatModelFailed:
        hint = "Raise ETHICS_DESK_CHAT_SECONDS, or choose a smaller or faster model."
        return ChatModelFailed(f"The chat model {self.name} took longer than {request.seconds:g} seconds.", hint)

    def _broken_off(self) -> ChatModelFailed:
        return ChatModelFailed(f"The output of the chat model {self.name} broke off.", "Ask again, or read the server's log.")


def _may_pass(error: BaseException) -> bool:
    fault = fault_of(error)
    return not isinstance(error, OutOfTime) and fault.may_pass and (fault.retry_after or 0.0) <= _LONGEST_PAUSE


def _paused(seconds: float) -> Iterator[Chunk]:
    """Wait so long, in parts."""
    end = monotonic() + seconds
    while (left := end - monotonic()) > 0:
        sleep(min(left, _BEAT))
        yield Chunk()


def _up_to_text(messages: Iterable[AIMessageChunk | None]) -> Generator[Chunk, None, list[AIMessageChunk]]:
    """The first messages, the last of which has text or is the model's last; BrokenOff when neither comes."""
    begun: list[AIMessageChunk] = []
    for message in messages:
        if message is None:
            yield Chunk()
            continue
        begun.append(message)
        if message.text or _is_last(message):
            return begun
    raise BrokenOff


def _is_last(message: AIMessageChunk) -> bool:
    return any(message.response_metadata.get(sign) for sign in _FINISHED)
