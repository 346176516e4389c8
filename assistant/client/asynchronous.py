"""The client for asyncio."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import TypeVar

import httpx

from assistant.client import calls
from assistant.client.address import Address
from assistant.client.admin_asynchronous import AsyncAdmin
from assistant.client.calls import Call, T
from assistant.client.errors import CallFailed, Unavailable
from assistant.client.events import Event, EventReader
from assistant.client.patience import SILENCE_SECONDS, TIMEOUT_SECONDS, Patience
from assistant.client.replies import Reply, is_stream, translated
from assistant.records import FeedbackReason, Thumb
from assistant.schemas import AnswerOut, ScenarioOut
from assistant.types import Language
from assistant.wire import ClausesOut, ConversationOut, FeedbackOut, KeptAnswerOut, ScenariosOut, SearchOut, VersionOut
from assistant.wire_codes import TopicsOut, WholeClauseOut
from assistant.wire_evaluation import EvaluationOut
from assistant.wire_packet import PacketFormat, Paper

_R = TypeVar("_R")


class AsyncEthicsDesk:
    """Asks a desk over HTTP without blocking. Every failure is a CallFailed; what cannot be sent at all an InvalidInput.

    `base_url` and `key` are read from ETHICS_DESK_URL and ETHICS_DESK_KEY where they are not given. `timeout` is what one call may
    take in seconds, tries and pauses included. Give an `http` of your own for a certificate authority or a proxy of your own.
    """

    def __init__(
        self,
        base_url: str | None = None,
        key: str | None = None,
        *,
        timeout: float = TIMEOUT_SECONDS,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self._address = Address.of(base_url, key)
        self._timeout = timeout
        self._own = None if http else httpx.AsyncClient(trust_env=not self._address.local)
        self._http = http or self._own or httpx.AsyncClient()

    async def __aenter__(self) -> AsyncEthicsDesk:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    @property
    def admin(self) -> AsyncAdmin:
        """The calls for whoever looks after the desk; they take a key of scope admin."""
        return AsyncAdmin(self._call)

    async def close(self) -> None:
        """Close the connections; an `http` that was given stays open."""
        if self._own:
            await self._own.aclose()

    async def ask(
        self,
        question: str | None = None,
        *,
        turns: Sequence[str] | None = None,
        conversation_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> KeptAnswerOut:
        """The answer to a question, or to the last of the asker's turns. It may be sent again; the desk answers it once."""
        return await self._call(calls.ask(question, turns, conversation_id, idempotency_key))

    @asynccontextmanager
    async def stream(
        self, question: str | None = None, *, turns: Sequence[str] | None = None, conversation_id: str | None = None
    ) -> AsyncIterator[AsyncIterator[Event]]:
        """The events of an answer as it is made, in an `async with`; to leave it early stops the desk's work."""
        call = calls.stream(question, turns, conversation_id)
        response = await self._tried(call, lambda patience: self._open_stream(call, patience))
        try:
            yield self._events(response)
        finally:
            await response.aclose()

    async def clauses(self, code: str | None = None) -> ClausesOut:
        """Every clause, or those of one code."""
        return await self._call(calls.clauses(code))

    async def clause(self, clause_id: str) -> WholeClauseOut:
        """One clause, word for word, with its context, its topics and what is like it in the other code; NotFound."""
        return await self._call(calls.clause(clause_id))

    async def topics(self) -> TopicsOut:
        """The topics, their clauses, and questions to start from."""
        return await self._call(calls.topics())

    async def search(self, q: str, limit: int | None = None) -> SearchOut:
        """The clauses that bear on a question, best first."""
        return await self._call(calls.search(q, limit))

    async def scenarios(self, topic: str | None = None) -> ScenariosOut:
        """The discussion scenarios, or those on one topic."""
        return await self._call(calls.scenarios(topic))

    async def scenario(self, scenario_id: str) -> ScenarioOut:
        """One scenario, with what is for the facilitator only where the key may lead discussions; NotFound."""
        return await self._call(calls.scenario(scenario_id))

    async def feedback(
        self,
        answer: AnswerOut | str,
        thumb: Thumb,
        *,
        reason: FeedbackReason | None = None,
        comment: str = "",
        turns: Sequence[str] = (),
        idempotency_key: str | None = None,
    ) -> FeedbackOut:
        """Say what you think of an answer: the answer itself, which can then be reviewed, or its id."""
        return await self._call(calls.feedback(answer, thumb, reason, comment, turns, idempotency_key))

    async def packet(
        self,
        answer: AnswerOut,
        *,
        format: PacketFormat = "pdf",
        turns: Sequence[str] = (),
        note: str = "",
        language: Language | None = None,
        paper: Paper | None = None,
        date: datetime.date | None = None,
    ) -> bytes:
        """An answer as a page to take to a supervisor, a file of this format; Invalid for an answer that is not as the desk gave it."""
        return await self._call(calls.packet(answer, format, turns, note, language, paper, date))

    async def conversation(self, conversation_id: str) -> ConversationOut:
        """A conversation that this key began; NotFound."""
        return await self._call(calls.conversation(conversation_id))

    async def delete_conversation(self, conversation_id: str) -> None:
        """Delete a conversation that this key began; NotFound."""
        await self._call(calls.delete_conversation(conversation_id))

    async def evaluation(self) -> EvaluationOut:
        """The published evaluation, and whether it is of the corpus that the desk answers from; NotFound."""
        return await self._call(calls.evaluation())

    async def ready(self) -> bool:
        """Whether the desk answers questions now; Unreachable when nobody is there."""
        try:
            await self._call(calls.ready())
        except Unavailable:
            return False
        return True

    async def version(self) -> VersionOut:
        """The versions of the program and of the corpus."""
        return await self._call(calls.version())

    async def _call(self, call: Call[T]) -> T:
        return await self._tried(call, lambda patience: self._whole(call, patience))

    async def _tried(self, call: Call[T], attempt: Callable[[Patience], Awaitable[_R]]) -> _R:
        """What an attempt gives, which is made again where that helps."""
        patience = call.patience(self._timeout)
        while True:
            try:
                return await attempt(patience)
            except CallFailed as error:
                seconds = patience.pause(error)
                if seconds is None:
                    raise
            await asyncio.sleep(seconds)

    async def _whole(self, call: Call[T], patience: Patience) -> T:
        with translated(self._address, self._timeout):
            response = await self._send(call, patience.timeout())
            try:
                return (await self._read(response, patience)).result(call)
            finally:
                await response.aclose()

    async def _open_stream(self, call: Call[T], patience: Patience) -> httpx.Response:
        with translated(self._address, SILENCE_SECONDS):
            response = await self._send(call, patience.timeout(SILENCE_SECONDS))
            if is_stream(response):
                return response
            try:
                raise (await self._read(response, patience)).error()
            finally:
                await response.aclose()

    async def _send(self, call: Call[T], timeout: httpx.Timeout) -> httpx.Response:
        return await self._http.send(call.request(self._http, self._address, timeout), stream=True, follow_redirects=False)

    async def _read(self, response: httpx.Response, patience: Patience) -> Reply:
        reply = Reply(response, patience)
        async for chunk in response.aiter_bytes():
            if not reply.take(chunk):
                break
        return reply

    async def _events(self, response: httpx.Response) -> AsyncIterator[Event]:
        reader = EventReader()
        with translated(self._address, SILENCE_SECONDS):
            async for chunk in response.aiter_bytes():
                for event in reader.feed(chunk):
                    yield event
        reader.end()
