"""Answers with and without a chat model are the same but for the wording, or the difference is listed."""

from __future__ import annotations

from io import StringIO
from typing import Any

from rich.console import Console

from assistant.types import Dropped
from evals.compare import compare, print_comparison
from evals.proof import print_proof
from evals.replies import ModelWork, Reply
from evals.runs import Run
from evals.sameness import comparable
from tests.evals.made import quoted, reply, said
from tests.evals.report.made import refused, result, right, run

MODEL = "openai:small"
WITHOUT = {"corpus": "c", "embedder": "e", "generator": "extractive"}
WITH = {**WITHOUT, "generator": MODEL, "prompts": "write.v1"}
SAID = said("paraphrase", "Strive for healthy relationships.", "NACM-7").model_copy(update={"source": "model"})
MADE_UP = SAID.model_copy(update={"text": "The NACM code asks you to report gifts."})


def extractive(*given: Reply) -> Run:
    """A run without a model."""
    return run(*(result(f"Q-{n}", r) for n, r in enumerate(given)), answerer="extractive", models=WITHOUT)


def generated(*given: Reply) -> Run:
    """A run with one, which caught a sentence each time."""
    work = ModelWork(model=MODEL, outcome="shown", caught=(Dropped(text="No.", citations=(), reason="no_citation"),))
    replies = [r.model_copy(update={"work": work}) for r in given]
    return run(*(result(f"Q-{n}", r) for n, r in enumerate(replies)), answerer="generated", models=WITH)


def answered(*more: Any, **changes: Any) -> Reply:
    """A reply that cites NACM 7."""
    return reply(quoted("NACM-7"), *more, **changes)


def printed(*runs: Run) -> tuple[bool, str]:
    """Whether the proof holds, and what it prints."""
    buffer = StringIO()
    return print_proof(Console(file=buffer, width=200), runs), buffer.getvalue()


def test_only_a_model_may_be_the_difference() -> None:
    """Two runs are held against each other where one has a model, the other none, and the rest is the same."""
    one, other = extractive().record, generated().record
    assert comparable(one, other)
    assert comparable(other, one)
    assert not comparable(one, one)
    assert not comparable(other, other)
    assert not comparable(one, generated().record.model_copy(update={"models": {**WITH, "corpus": "d"}}))
    assert not comparable(one, other.model_copy(update={"kind": "endpoint"}))
    assert not comparable(one, run(right()).record)


def test_another_wording_is_no_difference() -> None:
    """Status, people and citations are the same."""
    found = compare(extractive(answered()), generated(answered(SAID))).sameness
    assert found is not None
    assert (found.same.hits, found.same.total, found.departures) == (1, 1, ())


def test_every_difference_is_listed() -> None:
    """The status, the people, the citations and their order, each before and after."""
    before = [answered(), answered(), answered(), reply(quoted("NACM-7"), quoted("NACM-8"))]
    after = [answered(status="partial"), answered(consult=("legal",)), reply(quoted("NACM-8")), reply(quoted("NACM-8"), quoted("NACM-7"))]
    found = compare(extractive(*before), generated(*after)).sameness
    assert found is not None
    assert found.same.hits == 0
    assert [d.how for d in found.departures] == [
        "status answered → partial",
        "people nobody → legal",
        "citations NACM-7 → NACM-8",
        "citations NACM-7, NACM-8 → NACM-8, NACM-7",
    ]


def test_other_comparisons_do_not_ask_for_it() -> None:
    """Another answerer may cite and say what it likes."""
    assert compare(run(right()), run(right(), answerer="dense")).sameness is None


def test_the_comparison_prints_it() -> None:
    """With the cases that differ."""
    buffer = StringIO()
    print_comparison(Console(file=buffer, width=200), compare(extractive(answered()), generated(answered(status="partial"))))
    assert "same status, people and citations as extractive: 0 of 1 questions" in buffer.getvalue()
    assert "differs from extractive: Q-0: status answered → partial" in buffer.getvalue()


def test_the_proof_holds() -> None:
    """Where all is the same and all that is shown is supported; what was caught is counted."""
    holds, text = printed(extractive(answered()), generated(answered(SAID)))
    assert holds
    assert "1 of 1 questions" in text
    assert f"generated: 1 sentences of {MODEL} shown, 0 of them unsupported, and 1 caught, of 1 explanations asked for" in text


def test_the_proof_fails_on_what_is_not_supported() -> None:
    """A sentence that got past the verifier."""
    holds, text = printed(extractive(answered()), generated(answered(MADE_UP)))
    assert not holds
    assert "1 of them unsupported" in text


def test_the_proof_fails_on_a_difference() -> None:
    """The model may change wording alone."""
    assert not printed(extractive(answered()), generated(answered(SAID, status="partial")))[0]


def test_a_proof_of_nothing_does_not_hold() -> None:
    """No run with a model, none without, or a model that said nothing."""
    silent = generated(answered())
    silent = silent.model_copy(update={"results": tuple(_silent(r) for r in silent.results)})
    for runs in ([extractive(answered())], [generated(answered(SAID))], [extractive(answered()), silent], []):
        assert not printed(*runs)[0]


def _silent(given: Any) -> Any:
    work = ModelWork(model=MODEL, outcome="failed")
    return given.model_copy(update={"reply": given.reply.model_copy(update={"work": work})})


def test_refused_cases_are_not_compared() -> None:
    """They are listed apart, and nothing is proved of them."""
    one = extractive(answered(), answered())
    other = run(*generated(answered(SAID)).results, refused("Q-1"), answerer="generated", models=WITH)
    found = compare(one, other)
    assert found.sameness is not None
    assert found.sameness.same.total == 1
    assert [(a.case, a.why) for a in found.apart] == [("Q-1", "refused by the second")]
    holds, text = printed(one, other)
    assert not holds
    assert "not compared: Q-1, refused by the second" in text
