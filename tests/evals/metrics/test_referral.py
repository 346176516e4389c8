"""What counts as sending the asker to the right people."""

from __future__ import annotations

import pytest

from tests.evals.made import case, quoted, reasons, reply, scored


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
    found = scored(case(consult=wanted), reply(quoted("NACM-7"), consult=named))
    assert found[metric] == counts
    assert {"referral", "no needless referral"} & set(found) == {metric}


@pytest.mark.parametrize(
    ("wanted", "named", "hit"),
    [
        (["supervisor"], ("supervisor", "commission"), 1),
        (["supervisor"], ("commission", "supervisor"), 0),
        (["supervisor"], (), 0),
        (["supervisor", "commission"], ("commission", "supervisor"), 1),
        (["legal_or_emergency"], ("emergency", "supervisor"), 1),
    ],
)
def test_the_first_person_named_is_one_of_those_wanted(wanted: list[str], named: tuple[str, ...], hit: int) -> None:
    """Whoever stands first is whom a reader in a hurry calls; any of those wanted will do."""
    assert scored(case(consult=wanted), reply(quoted("NACM-7"), consult=named))["first referral"] == (hit, 1)


def test_nobody_is_first_where_nobody_is_wanted() -> None:
    """A needless referral is counted once, not twice."""
    assert "first referral" not in scored(case(consult=[]), reply(quoted("NACM-7"), consult=("supervisor",)))


def test_a_miss_names_the_people() -> None:
    """Those missed, the first one named, and those named for nothing."""
    told = reasons(case(consult=["commission"]), reply(consult=("supervisor",)))
    assert "commission" in told["referral"]
    assert "supervisor" in told["first referral"]
    assert "supervisor" in reasons(case(), reply(consult=("supervisor",)))["no needless referral"]
