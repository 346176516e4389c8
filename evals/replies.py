"""What any answerer gives back, in the form that the metrics read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from assistant.schemas import AnswerOut
from assistant.types import Dropped, Generation, ModelCall, Source, StatementKind, Status, Who


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Said(_Record):
    """A sentence of a reply with the clauses that it cites, and who wrote it."""

    text: str
    kind: StatementKind
    citations: tuple[str, ...] = ()
    source: Source = "authored"


class ModelWork(_Record):
    """What a chat model did for a reply: what became of its explanation, the sentences that were caught, and its calls.

    `outcome` is "" where it was not asked to explain; the texts of `caught` are empty where the answerer keeps them to itself.
    """

    model: str
    outcome: Generation = ""
    caught: tuple[Dropped, ...] = ()
    calls: tuple[ModelCall, ...] = ()


class Reply(_Record):
    """A reply to one question.

    `text` is what the reader sees; `cited` are clause ids, most important first; `ranked` is the retriever's order, where
    there is one; `absent` is the chance, 0 to 1, that the texts do not answer, where the answerer tells it; `other` is
    whatever else was returned or logged, to be searched for identifiers; `work` is set where the answerer has a chat model.
    """

    status: Status
    text: str
    statements: tuple[Said, ...] = ()
    cited: tuple[str, ...] = ()
    consult: tuple[Who, ...] = ()
    gaps: tuple[str, ...] = ()
    ranked: tuple[str, ...] = ()
    absent: float | None = None
    dropped: int = 0
    other: str = ""
    work: ModelWork | None = None


class Answerer(Protocol):
    """Anything that answers questions: ours, a baseline, an endpoint."""

    @property
    def name(self) -> str:
        """How reports call it."""
        ...

    @property
    def kind(self) -> Literal["assistant", "baseline", "endpoint"]:
        """Ours, a baseline of this package, or somebody else's."""
        ...

    def describe(self) -> dict[str, str]:
        """What a run records about it: models, prompts, versions, each with its name."""
        ...

    def reply(self, turns: Sequence[str]) -> Reply:
        """The reply to the last turn in the light of the earlier ones; EthicsDeskError when there is none."""
        ...


def reply_of(
    answer: AnswerOut,
    *,
    ranked: Sequence[str] = (),
    absent: float | None = None,
    model: str = "",
    dropped: Sequence[Dropped] | None = None,
    logged: str = "",
) -> Reply:
    """An answer of the contract's shape as a reply; everything that it returns is searched for identifiers, and so is `logged`.

    `model` names the answerer's chat model, where one is known beside the answer; `dropped` has the texts that the contract leaves out.
    """
    if dropped is None:
        dropped = [Dropped(text="", citations=tuple(d.citations), reason=d.reason) for d in answer.trace.dropped]
    return Reply(
        status=answer.status,
        text=answer.markdown,
        statements=tuple(Said(text=s.text, kind=s.kind, citations=tuple(s.citations), source=s.source) for s in answer.statements),
        cited=tuple(c.clause_id for c in answer.citations),
        consult=tuple(r.who for r in answer.consult),
        gaps=tuple(answer.gaps),
        ranked=tuple(ranked),
        absent=absent,
        dropped=len(dropped),
        other="\n".join((*_strings(answer.model_dump(exclude={"markdown", "id", "timings_ms", "corpus", "citations"})), logged)),
        work=_work(answer, model, dropped),
    )


def _work(answer: AnswerOut, model: str, dropped: Sequence[Dropped]) -> ModelWork | None:
    """What the chat model did; None without one. Whatever is dropped where a model explains counts as the model's."""
    trace = answer.trace
    name = model or next((c.model for c in trace.calls), "")
    if not name:
        return None
    caught = tuple(dropped) if trace.generation else ()
    return ModelWork(model=name, outcome=trace.generation, caught=caught, calls=tuple(trace.calls))


def _strings(value: object) -> Iterator[str]:
    """Every text in nested lists and mappings, as it is: JSON would hide what it escapes."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
