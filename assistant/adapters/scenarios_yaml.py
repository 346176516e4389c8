"""A scenario as YAML (PyYAML), in the form of the corpus: read event by event, so that nothing in it can do harm, and written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from assistant.scenario_checks import ScenarioFault
from assistant.scenario_texts import ReadScenario
from assistant.scenarios import Scenario

_DEEPEST = 6
_WIDTH = 140
_NOTHING = ("", "~", "null", "Null", "NULL")
_INLINE = ("topics", "central", "related", "speaks_for", "speaks_against", "clauses")
_PLAIN = ("id", "who")


def read_yaml_scenario(text: str) -> ReadScenario:
    """The draft in a text, with the line of each field; a text that is no such YAML has faults and no fields.

    Every scalar is a text, so that "yes" and "1984" are what they look like. Anchors, aliases and tags are refused: no scenario needs them.
    """
    reader = _Reader()
    try:
        draft = reader.document(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return _refused(f"is not valid YAML: {error.problem or error.context}", mark.line + 1 if mark else None)
    except (yaml.YAMLError, UnicodeError) as error:
        return _refused(f"is not valid YAML: {' '.join(str(error).split())}", None)
    except _Unusable as error:
        return _refused(*error.args)
    return ReadScenario(draft=draft, lines=reader.lines, faults=tuple(reader.faults))


class _Unusable(Exception):
    """The text cannot be read on; with what is wrong and the line."""


class _Reader:
    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self.faults: list[ScenarioFault] = []

    def document(self, events: Iterator[Any]) -> dict[str, Any]:
        """The one document of a stream."""
        event = next(events)
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = next(events)
        if not isinstance(event, yaml.MappingStartEvent):
            raise _Unusable("must begin with fields such as `title: …`", event.start_mark.line + 1)
        found: dict[str, Any] = self._value(event, events, "")
        next(events)
        after = next(events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise _Unusable("holds a second document; one scenario is read at a time", after.start_mark.line + 1)
        return found

    def _value(self, event: Any, events: Iterator[Any], field: str) -> Any:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _Unusable("uses an anchor or an alias (& or *), which is not read; put texts with such a sign into quotes", line)
        if event.tag is not None and event.tag != "!":
            raise _Unusable(f"uses the tag {event.tag!r}, which is not read; put texts with such a sign into quotes", line)
        if field.count(".") >= _DEEPEST:
            raise _Unusable("is nested too deeply", line)
        self.lines.setdefault(field, line)
        if isinstance(event, yaml.ScalarEvent):
            return None if not event.style and event.value in _NOTHING else event.value
        return self._list(events, field) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(events, field)

    def _list(self, events: Iterator[Any], field: str) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            found.append(self._value(event, events, f"{field}.{len(found)}"))
        return found

    def _mapping(self, events: Iterator[Any], field: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(key := next(events), yaml.MappingEndEvent):
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarEvent) or key.anchor is not None:
                raise _Unusable("has a field whose name is no plain text", line)
            name = f"{field}.{key.value}" if field else key.value
            value = self._value(next(events), events, name)
            if key.value in found:
                self.faults.append(ScenarioFault(field=name, detail="is given twice", line=line))
            else:
                found[key.value] = value
        return found


def _refused(detail: str, line: int | None) -> ReadScenario:
    return ReadScenario(draft={}, lines={}, faults=(ScenarioFault(field="text", detail=detail, line=line),))


class _Inline(list[str]):
    """A list that is written in one line."""


class _Quoted(str):
    """A text that is written in quotation marks."""


class _Folded(str):
    """A text that is written over several lines."""


class _Dumper(yaml.SafeDumper):
    """Writes a scenario as those of the corpus are written."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists stand further in than the field that they belong to."""
        super().increase_indent(flow, False)


_Dumper.add_representer(_Inline, lambda d, v: d.represent_sequence("tag:yaml.org,2002:seq", v, flow_style=True))
_Dumper.add_representer(_Quoted, lambda d, v: d.represent_scalar("tag:yaml.org,2002:str", v, style='"'))
_Dumper.add_representer(_Folded, lambda d, v: d.represent_scalar("tag:yaml.org,2002:str", v, style=">"))


def write_yaml_scenario(scenario: Scenario, labels: object = None) -> str:
    """The scenario as a file of the corpus; clauses stand by their ids, so the labels are not needed."""
    document = _plain(scenario)
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)


def _plain(record: Any) -> dict[str, Any]:
    return {name: _styled(name, getattr(record, name)) for name in record.__dataclass_fields__}


def _styled(name: str, value: Any) -> Any:
    if name in _INLINE:
        return _Inline(value)
    if isinstance(value, str):
        return value if name in _PLAIN else _Folded(value) if name == "story" else _Quoted(value)
    if isinstance(value, tuple):
        return [_styled("", v) for v in value]
    return _plain(value) if hasattr(value, "__dataclass_fields__") else value
