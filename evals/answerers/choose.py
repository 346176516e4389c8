"""From the names on the command line to answerers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.errors import InvalidInput
from assistant.pipeline import Assistant
from evals.answerers.ours import OurAnswerer
from evals.replies import Answerer

OURS, BASELINES = "ours", "baselines"
_HINT = 'Use "ours", "baselines", "contract:URL" or "chat:URL#MODEL".'


def choose(names: Sequence[str], assistant: Assistant, corpus: Path) -> list[Answerer]:
    """The answerers of these names, in order; InvalidInput for a name that is none.

    "ours" is the assistant, "baselines" are common retrieval set-ups over the same corpus and embedder, "contract:URL" is an
    endpoint with our own interface, "chat:URL#MODEL" one with OpenAI's chat completions.
    """
    return [a for name in names for a in _named(name, assistant, corpus)]


def _named(name: str, assistant: Assistant, corpus: Path) -> list[Answerer]:
    parts = assistant.parts
    kind, _, address = name.partition(":")
    if name == OURS:
        return [OurAnswerer(assistant)]
    if name == BASELINES:
        from evals.answerers.baselines import baselines

        return baselines(parts.codes, parts.clauses, corpus, parts.embedder)
    if kind == "contract" and address:
        from evals.answerers.endpoints import ContractAnswerer

        return [ContractAnswerer(address)]
    if kind == "chat" and address:
        from evals.answerers.endpoints import ChatAnswerer

        url, _, model = address.partition("#")
        return [ChatAnswerer(url, model, parts.clauses)]
    raise InvalidInput(f"{name!r} is no answerer.", _HINT)
