"""The client that waits for each reply."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TypeVar

import httpx

from assistant.client import calls
from assistant.client.address import Address
from assistant.client.admin_sync import Admin
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


class EthicsDesk:
    """Asks a desk over HTTP. Every failure is a CallFailed; what cannot be sent at all an InvalidInput.

    `base_url` and `key` are read from ETHICS_DESK_URL and ETHICS_DESK_KEY where they are not given. `timeout` is what one call may
    take in seconds, tries and pauses included. Give an `http` of your own for a certificate authority or a proxy of your own.
    """

    def __init__(
        self, base_url: str | None = None, key: str | None = None, *, timeout: float = TIMEOUT_SECONDS, http: httpx.Client | None = None
    ) -> None:
        self._address = Address.of(base_url, key)
        self._timeout = timeout
        self._own = None if http else httpx.Client(trust_env=not self._address.local)
        self._http = http or self._own or httpx.Client()

    def __enter__(self) -> EthicsDesk:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def admin(self) -> Admin:
        """The calls for whoever looks after the desk; they take a key of scope admin."""
        return Admin(self._call)

    def close(self) -> None:
        """Close the connections; an `http` that was given stays open."""
        if self._own:
            self._own.close()

    def ask(
        self,
        question: str | None = None,
        *,
        turns: Sequence[str] | None = None,
        conversation_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> KeptAnswerOut:
        """The answer to a question, or to the last of the asker's turns. It may be sent again; the desk answers it once."""
        return self._call(calls.ask(question, turns, conversation_id, idempotency_key))

    @contextmanager
    def stream(
        self, question: str | None = None, *, turns: Sequence[str] | None = None, conversation_id: str | None = None
    ) -> Iterator[Iterator[Event]]:
        """The events of an answer as it is made, in a `with`; to leave it early stops the desk's work."""
        call = calls.stream(question, turns, conversation_id)
        response = self._tried(call, lambda patience: self._open_stream(call, patience))
        try:
            yield self._events(response)
        finally:
            response.close()

    def clauses(self, code: str | None = None) -> ClausesOut:
        """Every clause, or those of one code."""
        return self._call(calls.clauses(code))

    def clause(self, clause_id: str) -> WholeClauseOut:
        """One clause, word for word, with its context, its topics and what is like it in the other code; NotFound."""
        return self._call(calls.clause(clause_id))

    def topics(self) -> TopicsOut:
        """The topics, their clauses, and questions to start from."""
        return self._call(calls.topics())

    def search(self, q: str, limit: int | None = None) -> SearchOut:
        """The clauses that bear on a question, best first."""
        return self._call(calls.search(q, limit))

    def scenarios(self, topic: str | None = None) -> ScenariosOut:
        """The discussion scenarios, or those on one topic."""
        return self._call(calls.scenarios(topic))

    def scenario(self, scenario_id: str) -> ScenarioOut:
        """One scenario, with what is for the facilitator only where the key may lead discussions; NotFound."""
        return self._call(calls.scenario(scenario_id))

    def feedback(
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
        return self._call(calls.feedback(answer, thumb, reason, comment, turns, idempotency_key))

    def packet(
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
        return self._call(calls.packet(answer, format, turns, note, language, paper, date))

    def conversation(self, conversation_id: str) -> ConversationOut:
        """A conversation that this key began; NotFound."""
        return self._call(calls.conversation(conversation_id))

    def delete_conversation(self, conversation_id: str) -> None:
        """Delete a conversation that this key began; NotFound."""
        self._call(calls.delete_conversation(conversation_id))

    def evaluation(self) -> EvaluationOut:
        """The published evaluation, and whether it is of the corpus that the desk answers from; NotFound."""
        return self._call(calls.evaluation())

    def ready(self) -> bool:
        """Whether the desk answers questions now; Unreachable when nobody is there."""
        try:
            self._call(calls.ready())
        except Unavailable:
            return False
        return True

    def version(self) -> VersionOut:
        """The versions of the program and of the corpus."""
        return self._call(calls.version())

    def _call(self, call: Call[T]) -> T:
        return self._tried(call, lambda patience: self._whole(call, patience))

    def _tried(self, call: Call[T], attempt: Callable[[Patience], _R]) -> _R:
        """What an attempt gives, which is made again where that helps."""
        patience = call.patience(self._timeout)
        while True:
            try:
                return attempt(patience)
            except CallFailed as error:
                seconds = patience.pause(error)
                if seconds is None:
                    raise
            time.sleep(seconds)

    def _whole(self, call: Call[T], patience: Patience) -> T:
        with translated(self._address, self._timeout):
            response = self._send(call, patience.timeout())
            try:
                return self._read(response, patience).result(call)
            finally:
                response.close()

    def _open_stream(self, call: Call[T], patience: Patience) -> httpx.Response:
        with translated(self._address, SILENCE_SECONDS):
            response = self._send(call, patience.timeout(SILENCE_SECONDS))
            if is_stream(response):
                return response
            try:
                raise self._read(response, patience).error()
            finally:
                response.close()

    def _send(self, call: Call[T], timeout: httpx.Timeout) -> httpx.Response:
        return self._http.send(call.request(self._http, self._address, timeout), stream=True, follow_redirects=False)

    def _read(self, response: httpx.Response, patience: Patience) -> Reply:
        reply = Reply(response, patience)
        for chunk in response.iter_bytes():
            if not reply.take(chunk):
                break
        return reply

    def _events(self, response: httpx.Response) -> Iterator[Event]:
        reader = EventReader()
        with translated(self._address, SILENCE_SECONDS):
            for chunk in response.iter_bytes():
                yield from reader.feed(chunk)
        reader.end()
