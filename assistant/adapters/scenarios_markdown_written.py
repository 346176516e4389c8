"""A scenario written as Markdown, in the form that scenarios_markdown.py reads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.scenarios import Scenario

_SHORT_LABEL = 12
_INLINE_MARKS = re.compile(r"[\\`*_\[\]<>&]")
_FIRST_MARK = re.compile(r"[#+=~-]|\d+(?=[.)])")


def write_markdown_scenario(scenario: Scenario, labels: Mapping[str, str]) -> str:
    """The scenario as Markdown that is read as the same scenario again; `labels` are those of the clauses by id."""

    def listed(ids: Sequence[str]) -> str:
        return ", ".join(label if len(label := labels.get(i, i)) <= _SHORT_LABEL else i for i in ids)

    options = [
        f"{n}. {_escaped(o.text)} {{#{o.id}}}\n   - For: {listed(o.speaks_for)}\n   - Against: {listed(o.speaks_against)}"
        for n, o in enumerate(scenario.options, 1)
    ]
    consult = [f"- {c.who.capitalize()}: {_escaped(c.why)}\n  - Clauses: {listed(c.clauses)}" for c in scenario.consult]
    steps = [f"{n}. {_escaped(s.text)} ({s.minutes} min)" for n, s in enumerate(scenario.facilitator.steps, 1)]
    blocks = [
        f"# {_escaped(scenario.title)} {{#{scenario.id}}}",
        f"Topics: {', '.join(scenario.topics)}",
        *map(_escaped, scenario.story.split("\n\n")),
        "## Prompts",
        _bulleted(scenario.prompts),
        "## Options",
        "\n".join(options),
        "## Clauses",
        f"- Central: {listed(scenario.central)}\n- Related: {listed(scenario.related)}",
        "## Consultation",
        "\n".join(consult),
        "## Twist",
        _escaped(scenario.twist.text),
        f"- Clauses: {listed(scenario.twist.clauses)}",
        "## Facilitator",
        f"Minutes: {scenario.facilitator.minutes}",
        "\n".join(steps),
        "### Notes",
        _bulleted(scenario.facilitator.notes),
    ]
    return "\n\n".join(blocks) + "\n"


def _bulleted(texts: Sequence[str]) -> str:
    return "\n".join(f"- {_escaped(text)}" for text in texts)


def _escaped(text: str) -> str:
    """A text whose marks are read as themselves."""
    plain = _INLINE_MARKS.sub(lambda mark: f"\\{mark[0]}", text)
    first = _FIRST_MARK.match(plain)
    if first is None:
        return plain
    return f"{first[0]}\\{plain[first.end() :]}" if first[0][0].isdigit() else f"\\{plain}"
