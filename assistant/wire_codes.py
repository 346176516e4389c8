"""What the HTTP API sends about the two codes: clauses with what the guide and the sources hold beside them, and topics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from assistant.clause_sources import ClauseSource, Place
from assistant.guide import Guide, Topic
from assistant.related import RelatedClause, related_clauses, topics_of
from assistant.schemas import ClauseOut, ClauseRefOut, TopicOut, clause_out, clause_ref_out, topic_out
from assistant.types import Clause, Code

_OURS = "In the words of this project, not of the code; never quote it as the code."


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class ListedClauseOut(ClauseOut):
    """A clause in the list, word for word, with a phrase that says what it asks and the ids of its topics."""

    brief: str = Field(description=_OURS)
    brief_es: str = Field(description=_OURS)
    topics: list[str]


class ErratumOut(_Shape):
    """A slip of the original and how this project reads it; `place` is "source" for text that is in the file and in no clause."""

    text: str
    reading: str
    place: Place
    note: str
    note_es: str


class ContextOut(_Shape):
    """What stands just before and after the clause in its source file, white space normalised; "…" where it was cut.

    The clause stands in the lines `first_line` to `last_line` of the file, counted from 1.
    """

    before: str
    after: str
    first_line: int
    last_line: int


class RelatedClauseOut(ClauseRefOut):
    """A clause of the other code, and the topics that both belong to, the closest first."""

    brief: str = Field(description=_OURS)
    brief_es: str = Field(description=_OURS)
    topics: list[TopicOut]


class WholeClauseOut(ClauseOut):
    """A clause, word for word, and what helps to read it; `related` are few clauses of the other code, best first."""

    gloss: str = Field(description=_OURS)
    gloss_es: str = Field(description=_OURS)
    brief: str = Field(description=_OURS)
    brief_es: str = Field(description=_OURS)
    topics: list[TopicOut]
    related: list[RelatedClauseOut]
    errata: list[ErratumOut]
    context: ContextOut
    previous: ClauseRefOut | None = Field(description="The clause before it in its code.")
    next: ClauseRefOut | None = Field(description="The clause after it in its code.")


class ListedTopicOut(TopicOut):
    """A topic, its clauses, those at its heart first, and questions to start from in both languages."""

    central: list[ClauseRefOut]
    related: list[ClauseRefOut]
    questions: list[str]
    questions_es: list[str]


class TopicsOut(_Shape):
    """The topics, in the order of the guide."""

    topics: list[ListedTopicOut]


def listed_clause_out(clause: Clause, codes: tuple[Code, ...], guide: Guide) -> ListedClauseOut:
    """A clause of the list as JSON."""
    gloss = guide.gloss(clause.id)
    topics = [t.id for t in topics_of(clause.id, guide.topics)]
    return ListedClauseOut(**dict(clause_out(clause, codes)), brief=gloss.brief, brief_es=gloss.brief_es, topics=topics)


def whole_clause_out(
    clause: Clause, codes: tuple[Code, ...], clauses: Sequence[Clause], guide: Guide, source: ClauseSource
) -> WholeClauseOut:
    """A clause as JSON with all that is known of it; `clauses` is the register, `source` what its file holds around it."""
    gloss = guide.gloss(clause.id)
    previous, following = _neighbors(clause, clauses)
    return WholeClauseOut(
        **dict(clause_out(clause, codes)),
        gloss=gloss.gloss,
        gloss_es=gloss.gloss_es,
        brief=gloss.brief,
        brief_es=gloss.brief_es,
        topics=[topic_out(t) for t in topics_of(clause.id, guide.topics)],
        related=[_related_out(r, guide) for r in related_clauses(clause, clauses, guide.topics)],
        errata=[ErratumOut(text=e.text, reading=e.reading, place=e.place, note=e.note, note_es=e.note_es) for e in source.errata],
        context=ContextOut(before=source.before, after=source.after, first_line=source.first_line, last_line=source.last_line),
        previous=clause_ref_out(previous) if previous else None,
        next=clause_ref_out(following) if following else None,
    )


def topics_out(guide: Guide, clauses: Sequence[Clause]) -> TopicsOut:
    """The topics as JSON; `clauses` is the register."""
    known = {c.id: c for c in clauses}
    return TopicsOut(topics=[_topic_out(t, guide, known) for t in guide.topics])


def _topic_out(topic: Topic, guide: Guide, known: Mapping[str, Clause]) -> ListedTopicOut:
    starters = next(s for s in guide.starters if s.topic == topic.id)
    return ListedTopicOut(
        **dict(topic_out(topic)),
        central=[clause_ref_out(known[c]) for c in topic.central],
        related=[clause_ref_out(known[c]) for c in topic.related],
        questions=list(starters.questions),
        questions_es=list(starters.questions_es),
    )


def _related_out(related: RelatedClause, guide: Guide) -> RelatedClauseOut:
    gloss = guide.gloss(related.clause.id)
    topics = [topic_out(t) for t in related.topics]
    return RelatedClauseOut(**dict(clause_ref_out(related.clause)), brief=gloss.brief, brief_es=gloss.brief_es, topics=topics)


def _neighbors(clause: Clause, clauses: Sequence[Clause]) -> tuple[Clause | None, Clause | None]:
    """The clauses before and after it in its code."""
    own = [c for c in clauses if c.code == clause.code]
    place = own.index(clause)
    return (own[place - 1] if place else None), (own[place + 1] if place + 1 < len(own) else None)
