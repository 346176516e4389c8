"""The clauses of both codes, and search among them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from assistant.api.callers import caller
from assistant.api.desk import Desk, desk
from assistant.api.problems import RESPONSES
from assistant.errors import UnknownClause
from assistant.intake import MAX_CHARACTERS
from assistant.schemas import CodeOut
from assistant.service import Caller
from assistant.wire import MOST_FOUND, ClausesOut, Problem, SearchOut, search_out
from assistant.wire_codes import WholeClauseOut, listed_clause_out, whole_clause_out

router = APIRouter(prefix="/v1", tags=["Clauses"], responses=RESPONSES)
_Desk = Annotated[Desk, Depends(desk)]
_Who = Annotated[Caller, Depends(caller("ask"))]


@router.get("/clauses", summary="List the clauses")
async def clauses(
    who: _Who, desk: _Desk, code: Annotated[str | None, Query(description="Only this code: NACM or CCMC.", max_length=40)] = None
) -> ClausesOut:
    """Every clause, word for word, where it stands in its source and what it is about; with `code` those of one code."""
    parts = desk.service.assistant.parts
    return ClausesOut(
        corpus_version=parts.version,
        codes=[CodeOut(id=c.id, title=c.title, edition=c.edition) for c in parts.codes],
        clauses=[listed_clause_out(c, parts.codes, parts.guide) for c in parts.clauses if code is None or c.code == code.upper()],
    )


@router.get("/clauses/{clause_id}", summary="Read a clause", responses={404: {"model": Problem, "description": "No clause has this id."}})
async def clause(clause_id: str, who: _Who, desk: _Desk) -> WholeClauseOut:
    """One clause, word for word, its context in the source, slips in it, an explanation in our words, its topics and what is like it."""
    parts = desk.service.assistant.parts
    found = next((c for c in parts.clauses if c.id == clause_id.upper()), None)
    if found is None:
        raise UnknownClause(f"No clause has the id {clause_id[:60]!r}.", "GET /v1/clauses lists them.")
    source = next(s for s in parts.sources if s.clause_id == found.id)
    return whole_clause_out(found, parts.codes, parts.clauses, parts.guide, source)


@router.get("/search", summary="Search the clauses")
async def search(
    who: _Who,
    desk: _Desk,
    q: Annotated[str, Query(description="A question or words.", min_length=1, max_length=MAX_CHARACTERS)],
    limit: Annotated[int, Query(ge=1, le=MOST_FOUND)] = 5,
) -> SearchOut:
    """The clauses that an answer to `q` would cite, and then the next best."""
    parts = desk.service.assistant.parts
    passages = await desk.service.call(lambda assistant: assistant.find(q, limit))
    return search_out(passages, parts.clauses, parts.codes)
