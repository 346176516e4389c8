"""Answers in the form of OpenAI's chat completions, whole and in chunks."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from fastapi.sse import format_sse_event
from pydantic import BaseModel, Field

from assistant.api.openai_requests import MODEL
from assistant.markdown import Mark, Piece
from assistant.schemas import AnswerOut, permalink

DONE = format_sse_event(data_str="[DONE]")


class UrlCitation(BaseModel):
    """A clause's mark in the text: `start_index` and `end_index` are offsets of characters (code points), the end exclusive."""

    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(BaseModel):
    """What a mark stands for."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class ReplyMessage(BaseModel):
    """The answer as a message."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation] = []


class Choice(BaseModel):
    """The one answer."""

    index: Literal[0] = 0
    message: ReplyMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Usage(BaseModel):
    """The tokens of the chat model that explained; all are 0 where none did."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


class ChatCompletion(BaseModel):
    """An answer; `ethics_desk` holds it as `/v1/ask` gives it, and null for a chore that was no question."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[Choice]
    usage: Usage
    system_fingerprint: str = Field(description="The corpus version.")
    ethics_desk: AnswerOut | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One reply: what its chunks have in common. `address` is this server's, as the caller reached it, with no slash at the end."""

    address: str
    corpus_version: str
    id: str = field(default_factory=lambda: f"chatcmpl-{secrets.token_hex(12)}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, pieces: Iterable[Piece], answer: AnswerOut | None) -> ChatCompletion:
        """The reply at once."""
        kept = list(pieces)
        annotations = [self._annotation(m) for p in kept for m in p.marks]
        message = ReplyMessage(content="".join(p.text for p in kept), annotations=annotations)
        return ChatCompletion(
            id=self.id,
            created=self.created,
            choices=[Choice(message=message)],
            usage=usage(answer),
            system_fingerprint=self.corpus_version,
            ethics_desk=answer,
        )

    def begin(self) -> bytes:
        """The first chunk."""
        return self._chunk({"role": "assistant", "content": "", "refusal": None})

    def more(self, piece: Piece, annotated: int) -> bytes:
        """The next piece of text with its annotations, `annotated` of which were sent before."""
        if not piece.marks:
            return self._chunk({"content": piece.text})
        # Clients that put the deltas together tell the entries of a list by their index.
        annotations = [{"index": n, **self._annotation(m).model_dump()} for n, m in enumerate(piece.marks, annotated)]
        return self._chunk({"content": piece.text, "annotations": annotations})

    def end(self, answer: AnswerOut | None, *, with_usage: bool) -> Iterator[bytes]:
        """The last chunks: why it ends and the whole answer, the usage where it is wanted, and the word that it is done."""
        yield self._chunk({}, finish_reason="stop", ethics_desk=answer.model_dump(mode="json") if answer else None)
        if with_usage:
            yield self._encoded([], usage=usage(answer).model_dump())
        yield DONE

    def _chunk(self, delta: dict[str, Any], finish_reason: str | None = None, **more: Any) -> bytes:
        return self._encoded([{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}], **more)

    def _encoded(self, choices: list[dict[str, Any]], **more: Any) -> bytes:
        head = {"id": self.id, "object": "chat.completion.chunk", "created": self.created, "model": MODEL}
        return encoded({**head, "system_fingerprint": self.corpus_version, "choices": choices, **more})

    def _annotation(self, mark: Mark) -> Annotation:
        url = self.address + permalink(mark.clause.id)
        return Annotation(url_citation=UrlCitation(start_index=mark.start, end_index=mark.end, title=mark.clause.label, url=url))


def usage(answer: AnswerOut | None) -> Usage:
    """The tokens that were used for an answer; what came from the cache used none."""
    calls = [c for c in answer.trace.calls if not c.cached] if answer else []
    asked, written = sum(c.input_tokens for c in calls), sum(c.output_tokens for c in calls)
    return Usage(prompt_tokens=asked, completion_tokens=written, total_tokens=asked + written)


def encoded(data: dict[str, Any]) -> bytes:
    """One event of a stream as it goes over the wire."""
    return format_sse_event(data_str=json.dumps(data, ensure_ascii=False, separators=(",", ":")))
