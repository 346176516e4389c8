"""Checks of the whole corpus; every fault is named, and a corpus with one is refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from assistant.adapters.index_files import corpus_stamp
from assistant.errors import CorpusFault
from assistant.fusion import FusionModels
from assistant.guide import LIKELY_DANGER, Guide
from assistant.scenario_checks import ScenarioRules
from assistant.stages.foreign import TokenWeights
from assistant.types import Clause, Example, Who
from ingest.clause_sources import clause_sources
from ingest.foreign_texts import ForeignTexts
from ingest.guide import read_guide
from ingest.handouts import handout_faults
from ingest.index import Corpus
from ingest.live import live_faults
from ingest.packet import packet_faults
from ingest.provenance import source_note_faults
from ingest.register import build_register, register_json
from ingest.scenarios import scenario_faults
from ingest.starters import starter_faults

_T = TypeVar("_T")


def load_corpus(folder: Path) -> Corpus:
    """The register and the guide, checked; CorpusFault names every fault found."""
    refused: list[CorpusFault] = []
    register = _attempt(build_register, folder, refused)
    found = _attempt(read_guide, folder, refused)
    models = _attempt(partial(read_learned, FusionModels), folder / "fusion.json", refused)
    foreign = _attempt(partial(read_learned, TokenWeights), folder / "foreign.json", refused)
    _attempt(ForeignTexts, folder / "guide" / "foreign", refused)
    if len(refused) == 1:
        raise refused[0]
    if register is None or found is None or models is None or foreign is None:
        raise CorpusFault([f for error in refused for f in error.faults])
    (codes, clauses), (guide, examples) = register, found
    faults = [
        *_register_faults(folder, register_json(codes, clauses)),
        *source_note_faults(folder, clauses),
        *_guide_faults(guide, clauses),
        *scenario_faults(guide.scenarios, ScenarioRules({c.id for c in clauses}, {t.id for t in guide.topics}, guide.lexicon)),
        *packet_faults(guide.packet, {c.id for c in clauses}, {t.id for t in guide.topics}, guide.lexicon),
        *live_faults(guide.live, clauses),
        *handout_faults(guide.handouts, guide.lexicon),
        *starter_faults(guide.starters, {t.id for t in guide.topics}, examples),
        *_example_faults(examples, clauses, guide),
    ]
    if faults:
        raise CorpusFault(faults)
    return Corpus(
        codes=tuple(codes),
        clauses=tuple(clauses),
        sources=clause_sources(folder, clauses),
        stamp=corpus_stamp(folder),
        folder=folder,
        guide=guide,
        models=models,
        foreign=foreign,
        examples=tuple(examples),
    )


def _attempt(read: Callable[[Path], _T], path: Path, refused: list[CorpusFault]) -> _T | None:
    """What `read` returns, or None with its refusal noted, so that the faults of the other files are found as well."""
    try:
        return read(path)
    except CorpusFault as error:
        refused.append(error)
        return None


def read_learned(kind: type[_T], path: Path) -> _T:
    """Committed weights; CorpusFault when they cannot be read."""
    try:
        return TypeAdapter(kind).validate_json(path.read_bytes())
    except OSError as error:
        raise CorpusFault([f"{path.name} cannot be read: {error.strerror}"]) from error
    except ValidationError as error:
        raise CorpusFault([f"{path.name}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]) from error


def _register_faults(folder: Path, expected: str) -> Iterator[str]:
    try:
        committed = (folder / "register.json").read_text(encoding="utf-8")
    except OSError as error:
        yield f"register.json cannot be read: {error.strerror}"
        return
    if committed != expected:
        yield "register.json does not match the sources (regenerate it with `ethics-desk ingest --register` and review the difference)"


def _guide_faults(guide: Guide, clauses: list[Clause]) -> Iterator[str]:
    known = {c.id for c in clauses}
    topics = {t.id for t in guide.topics}
    glossed = Counter(g.id for g in guide.glosses)
    yield from (f"clause {c} has no gloss" for c in sorted(known - set(glossed)))
    yield from (f"clause {c} has {n} glosses" for c, n in glossed.items() if n > 1)
    named: list[tuple[str, Iterable[str]]] = [("glosses", glossed)]
    for topic in guide.topics:
        says = [c for s in (*topic.says, *([topic.compare] if topic.compare else [])) for c in s.clauses]
        named.append((f"topic {topic.id}", [*topic.central, *topic.related, *says]))
    named += [(f"silence {s.id}", s.related) for s in guide.silences]
    named += [(f"premise {p.id}", p.clauses) for p in guide.premises]
    named += [(f"referral reason for {r.who}", r.clauses) for r in guide.reasons]
    named += [(f"referral rule for {r.who}", r.cites) for r in guide.rules]
    named += [(f"alias {a.phrases[:1]}", a.clauses) for a in guide.aliases]
    for where, ids in named:
        yield from (f"{where} names the unknown clause {c}" for c in ids if c not in known)
    for where, ids in [
        *((f"silence {s.id}", s.topics) for s in guide.silences),
        *((f"referral reason for {r.who}", r.topics) for r in guide.reasons),
        *((f"referral rule for {r.who}", r.topics) for r in guide.rules),
    ]:
        yield from (f"{where} names the unknown topic {t}" for t in ids if t not in topics)
    general = {r.who for r in guide.reasons if r.general}
    yield from (f"no general referral reason for {who}" for who in get_args(Who) if who not in general)
    yield from (f"premise {p.id} has no patterns" for p in guide.premises if not p.patterns)
    yield from _pattern_faults(guide)
    if LIKELY_DANGER not in {s.id for s in guide.signals}:
        yield f"signals.yaml lacks the signal {LIKELY_DANGER!r}"
    for kind, names in (("topic", [t.id for t in guide.topics]), ("silence", [s.id for s in guide.silences])):
        yield from (f"{kind} {name} is defined twice" for name, n in Counter(names).items() if n > 1)


def _pattern_faults(guide: Guide) -> Iterator[str]:
    writing = guide.lexicon.writing
    patterns = [
        *(("lexicon writing", p) for names in writing.links.values() for p in names),
        *(("lexicon writing", p) for p in (*writing.openings, *writing.both, *writing.rulings, *writing.consultation, *writing.absence)),
        *(("lexicon verdicts", p) for names in guide.lexicon.verdicts.values() for p in names),
        *((f"silence {s.id}", p) for s in guide.silences for p in s.patterns),
        *((f"premise {x.id}", p) for x in guide.premises for p in x.patterns),
        *((f"signal {x.id}", p) for x in guide.signals for p in (*x.patterns, *x.unless)),
        *((f"referral rule for {r.who}", p) for r in guide.rules for p in (*r.patterns, *r.unless_patterns)),
        *(("misuse.yaml", p) for p in (*guide.misuse, *guide.frames)),
        *(("requests.yaml", p) for p in guide.requests),
        *((f"referral reason for {r.who}", p) for r in guide.reasons for p in r.patterns),
        *((f"alias for {', '.join(a.clauses)}", p) for a in guide.aliases for p in a.phrases),
    ]
    for where, pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"{where} has the broken pattern {pattern!r}: {error}"


def _example_faults(examples: list[Example], clauses: list[Clause], guide: Guide) -> Iterator[str]:
    known, topics = {c.id for c in clauses}, {t.id for t in guide.topics}
    for example in examples:
        ids = [*(c for group in example.central for c in group), *example.related]
        yield from (f"{example.source} names the unknown clause {c}" for c in ids if c not in known)
        yield from (f"{example.source} names the unknown topic {t}" for t in example.topics if t not in topics)
        if example.status in ("not_in_codes", "out_of_scope", "declined") and example.central:
            yield f"{example.source} is {example.status} but has central clauses"
