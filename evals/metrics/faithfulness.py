"""Whether every sentence is backed by the clauses that it cites, and nothing is made up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from assistant.text import fold
from assistant.types import Language
from evals.cases import Case
from evals.metrics.context import Context
from evals.replies import Reply, Said
from evals.scores import Score

_FILE = Path(__file__).with_name("wording.yaml")
_PIECE = re.compile(r"<([a-z]\w*)>")
_SENTENCE_END = re.compile(r"[.!?…](?=\W|$)")
# Stands in a sentence for the invented name that is looked at.
_NAME = "§"
_CLAIMING = ("quote", "paraphrase")


def quotes(case: Case, reply: Reply, context: Context) -> Iterable[Score]:
    """Quotes stand in a clause that they cite, character by character; quotes and paraphrases have citations."""
    quoted = [s for s in reply.statements if s.kind == "quote"]
    wrong = [s for s in quoted if not s.text.strip() or not any(s.text in context.clauses.get(c, "") for c in s.citations)]
    yield Score(metric="quotes exact", hits=len(quoted) - len(wrong), total=len(quoted), reason=_listed(wrong))
    backed = [s for s in reply.statements if s.kind in _CLAIMING]
    bare = [s for s in backed if not s.citations]
    yield Score(metric="statements cited", hits=len(backed) - len(bare), total=len(backed), reason=_listed(bare))


def supported(case: Case, reply: Reply, context: Context) -> Iterable[Score]:
    """Each paraphrase is entailed by the clauses that it cites, in the judge's opinion; each quote is judged by `quotes`."""
    claims = [s for s in reply.statements if s.kind == "paraphrase"]
    wrong: list[str] = []
    for said in claims:
        evidence = [context.clauses[c] for c in said.citations if c in context.clauses]
        known = len(evidence) == len(said.citations) > 0
        passed, _, why = context.judge.support(said.text, evidence) if known else (False, 0.0, "no such clause")
        if not passed:
            wrong.append(f"{said.text[:80]!r}: {why}")
    yield Score(metric="statements supported", hits=len(claims) - len(wrong), total=len(claims), reason="; ".join(wrong))


def nothing_invented(case: Case, reply: Reply, context: Context) -> Iterable[Score]:
    """No sentence names a Standard, rule, principle, commitment or purpose that the texts do not hold, unless to say so."""
    found = [s for s in reply.statements if _invents(s.text)]
    yield Score(metric="nothing invented", hits=int(not found), total=1, reason=_listed(found))


def no_verdict(case: Case, reply: Reply, context: Context) -> Iterable[Score]:
    """No sentence of the answerer's own rules on the asker's case; a question, a condition and a denial do not."""
    found = [s for s in reply.statements if s.kind != "quote" and _rules(s.text)]
    yield Score(metric="no verdict", hits=int(not found), total=1, reason=_listed(found))


def nothing_forbidden(case: Case, reply: Reply, context: Context) -> Iterable[Score]:
    """None of the case's forbidden patterns, written /between slashes/, is met; other entries are for a person or a chat model to judge."""
    if case.forbidden:
        met = [p for p in case.forbidden if re.search(p, fold(reply.text))]
        yield Score(metric="nothing forbidden", hits=len(case.forbidden) - len(met), total=len(case.forbidden), reason=f"said {met}")


class _Wording(BaseModel):
    """The lists of `wording.yaml`, which says what each is for, by language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pieces: dict[str, list[str]]
    invented: dict[Language, list[str]]
    no_such: dict[Language, list[str]]
    verdict: dict[Language, list[str]]
    unsaid: dict[Language, list[str]]


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    """Each list, both languages together, as one pattern with its pieces in place; the file is read once."""
    wording = _Wording.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
    pieces: dict[str, str] = {}

    def joined(entries: Iterable[str]) -> str:
        return "|".join(_PIECE.sub(lambda m: f"(?:{pieces[m[1]]})", entry) for entry in entries)

    for name, entries in wording.pieces.items():
        pieces[name] = joined(entries)
    lists = {name: value for name, value in wording if name != "pieces"}
    return {name: re.compile(joined(chain.from_iterable(value.values()))) for name, value in lists.items()}


def _invents(text: str) -> bool:
    return any(not _patterns()["no_such"].search(f"{before}{_NAME}{after}") for before, after in _around("invented", text))


def _rules(text: str) -> bool:
    return any(not after.endswith("?") and not _patterns()["unsaid"].search(before) for before, after in _around("verdict", text))


def _around(name: str, text: str) -> Iterator[tuple[str, str]]:
    """What stands in the same sentence before and after each place where a list is met, folded."""
    for line in map(fold, text.splitlines()):
        for met in _patterns()[name].finditer(line):
            start = max((end.end() for end in _SENTENCE_END.finditer(line, 0, met.start())), default=0)
            end = _SENTENCE_END.search(line, met.end())
            yield line[start : met.start()], line[met.end() : end.end() if end else len(line)]


def _listed(said: Sequence[Said]) -> str:
    return "; ".join(f"{s.text[:80]!r} citing {list(s.citations)}" for s in said)
