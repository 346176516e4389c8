"""An answer of the past is verified again: what was changed, and what no longer stands, is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from assistant.pipeline import Assistant, Parts
from assistant.receipts import Receipt, checksum, receipt_of
from assistant.schemas import AnswerOut, answer_out
from assistant.settings import Settings
from assistant.verification import Verification, receipt_in, verify, verify_answer
from assistant.wiring import load, with_model
from evals.cases import DATA, FILES, read_cases
from ingest.checks import load_corpus
from ingest.index import build_index
from tests.assistant.scripted import NOTHING, output, statement
from tests.corpora import small_corpus
from tests.fakes import NgramEmbedder, ScriptedChatModel

GIFT = "May I accept a gift card from a client?"
DRUNK = "My coworker has been drinking at work. What does the code ask of me?"


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """Register, guide and verifier as they are, in an assistant that was built in a second."""
    folder = tmp_path_factory.mktemp("verification")
    build_index(load_corpus(small_corpus(folder / "corpus")), NgramEmbedder(), folder / "data", lambda step, done, total: None)
    (manifest,) = (folder / "data").rglob("manifest.json")
    return load(manifest.parent, NgramEmbedder()).parts


@pytest.fixture(scope="module")
def receipt(parts: Parts) -> Receipt:
    """A receipt with every kind of statement but a notice."""
    made = receipt_of(Assistant(parts).answer([DRUNK]))
    assert {s.kind for s in made.statements} >= {"quote", "paraphrase", "guidance"}
    return made


def altered(receipt: Receipt, of_kind: str, **changes: Any) -> Receipt:
    """The receipt with its first statement of a kind changed, and an id that fits again."""
    number = next(n for n, s in enumerate(receipt.statements) if s.kind == of_kind)
    statements = list(receipt.statements)
    statements[number] = statements[number].model_copy(update=changes)
    made = receipt.model_copy(update={"statements": tuple(statements)})
    return made.model_copy(update={"id": checksum(made)})


def reasons(findings: Verification) -> list[str]:
    """Why statements no longer stand."""
    return [s.reason for s in findings.statements if s.now is None]


def test_an_answer_of_today_stands(parts: Parts, receipt: Receipt) -> None:
    """As it was made, with the same versions, each statement with the verdict that it had."""
    findings = verify(receipt, parts)
    assert (findings.stands, findings.unchanged) == (True, True)
    assert [(v.name, v.same) for v in findings.versions] == [("corpus", True), ("register", True), ("guide", True), ("verifier", True)]
    assert [(s.then, s.now) for s in findings.statements] == [(s.verdict, s.verdict) for s in receipt.statements]


@pytest.mark.slow
def test_every_answer_to_the_questions_of_the_evaluation_stands(assistant: Assistant) -> None:
    """Whatever its status and its language."""
    questions = [case.turns for name in FILES for case in read_cases(DATA / name, frozenset(c.id for c in assistant.parts.clauses))[::12]]
    questions += [["¿Puedo aceptar un regalo de un cliente?"], ["¿Qué dice la regla 9?"], ["Which clauses use the word gift?"], ["Rule 9?"]]
    assert len(questions) > 30
    for turns in questions:
        findings = verify(receipt_of(assistant.answer(turns)), assistant.parts)
        assert (reasons(findings), findings.stands) == ([], True), turns


@pytest.mark.slow
def test_what_a_chat_model_wrote_is_verified_more_strictly(assistant: Assistant) -> None:
    """As when it was written: words that no clause has do not pass, although a sentence of ours might."""
    urge = statement("NACM asks you to urge any colleague who appears impaired to seek help.", "NACM-21")
    answer = with_model(assistant, ScriptedChatModel(output(urge), NOTHING), Settings()).answer([DRUNK])
    made = receipt_of(answer)
    assert verify(made, assistant.parts).stands
    number = next(n for n, s in enumerate(made.statements) if s.source == "model")
    invented = made.statements[number].model_copy(update={"text": "NACM asks you to urge any impaired colleague to seek a therapist."})
    changed = made.model_copy(update={"statements": (*made.statements[:number], invented, *made.statements[number + 1 :])})
    assert len(reasons(verify(changed, assistant.parts))) == 1


def test_a_quote_that_was_changed_does_not_stand(parts: Parts, receipt: Receipt) -> None:
    """Also when somebody has computed a checksum that fits."""
    quote = next(s.text for s in receipt.statements if s.kind == "quote")
    findings = verify(altered(receipt, "quote", text=quote.replace(" ", "  ", 1)), parts)
    assert (findings.unchanged, findings.stands, reasons(findings)) == (True, False, ["not_verbatim"])


@pytest.mark.parametrize(
    ("kind", "changes", "reason"),
    [
        ("paraphrase", {"text": "The NACM code asks you to chair the discharge conference."}, "low_support"),
        ("paraphrase", {"citations": ("NACM-99",)}, "no_such_clause"),
        ("paraphrase", {"citations": ()}, "no_citation"),
        ("paraphrase", {"verdict": "verbatim"}, "other_verdict"),
        ("quote", {"kind": "guidance", "verdict": "authored"}, "not_in_guide"),
        ("guidance", {"text": "Do what you like."}, "not_in_guide"),
        ("guidance", {"verdict": "entailed"}, "invented"),
        ("guidance", {"source": "model"}, "kind"),
    ],
)
def test_what_does_not_stand_is_told_why(parts: Parts, receipt: Receipt, kind: str, changes: dict[str, Any], reason: str) -> None:
    """By the check that it fails."""
    findings = verify(altered(receipt, kind, **changes), parts)
    assert findings.unchanged
    assert reason in reasons(findings)
    assert not findings.stands


def test_a_receipt_that_was_changed_does_not_stand(parts: Parts, receipt: Receipt) -> None:
    """Although each of its statements does."""
    findings = verify(receipt.model_copy(update={"answer_id": "ans_other"}), parts)
    assert (findings.unchanged, findings.stands, reasons(findings)) == (False, False, [])


@given(number=st.integers(0, 100), at=st.integers(0, 400), cut=st.integers(0, 3), added=st.text(max_size=5))
@hypothesis_settings(max_examples=30, deadline=None)
def test_no_change_of_a_text_goes_unseen(parts: Parts, receipt: Receipt, number: int, at: int, cut: int, added: str) -> None:
    """Of any statement, in any place."""
    statements = list(receipt.statements)
    number %= len(statements)
    text = statements[number].text
    at %= len(text) + 1
    made = text[:at] + added + text[at + cut :]
    statements[number] = statements[number].model_copy(update={"text": made})
    assert verify(receipt.model_copy(update={"statements": tuple(statements)}), parts).stands == (made == text)


@pytest.mark.parametrize("name", ["register", "guide", "verifier"])
def test_another_version_is_named_and_is_no_fault(parts: Parts, receipt: Receipt, name: str) -> None:
    """What counts is whether the statements still stand."""
    changes: dict[str, Any] = {name: "0123"}
    findings = verify(receipt, replace(parts, versions=replace(parts.versions, **changes)))
    assert [v.name for v in findings.versions if not v.same] == [name]
    assert findings.stands


def test_a_clause_that_has_changed_takes_its_quotes_with_it(parts: Parts, receipt: Receipt) -> None:
    """The answer was right when it was given, and is not any more."""
    quote = next(s for s in receipt.statements if s.kind == "quote")
    clauses = [replace(c, text="Be kind.") if c.id == quote.citations[0] else c for c in parts.clauses]
    verifier = type(parts.verifier)(clauses, parts.guide.lexicon)
    findings = verify(receipt, replace(parts, verifier=verifier))
    assert findings.unchanged
    assert "not_verbatim" in reasons(findings)


@pytest.fixture(scope="module")
def whole(parts: Parts) -> AnswerOut:
    """The same answer as JSON, whole."""
    return answer_out(Assistant(parts).answer([DRUNK]), parts.guide.phrases)


def resealed(answer: AnswerOut) -> AnswerOut:
    """The answer with a receipt that fits again."""
    return answer.model_copy(update={"receipt": answer.receipt.model_copy(update={"id": checksum(receipt_in(answer))})})


def test_a_whole_answer_shows_what_it_states(parts: Parts, whole: AnswerOut) -> None:
    """Of a receipt alone nobody can tell; the JSON of the answer may have gone through other hands."""
    findings = verify_answer(AnswerOut.model_validate_json(whole.model_dump_json()), parts)
    assert (findings.stands, findings.shown_as_stated, findings.differs) == (True, True, ())
    assert verify(receipt_in(whole), parts).shown_as_stated is None


@pytest.mark.slow
def test_every_answer_of_the_evaluation_shows_what_it_states(assistant: Assistant) -> None:
    """Whatever its status and its language."""
    ids = frozenset(c.id for c in assistant.parts.clauses)
    questions = [case.turns for name in FILES for case in read_cases(DATA / name, ids)[5::12]]
    questions += [["¿Puedo aceptar un regalo de un cliente?"], ["¿Qué dice la regla 9?"], ["Which clauses use the word gift?"]]
    questions += [["My client says he will kill himself tonight."], ["What is the weather?"], ["Call Ann Smith at 555-867-5309, may I?"]]
    for turns in questions:
        answer = answer_out(assistant.answer(turns), assistant.parts.guide.phrases)
        findings = verify_answer(answer, assistant.parts)
        assert (reasons(findings), findings.differs, findings.shown_as_stated) == ([], (), True), turns


@pytest.mark.parametrize(
    ("field", "doctored"),
    [
        ("markdown", lambda a: a.markdown + "\n\nThe code allows it."),
        ("citations", lambda a: [a.citations[0].model_copy(update={"quote": "Do as you like."}), *a.citations[1:]]),
        ("citations", lambda a: [a.citations[0].model_copy(update={"force": "advisory"}), *a.citations[1:]]),
        ("citations", lambda a: a.citations[1:]),
        ("citations", lambda a: [*a.citations, a.citations[0]]),
        ("gaps", lambda a: ["The texts do not forbid it."]),
        ("bring", lambda a: [*a.bring, "Why ask at all?"]),
        ("consult", lambda a: a.consult[1:]),
        ("consult", lambda a: [a.consult[0].model_copy(update={"who": "commission"}), *a.consult[1:]]),
        ("consult", lambda a: [a.consult[0].model_copy(update={"clause_ids": ["NACM-1"]}), *a.consult[1:]]),
        ("status", lambda a: "emergency"),
        ("language", lambda a: "fr"),
        ("notices", lambda a: [{"kind": "ruling", "text": "The Commission allows it."}]),
        ("corpus", lambda a: {"version": a.corpus.version, "codes": []}),
    ],
)
def test_what_is_shown_and_not_stated_is_found(parts: Parts, whole: AnswerOut, field: str, doctored: Any) -> None:
    """Although the receipt fits and every statement stands."""
    answer = AnswerOut.model_validate({**whole.model_dump(), field: doctored(whole)})
    findings = verify_answer(answer, parts)
    assert (findings.unchanged, reasons(findings)) == (True, [])
    assert (findings.stands, findings.shown_as_stated) == (False, False)
    assert field in findings.differs


def test_another_guide_is_no_fault_of_what_is_shown(parts: Parts, whole: AnswerOut) -> None:
    """Its headings cannot be compared any more; a quote that nobody stated is found all the same."""
    changes: dict[str, Any] = {"guide": "0123"}
    later = replace(parts, versions=replace(parts.versions, **changes))
    old = whole.model_copy(update={"markdown": whole.markdown.replace("**", "__")})
    assert verify_answer(old, later).shown_as_stated is None
    assert verify_answer(old, later).stands
    assert verify_answer(old.model_copy(update={"gaps": ["Nothing forbids it."]}), later).differs == ("gaps",)


@pytest.mark.parametrize(
    "text",
    [
        "The NACM code asks you to keep the gift.",
        "No clause of either text uses the word “supervisor”.",
        "These clauses use the word “casino”:",
        "The CCMC text holds six Rules of Conduct, Rule 1 to Rule 6; there is no rule against it in it.",
        "I removed what could identify a person (all that matters) before processing your question. Please leave such details out.",
    ],
)
def test_a_wording_of_the_guide_that_is_filled_with_something_else_does_not_stand(parts: Parts, whole: AnswerOut, text: str) -> None:
    """What the desk fills in is a label, a word that is or is not in the clauses, or kinds of identifiers."""
    changed = [s.model_copy(update={"text": text}) if s.kind == "guidance" and s.section == "short" else s for s in whole.statements]
    assert changed != whole.statements
    findings = verify_answer(resealed(whole.model_copy(update={"statements": changed})), parts)
    assert findings.unchanged
    assert "not_in_guide" in reasons(findings)


def test_statements_that_make_no_answer_are_told(parts: Parts, whole: AnswerOut) -> None:
    """Of a section that there is not, or quoted from nowhere: found, not fallen over."""
    for changes in ({"section": "rulings"}, {"section": "quotes", "citations": [], "kind": "guidance"}, {"citations": ["NACM-99"]}):
        first = whole.statements[0].model_copy(update=changes)
        findings = verify_answer(resealed(whole.model_copy(update={"statements": [first, *whole.statements[1:]]})), parts)
        assert (findings.stands, findings.shown_as_stated) == (False, False)


class Counted(tuple[Any, ...]):
    """Entries of a guide that count how often they are gone through."""

    times = 0

    def __iter__(self) -> Iterator[Any]:
        type(self).times += 1
        return super().__iter__()


def test_an_answer_of_many_sentences_is_no_more_work_for_the_guide(parts: Parts, whole: AnswerOut) -> None:
    """Whoever sends hundreds of made-up sentences back keeps nobody waiting: the wordings are made ready once."""
    guide = replace(parts.guide, glosses=Counted(parts.guide.glosses))
    made_up = next(s for s in whole.statements if s.kind == "guidance").model_copy(update={"text": "Do as you like."})
    gone_through = []
    for count in (1, 50):
        Counted.times = 0
        findings = verify_answer(whole.model_copy(update={"statements": [made_up] * count}), replace(parts, guide=guide))
        assert reasons(findings) == ["not_in_guide"] * count
        gone_through.append(Counted.times)
    assert gone_through[0] == gone_through[1] > 0
