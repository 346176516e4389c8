"""Scenarios by topic, and as text that a model reads."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import UnknownScenario
from assistant.schemas import ScenarioSummaryOut


def chosen(scenarios: Sequence[ScenarioSummaryOut], topic: str) -> list[ScenarioSummaryOut]:
    """Those on a topic, all for no topic; UnknownScenario names the topics there are, where none of them is meant."""
    if not topic:
        return list(scenarios)
    found = [s for s in scenarios if any(topic.lower() in (t.id.lower(), t.title.lower()) for t in s.topics)]
    if not found:
        topics = sorted({t.id for s in scenarios for t in s.topics})
        hint = f"There are scenarios on: {', '.join(topics) or 'nothing yet'}."
        raise UnknownScenario(f"No scenario is on the topic {topic[:60]!r}.", hint)
    return found


def scenarios_text(scenarios: Sequence[ScenarioSummaryOut]) -> str:
    """A line for each scenario."""
    if not scenarios:
        return "There are no scenarios."
    return "\n".join(f"{s.title} (id {s.id}): {', '.join(t.title for t in s.topics)}; {', '.join(s.codes)}" for s in scenarios)
