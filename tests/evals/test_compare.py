"""Two runs are compared case by case, and each difference comes with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from evals.compare import Comparison, Difference, compare, print_comparison
from evals.runner import Result
from evals.runs import Run, RunRecord
from evals.scores import Score
from tests.evals.made import case

_RECORD: dict[str, Any] = {
    "answerer": "ours",
    "kind": "assistant",
    "models": {},
    "judge": "words",
    "datasets": {},
    "cases": 0,
    "commit": "0123456789",
    "dirty": False,
    "code": "c",
    "started": "2026-01-01T00:00:00+00:00",
    "seed": 1,
    "python": "3.11",
    "machine": "x",
}
METRIC = "citation recall"
_COUNTS = st.integers(1, 4).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))
_PAIRED = st.lists(st.tuples(_COUNTS, _COUNTS), min_size=1, max_size=40)


def run(*results: Result, **record: Any) -> Run:
    """A run with these results."""
    return Run(record=RunRecord.model_validate({**_RECORD, "cases": len(results), **record}), results=results)


def result(name: str, *scores: tuple[str, float, float], error: str = "", **changes: Any) -> Result:
    """A case of this id with these scores."""
    made = tuple(Score(metric=m, hits=h, total=t, reason=f"[{m}] of {name}") for m, h, t in scores)
    return Result(case=case(id=name, **changes), scores=made, seconds=0.1, error=error)


def counted(counts: Sequence[tuple[float, float]]) -> Run:
    """A run with one metric, a case for each pair of hits and total."""
    return run(*(result(f"Q-{n}", (METRIC, h, t)) for n, (h, t) in enumerate(counts)))


def only(comparison: Comparison) -> Difference:
    """The one difference of a comparison."""
    (difference,) = comparison.differences
    return difference


def printed(comparison: Comparison) -> str:
    """The comparison as it prints."""
    console = Console(file=StringIO(), width=160)
    print_comparison(console, comparison)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_cases_that_flipped_are_named_by_metric() -> None:
    """Matched by id whatever the order, better and worse apart; what stays the same is not named."""
    before = run(*(result(n, (METRIC, h, 2), ("answers", 1, 1)) for n, h in (("up", 0), ("down", 2), ("same", 1))))
    after = run(*(result(n, (METRIC, h, 2), ("answers", 1, 1)) for n, h in (("same", 1), ("down", 1), ("up", 1))))
    recall, answers = compare(before, after).differences
    assert (recall.metric, [f.case for f in recall.better], [f.case for f in recall.worse]) == (METRIC, ["up"], ["down"])
    assert (recall.before, recall.after, recall.cases) == (0.5, 0.5, 3)
    assert (answers.metric, answers.better, answers.worse) == ("answers", (), ())


def test_other_cases_are_named_apart_and_not_counted() -> None:
    """A changed label, a case of one run only and a refusal each have their reason; the rates are those of the shared cases."""
    hit, miss = (METRIC, 1, 1), (METRIC, 0, 1)
    before = run(result("both", hit), result("relabelled", miss), result("gone", miss), result("later refused", miss))
    after = run(result("both", hit), result("relabelled", hit, revision=2), result("new", miss), result("later refused", error="Too long."))
    found = compare(before, after)
    assert {a.case: a.why for a in found.apart} == {
        "relabelled": "changed",
        "gone": "only in the first",
        "new": "only in the second",
        "later refused": "refused by the second",
    }
    assert (found.shared, only(found).before, only(found).after, only(found).cases) == (1, 1.0, 1.0, 1)


@pytest.mark.parametrize(
    ("first", "second", "why"), [("no", "", "refused by the first"), ("", "no", "refused by the second"), ("no", "no", "refused by both")]
)
def test_a_refusal_tells_whose_it_is(first: str, second: str, why: str) -> None:
    """A case that one run refused would only flatter that run."""
    found = compare(run(result("Q", error=first)), run(result("Q", error=second)))
    assert ([a.why for a in found.apart], found.shared) == ([why], 0)


def test_a_metric_without_counts_in_one_run_has_no_difference() -> None:
    """Nothing cited is neither right nor wrong; without a case on both sides there is no rate to compare."""
    assert compare(counted([(0, 0), (0, 0)]), counted([(1, 1), (0, 1)])).differences == ()
    assert compare(run(), run()).differences == ()


def test_a_case_without_counts_in_one_run_is_no_flip() -> None:
    """It counts for the rate of the run that has something to count."""
    found = only(compare(counted([(1, 1), (0, 0)]), counted([(1, 1), (0, 2)])))
    assert (found.before, found.after, found.cases) == (1.0, pytest.approx(1 / 3), 2)
    assert found.better == found.worse == ()


@given(_PAIRED)
def test_the_interval_holds_the_difference(counts: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """The difference is that of the two ratios, and lies within its interval, which lies within -1 and 1."""
    found = only(compare(counted([a for a, _ in counts]), counted([b for _, b in counts])))
    before, after = (sum(h for h, _ in side) / sum(t for _, t in side) for side in zip(*counts, strict=True))
    assert found.change == pytest.approx(after - before)
    assert -1 <= found.low <= found.change + 1e-9
    assert found.change - 1e-9 <= found.high <= 1


@given(_PAIRED)
def test_the_other_way_round_the_signs_change(counts: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """The same cases are drawn, so the interval is mirrored and better is worse."""
    a, b = counted([x for x, _ in counts]), counted([y for _, y in counts])
    there, back = only(compare(a, b)), only(compare(b, a))
    assert (back.change, back.low, back.high) == tuple(pytest.approx(-x) for x in (there.change, there.high, there.low))
    assert [f.case for f in back.better] == [f.case for f in there.worse]


@given(st.lists(_COUNTS, min_size=1, max_size=40))
def test_a_run_against_itself_is_nought(counts: list[tuple[int, int]]) -> None:
    """No difference, an interval of no width, no flips, nothing apart: the cases are drawn for both runs together."""
    same = counted(counts)
    found = compare(same, same)
    difference = only(found)
    assert (difference.change, difference.low, difference.high) == (0, 0, 0)
    assert difference.better == difference.worse == found.apart == ()


def test_a_clear_gain_is_told_from_chance() -> None:
    """Twenty cases better and none worse leave nought outside the interval; one better and one worse leave it inside."""
    clear = only(compare(counted([(0, 1)] * 20 + [(1, 1)] * 20), counted([(1, 1)] * 40)))
    chance = only(compare(counted([(0, 1), (1, 1)] + [(1, 1)] * 38), counted([(1, 1), (0, 1)] + [(1, 1)] * 38)))
    assert clear.low > 0
    assert chance.low < 0 < chance.high


def test_the_print_names_every_flip_with_its_reason() -> None:
    """Brackets are printed as they are, and cases that are not compared are listed by why."""
    before = run(result("up", (METRIC, 0, 1)), result("gone"))
    text = printed(compare(before, run(result("up", (METRIC, 1, 1)), answerer="theirs")))
    assert "ours (0123456) and theirs (0123456): 1 shared cases" in text
    assert f"{METRIC}, better: up 0.00 → 1.00  [{METRIC}] of up" in text
    assert "not compared, only in the first: gone" in text
    assert "+1.000 to +1.000" in text


def test_the_print_warns_of_different_judges() -> None:
    """What two judges say of the same sentence differs without either run having changed."""
    assert "The judges differ (words, chat)" in printed(compare(run(), run(judge="chat")))
    assert "judges differ" not in printed(compare(run(), run()))
