"""A scenario as Markdown (markdown-it-py), in the form that docs/own-scenarios.md describes: read forgivingly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from assistant.adapters.markdown_outline import Entry, Outline, outline
from assistant.scenario_checks import ScenarioFault
from assistant.scenario_texts import ReadScenario

_SECTIONS = {
    "topics": "topic topics",
    "story": "story case",
    "prompts": "prompts prompt questions discussion",
    "options": "options option vote",
    "clauses": "clauses clause",
    "consult": "consultation consult consultations",
    "twist": "twist",
    "facilitator": "facilitator facilitation steps",
    "notes": "notes",
}
"""What a section is called, by the part that it fills; only the first word of a heading counts."""
_NAMED = {word: part for part, names in _SECTIONS.items() for word in names.split()}
_LABEL = re.compile(r"(?P<label>for|against|central|related|clauses?|minutes|topics?)\s*:\s*(?P<value>.*)", re.IGNORECASE)
_ID = re.compile(r"\s*\{#(?P<id>[\w-]+)\}$")
_MINUTES = re.compile(r"\s*\((?P<minutes>\d{1,4})\s*(?:minutes?|mins?)\.?\)\.?$", re.IGNORECASE)


def read_markdown_scenario(text: str) -> ReadScenario:
    """The draft in a text, with the line of each field; what stands where nothing is read is named as a fault."""
    return _Reader(outline(text, _LABEL)).read()


class _Reader:
    def __init__(self, found: Outline) -> None:
        self._outline = found
        self._draft: dict[str, Any] = {}
        self._lines: dict[str, int] = {}
        self._faults: list[ScenarioFault] = []

    def read(self) -> ReadScenario:
        """All sections, in the order in which they stand."""
        title = self._outline.title
        if title is not None:
            self._put("title", title.line, _ID.sub("", title.text))
            if named := _ID.search(title.text):
                self._draft["id"] = named["id"]
        self._opening(self._outline.opening)
        parts: dict[str, Callable[[Sequence[Entry], int], None]] = {
            "topics": lambda entries, line: self._put("topics", line, [t for e in entries for t in _names(e)]),
            "story": self._story,
            "prompts": self._prompts,
            "options": self._options,
            "clauses": self._clauses,
            "consult": self._consult,
            "twist": self._twist,
            "facilitator": self._facilitator,
            "notes": self._notes,
        }
        for section in self._outline.sections:
            part = _NAMED.get((section.text.lower().replace(":", " ").split() or [""])[0])
            if part is None:
                self._fault(f"the section {section.text!r} is none of {', '.join(_SECTIONS)}", section.line)
            else:
                parts[part](section.children, section.line)
        return ReadScenario(draft=self._draft, lines=self._lines, faults=tuple(self._faults))

    def _opening(self, entries: Sequence[Entry]) -> None:
        """What stands below the title: topics, if the first line names them, and the story."""
        label, value = _labelled(entries[0].text) if entries else ("", "")
        if label.startswith("topic"):
            self._put("topics", entries[0].line, [value])
            entries = entries[1:]
        if entries:
            self._story(entries, entries[0].line)

    def _story(self, entries: Sequence[Entry], line: int) -> None:
        told = [e.text for e in _flat(entries)]
        self._put("story", line, "\n\n".join([*filter(None, [self._draft.get("story")]), *told]))

    def _prompts(self, entries: Sequence[Entry], line: int) -> None:
        self._put("prompts", line, [e.text for e in _flat(entries)])
        self._place("prompts", list(_flat(entries)))

    def _options(self, entries: Sequence[Entry], line: int) -> None:
        options: list[dict[str, Any]] = []
        places: list[Entry] = []
        for entry in entries:
            if options and not entry.children and _labelled(entry.text)[0] in ("for", "against"):
                # A list that was not indented under its option.
                self._side(options[-1], entry)
                continue
            named = _ID.search(entry.text)
            option: dict[str, Any] = {"text": _ID.sub("", entry.text), "speaks_for": [], "speaks_against": []}
            options.append({"id": named["id"]} | option if named else option)
            places.append(entry)
            for child in entry.children:
                self._side(options[-1], child)
        self._put("options", line, options)
        self._place("options", places)

    def _side(self, option: dict[str, Any], entry: Entry) -> None:
        label, value = _labelled(entry.text)
        if label not in ("for", "against"):
            self._fault(f"{entry.text[:60]!r} under an option begins with neither `For:` nor `Against:`", entry.line)
            return
        option[f"speaks_{label}"] += [value, *(n for e in entry.children for n in _names(e))]

    def _clauses(self, entries: Sequence[Entry], line: int) -> None:
        for entry in entries:
            label, value = _labelled(entry.text if ":" in entry.text else f"{entry.text}:")
            if label in ("central", "related"):
                found = [*self._draft.get(label, []), value, *(n for e in entry.children for n in _names(e))]
                self._put(label, entry.line, found)
            else:
                self._fault(f"{entry.text[:60]!r} among the clauses begins with neither `Central:` nor `Related:`", entry.line)

    def _consult(self, entries: Sequence[Entry], line: int) -> None:
        consult: list[dict[str, Any]] = []
        for entry in entries:
            who, _, why = entry.text.partition(":")
            lists = [(c, *_labelled(c.text)) for c in entry.children]
            for child in (c for c, label, _ in lists if not label.startswith("clause")):
                self._fault(f"{child.text[:60]!r} under a consultation does not begin with `Clauses:`", child.line)
            consult.append({"who": who.strip(), "why": why.strip(), "clauses": [v for _, label, v in lists if label.startswith("clause")]})
        self._put("consult", line, consult)
        self._place("consult", entries)

    def _twist(self, entries: Sequence[Entry], line: int) -> None:
        texts: list[str] = []
        clauses: list[str] = []
        for entry in _flat(entries):
            label, value = _labelled(entry.text)
            if label.startswith("clause") and (entry.listed or texts):
                clauses.append(value)
            else:
                texts.append(entry.text)
        self._put("twist", line, {"text": " ".join(texts), "clauses": clauses})

    def _facilitator(self, entries: Sequence[Entry], line: int) -> None:
        steps: list[Entry] = []
        for entry in entries:
            label, value = _labelled(entry.text)
            heading = entry.text.lower().strip(":") if entry.heading else ""
            if label == "minutes" and not entry.listed:
                self._leading(line)["minutes"] = value
                self._lines["facilitator.minutes"] = entry.line
            elif heading == "notes":
                self._notes(entry.children, entry.line)
            else:
                steps += entry.children if heading == "steps" else [entry]
        self._leading(line)["steps"] = [*self._leading(line).get("steps", []), *map(_step, steps)]
        self._place("facilitator.steps", steps)

    def _notes(self, entries: Sequence[Entry], line: int) -> None:
        notes = list(_flat(entries))
        self._leading(line)["notes"] = [e.text for e in notes]
        self._place("facilitator.notes", notes)

    def _leading(self, line: int) -> dict[str, Any]:
        self._lines.setdefault("facilitator", line)
        found: dict[str, Any] = self._draft.setdefault("facilitator", {"notes": []})
        return found

    def _put(self, field: str, line: int, value: Any) -> None:
        self._draft[field] = value
        self._lines[field] = line

    def _place(self, field: str, entries: Sequence[Entry]) -> None:
        self._lines |= {f"{field}.{n}": entry.line for n, entry in enumerate(entries)}

    def _fault(self, detail: str, line: int) -> None:
        self._faults.append(ScenarioFault(field="text", detail=detail, line=line))


def _labelled(text: str) -> tuple[str, str]:
    """The label that a text begins with, such as "for", and what comes after it; two empty texts where there is none."""
    found = _LABEL.match(text)
    return (found["label"].lower(), found["value"]) if found else ("", "")


def _names(entry: Entry) -> list[str]:
    return [e.text for e in _flat([entry])]


def _flat(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries with all that is under them, in reading order."""
    for entry in entries:
        if entry.text:
            yield entry
        yield from _flat(entry.children)


def _step(entry: Entry) -> dict[str, Any]:
    text = " ".join(e.text for e in _flat([entry]))
    found = _MINUTES.search(text)
    step: dict[str, Any] = {"text": _MINUTES.sub("", text)}
    return step | {"minutes": int(found["minutes"])} if found else step
