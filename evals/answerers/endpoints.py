"""Other people's systems as answerers, over HTTP: one with our own interface, or a chat model with both codes in its prompt."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from assistant.errors import InvalidInput
from assistant.schemas import AnswerOut
from assistant.stages.prompts import register_text
from assistant.types import Clause
from evals.answerers.chat_content import UrlCitation, read_content
from evals.answerers.wire import EndpointFailed, Wire
from evals.answerers.wording import wording_hash
from evals.replies import Reply, reply_of

KEY = "ETHICS_DESK_EVAL_KEY"
PROMPT = Path(__file__).resolve().parent.parent / "prompts" / "both_codes.v1.md"
_REGISTER = "{register}"
_SHOWN_FAULTS = 3

# What the metrics can do without. Status, text, statements and citations must be there.
_ANSWER: dict[str, Any] = {
    **dict.fromkeys(("id", "question", "generator"), ""),
    **{name: [] for name in ("consult", "bring", "gaps", "notices")},
    "language": "en",
    "corpus": {"version": "", "codes": []},
    "timings_ms": {},
}
_PARTS: dict[str, dict[str, Any]] = {
    "statements": {"citations": [], "verdict": "authored", "score": 1.0, "section": ""},
    "citations": {
        **dict.fromkeys(("label", "code", "section", "kind", "force", "quote", "permalink"), ""),
        "source": {"file": "", "sha256": "", "start": 0, "end": 0},
    },
    "consult": {"why": "", "clause_ids": []},
    "notices": {"kind": "", "text": ""},
}


class ContractAnswerer:
    """An endpoint with our interface: POST URL/v1/ask with {"turns": […]} brings an answer of the contract's shape.

    Added fields are searched for identifiers and not read otherwise. `timeout` is in seconds an attempt; 429 and 5xx are tried
    twice more, after `backoff` seconds and twice that. InvalidInput when the address is none.
    """

    kind: Literal["endpoint"] = "endpoint"

    def __init__(self, url: str, timeout: float = 60.0, *, backoff: float = 1.0) -> None:
        self._wire = Wire(f"{url.rstrip('/')}/v1/ask", timeout=timeout, backoff=backoff, key=_key())
        self.name = f"contract {self._wire.host}"

    def describe(self) -> dict[str, str]:
        """The address."""
        return {"address": self._wire.shown}

    def reply(self, turns: Sequence[str]) -> Reply:
        """The endpoint's answer; EthicsDeskError when there is none that can be read."""
        body = self._wire.post({"turns": list(turns)})
        try:
            answer = AnswerOut.model_validate(_filled(body))
            return reply_of(answer, logged=_plain({k: v for k, v in body.items() if k != "markdown"}))
        except ValidationError as error:
            raise _unreadable(self._wire, error) from error


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None
    annotations: list[dict[str, Any]] | None = None

    @property
    def citations(self) -> list[UrlCitation]:
        """Its links to clauses; of the fields of an annotation, some services nest them and some do not."""
        nested = [a.get(a.get("type", ""), a) for a in self.annotations or () if a.get("type") == "url_citation"]
        return [UrlCitation.model_validate(a) for a in nested]


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)


class ChatAnswerer:
    """A chat model behind OpenAI's chat completions at URL/chat/completions (the URL ends in /v1), with the clauses in its prompt.

    The system prompt is `prompt_file`, or this package's, with the clauses in the place of {register}; an empty file sends none.
    The key is taken from ETHICS_DESK_EVAL_KEY. `timeout` and `backoff` as in `ContractAnswerer`. InvalidInput when the address,
    the model's name or the prompt file is missing.
    """

    kind: Literal["endpoint"] = "endpoint"

    def __init__(
        self,
        url: str,
        model: str,
        clauses: Sequence[Clause],
        prompt_file: Path | None = None,
        timeout: float = 120.0,
        *,
        backoff: float = 1.0,
    ) -> None:
        if not model:
            raise InvalidInput(f"No model is named for the endpoint {url}.", 'Name it after the address: "chat:URL#MODEL".')
        self._wire = Wire(f"{url.rstrip('/')}/chat/completions", timeout=timeout, backoff=backoff, key=_key())
        self._model, self._clauses = model, tuple(clauses)
        self._version = (prompt_file or PROMPT).stem
        self._prompt = _prompt(prompt_file or PROMPT, clauses)
        self.name = f"{model} with {self._version}"

    def describe(self) -> dict[str, str]:
        """The model, the address, the prompt's version and hash with the clauses in it, and the hash of what prose is read by."""
        return {
            "model": self._model,
            "address": self._wire.shown,
            "prompt": self._version,
            "prompt hash": hashlib.sha256(self._prompt.encode()).hexdigest()[:12],
            "prose reader": wording_hash(),
        }

    def reply(self, turns: Sequence[str]) -> Reply:
        """The model's answer, read as the JSON that the prompt asks for or as prose; EthicsDeskError when there is none."""
        system = [{"role": "system", "content": self._prompt}] if self._prompt.strip() else []
        messages = [*system, *({"role": "user", "content": t} for t in turns)]
        body = self._wire.post({"model": self._model, "messages": messages, "temperature": 0})
        try:
            message = _Completion.model_validate(body).choices[0].message
            reply = read_content(message.content or message.refusal or "", message.citations, self._clauses)
        except ValidationError as error:
            raise _unreadable(self._wire, error) from error
        if not reply.text.strip():
            raise EndpointFailed(f"{self._wire.shown} sent a completion without text.", "Look at what the endpoint logged.")
        return reply.model_copy(update={"other": "\n".join((reply.other, _plain(_beside(body))))})


def _key() -> str:
    return os.environ.get(KEY, "").strip()


def _prompt(path: Path, clauses: Sequence[Clause]) -> str:
    try:
        return path.read_text(encoding="utf-8").replace(_REGISTER, register_text(clauses))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The prompt file {path} cannot be read: {error}.", "Give a UTF-8 text file.") from error


def _filled(body: Any) -> Any:
    """An answer with defaults for what it may lack; null counts as lacking."""
    if not isinstance(body, dict):
        return body
    answer = _defaulted(_ANSWER, body)
    parts = {name: [_defaulted(d, p) for p in found] for name, d in _PARTS.items() if isinstance(found := answer.get(name), list)}
    return answer | parts


def _defaulted(defaults: dict[str, Any], record: Any) -> Any:
    return defaults | {k: v for k, v in record.items() if v is not None} if isinstance(record, dict) else record


def _beside(body: dict[str, Any]) -> dict[str, Any]:
    """A completion without the text that the reader sees."""
    message = {k: v for k, v in body["choices"][0]["message"].items() if k not in ("content", "refusal")}
    return body | {"choices": [body["choices"][0] | {"message": message}, *body["choices"][1:]]}


def _plain(value: Any) -> str:
    """JSON with every letter as itself, so that what is planted can be found in it."""
    return json.dumps(value, ensure_ascii=False)


def _unreadable(wire: Wire, error: ValidationError) -> EndpointFailed:
    faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'the whole'}: {e['msg']}" for e in error.errors()[:_SHOWN_FAULTS])
    return EndpointFailed(
        f"{wire.shown} sent JSON of another shape than it should: {faults}.", "Check that it is the right kind of endpoint."
    )
