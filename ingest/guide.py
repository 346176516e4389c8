"""Reads the guide's YAML, validates it against its schema and turns it into records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from assistant.claims import Lexicon
from assistant.errors import CorpusFault
from assistant.guide import (
    Alias,
    Gloss,
    Guide,
    HandoutGuide,
    LiveGuide,
    Names,
    PacketGuide,
    Premise,
    ReferralReason,
    ReferralRule,
    Signal,
    Silence,
    Starters,
    Topic,
)
from assistant.scenarios import Scenario
from assistant.types import Example, Status, Who
from ingest.scenarios import misnamed

_T = TypeVar("_T")
_CLAUSE_WAYS = ("keywords", "questions", "situations", "typos", "spanish")
_TOPIC_WAYS = ("questions", "questions_es")
_FIRST_PERSON = re.compile(r"\b(i|i'm|i've|im|my|me|we|our|mi|mis|me|yo|nuestr[oa])\b")
_SILENCE_WAYS = ("asks",)
_TEXTS = TypeAdapter(list[str])


class ExampleRecord(BaseModel):
    """A labelled way of asking as the YAML holds it; alternatives in `central` are joined by "|"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: str
    central: list[str] = []
    related: list[str] = []
    status: Status = "answered"
    topics: list[str] = []
    consult: list[Who] = []
    lang: Literal["en", "es"] = "en"

    def example(self, source: str) -> Example:
        """The record as the indexer uses it."""
        groups = tuple(tuple(x.strip() for x in group.split("|")) for group in self.central)
        return Example(
            text=self.q,
            central=groups,
            related=tuple(self.related),
            status=self.status,
            topics=tuple(self.topics),
            consult=tuple(self.consult),
            source=source,
        )


class Situations(BaseModel):
    """Whom the situations under a clause are labelled with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    default: list[Who]
    by_clause: dict[str, list[Who]] = {}

    def consult(self, clause_id: str) -> tuple[Who, ...]:
        """The people for one clause."""
        return tuple(self.by_clause.get(clause_id, self.default))


def read_guide(corpus: Path) -> tuple[Guide, list[Example]]:
    """The guide and every labelled way of asking; CorpusFault names every fault of every file."""
    reader = _Reader(corpus / "guide")
    clauses = reader.records("clauses", "clauses")
    topics = reader.records("topics", "topics")
    silences = reader.records("silences.yaml", "silences")
    for entries, names in ((clauses, _CLAUSE_WAYS), (topics, _TOPIC_WAYS), (silences, _SILENCE_WAYS)):
        reader.check_ways(entries, names)
    situations: Situations | None = reader.whole("referrals.yaml", Situations, "situations")
    scenarios = list(reader.documents("scenarios"))
    reader.faults.extend(misnamed(scenarios))
    examples = [record.example(source) for source, record in reader.models("examples", "examples", ExampleRecord)]
    guide = Guide(
        glosses=tuple(reader.parse(Gloss, clauses, omit=_CLAUSE_WAYS)),
        topics=tuple(reader.parse(Topic, topics, omit=_TOPIC_WAYS)),
        silences=tuple(reader.parse(Silence, silences, omit=_SILENCE_WAYS)),
        premises=tuple(reader.parse(Premise, reader.records("premises.yaml", "premises"))),
        reasons=tuple(reader.parse(ReferralReason, reader.records("referrals.yaml", "reasons"))),
        rules=tuple(reader.parse(ReferralRule, reader.records("referrals.yaml", "rules"))),
        signals=tuple(reader.parse(Signal, reader.records("signals.yaml", "signals"))),
        misuse=tuple(reader.whole("misuse.yaml", tuple[str, ...], "patterns") or ()),
        frames=tuple(reader.whole("misuse.yaml", tuple[str, ...], "frames") or ()),
        requests=tuple(reader.whole("requests.yaml", tuple[str, ...], "patterns") or ()),
        aliases=tuple(reader.parse(Alias, reader.records("aliases.yaml", "aliases"))),
        names=reader.whole("names.yaml", Names) or Names(first_names="", surnames="", not_names=""),
        lexicon=reader.whole("lexicon.yaml", Lexicon) or Lexicon(),
        phrases=reader.whole("phrases.yaml", dict[str, dict[str, str]], "phrases") or {},
        scenarios=tuple(reader.parse(Scenario, scenarios)),
        packet=reader.whole("packet.yaml", PacketGuide) or PacketGuide(),
        starters=tuple(reader.parse(Starters, reader.records("starters.yaml", "starters"))),
        live=reader.whole("live.yaml", LiveGuide),
        handouts=reader.whole("handouts.yaml", HandoutGuide) or HandoutGuide(),
    )
    if reader.faults:
        raise CorpusFault(reader.faults)
    situations = situations or Situations(default=[])
    return guide, [*_clause_ways(clauses, situations), *_topic_ways(topics), *_silence_ways(silences), *examples]


class _Reader:
    """Collects the faults of all files, so that they can be mended in one go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[str] = []

    def documents(self, name: str) -> Iterable[tuple[str, dict[str, Any]]]:
        path = self.folder / name
        files = [path] if path.suffix else sorted(path.glob("*.yaml"))
        for file in files:
            label = str(file.relative_to(self.folder))
            try:
                document = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            except OSError as error:
                self.faults.append(f"{label} cannot be read: {error.strerror}")
            except (yaml.YAMLError, UnicodeDecodeError) as error:
                self.faults.append(f"{label} is not valid YAML: {' '.join(str(error).split())}")
            else:
                if isinstance(document, dict):
                    yield label, document
                else:
                    self.faults.append(f"{label} must hold a mapping")

    def records(self, name: str, key: str) -> list[tuple[str, dict[str, Any]]]:
        found: list[tuple[str, dict[str, Any]]] = []
        for label, document in self.documents(name):
            entries = document.get(key)
            if not isinstance(entries, list):
                self.faults.append(f"{label} has no list {key!r}")
                continue
            for number, entry in enumerate(entries, 1):
                if isinstance(entry, dict):
                    found.append((f"{label}, {key} {number}", entry))
                else:
                    self.faults.append(f"{label}, {key} {number} must be a mapping")
        return found

    def whole(self, name: str, kind: Any, key: str = "") -> Any:
        """A file that is one record (or the part of it under `key`); None when it is faulty."""
        for label, document in self.documents(name):
            return self._validate(TypeAdapter(kind).validate_python, document.get(key) if key else document, label)
        return None

    def check_ways(self, entries: list[tuple[str, dict[str, Any]]], names: tuple[str, ...]) -> None:
        """See that each list of ways of asking, where there is one, holds texts."""
        for where, entry in entries:
            for name in names:
                self._validate(_TEXTS.validate_python, entry.get(name) or [], f"{where} ({entry.get('id', '')}), {name}")

    def models(self, name: str, key: str, kind: type[ExampleRecord]) -> list[tuple[str, ExampleRecord]]:
        parsed = ((where, self._validate(kind.model_validate, e, where)) for where, e in self.records(name, key))
        return [(where, model) for where, model in parsed if model is not None]

    def parse(self, kind: type[_T], entries: list[tuple[str, dict[str, Any]]], omit: tuple[str, ...] = ()) -> list[_T]:
        adapter = TypeAdapter(kind)
        kept = [(where, {k: v for k, v in e.items() if k not in omit}) for where, e in entries]
        parsed = (self._validate(adapter.validate_python, e, f"{where} ({e.get('id', '')})") for where, e in kept)
        return [p for p in parsed if p is not None]

    def _validate(self, validate: Callable[[Any], _T], value: Any, where: str) -> _T | None:
        try:
            return validate(value)
        except ValidationError as error:
            self.faults.extend(f"{where}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            return None


def _clause_ways(entries: list[tuple[str, dict[str, Any]]], situations: Situations) -> Iterable[Example]:
    for where, entry in entries:
        clause = str(entry["id"])
        for way in _CLAUSE_WAYS:
            consult = situations.consult(clause) if way == "situations" else ()
            for text in entry.get(way) or []:
                yield _answered(text, ((clause,),), (), (), consult, f"{where} {way}")


def _topic_ways(entries: list[tuple[str, dict[str, Any]]]) -> Iterable[Example]:
    for where, entry in entries:
        for way in _TOPIC_WAYS:
            for text in entry.get(way) or []:
                central = (tuple(entry["central"]),)
                consult = tuple(entry.get("consult") or ()) if _FIRST_PERSON.search(text.lower()) else ()
                example = _answered(text, central, tuple(entry.get("related") or ()), (str(entry["id"]),), consult, where)
                yield example if entry.get("subject_named", True) else replace(example, status="partial")


def _answered(
    text: str,
    central: tuple[tuple[str, ...], ...],
    related: tuple[str, ...],
    topics: tuple[str, ...],
    consult: tuple[Who, ...],
    source: str,
) -> Example:
    return Example(text=text, central=central, related=related, status="answered", topics=topics, consult=consult, source=source)


def _silence_ways(entries: list[tuple[str, dict[str, Any]]]) -> Iterable[Example]:
    for where, entry in entries:
        for text in entry.get("asks") or []:
            yield Example(
                text=text,
                central=(),
                related=tuple(entry.get("related") or ()),
                status=entry["outcome"],
                topics=tuple(entry.get("topics") or ()),
                consult=tuple(entry.get("consult") or ()),
                silence=str(entry["id"]),
                source=where,
            )
