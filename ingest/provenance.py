"""The two files of notes on the sources: where each comes from and what it lacks, and how we read its slips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import CorpusFault
from assistant.types import Clause
from ingest.clean import clean
from ingest.outline import Outline, read_outline
from ingest.register import read_source

PROVENANCE, ERRATA, OUTLINE = "provenance.yaml", "errata.yaml", "outline.yaml"


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)


_R = TypeVar("_R", bound=_Record)


class Source(_Record):
    """What one source file is; `lacks` names what it announces or implies and does not hold."""

    code: str
    file: str
    sha256: str
    what: str
    edition: str
    extent: str
    language: str
    cleaned: str
    lacks: tuple[str, ...]
    rights: str


class Provenance(_Record):
    """Every source of the corpus."""

    sources: tuple[Source, ...]


class Erratum(_Record):
    """A slip of the original and how we read it; `place` is "source" for text that is in the file and in no clause."""

    clause: str
    text: str
    reading: str
    place: Literal["clause", "source"] = "clause"
    note: str | None = None
    note_es: str | None = None


class Errata(_Record):
    """Every slip found in the sources."""

    errata: tuple[Erratum, ...]


def read_provenance(sources: Path) -> Provenance:
    """The provenance of the source files in a folder; CorpusFault names every fault."""
    return _read(sources / PROVENANCE, Provenance)


def read_errata(sources: Path) -> Errata:
    """The errata of the source files in a folder; CorpusFault names every fault."""
    return _read(sources / ERRATA, Errata)


def source_note_faults(corpus: Path, clauses: Sequence[Clause]) -> list[str]:
    """Every fault of the two files, held against the outline, the source files and the register's clauses."""
    sources = corpus / "sources"
    outline = read_outline(sources / OUTLINE)
    faults: list[str] = []
    try:
        faults += provenance_faults(read_provenance(sources), outline)
    except CorpusFault as fault:
        faults += fault.faults
    try:
        texts = {code.id: clean(read_source(sources, code)).text for code in outline.codes}
        faults += errata_faults(read_errata(sources), clauses, texts)
    except CorpusFault as fault:
        faults += fault.faults
    return faults


def provenance_faults(provenance: Provenance, outline: Outline) -> Iterator[str]:
    """Sources that differ from the outline's, that it does not know, or that are not described once each."""
    codes = {code.id: code for code in outline.codes}
    described = [source.code for source in provenance.sources]
    yield from (f"{PROVENANCE} describes {code} {described.count(code)} times" for code in codes if described.count(code) != 1)
    for source in provenance.sources:
        code = codes.get(source.code)
        if code is None:
            yield f"{PROVENANCE} describes the unknown code {source.code}"
            continue
        if source.file != code.file:
            yield f"{PROVENANCE} gives {source.code} the file {source.file}, but {OUTLINE} gives it {code.file}"
        if source.sha256 != code.sha256:
            yield f"{PROVENANCE} records checksum {source.sha256[:12]}… for {source.file}, but {OUTLINE} records {code.sha256[:12]}…"


def errata_faults(errata: Errata, clauses: Sequence[Clause], sources: dict[str, str]) -> Iterator[str]:
    """Errata whose text is not where they say, or whose note lacks a language; `sources` maps each code to the cleaned text of its file."""
    by_id = {clause.id: clause for clause in clauses}
    for erratum in errata.errata:
        clause = by_id.get(erratum.clause)
        if (erratum.note is None) != (erratum.note_es is None):
            yield f"{ERRATA}: the note on {erratum.text!r} stands in one language only"
        if clause is None:
            yield f"{ERRATA} names the unknown clause {erratum.clause}"
        elif erratum.place == "clause" and erratum.text not in clause.text:
            yield f"{ERRATA}: {erratum.text!r} is not in the text of {erratum.clause}"
        elif erratum.place == "source" and erratum.text not in sources[clause.code]:
            yield f"{ERRATA}: {erratum.text!r} is not in the source file of {erratum.clause}"


def _read(path: Path, kind: type[_R]) -> _R:
    try:
        return kind.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise CorpusFault([f"{path.name} cannot be read: {error.strerror}"]) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CorpusFault([f"{path.name} is not valid YAML: {' '.join(str(error).split())}"]) from error
    except ValidationError as error:
        raise CorpusFault([f"{path.name}, {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]) from error
