"""Reads what a chat model wrote: the JSON that was asked for, also inside a code fence, or prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from assistant.types import Clause, StatementKind, Status
from evals.answerers.prose import read_mark, read_people, read_prose, unquoted
from evals.replies import Reply, Said

_THOUGHTS = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_CLAUSE_URL = re.compile(r"/v1/clauses/([\w-]+)/?(?:[?#].*)?\Z")
_KINDS: dict[str, StatementKind] = {k: k for k in get_args(StatementKind)}
_STATUSES: dict[str, Status] = {s: s for s in get_args(Status)}


class UrlCitation(BaseModel):
    """A link that a chat completion gives for a part of its text; indices count characters, the end is exclusive."""

    url: str = ""
    end_index: int | None = None

    @property
    def clause(self) -> str:
        """The id of the clause that it links to, or nothing."""
        found = _CLAUSE_URL.search(self.url)
        return found[1] if found else ""


class _Statement(BaseModel):
    text: str
    kind: str = "paraphrase"
    citations: list[str] | None = None


class _Answer(BaseModel):
    status: str
    statements: list[_Statement]
    consult: list[str | dict[str, Any]] | None = None
    gaps: list[str] | None = None


def read_content(content: str, links: Sequence[UrlCitation], clauses: Sequence[Clause]) -> Reply:
    """The text of a completion as a reply; `links` to clauses count as citations of the sentence in which they end.

    A model's thoughts before its answer are not the answer.
    """
    linked = [link for link in links if link.clause]
    if answer := _answer(content):
        return _with_cited(_structured(answer, content, clauses), [link.clause for link in linked])
    shown = _THOUGHTS.sub("", content)
    reply = read_prose(_THOUGHTS.sub("", _with_marks(content, linked)), clauses)
    return _with_cited(reply, [link.clause for link in linked]).model_copy(update={"text": shown})


def _answer(content: str) -> _Answer | None:
    """The JSON object in a text, whatever stands around it."""
    text = _THOUGHTS.sub("", content)
    try:
        return _Answer.model_validate_json(text[text.find("{") : text.rfind("}") + 1])
    except ValidationError:
        return None


def _structured(answer: _Answer, content: str, clauses: Sequence[Clause]) -> Reply:
    """An answer in JSON as a reply. A kind that is none is a paraphrase, a status that is none is told by the wording."""
    said = [_said(s, clauses) for s in answer.statements]
    gaps = [g for g in answer.gaps or () if g.strip()]
    text = "\n".join(dict.fromkeys((*(s.text for s in said), *gaps)))
    people = [str(entry.get("who", "")) if isinstance(entry, dict) else entry for entry in answer.consult or ()]
    return Reply(
        status=_STATUSES.get(answer.status.strip().lower()) or read_prose(text, clauses).status,
        text=text,
        statements=tuple(said),
        cited=tuple(dict.fromkeys(c for s in said for c in s.citations)),
        consult=tuple(dict.fromkeys(who for entry in people for who in read_people(entry))),
        gaps=tuple(gaps),
        other=content,
    )


def _said(statement: _Statement, clauses: Sequence[Clause]) -> Said:
    kind = _KINDS.get(statement.kind.strip().lower(), "paraphrase")
    citations = dict.fromkeys(i for mark in statement.citations or () for i in read_mark(mark, clauses))
    text = unquoted(statement.text) if kind == "quote" else statement.text
    return Said(text=text, kind=kind, citations=tuple(citations))


def _with_marks(content: str, links: Sequence[UrlCitation]) -> str:
    """The text with the mark of each linked clause where its link ends."""
    placed = sorted({(link.end_index, link.clause) for link in links if link.end_index is not None}, reverse=True)
    for end, clause in placed:
        content = f"{content[:end]} [{clause}]{content[end:]}" if 0 < end <= len(content) else content
    return content


def _with_cited(reply: Reply, linked: Sequence[str]) -> Reply:
    return reply.model_copy(update={"cited": tuple(dict.fromkeys((*reply.cited, *linked)))})
