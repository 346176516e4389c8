"""The numbers behind the figures."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.report.curves import LABELS, STATUSES, calibration, confusion, is_error, latency, risk_coverage
from evals.runner import Result
from evals.scores import Score
from tests.evals.made import quoted, reply
from tests.evals.report.made import refused, result, right, silent, wrong


def told(absent: float, *, error: bool = False, answerable: str = "full") -> Result:
    """A result with this told chance, right or wrong."""
    plain = result("x", reply(quoted("NACM-7"), absent=absent), answerable=answerable, gold_clauses=[])
    return plain.model_copy(update={"scores": (Score(metric="answers", hits=int(not error), total=1),)})


def test_an_error_is_a_wrong_abstention_a_wrong_answer_or_a_wrong_first_citation() -> None:
    """Other misses, such as of precision, are no errors."""
    assert not is_error(right())
    assert is_error(wrong())
    assert not is_error(silent())
    assert is_error(result("a", reply(status="out_of_scope", text="No.")))
    assert is_error(result("b", reply(quoted("NACM-7")), answerable="no", gold_clauses=[]))
    assert not is_error(result("c", reply(quoted("NACM-7"), quoted("NACM-20"))))


def test_risk_is_the_share_of_errors_among_the_surest() -> None:
    """With the error third of four: 0, 0, 1/3, 1/4; at best it would be last."""
    curve = risk_coverage([told(0.3, error=True), told(0.1), told(0.2), told(0.4)])
    assert curve is not None
    assert curve.risk == pytest.approx([0, 0, 1 / 3, 1 / 4])
    assert curve.coverage == pytest.approx([0.25, 0.5, 0.75, 1])
    assert curve.area == pytest.approx((1 / 3 + 1 / 4) / 4)
    assert (curve.least, curve.errors) == (pytest.approx(1 / 16), 1)


def test_equally_sure_cases_have_no_order() -> None:
    """Whether the error comes first or last in the file makes no difference."""
    first = risk_coverage([told(0.5, error=True), told(0.5)])
    last = risk_coverage([told(0.5), told(0.5, error=True)])
    assert first is not None
    assert last is not None
    assert first.risk == pytest.approx([0.5, 0.5])
    assert last.area == first.area


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from((0.0, 0.2, 0.5, 1.0)), st.booleans()), min_size=1, max_size=30))
def test_the_curve_ends_at_the_rate_of_errors(cases: list[tuple[float, bool]]) -> None:
    """At full coverage the risk is the rate of errors, and no order beats the best one."""
    curve = risk_coverage([told(absent, error=error) for absent, error in cases])
    assert curve is not None
    assert curve.risk[-1] == pytest.approx(sum(e for _, e in cases) / len(cases))
    assert curve.least <= curve.area + 1e-9


def test_calibration_weighs_the_bins_by_their_cases() -> None:
    """Three told .1 of which one is silent, one told 1.0 that is: .75 of |.1 - 1/3|."""
    found = calibration([told(0.1), told(0.1), told(0.1, answerable="no"), told(1.0, answerable="no")])
    assert found is not None
    assert found.told == pytest.approx([0.1, 1.0])
    assert found.true == pytest.approx([1 / 3, 1])
    assert found.cases.tolist() == [3, 1]
    assert found.error == pytest.approx(0.75 * (1 / 3 - 0.1))
    assert all(low <= true <= high for low, true, high in zip(found.low, found.true, found.high, strict=True))


def test_what_tells_no_chance_has_no_curves() -> None:
    """Nor has a refused case."""
    assert risk_coverage([result("x", reply(quoted("NACM-7"))), refused()]) is None
    assert calibration([result("x", reply(quoted("NACM-7"))), refused()]) is None


def test_latency_is_of_replies_only() -> None:
    """Median and 95th percentile in milliseconds; a refusal is not timed."""
    found = latency([*(right(f"R-{n}", seconds=n / 1000) for n in range(1, 22)), refused(seconds=60)])
    assert found is not None
    assert all(a <= b for a, b in pairwise(found.milliseconds))
    assert (found.median, found.p95, len(found.milliseconds)) == (pytest.approx(11), pytest.approx(20), 21)
    assert latency([refused()]) is None


def test_confusion_counts_status_by_label() -> None:
    """Rows are statuses, columns are labels."""
    counts = confusion([right(), wrong(), silent(), refused()])
    assert counts.shape == (len(STATUSES), len(LABELS))
    assert counts[STATUSES.index("answered"), LABELS.index("full")] == 2
    assert counts[STATUSES.index("not_in_codes"), LABELS.index("no")] == 1
    assert counts.sum() == 3
