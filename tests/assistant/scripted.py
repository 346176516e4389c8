"""A chat model that writes what a test tells it to, and the real clauses to write about."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from assistant.claims import Lexicon
from assistant.errors import ChatModelFailed
from assistant.ports import ChatRequest, Chunk
from assistant.types import Clause

CORPUS = Path(__file__).parents[2] / "corpus"
CLAUSES = [Clause(**c) for c in json.loads((CORPUS / "register.json").read_text(encoding="utf-8"))["clauses"]]
LEXICON = TypeAdapter(Lexicon).validate_python(yaml.safe_load((CORPUS / "guide" / "lexicon.yaml").read_text(encoding="utf-8")))
TEXTS = {c.id: c.text for c in CLAUSES}


@dataclass
class ScriptedModel:
    """Writes the outputs in turn, the last one again and again, in pieces of `size`; an error among them is raised."""

    outputs: Sequence[str | ChatModelFailed]
    size: int = 9
    name: str = "scripted:model"
    usage: tuple[int, int] = (0, 0)
    cached: bool = False
    requests: list[ChatRequest] = field(default_factory=list)
    closed: int = 0

    def stream(self, request: ChatRequest) -> Generator[Chunk, None, None]:
        """The next output."""
        output = self.outputs[min(len(self.requests), len(self.outputs) - 1)]
        self.requests.append(request)
        try:
            if isinstance(output, ChatModelFailed):
                raise output
            for start in range(0, len(output), self.size):
                yield Chunk(text=output[start : start + self.size], cached=self.cached)
            yield Chunk(input_tokens=self.usage[0], output_tokens=self.usage[1], cached=self.cached)
        finally:
            self.closed += 1


def statement(text: str, *clauses: str, kind: str = "paraphrase") -> dict[str, object]:
    """A statement as a model writes it."""
    return {"kind": kind, "text": text, "clauses": list(clauses)}


def output(*statements: dict[str, object]) -> str:
    """The JSON that a model is asked for."""
    return json.dumps({"statements": list(statements)})


NOTHING = output()
"""A model that has nothing to say."""
