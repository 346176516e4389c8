"""A draft is checked with every fault of form and content at once, and told apart from what is only to be weighed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import InvalidInput
from assistant.scenario_drafts import DraftChecker, storable
from assistant.settings import default_corpus
from ingest.guide import read_guide
from ingest.register import build_register
from tests.corpora import read_yaml

GUIDE, _ = read_guide(default_corpus())
CHECKER = DraftChecker(build_register(default_corpus())[1], GUIDE)
NAME = "the-car-for-sale"
Change = Callable[[dict[str, Any]], object]

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.sampled_from(["NACM-7", "nacm 8", "legal"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "text", "who", "why", "clauses", "minutes"]), inner),
    max_leaves=8,
)
FIELDS = ["id", "title", "story", "topics", "central", "related", "prompts", "options", "consult", "twist", "facilitator", "colour"]


def document(change: Change) -> dict[str, Any]:
    """The draft of one scenario of the corpus, changed."""
    draft: dict[str, Any] = read_yaml(default_corpus() / "guide" / "scenarios" / f"{NAME}.yaml")
    change(draft)
    return draft


def faults(change: Change) -> list[str]:
    """What keeps the changed draft from being presented."""
    return [str(f) for f in CHECKER.check(document(change)).faults]


def remarks(change: Change) -> list[str]:
    """What is to be weighed in a changed draft that can be presented."""
    checked = CHECKER.check(document(change))
    assert checked.faults == ()
    assert checked.scenario is not None
    return [str(f) for f in checked.remarks]


def test_an_empty_draft_lacks_every_field_but_its_id() -> None:
    """Each is named once: what is missing has no faults of content."""
    found = [str(f) for f in CHECKER.check({}).faults]
    assert sorted(found) == sorted(f"{name}: is missing" for name in FIELDS if name not in ("id", "colour"))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d: d["options"][0].update(text="word " * 100), "options.0.text: has 499 characters, not at most 400"),
        (lambda d: d["facilitator"].update(notes=["A note."] * 13), "facilitator.notes: has 13 entries, not at most 12"),
        (lambda d: d["prompts"].append("Is this the only ethical choice?"), "prompts.4: 'the only ethical choice' reads like a verdict"),
        (lambda d: d.update(title=5), "title: must be a text"),
        (lambda d: d.update(colour="red"), "colour: is not a field of a scenario"),
        (lambda d: d.update(prompts={}), "prompts: must be a list"),
        (lambda d: d.update(twist="none"), "twist: must hold fields"),
        (lambda d: d["facilitator"]["steps"][0].update(minutes="soon"), "facilitator.steps.0.minutes: must be a whole number"),
        (lambda d: d["consult"][0].update(who="priest"), "consult.0.who: must be 'supervisor', 'commission', 'legal' or 'emergency'"),
        (lambda d: d["options"][0].update(speaks_for=[], speaks_against=[]), "options.0: no clause speaks for it or against it"),
        (lambda d: d["options"][0]["speaks_for"].append("NACM 99"), "options.0.speaks_for: names the unknown clause NACM 99"),
        (lambda d: d["facilitator"]["steps"].clear(), "facilitator.steps: is empty"),
        (lambda d: d.update(story="You may accept the car."), "story: 'you may accept' reads like a verdict"),
    ],
)
def test_a_fault_is_named_in_plain_words(change: Change, fault: str) -> None:
    """Those of form as well as those of content."""
    assert fault in faults(change)


def test_faults_of_form_and_of_content_come_at_once() -> None:
    """What is spoilt in one field hides nothing of another."""
    found = faults(lambda d: (d.pop("twist"), d.update(story="Short.", colour="red"), d["prompts"].clear()))
    assert [f.split(":")[0] for f in found] == ["twist", "colour", "story", "prompts"]


@pytest.mark.parametrize(
    ("change", "remark"),
    [
        (lambda d: d["options"][0].update(speaks_against=[]), "options.0.speaks_against: names no clause"),
        (lambda d: d["central"].append("NACM-20"), "central: no option, consultation or twist rests on NACM-20"),
        (lambda d: d["twist"].update(clauses=[]), "twist.clauses: names no clause"),
        (lambda d: d["facilitator"]["notes"].clear(), "facilitator.notes: is empty"),
        (
            lambda d: d["prompts"].__setitem__(0, "Mail ada@example.org?"),
            "prompts.0: 'ada@example.org' looks like a mail address",
        ),
        (lambda d: d["prompts"].__setitem__(0, "Born 4/12/1951, is she old enough?"), "prompts.0: '4/12/1951' looks like a date"),
    ],
)
def test_what_is_only_to_be_weighed_keeps_nothing_back(change: Change, remark: str) -> None:
    """The corpus is refused for some of it; a facilitator decides for herself."""
    assert any(r.startswith(remark) for r in remarks(change))


def test_what_need_not_be_written_is_filled_in() -> None:
    """Ids, the sum of the minutes, and who has no clauses to rest on."""

    def bare(draft: dict[str, Any]) -> None:
        draft.pop("id")
        draft["facilitator"].pop("minutes")
        draft["consult"][0].pop("clauses")
        for option in draft["options"]:
            option.pop("id")
        draft["options"][1]["text"] = draft["options"][0]["text"]
        draft["topics"] = [GUIDE.topics[0].title.upper()]

    checked = CHECKER.check(document(bare))
    assert checked.scenario is not None
    assert checked.scenario.id == NAME
    assert checked.scenario.facilitator.minutes == 30
    assert checked.scenario.topics == (GUIDE.topics[0].id,)
    ids = [o.id for o in checked.scenario.options]
    assert len(set(ids)) == len(ids)
    assert ids[1] == f"{ids[0]}-2"


@settings(max_examples=300, deadline=None)
@given(draft=st.dictionaries(st.sampled_from(FIELDS), VALUES))
def test_any_draft_can_be_checked_and_checking_it_again_changes_nothing(draft: dict[str, Any]) -> None:
    """Whatever it holds, it has faults, and its form is settled the first time."""
    try:
        first = CHECKER.check(draft)
    except InvalidInput:
        return
    assert first.faults
    again = CHECKER.check(first.draft)
    assert (again.draft, again.faults, again.readable) == (first.draft, first.faults, first.readable)


def test_what_json_and_databases_cannot_hold_is_taken_out() -> None:
    """Halves of characters, null bytes, numbers that are none or beyond use."""
    draft = {"title": "a\0b\ud800", "facilitator": {"minutes": float("nan"), "steps": [10.0, 10**40, 1.5]}}
    assert storable(draft) == {"title": "a b ", "facilitator": {"minutes": None, "steps": [10, None, None]}}
