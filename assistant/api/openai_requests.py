"""Requests in OpenAI's chat protocol: the asker's turns are read, what has no meaning here is ignored, what cannot be given is refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, WithJsonSchema, field_validator, model_validator

MODEL = "ethics-desk"
_TEXT_PARTS = ("text", "input_text")
_INSTRUCTIONS = ("system", "developer")
_CONTENT_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"type": {"const": "text"}, "text": {"type": "string"}},
                "required": ["type", "text"],
            },
        },
        {"type": "null"},
    ],
    "description": "The words, whole or as parts of the type `text`.",
}


class MessageIn(BaseModel):
    """A message of the conversation; only the user's are read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[Any, WithJsonSchema(_CONTENT_SCHEMA)] = None

    @property
    def text(self) -> str:
        """The words of the message; ValueError for content that is no text."""
        return _text(self.content)

    @model_validator(mode="after")
    def _readable(self) -> MessageIn:
        if self.role == "user":
            _text(self.content)
        return self


class StreamOptionsIn(BaseModel):
    """What a stream should hold beside the text."""

    include_usage: StrictBool | None = None


class ChatIn(BaseModel):
    """A conversation. Fields that steer a language model (`temperature`, `max_tokens`, `seed`, `stop`, `tools` and so on) are ignored."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": MODEL,
                    "messages": [{"role": "user", "content": "My client gave me a gift card for Christmas. Can I keep it?"}],
                }
            ]
        }
    )

    model: str = Field(description=f"Always `{MODEL}`.")
    messages: list[MessageIn] = Field(min_length=1, description="The conversation, oldest first; the last message is the user's.")
    stream: StrictBool | None = Field(default=None, description="Whether the answer is sent as it is made.")
    stream_options: StreamOptionsIn | None = None
    n: int | None = Field(default=None, description="1, if it is given.")
    response_format: dict[str, Any] | None = Field(default=None, description="Of the type `text`, if it is given.")
    tool_choice: Any = Field(default=None, description="`auto` or `none`, if it is given: no tool is ever called.")
    function_call: Any = Field(default=None, description="`auto` or `none`, if it is given.")
    modalities: list[str] | None = Field(default=None, description="`text`, if it is given.")

    @property
    def turns(self) -> list[str]:
        """The asker's turns, oldest first."""
        return [m.text for m in self.messages if m.role == "user"]

    @property
    def wants_usage(self) -> bool:
        """Whether a stream should end with the usage."""
        return self.stream_options is not None and bool(self.stream_options.include_usage)

    @field_validator("messages")
    @classmethod
    def _end_with_the_user(cls, messages: list[MessageIn]) -> list[MessageIn]:
        spoken = [m.role for m in messages if m.role not in _INSTRUCTIONS]
        if not spoken or spoken[-1] != "user":
            raise ValueError("the last message must be the user's: a question is answered, nothing is continued")
        return messages

    @field_validator("n")
    @classmethod
    def _one_answer(cls, n: int | None) -> int | None:
        if n not in (None, 1):
            raise ValueError("there is one answer to a question, so `n` can only be 1")
        return n

    @field_validator("response_format")
    @classmethod
    def _as_text(cls, form: dict[str, Any] | None) -> dict[str, Any] | None:
        if form is not None and form.get("type") != "text":
            raise ValueError("the answer comes as text; `ethics_desk` in the response holds it as JSON, in a shape of its own")
        return form

    @field_validator("tool_choice", "function_call")
    @classmethod
    def _no_tool(cls, choice: Any) -> Any:
        if choice not in (None, "auto", "none"):
            raise ValueError("no tool is ever called here, so a call cannot be required")
        return choice

    @field_validator("modalities")
    @classmethod
    def _no_sound(cls, modalities: list[str] | None) -> list[str] | None:
        if modalities is not None and modalities != ["text"]:
            raise ValueError("the answer comes as text only")
        return modalities


def _text(content: Any) -> str:
    """The words of a message's content."""
    if content is None or isinstance(content, str):
        return content or ""
    if not isinstance(content, list):
        raise ValueError("`content` is neither text nor a list of parts")  # noqa: TRY004  # pydantic tells ValueErrors to the caller
    return "\n".join(_part(number, part) for number, part in enumerate(content, 1))


def _part(number: int, part: Any) -> str:
    kind = part.get("type") if isinstance(part, dict) else None
    text = part.get("text") if isinstance(part, dict) else part
    if isinstance(text, str) and (kind is None or kind in _TEXT_PARTS):
        return text
    raise ValueError(f"part {number} of the message is no text ({str(kind)[:40]}): pictures, sound and files cannot be read here")
