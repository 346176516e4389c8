"""What counts as a hit, metric by metric."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.schemas import AnswerOut, answer_out
from assistant.types import Referral, Statement, Status
from evals.cases import Case
from evals.metrics import Score, score
from tests.assistant.adapters.answers import BY_ID, PHRASES, answer, quote

TEXTS = {c.id: c.text for c in BY_ID.values()}


def case(**changes: Any) -> Case:
    """A labelled question."""
    fields: dict[str, Any] = {
        "id": "Q-1",
        "category": "vignette",
        "turns": ["q"],
        "gold_clauses": [["NACM-7", "NACM-8"]],
        "acceptable_clauses": ["NACM-15"],
        "answerable": "full",
        "consult": [],
    }
    return Case.model_validate({**fields, **changes})


def answered(*cited: str, status: Status = "answered", consult: tuple[str, ...] = (), more: tuple[Statement, ...] = ()) -> AnswerOut:
    """An answer that quotes these clauses and names these people."""
    statements = (*(quote(BY_ID[c]) for c in cited), *more) or (Statement(text="Outside.", kind="guidance"),)
    out = answer_out(answer(status, statements=statements), PHRASES)
    referrals = [Referral(who=w, why="y") for w in consult]  # type: ignore[arg-type]
    return out.model_copy(update={"consult": referrals})


def scored(labelled: Case, given: AnswerOut) -> dict[str, tuple[int, int]]:
    """Hits and totals by metric."""
    return {s.metric: (s.hits, s.total) for s in score(labelled, given, TEXTS)}


def test_any_clause_of_a_group_will_do() -> None:
    """One id of the group is recall; the group counts once."""
    assert scored(case(), answered("NACM-8"))["citation recall"] == (1, 1)
    assert scored(case(), answered("NACM-7", "NACM-8"))["citation recall"] == (1, 1)


def test_every_group_is_needed() -> None:
    """A story with two duties needs both."""
    assert scored(case(gold_clauses=[["NACM-7"], ["NACM-18"]]), answered("NACM-7"))["citation recall"] == (1, 2)


def test_acceptable_clauses_are_right_but_not_needed() -> None:
    """They count for precision, not for recall nor as a first citation."""
    found = scored(case(), answered("NACM-15", "NACM-7", "NACM-20"))
    assert (found["citation precision"], found["citation recall"], found["first citation"]) == ((2, 3), (1, 1), (0, 1))
    assert scored(case(), answered("NACM-8", "NACM-15"))["first citation"] == (1, 1)


def test_nothing_cited_is_a_miss_of_recall_only() -> None:
    """Precision has nothing to count."""
    found = scored(case(), answered(status="out_of_scope"))
    assert (found["citation precision"], found["citation recall"], found["first citation"]) == ((0, 0), (0, 1), (0, 1))


def test_without_gold_citations_are_not_scored() -> None:
    """What has no answer in the text may cite what is near."""
    found = scored(case(gold_clauses=[], answerable="no"), answered("NACM-7", status="not_in_codes"))
    assert not {"citation recall", "citation precision", "first citation"} & set(found)


@pytest.mark.parametrize(
    ("answerable", "status", "metric", "hit"),
    [
        ("no", "not_in_codes", "abstains", 1),
        ("no", "out_of_scope", "abstains", 1),
        ("no", "declined", "abstains", 1),
        ("no", "partial", "abstains", 0),
        ("no", "emergency", "abstains", 0),
        ("full", "answered", "answers", 1),
        ("partial", "emergency", "answers", 1),
        ("full", "partial", "answers", 1),
        ("full", "not_in_codes", "answers", 0),
    ],
)
def test_coverage_is_abstaining_or_answering(answerable: str, status: Status, metric: str, hit: int) -> None:
    """Where the text has no answer, abstaining is right; where it has one, answering in full or in part."""
    found = scored(case(answerable=answerable), answered("NACM-7", status=status))
    assert found[metric] == (hit, 1)
    assert {"abstains", "answers"} & set(found) == {metric}


@pytest.mark.parametrize(
    ("wanted", "named", "metric", "counts"),
    [
        (["supervisor"], ("supervisor", "commission"), "referral", (1, 1)),
        (["supervisor", "commission"], ("commission",), "referral", (1, 2)),
        (["legal_or_emergency"], ("legal",), "referral", (1, 1)),
        (["legal_or_emergency"], ("emergency",), "referral", (1, 1)),
        (["legal_or_emergency"], ("supervisor",), "referral", (0, 1)),
        ([], (), "no needless referral", (1, 1)),
        ([], ("supervisor",), "no needless referral", (0, 1)),
    ],
)
def test_referral_counts_each_person_wanted(wanted: list[str], named: tuple[str, ...], metric: str, counts: tuple[int, int]) -> None:
    """Each person that is needed; where nobody is, that nobody is named."""
    found = scored(case(consult=wanted), answered("NACM-7", consult=named))
    assert found[metric] == counts
    assert {"referral", "no needless referral"} & set(found) == {metric}


def test_a_quote_must_be_in_its_clause() -> None:
    """A piece of the clause is exact; a changed word, or the words of another clause, are not."""
    changed = Statement(text="Maintain no boundaries.", kind="quote", citations=("NACM-7",), verdict="verbatim")
    moved = Statement(text=TEXTS["NACM-8"], kind="quote", citations=("NACM-7",), verdict="verbatim")
    piece = quote(BY_ID["NACM-7"], TEXTS["NACM-7"][5:40])
    assert scored(case(), answered("NACM-7", more=(changed, moved, piece)))["quotes exact"] == (2, 4)


def test_backed_statements_have_citations() -> None:
    """Quotes and paraphrases are counted; guidance needs no clause."""
    guidance = Statement(text="You decide.", kind="guidance")
    paraphrase = Statement(text="It asks.", kind="paraphrase", citations=("NACM-7",), verdict="entailed")
    given = answered("NACM-7", more=(guidance, paraphrase))
    assert scored(case(), given)["statements cited"] == (2, 2)
    bare = [s.model_copy(update={"citations": []}) if s.kind == "paraphrase" else s for s in given.statements]
    assert scored(case(), given.model_copy(update={"statements": bare}))["statements cited"] == (1, 2)


def test_a_score_tells_what_was_missed() -> None:
    """The reason names the clauses, the status, the people."""
    reasons = {s.metric: s.reason for s in score(case(consult=["commission"]), answered("NACM-20"), TEXTS)}
    assert "NACM-7" in reasons["citation recall"]
    assert "NACM-20" in reasons["citation precision"]
    assert "answered" in reasons["answers"]
    assert "commission" in reasons["referral"]
    assert Score(metric="x", hits=1, total=1).reason == ""
