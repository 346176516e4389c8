"""What a source file holds around each of its clauses, and the slips in them; made when the index is built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CUT = "…"
"""Stands where the text around a clause was cut off."""

Place = Literal["clause", "source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum:
    """A slip of the original and how we read it; `place` is "source" for text that is in the file and in no clause."""

    text: str
    reading: str
    place: Place = "clause"
    note: str = ""
    note_es: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseSource:
    """Where a clause stands in its file and what stands beside it.

    Lines count from 1. `before` and `after` are the file's own words with white space normalised, cut at a word where CUT says so.
    """

    clause_id: str
    first_line: int
    last_line: int
    before: str
    after: str
    errata: tuple[Erratum, ...] = ()
