"""Measures what is let through of sentences as chat models write them.

    python -m evals.generated                    # both parts, the guide's own sentences, and their mutations
    python -m evals.generated --misses           # and every miss of the part that the checks were made on
    python -m evals.generated --pairs FILE       # and labelled pairs of another source, one JSON object a line

The part `check` of evals/data/generated.yaml is judged, never looked at: its misses are not listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.adapters.register_json import read_register
from assistant.errors import InvalidInput
from assistant.guide import Guide, reviewed_sentences, spanish_twins
from assistant.settings import load_settings
from assistant.stages.verify import Verdict, Verifier
from assistant.types import Clause, Statement
from evals.cases import DATA
from evals.judge_pairs import read_pairs
from evals.mutations import guide_sentences, mutations
from evals.rates import share
from ingest.guide import read_guide

FILE = DATA / "generated.yaml"
Part = Literal["tune", "check"]
_LOOKED_AT: Part = "tune"


class GeneratedCase(BaseModel):
    """A sentence as a model wrote it: the clauses that it cites, and those that it was offered where these are others."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clauses: list[str] = Field(min_length=1)
    kind: str = Field(min_length=1)
    text: str
    claimed: Literal["paraphrase", "quote"] = Field(default="paraphrase", alias="as")
    offered: list[str] | None = None

    def statement(self) -> Statement:
        """The statement that an answer would hold."""
        return Statement(text=self.text, kind=self.claimed, citations=tuple(self.clauses), verdict="entailed")


class _Labelled(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    faithful: list[GeneratedCase] = Field(min_length=1)
    unfaithful: list[GeneratedCase] = Field(min_length=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A sentence of which it is known whether it is faithful, and what the verifier made of it."""

    kind: str
    faithful: bool
    text: str
    verdict: Verdict


def read_generated(path: Path = FILE) -> Mapping[Part, _Labelled]:
    """The sentences by part; InvalidInput when one is wrong."""
    try:
        return TypeAdapter(dict[Part, _Labelled]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InvalidInput(f"The file {path} cannot be read: {error.strerror}.", "Restore it.") from error
    except yaml.YAMLError as error:
        raise InvalidInput(f"{path.name} is not YAML: {error}.", "Correct it.") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise InvalidInput(f"{path.name} does not hold sentences: {faults}.", "Correct these entries.") from error


def judge(verifier: Verifier, part: _Labelled) -> list[Judged]:
    """The verdict on every sentence of a part."""
    return [
        Judged(
            kind=c.kind,
            faithful=faithful,
            text=c.text,
            verdict=verifier.generated(c.statement(), c.clauses if c.offered is None else c.offered),
        )
        for faithful, cases in ((True, part.faithful), (False, part.unfaithful))
        for c in cases
    ]


def judge_reviewed(verifier: Verifier, clauses: Sequence[Clause], guide: Guide) -> list[Judged]:
    """The guide's sentences as if a model had written them, without those on absences, and every mutation of them."""
    sentences = guide_sentences(clauses, guide.glosses, guide.topics, guide.premises)
    sound = [(s.source, True, s.text, s.clauses) for s in sentences]
    wrong = [(m.kind, False, m.claim, m.clauses) for m in mutations(clauses, sentences)]
    found = [
        Judged(kind=kind, faithful=faithful, text=text, verdict=verifier.generated(_paraphrase(text, cited), cited))
        for kind, faithful, text, cited in (*sound, *wrong)
    ]
    return [j for j in found if not (j.faithful and j.verdict.reason == "absence")]


def judge_pairs(verifier: Verifier, clauses: Sequence[Clause], path: Path) -> list[Judged]:
    """The pairs of a file whose evidence is a clause."""
    ids = {c.text: c.id for c in clauses}
    pairs = [p for p in read_pairs(path, {c.id: c.text for c in clauses}) if p.evidence[0] in ids]
    cited = [(p, (ids[p.evidence[0]],)) for p in pairs]
    return [
        Judged(kind=p.label, faithful=p.supported, text=p.claim, verdict=verifier.generated(_paraphrase(p.claim, c), c)) for p, c in cited
    ]


def _paraphrase(text: str, cited: tuple[str, ...]) -> Statement:
    return Statement(text=text, kind="paraphrase", citations=cited, verdict="entailed")


def table(title: str, judged: Sequence[Judged]) -> Table:
    """How many sentences of each kind are shown, with Wilson intervals, and why the others are not."""
    shown = Table("kind", "shown", "95% interval", "n", "stopped as", title=Text(title), title_justify="left")
    for faithful, name in ((True, "faithful"), (False, "unfaithful")):
        of = [j for j in judged if j.faithful is faithful]
        for kind in sorted({j.kind for j in of}):
            shown.add_row(*_row(kind, [j for j in of if j.kind == kind]))
        if of:
            shown.add_row(*_row(f"all {name}", of), style="bold", end_section=True)
    return shown


def _row(name: str, judged: Sequence[Judged]) -> Iterable[str]:
    rate = share(j.verdict.passed for j in judged)
    reasons: dict[str, int] = {}
    for j in judged:
        if not j.verdict.passed:
            reasons[j.verdict.reason] = reasons.get(j.verdict.reason, 0) + 1
    told = ", ".join(f"{reason} {n}" for reason, n in sorted(reasons.items(), key=lambda r: -r[1]))
    return name, f"{rate.value:.3f}", f"{rate.low:.3f}–{rate.high:.3f}", str(rate.cases), told


def main(
    misses: Annotated[bool, typer.Option("--misses", help="List the misses of the part that the checks were made on.")] = False,
    pairs: Annotated[Path | None, typer.Option(help="JSONL of claim, label and clause_id.")] = None,
) -> None:
    """Print what is let through of each kind of sentence."""
    console = Console()
    corpus = load_settings().corpus
    guide, _ = read_guide(corpus)
    _, clauses = read_register(corpus / "register.json")
    verifier = Verifier(clauses, guide.lexicon, spanish_twins(guide), reviewed_sentences(guide))
    for name, part in read_generated().items():
        judged = judge(verifier, part)
        console.print(table(f"{FILE.name}, {name}", judged))
        for j in judged if misses and name == _LOOKED_AT else ():
            if j.verdict.passed is not j.faithful:
                console.print(f"{j.kind}  {j.verdict.reason or 'shown'}: {j.text}", markup=False, highlight=False, soft_wrap=True)
    console.print(table("the guide's sentences, and their mutations", judge_reviewed(verifier, clauses, guide)))
    if pairs is not None:
        console.print(table(pairs.name, judge_pairs(verifier, clauses, pairs)))


if __name__ == "__main__":
    typer.run(main)
