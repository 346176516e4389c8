"""From the names on the command line to answerers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant.errors import InvalidInput
from assistant.pipeline import Assistant
from evals.answerers.ours import OurAnswerer
from evals.replies import Answerer
from evals.sameness import EXTRACTIVE

OURS, GENERATED, BASELINES = "ours", "generated", "baselines"
_HINT = 'Use "ours", "extractive", "generated", "baselines", "contract:URL" or "chat:URL#MODEL".'


def choose(names: Sequence[str], assistant: Assistant, corpus: Path) -> list[Answerer]:
    """The answerers of these names, in order; InvalidInput for a name that is none.

    "ours" is the assistant as it is set up, "extractive" the same without its chat model and "generated" with it; "baselines" are
    common retrieval set-ups over the same corpus and embedder, "contract:URL" is an endpoint with our own interface, "chat:URL#MODEL"
    one with OpenAI's chat completions.
    """
    return [a for name in names for a in _named(name, assistant, corpus)]


def _named(name: str, assistant: Assistant, corpus: Path) -> list[Answerer]:
    parts = assistant.parts
    kind, _, address = name.partition(":")
    if name == OURS:
        return [OurAnswerer(assistant)]
    if name == EXTRACTIVE:
        return [OurAnswerer(Assistant(replace(parts, generator=None)), EXTRACTIVE)]
    if name == GENERATED:
        if parts.generator is None:
            hint = "Set ETHICS_DESK_CHAT_MODEL, or serve a model with `python -m evals.local_model` and set what it prints."
            raise InvalidInput('No chat model is set, so that "generated" would write nothing.', hint)
        return [OurAnswerer(assistant, GENERATED)]
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
