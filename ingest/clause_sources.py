"""Reads what stands around each clause in its source file, so that the index can show a clause in context without the file."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

from assistant.clause_sources import CUT, ClauseSource, Erratum
from assistant.types import Clause
from ingest.clean import CleanText, clean
from ingest.outline import read_outline
from ingest.provenance import OUTLINE, Errata, read_errata
from ingest.provenance import Erratum as Noted
from ingest.register import read_source

_AROUND = 240
"""Characters before a clause and after it."""


def clause_sources(corpus: Path, clauses: Sequence[Clause]) -> tuple[ClauseSource, ...]:
    """The surroundings and the errata of every clause; CorpusFault where a source or its errata cannot be read."""
    folder = corpus / "sources"
    raw = {outline.id: read_source(folder, outline) for outline in read_outline(folder / OUTLINE).codes}
    cleaned = {code: clean(text) for code, text in raw.items()}
    errata = read_errata(folder)
    return tuple(_source(clause, raw[clause.code], cleaned[clause.code], errata) for clause in clauses)


def _source(clause: Clause, raw: str, cleaned: CleanText, errata: Errata) -> ClauseSource:
    start, end = (bisect_left(cleaned.offsets, offset) for offset in (clause.start, clause.end))
    return ClauseSource(
        clause_id=clause.id,
        first_line=raw.count("\n", 0, clause.start) + 1,
        last_line=raw.count("\n", 0, clause.end) + 1,
        before=_before(cleaned.text[:start].strip()),
        after=_after(cleaned.text[end:].strip()),
        errata=tuple(_kept(e) for e in errata.errata if e.clause == clause.id),
    )


def _kept(erratum: Noted) -> Erratum:
    return Erratum(text=erratum.text, reading=erratum.reading, place=erratum.place, note=erratum.note or "", note_es=erratum.note_es or "")


def _before(text: str) -> str:
    if len(text) <= _AROUND:
        return text
    # From the first whole word on: one that the cut goes through is left out.
    return f"{CUT} {text[-_AROUND - 1 :].partition(' ')[2]}"


def _after(text: str) -> str:
    if len(text) <= _AROUND:
        return text
    return f"{text[: _AROUND + 1].rpartition(' ')[0]} {CUT}"
