"""What counts as the right clause, cited where it is needed."""

from __future__ import annotations

from evals.judge import OfflineJudge
from evals.metrics.context import Context
from tests.assistant.adapters.answers import CLAUSES
from tests.evals.made import TEXTS, case, lexicon, quoted, reasons, reply, said, scored

REAL = Context(clauses=TEXTS, judge=OfflineJudge(CLAUSES, lexicon()))


def test_any_clause_of_a_group_will_do() -> None:
    """One id of the group is recall; the group counts once."""
    assert scored(case(), reply(quoted("NACM-8")))["citation recall"] == (1, 1)
    assert scored(case(), reply(quoted("NACM-7"), quoted("NACM-8")))["citation recall"] == (1, 1)


def test_every_group_is_needed() -> None:
    """A story with two duties needs both."""
    assert scored(case(gold_clauses=[["NACM-7"], ["NACM-18"]]), reply(quoted("NACM-7")))["citation recall"] == (1, 2)


def test_acceptable_clauses_are_right_but_not_needed() -> None:
    """They count for precision, not for recall nor as a first citation."""
    found = scored(case(), reply(quoted("NACM-15"), quoted("NACM-7"), quoted("NACM-20")))
    assert (found["citation precision"], found["citation recall"], found["first citation"]) == ((2, 3), (1, 1), (0, 1))
    assert scored(case(), reply(quoted("NACM-8"), quoted("NACM-15")))["first citation"] == (1, 1)


def test_nothing_cited_is_a_miss_of_recall_only() -> None:
    """Precision has nothing to count."""
    found = scored(case(), reply(said("guidance", "Outside."), status="out_of_scope"))
    assert (found["citation precision"], found["citation recall"], found["first citation"]) == ((0, 0), (0, 1), (0, 1))


def test_without_gold_citations_are_not_scored() -> None:
    """What has no answer in the text may cite what is near."""
    found = scored(case(gold_clauses=[], answerable="no"), reply(quoted("NACM-7"), status="not_in_codes"))
    assert not {"citation recall", "citation precision", "first citation"} & set(found)


def test_a_citation_is_needed_when_it_supports_alone_or_the_others_do_not_without_it() -> None:
    """Two clauses that hold half each are both needed; so are two that hold all; one that adds nothing is not."""
    halves = said("paraphrase", "Respect dignity and remain curious.", "NACM-1", "NACM-16")
    padded = said("paraphrase", "Respect dignity and remain curious.", "NACM-1", "NACM-16", "NACM-14")
    both = said("paraphrase", "Seek consultation with your supervisor.", "NACM-15", "NACM-22")
    assert scored(case(), reply(halves))["citations needed"] == (2, 2)
    assert scored(case(), reply(padded))["citations needed"] == (2, 3)
    assert scored(case(), reply(both))["citations needed"] == (2, 2)


def test_the_offline_judge_tells_needless_citations_apart() -> None:
    """With the product's verifier as judge, a clause beside two that say all is needless, and is named."""
    text = "The NACM code asks you to engage in self-care and to remain curious."
    padded = reply(said("paraphrase", text, "NACM-14", "NACM-16", "NACM-3"))
    assert scored(case(), padded, REAL)["citations needed"] == (2, 3)
    assert "NACM-3" in reasons(case(), padded, REAL)["citations needed"]


def test_only_paraphrases_of_several_clauses_can_have_needless_ones() -> None:
    """One citation, a quote, guidance and ids of no clause are not counted."""
    given = reply(
        said("paraphrase", "Be honest.", "NACM-12"), said("quote", TEXTS["NACM-1"], "NACM-1", "NACM-2"), said("guidance", "Rest.")
    )
    assert "citations needed" not in scored(case(), given)
    assert "citations needed" not in scored(case(), reply(said("paraphrase", "Be honest.", "NACM-12", "CCMC-S15")))


def test_a_miss_names_its_clauses() -> None:
    """The reasons hold what was missed, what was needless and what came first."""
    told = reasons(case(), reply(quoted("NACM-20")))
    assert "NACM-7" in told["citation recall"]
    assert "NACM-20" in told["citation precision"]
    assert "NACM-20" in told["first citation"]
