"""What a chat model wrote is judged twice: by the verifier, and by another judge where there is one."""

from __future__ import annotations

from evals.metrics.context import Context
from evals.replies import Said
from tests.evals.made import CONTEXT, TEXTS, WordJudge, case, quoted, reasons, reply, said, scored

BOUNDARIES = said("paraphrase", "Strive for healthy relationships.", "NACM-7")
MADE_UP = said("paraphrase", "The NACM code asks you to report gifts.", "NACM-7")


class Doubter:
    """Supports nothing."""

    name = "doubter"

    def support(self, claim: str, evidence: object) -> tuple[bool, float, str]:
        """No, without a reason."""
        return False, 0.0, ""


def by_model(given: Said) -> Said:
    """The sentence as a chat model's."""
    return given.model_copy(update={"source": "model"})


def test_only_the_sentences_of_a_model_are_counted() -> None:
    """Ours are for the other metrics, and a reply without any of the model's has no score here."""
    found = scored(case(), reply(by_model(BOUNDARIES), MADE_UP, by_model(said("guidance", "Ask."))))
    assert found["written supported"] == (1, 1)
    assert "written supported" not in scored(case(), reply(BOUNDARIES))


def test_what_is_not_supported_is_named() -> None:
    """A claim of its own, a quote that is none, and a clause that does not exist."""
    given = [MADE_UP, said("quote", "Never accept gifts.", "NACM-8"), said("paraphrase", "Be honest.", "NACM-99"), quoted("NACM-7")]
    whole = reply(*map(by_model, given))
    assert scored(case(), whole)["written supported"] == (1, 4)
    for told in ("report gifts", "not verbatim", "no such clause"):
        assert told in reasons(case(), whole)["written supported"]


def test_another_judge_is_asked_besides() -> None:
    """Then the verifier still judges the first metric, and the other judge the second; without one the second has no score."""
    context = Context(clauses=TEXTS, judge=Doubter(), written=WordJudge(), second=Doubter())
    whole = reply(by_model(BOUNDARIES), by_model(quoted("NACM-8")))
    assert scored(case(), whole, context)["written supported"] == (2, 2)
    assert scored(case(), whole, context)["written seconded"] == (1, 2)
    assert "not supported" in reasons(case(), whole, context)["written seconded"]
    assert "written seconded" not in scored(case(), whole, CONTEXT)
