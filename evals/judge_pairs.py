"""Claims with labels, to measure a judge on: authored paraphrases, mutated sentences, and files of labelled pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Self, TypeVar

import yaml
from pydantic import BaseModel, Field, ValidationError, model_validator

from assistant.errors import InvalidInput
from assistant.types import Clause
from evals.cases import DATA
from evals.metrics.context import Judge
from evals.mutations import Sentence, mutations

PARAPHRASES = DATA / "paraphrases.yaml"
_SUPPORTED = "supported"
_WRONG = "wrong"

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A claim and the texts it is held against; `supported` is what a judge should say, `label` groups pairs in a report."""

    claim: str
    evidence: tuple[str, ...]
    label: str
    supported: bool


class _Line(BaseModel):
    claim: str = Field(min_length=1)
    label: str = Field(min_length=1)
    clause_id: str = ""
    context: str = ""

    @model_validator(mode="after")
    def _has_evidence(self) -> Self:
        if not self.clause_id and not self.context:
            raise ValueError("neither clause_id nor context")
        return self


def read_pairs(path: Path, texts: Mapping[str, str]) -> list[Pair]:
    """The pairs of a JSONL file with `claim`, `label` ("supported" or another) and `clause_id` or `context`.

    A claim with a `clause_id` is held against that clause; `texts` are the clauses by id. InvalidInput names every line that is wrong.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The file {path} cannot be read: {error}.", "Give the path of a JSONL file.") from error
    pairs: list[Pair] = []
    faults: list[str] = []
    for n, text in enumerate(lines, 1):
        if text.strip():
            try:
                pairs.append(_pair(text, texts))
            except ValidationError as error:
                faults.extend(f"line {n}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            except KeyError as error:
                faults.append(f"line {n}: unknown clause {error}")
    if faults or not pairs:
        hint = "Each line needs claim, label and clause_id or context."
        raise InvalidInput(f"{path.name} holds no labelled pairs, or wrong ones: {'; '.join(faults) or 'it is empty'}.", hint)
    return pairs


def _pair(text: str, texts: Mapping[str, str]) -> Pair:
    line = _Line.model_validate_json(text)
    evidence = line.context if not line.clause_id else texts[line.clause_id]
    return Pair(claim=line.claim, evidence=(evidence,), label=line.label, supported=line.label == _SUPPORTED)


def paraphrases(path: Path = PARAPHRASES) -> list[Sentence]:
    """The authored paraphrases, faithful and wrong; `source` is the part of the file."""
    parts = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [Sentence(text=e["text"], clauses=tuple(e["clauses"]), source=part) for part, entries in parts.items() for e in entries]


def faithful(sentence: Sentence) -> bool:
    """Whether its clauses entail the sentence; the parts of the file whose name ends in "wrong" hold what they do not entail."""
    return not sentence.source.endswith(_WRONG)


def sentence_pairs(sentences: Iterable[Sentence], texts: Mapping[str, str]) -> list[Pair]:
    """Sentences with the clauses they stand on, labelled by source."""
    return [Pair(claim=s.text, evidence=tuple(texts[c] for c in s.clauses), label=s.source, supported=faithful(s)) for s in sentences]


def mutated_pairs(judge: Judge, clauses: Sequence[Clause], sentences: Iterable[Sentence]) -> list[Pair]:
    """The mutations of the sentences that the judge passes, labelled by kind.

    A mutation of a sentence that does not pass would be stopped for a reason that is not its own.
    """
    texts = {c.id: c.text for c in clauses}
    passing = [s for s in sentences if judge.support(s.text, [texts[c] for c in s.clauses])[0]]
    return [
        Pair(claim=m.claim, evidence=tuple(texts[c] for c in m.clauses), label=m.kind, supported=False) for m in mutations(clauses, passing)
    ]


def spread(items: Iterable[Item], label: Callable[[Item], str], most: int | None) -> list[Item]:
    """At most so many items of each label, evenly spaced over them; all without a bound."""
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[label(item)].append(item)
    return [i for group in groups.values() for i in group[:: ceil(len(group) / most) if most else 1]]
