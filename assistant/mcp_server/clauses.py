"""Clauses as resources and as text that a model reads."""

from __future__ import annotations

from collections.abc import Sequence

from mcp_types import Resource

from assistant.errors import UnknownClause
from assistant.pipeline import Parts
from assistant.schemas import ClauseOut
from assistant.types import Clause, Code
from assistant.wire import FoundOut

URI_TEMPLATE = "clause://{clause_id}"
MEDIA_TYPE = "text/plain"


def resource(clause: Clause) -> Resource:
    """A clause in the list of resources."""
    return Resource(
        uri=URI_TEMPLATE.format(clause_id=clause.id),
        name=clause.id,
        title=clause.label,
        description=f"{clause.code}, {clause.section}: word for word.",
        mime_type=MEDIA_TYPE,
    )


def find_clause(parts: Parts, clause_id: str) -> Clause:
    """The clause of this id, whatever the case of its letters; UnknownClause if there is none."""
    for clause in parts.clauses:
        if clause.id == clause_id.strip().upper():
            return clause
    raise UnknownClause(
        f"No clause has the id {clause_id[:60]!r}.", "Ids look like NACM-7; search_clauses finds them, and the resources list them all."
    )


def clause_text(clause: ClauseOut, codes: Sequence[Code]) -> str:
    """A clause whole: what it is, where it stands, and its text word for word."""
    code = next(c for c in codes if c.id == clause.code)
    lines = [
        f"{clause.label} (id {clause.id})",
        f"Code: {code.title} (edition: {code.edition})",
        f"Section: {clause.section}",
        f"Binding force: {clause.force}",
        "",
        *([clause.stem] if clause.stem else []),
        clause.text,
    ]
    return "\n".join(lines)


def found_text(found: Sequence[FoundOut]) -> str:
    """The clauses found, a paragraph each, word for word."""
    if not found:
        return "No clause bears on this."
    return "\n\n".join(f"{f.clause.label} (id {f.clause.id}), {f.clause.section}: “{f.clause.text}”" for f in found)
