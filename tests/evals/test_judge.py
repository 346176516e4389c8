"""The offline judge on clauses and on texts of any other kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.guide import spanish_twins
from assistant.stages.verify import Verifier
from evals.judge import OfflineJudge
from evals.judges import written_judge
from ingest.guide import read_guide
from ingest.register import build_register

CORPUS = Path(__file__).parents[2] / "corpus"
GUIDE, _ = read_guide(CORPUS)
CLAUSES = build_register(CORPUS)[1]
TEXTS = {c.id: c.text for c in CLAUSES}
JUDGE = OfflineJudge(CLAUSES, GUIDE.lexicon, spanish_twins(GUIDE))
DESK = "Visitors sign in at the desk before ten."


def test_a_clause_supports_its_gloss_and_not_its_denial() -> None:
    """What a clause says passes with the full score, and its opposite fails with the check that stopped it."""
    assert JUDGE.support("You commit to engage in self-care.", [TEXTS["NACM-14"]]) == (True, 1.0, "")
    passed, score, why = JUDGE.support("You do not commit to engage in self-care.", [TEXTS["NACM-14"]])
    assert (passed, why) == (False, "negation")
    assert score < 0.5


def test_it_agrees_with_the_verifier_on_clauses() -> None:
    """Evidence that is the text of clauses is judged as those clauses, with their code and number."""
    verifier = Verifier(CLAUSES, GUIDE.lexicon)
    for claim in ("NACM 14 asks you to strive for work-life balance.", "NACM 15 asks you to strive for work-life balance."):
        verdict = verifier.paraphrase(claim, ["NACM-14"])
        assert JUDGE.support(claim, [TEXTS["NACM-14"]]) == (verdict.passed, verdict.score, verdict.reason)
    assert JUDGE.support("The CCMC code asks you to strive for work-life balance.", [TEXTS["NACM-14"]])[2] == "body"


@pytest.mark.parametrize(
    ("claim", "supported"),
    [("Visitors sign in at the desk.", True), ("Visitors do not sign in at the desk.", False), ("Parking is free.", False)],
)
def test_any_text_may_be_evidence(claim: str, supported: bool) -> None:
    """Texts that are no clauses are judged by the same rules."""
    assert JUDGE.support(claim, [DESK])[0] is supported


def test_texts_support_a_claim_together() -> None:
    """A claim may take one half from one text and the other half from another, clause or not."""
    claim = "Visitors sign in at the desk and park behind the house."
    both = [DESK, "Guests and visitors park behind the house."]
    assert JUDGE.support(claim, both)[0]
    assert not JUDGE.support(claim, both[:1])[0]
    assert JUDGE.support("Visitors sign in at the desk.", [TEXTS["NACM-14"], DESK])[0]


def test_half_of_the_score_on_other_texts_is_word_overlap() -> None:
    """A denial that has every word of the text keeps that half, and fails all the same."""
    passed, score, why = JUDGE.support("Visitors do not sign in at the desk before ten.", [DESK])
    assert (passed, why) == (False, "negation")
    assert 0.5 <= score < 1


def test_without_evidence_nothing_is_supported() -> None:
    """No text, no support."""
    assert JUDGE.support("You commit to engage in self-care.", []) == (False, 0.0, "no_such_clause")


def test_a_reviewed_spanish_sentence_is_judged_by_its_twin() -> None:
    """The Spanish gloss of a clause passes on that clause and fails on one that it has nothing to do with."""
    gloss = GUIDE.gloss("NACM-14").gloss_es
    assert JUDGE.support(gloss, [TEXTS["NACM-14"]])[0]
    assert not JUDGE.support(gloss, [TEXTS["NACM-28"]])[0]


def test_what_a_model_wrote_is_judged_as_before_it_is_shown() -> None:
    """By the checks for generated sentences, with the words that reviewed sentences have for a clause."""
    judge = written_judge(CLAUSES, GUIDE)
    honest = [TEXTS["NACM-12"]]
    assert judge.support("NACM asks you to be honest with yourself and your colleagues.", honest)[0]
    passed, _, why = judge.support("NACM asks you to report every lie within 30 days.", honest)
    assert not passed
    assert why
    assert judge.name == "verifier of generated sentences"
