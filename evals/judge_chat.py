"""A chat model as judge of paraphrases, by way of LangChain; its judgements are kept on disk, so that no claim is paid for twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field, ValidationError, field_validator

from assistant.errors import InvalidInput, ModelUnavailable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PROMPT = Path(__file__).resolve().parent / "prompts" / "judge.v1.md"
_FILE = "judgements.jsonl"
_SHOWN = 80

_Messages = list[tuple[str, str]]


class Judgement(BaseModel):
    """Whether the evidence supports the claim."""

    supported: bool = Field(description="Whether the evidence entails the whole claim.")
    score: float = Field(description="How likely it is that the evidence entails the claim, 0 to 1.")
    reason: str = Field(description="The part of the claim that fails, or an empty string.")

    @field_validator("score")
    @classmethod
    def _share(cls, score: float) -> float:
        # A bound in the schema itself would be refused by services with a strict mode.
        if not 0 <= score <= 1:
            raise ValueError("the score must lie between 0 and 1")
        return score


class _Entry(BaseModel):
    key: str
    judgement: Judgement


class ChatJudge:
    """Asks a chat model, at temperature 0, whether texts support a claim.

    `model` is named as LangChain's `init_chat_model` takes it ("provider:model") and `options` are handed on to it (`base_url`,
    `api_key`, `timeout`); `chat` is a model already made, which then goes by that name. Judgements are kept in `folder` by a hash
    of prompt, model, claim and evidence. InvalidInput when the model cannot be opened or the folder cannot be used.
    """

    def __init__(self, model: str, folder: Path, *, chat: BaseChatModel | None = None, **options: Any) -> None:
        self._chat = _opened(model, options) if chat is None else chat
        self._model = model
        self._prompt = PROMPT.read_text(encoding="utf-8")
        self._kept = _Kept(folder / _FILE)

    @property
    def name(self) -> str:
        """The model and the version of the prompt."""
        return f"{self._model} with {PROMPT.stem}"

    def support(self, claim: str, evidence: Sequence[str]) -> tuple[bool, float, str]:
        """Whether the evidence together entails the claim, how far (0 to 1), and why not; ModelUnavailable when the model fails."""
        question = json.dumps({"evidence": list(evidence), "claim": claim}, ensure_ascii=False)
        key = hashlib.sha256("\0".join((PROMPT.stem, self._prompt, self._model, question)).encode()).hexdigest()
        found = self._kept.get(key)
        if found is None:
            found = self._judged([("system", self._prompt), ("human", question)])
            self._kept.add(key, found)
        return found.supported, found.score, "" if found.supported else found.reason

    def _judged(self, messages: _Messages) -> Judgement:
        """The model's judgement: as structured output, or read out of plain text where model or server do not offer that."""
        from langsmith import tracing_context

        failure: Exception | None = None
        for ask in (self._by_schema, self._in_text):
            try:
                # Nothing of a claim goes to LangSmith, whatever the environment says.
                with tracing_context(enabled=False):
                    return _read(ask(messages))
            except Exception as error:  # noqa: BLE001 - every provider has errors of its own, and all mean that there is no judgement
                failure = error
        hint = "Check its name, address and key, then run again: what it judged so far is kept."
        raise ModelUnavailable(f"The judge {self._model} gave no judgement: {_brief(failure)}.", hint) from failure

    def _by_schema(self, messages: _Messages) -> str:
        answer: Any = self._chat.with_structured_output(Judgement, include_raw=True).invoke(messages)
        parsed, raw = answer["parsed"], answer["raw"]
        return parsed.model_dump_json() if isinstance(parsed, Judgement) else str(raw.text)

    def _in_text(self, messages: _Messages) -> str:
        return str(self._chat.invoke(messages).text)


class _Kept:
    """Judgements by key in a JSONL file, each written as it comes; a line cut short by a crash is judged again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, Judgement] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a+", encoding="utf-8") as file:
                file.seek(0)
                text = file.read()
                if text and not text.endswith("\n"):
                    file.write("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"Judgements cannot be kept in {path}: {_brief(error)}.", "Give a folder that you can write to.") from error
        for line in text.split("\n"):
            with suppress(ValidationError):
                entry = _Entry.model_validate_json(line)
                self._known[entry.key] = entry.judgement

    def get(self, key: str) -> Judgement | None:
        return self._known.get(key)

    def add(self, key: str, judgement: Judgement) -> None:
        self._known[key] = judgement
        with self._path.open("a", encoding="utf-8") as file:
            file.write(_Entry(key=key, judgement=judgement).model_dump_json() + "\n")


def _opened(model: str, options: Mapping[str, Any]) -> BaseChatModel:
    try:
        from langchain.chat_models import init_chat_model
    except ImportError as error:
        hint = "Install langchain and LangChain's package for the provider, such as langchain-openai."
        raise InvalidInput("A chat model as judge needs the package langchain, which is not installed.", hint) from error
    try:
        chat: BaseChatModel = init_chat_model(model, temperature=0, **options)
    except Exception as error:  # a provider refuses in its own way: no package, no key, no such option
        hint = "Name it as provider:model, install LangChain's package for the provider and set its key."
        raise InvalidInput(f"The judge {model} cannot be opened: {_brief(error)}.", hint) from error
    return chat


def _read(text: str) -> Judgement:
    """The last JSON object in a text that is a judgement; ValueError when there is none."""
    found: Judgement | None = None
    at = text.find("{")
    while at >= 0:
        try:
            value, end = json.JSONDecoder().raw_decode(text, at)
            found = Judgement.model_validate({"reason": "", **value})
        except ValueError:
            end = at + 1
        at = text.find("{", end)
    if found is None:
        raise ValueError(f"there is none in {text[:_SHOWN]!r}")
    return found


def _brief(error: Exception | None) -> str:
    """The first line of an error, without its full stop."""
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
