"""The calls that a desk takes, each as one value, for the client that waits and the one that does not."""

from __future__ import annotations

import datetime
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx

from assistant.client.address import Address
from assistant.client.errors import UnexpectedReply
from assistant.client.patience import Patience
from assistant.errors import InvalidInput
from assistant.records import FeedbackReason, Thumb
from assistant.schemas import AnswerOut, ScenarioOut
from assistant.types import Language
from assistant.wire import ClausesOut, ConversationOut, FeedbackOut, KeptAnswerOut, ReadyOut, ScenariosOut, SearchOut, VersionOut
from assistant.wire_codes import TopicsOut, WholeClauseOut
from assistant.wire_evaluation import EvaluationOut
from assistant.wire_packet import PacketFormat, Paper

T = TypeVar("T")
_BEGINNINGS: dict[PacketFormat, bytes] = {"pdf": b"%PDF-", "docx": b"PK", "markdown": b"# "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[T]):
    """One request, and how its reply is read; `repeatable` says that sending it twice does no more than sending it once."""

    method: str
    path: str
    read: Callable[[bytes], T]
    params: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    repeatable: bool = True
    tries: int = 4

    def request(self, http: httpx.Client | httpx.AsyncClient, address: Address, timeout: httpx.Timeout) -> httpx.Request:
        """The request as it is sent; InvalidInput for text that is no Unicode."""
        headers = {**address.headers(), **self.headers}
        content = None
        if self.body is not None:
            # In ASCII, so that half a surrogate pair is refused by the desk and breaks nothing here.
            content, headers["Content-Type"] = json.dumps(self.body), "application/json"
        try:
            return http.build_request(
                self.method, address.url + self.path, params=self.params or None, content=content, headers=headers, timeout=timeout
            )
        except UnicodeEncodeError as error:
            raise InvalidInput("The words to search for hold half a character.", "Send whole Unicode characters.") from error

    def patience(self, seconds: float) -> Patience:
        """The time and the tries that this call has."""
        return Patience(seconds, tries=self.tries, repeatable=self.repeatable)


def ask(question: str | None, turns: Sequence[str] | None, conversation_id: str | None, idempotency_key: str | None) -> Call[KeptAnswerOut]:
    """POST /v1/ask."""
    return Call(
        method="POST",
        path="/v1/ask",
        read=KeptAnswerOut.model_validate_json,
        body=_asked(question, turns, conversation_id),
        headers=_once(idempotency_key),
    )


def stream(question: str | None, turns: Sequence[str] | None, conversation_id: str | None) -> Call[None]:
    """POST /v1/ask/stream; its reply is read as it comes."""
    body = _asked(question, turns, conversation_id)
    return Call(method="POST", path="/v1/ask/stream", read=_nothing, body=body, repeatable=False)


def clauses(code: str | None) -> Call[ClausesOut]:
    """GET /v1/clauses."""
    return Call(method="GET", path="/v1/clauses", read=ClausesOut.model_validate_json, params=given(code=code))


def clause(clause_id: str) -> Call[WholeClauseOut]:
    """GET /v1/clauses/{id}."""
    return Call(method="GET", path=path_of("/v1/clauses", clause_id), read=WholeClauseOut.model_validate_json)


def topics() -> Call[TopicsOut]:
    """GET /v1/topics."""
    return Call(method="GET", path="/v1/topics", read=TopicsOut.model_validate_json)


def search(q: str, limit: int | None) -> Call[SearchOut]:
    """GET /v1/search."""
    return Call(method="GET", path="/v1/search", read=SearchOut.model_validate_json, params=given(q=q, limit=limit))


def scenarios(topic: str | None) -> Call[ScenariosOut]:
    """GET /v1/scenarios."""
    return Call(method="GET", path="/v1/scenarios", read=ScenariosOut.model_validate_json, params=given(topic=topic))


def scenario(scenario_id: str) -> Call[ScenarioOut]:
    """GET /v1/scenarios/{id}."""
    return Call(method="GET", path=path_of("/v1/scenarios", scenario_id), read=ScenarioOut.model_validate_json)


def feedback(
    answer: AnswerOut | str, thumb: Thumb, reason: FeedbackReason | None, comment: str, turns: Sequence[str], idempotency_key: str | None
) -> Call[FeedbackOut]:
    """POST /v1/feedback."""
    told = given(thumb=thumb, reason=reason, comment=comment, turns=list(turns))
    if isinstance(answer, str):
        told["answer_id"] = answer
    else:
        told |= {"answer_id": answer.id, "answer": _as_given(answer)}
    return Call(method="POST", path="/v1/feedback", read=FeedbackOut.model_validate_json, body=told, headers=_once(idempotency_key))


def packet(
    answer: AnswerOut,
    format: PacketFormat,
    turns: Sequence[str],
    note: str,
    language: Language | None,
    paper: Paper | None,
    date: datetime.date | None,
) -> Call[bytes]:
    """POST /v1/packets."""
    asked = given(format=format, turns=list(turns), note=note, language=language, paper=paper, date=date and date.isoformat())
    asked["answer"] = _as_given(answer)

    def read(body: bytes) -> bytes:
        # A page of a proxy, for instance, is no packet.
        if not body.startswith(_BEGINNINGS[format]):
            raise UnexpectedReply(f"The reply to POST /v1/packets is no {format} file.", "See whether the address leads to an Ethics Desk.")
        return body

    return Call(method="POST", path="/v1/packets", read=read, body=asked)


def conversation(conversation_id: str) -> Call[ConversationOut]:
    """GET /v1/conversations/{id}."""
    return Call(method="GET", path=path_of("/v1/conversations", conversation_id), read=ConversationOut.model_validate_json)


def delete_conversation(conversation_id: str) -> Call[None]:
    """DELETE /v1/conversations/{id}."""
    # Sent again after it arrived, it would be told that there is no such conversation.
    return Call(method="DELETE", path=path_of("/v1/conversations", conversation_id), read=_nothing, repeatable=False)


def evaluation() -> Call[EvaluationOut]:
    """GET /v1/evaluation."""
    return Call(method="GET", path="/v1/evaluation", read=EvaluationOut.model_validate_json)


def ready() -> Call[ReadyOut]:
    """GET /health/ready."""
    return Call(method="GET", path="/health/ready", read=ReadyOut.model_validate_json, tries=1)


def version() -> Call[VersionOut]:
    """GET /version."""
    return Call(method="GET", path="/version", read=VersionOut.model_validate_json)


def _asked(question: str | None, turns: Sequence[str] | None, conversation_id: str | None) -> dict[str, Any]:
    return given(question=question, turns=None if turns is None else list(turns), conversation_id=conversation_id)


def given(**values: Any) -> dict[str, Any]:
    """The values that are not None."""
    return {name: value for name, value in values.items() if value is not None}


def _as_given(answer: AnswerOut) -> dict[str, Any]:
    """An answer as JSON, without what only a conversation adds to it."""
    return answer.model_dump(mode="json", include=set(AnswerOut.model_fields))


def _once(idempotency_key: str | None) -> dict[str, str]:
    """With this key the desk does the work once, however often the call is sent."""
    return {"Idempotency-Key": idempotency_key or f"idk_{secrets.token_hex(16)}"}


def path_of(collection: str, name: str) -> str:
    """The address of one thing; dots too are encoded, or a name of dots would lead elsewhere."""
    if not name:
        raise InvalidInput("An id is empty.", "Give the id of what is meant.")
    return f"{collection}/{quote(name, safe='', errors='replace').replace('.', '%2E')}"


def _nothing(body: bytes) -> None:
    return None
