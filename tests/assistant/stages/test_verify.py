"""The verifier over the real clauses and lexicon."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from assistant.claims import Lexicon
from assistant.guide import Gloss, Guide, Names, Premise, spanish_twins
from assistant.stages.verify import Verifier
from assistant.types import Clause, Statement

CORPUS = Path(__file__).parents[3] / "corpus"
CLAUSES = [Clause(**c) for c in json.loads((CORPUS / "register.json").read_text(encoding="utf-8"))["clauses"]]
LEXICON = TypeAdapter(Lexicon).validate_python(yaml.safe_load((CORPUS / "guide" / "lexicon.yaml").read_text(encoding="utf-8")))
VERIFIER = Verifier(CLAUSES, LEXICON)
TEXTS = {c.id: c.text for c in CLAUSES}


def reason(text: str, *clauses: str) -> str:
    """Why the paraphrase is stopped, "" if it passes."""
    return VERIFIER.paraphrase(text, clauses).reason


@given(clause=st.sampled_from(CLAUSES), ends=st.tuples(st.integers(0, 400), st.integers(1, 400)))
def test_any_part_of_a_clause_is_a_quote(clause: Clause, ends: tuple[int, int]) -> None:
    """A contiguous part of a clause passes as a quote of it."""
    part = clause.text[ends[0] % len(clause.text) :][: ends[1]]
    assert VERIFIER.quote(part, clause.id).passed == bool(part.strip())


@pytest.mark.parametrize("text", ["Exercise professional judgment at all times.", "Exercise professional judgement…", "exercise", "", " "])
def test_a_quote_is_checked_character_by_character(text: str) -> None:
    """A corrected spelling, an ellipsis, another case and nothing at all are not quotes."""
    assert VERIFIER.quote(text, "NACM-25").reason == "not_verbatim"


def test_unknown_clauses_support_nothing() -> None:
    """A clause that is not in the register fails quotes and paraphrases, as does citing none."""
    assert VERIFIER.quote("Be honest", "NACM-41").reason == "no_such_clause"
    assert reason("You commit to be honest.", "NACM-12", "CCMC-RULE-9") == "no_such_clause"
    assert reason("You commit to be honest.") == "no_such_clause"


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda c: c.id)
def test_a_clause_entails_itself(clause: Clause) -> None:
    """The words of every clause pass as a paraphrase of it."""
    assert VERIFIER.paraphrase(clause.text, [clause.id]).passed


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Clients must not be exploited for anyone's personal benefit.", ["NACM-8"]),
        ("Exploitation of individuals is among the things named.", ["NACM-8"]),
        ("You stay within your education, training and expertise.", ["NACM-24"]),
        ("Intentionally falsifying documents breaks Rule 1.", ["CCMC-RULE-1"]),
        ("The Rules of Conduct are not advisory.", ["CCMC-PURPOSE"]),
        ("A lack of awareness is no defense.", ["NACM-APPLICATION"]),
        ("The CCMC slides do not mention gifts; the NACM code asks you to avoid dual relationships.", ["NACM-7"]),
        ("Only the NACM code names dual relationships; the CCMC slides do not.", ["NACM-7"]),
        ("Both codes ask for compliance with laws and regulations.", ["NACM-19", "CCMC-PRINCIPLE-6"]),
        ("Eight of the 80 contact hours have to be credits in ethics.", ["CCMC-CE"]),
        ("Confidentiality is not described as absolute: NACM 18 speaks of its limits.", ["NACM-18"]),
    ],
)
def test_faithful_paraphrases_pass(text: str, clauses: list[str]) -> None:
    """Other words, nominal forms, true absences and corrections of a wrong belief are let through."""
    assert reason(text, *clauses) == ""


@pytest.mark.parametrize(
    ("expected", "text", "clauses"),
    [
        ("low_support", "You commit to remain curious and keep up with continuing professional education.", ["NACM-8"]),
        ("low_support", "You chair the discharge conference with professionals in other disciplines.", ["NACM-23"]),
        ("low_support", "You commit to be honest with yourself; gifts are to be returned.", ["NACM-12"]),
        ("invented", "CCMC Standard 15 speaks of dual relationships.", ["NACM-7"]),
        ("invented", "Rule 9 says that a board certified case manager will not be convicted of a felony.", ["CCMC-RULE-2"]),
        ("invented", "CCMC Principle 6 says to obey all laws and regulations.", ["CCMC-PRINCIPLE-6"]),
        ("invented", "NACM 9 asks you to be honest with yourself and your colleagues.", ["NACM-12"]),
        ("number", "Renewal requires 10 continuing education credits in ethics.", ["CCMC-CE"]),
        ("number", "Renewal requires 80 ethics credits as part of the 8 contact hours.", ["CCMC-CE"]),
        ("number", "You commit to be honest with your colleagues within 24 hours.", ["NACM-12"]),
        ("body", "The CCMC code asks you to engage in self-care.", ["NACM-14"]),
        ("body", "You commit to discuss concerns about an impaired colleague with the licensing board.", ["NACM-21"]),
        ("subject", "Employers commit to engage in self-care and strive to achieve work-life balance.", ["NACM-14"]),
        ("subject", "You commit to seek consultation with your physician.", ["NACM-15"]),
        ("subject", "Clients will maintain their competency.", ["CCMC-PRINCIPLE-5"]),
        ("negation", "You commit not to respect the dignity and autonomy of all persons.", ["NACM-1"]),
        ("negation", "A board certified case manager will intentionally falsify documents.", ["CCMC-RULE-1"]),
        ("negation", "You explain that confidentiality has no limits.", ["NACM-18"]),
        ("negation", "The NACM code does not mention self-care.", ["NACM-14"]),
        ("negation", "Only the NACM code speaks of laws and regulations.", ["NACM-19"]),
        ("negation", "Unintentional falsification of documents breaks the rule.", ["CCMC-RULE-1"]),
        ("modality", "Violation of any of these rules must result in disciplinary action.", ["CCMC-RULES-INTRO"]),
        ("modality", "Case managers may abide by the Code.", ["CCMC-ETHICS"]),
        ("modality", "The Principles are mandatory.", ["CCMC-PURPOSE"]),
        ("modality", "The NACM code does not mention gifts, so you may accept them.", ["NACM-7"]),
        ("modality", "Board certified case managers must obey all laws and regulations.", ["CCMC-PRINCIPLE-6"]),
        ("scope", "Be honest only with the people you serve.", ["NACM-12"]),
        ("scope", "You commit to avoid all dual relationships.", ["NACM-7"]),
        ("scope", "Violation of a rule may result in automatic revocation.", ["CCMC-RULES-INTRO"]),
        ("scope", "Be honest with the people you serve, but not with colleagues.", ["NACM-12"]),
        ("scope", "Board certified case managers will place their own interest above the public interest.", ["CCMC-PRINCIPLE-1"]),
    ],
)
def test_each_kind_of_unfaithfulness_is_named(expected: str, text: str, clauses: list[str]) -> None:
    """A claim that leaves its clauses is stopped, with the check that it failed."""
    assert reason(text, *clauses) == expected


@given(st.text(max_size=300), st.sampled_from(CLAUSES))
def test_any_text_gets_a_verdict(text: str, clause: Clause) -> None:
    """No text makes the verifier fail; the score stays in its range and a reason goes with every failure."""
    verdict = VERIFIER.paraphrase(text, [clause.id])
    assert 0 <= verdict.score <= 1
    assert verdict.passed == (verdict.reason == "")


def test_statements_are_checked_by_their_kind() -> None:
    """Quotes are held against the clause's characters, paraphrases against its sense, the rest must be authored."""
    quote = Statement(text="Exercise professional judgement", kind="quote", citations=("NACM-12", "NACM-25"), verdict="verbatim")
    paraphrase = Statement(text="You commit to be honest with clients only.", kind="paraphrase", citations=("NACM-12",), verdict="entailed")
    assert VERIFIER.statement(quote).passed
    assert VERIFIER.statement(paraphrase).reason == "scope"
    assert VERIFIER.statement(Statement(text="Talk to your supervisor.", kind="guidance")).passed
    assert VERIFIER.statement(Statement(text="Talk to your supervisor.", kind="gap", verdict="entailed")).reason == "invented"


@pytest.mark.parametrize(
    "text",
    [
        "You may accept the gift.",
        "It is allowed to keep it.",
        "This violates NACM 7.",
        "No está permitido aceptarlo.",
        "Usted puede aceptar el regalo.",
    ],
)
def test_fixed_wording_gives_no_verdict(text: str) -> None:
    """Guidance that rules in the code's name is stopped in both languages."""
    assert VERIFIER.statement(Statement(text=text, kind="guidance")).reason == "modality"


def test_a_spanish_sentence_passes_by_way_of_its_english_twin() -> None:
    """Reviewed Spanish is checked as the English that it translates; other Spanish finds no support."""
    gloss = Gloss(id="NACM-14", gloss="x", gloss_es="y", brief="engage in self-care", brief_es="cuidar de sí mismo", key_terms=())
    premise = Premise(id="p", patterns=(), text="You commit to be dishonest.", text_es="Se compromete a mentir.", clauses=("NACM-12",))
    guide = Guide(
        glosses=(gloss,),
        topics=(),
        silences=(),
        premises=(premise,),
        reasons=(),
        rules=(),
        signals=(),
        misuse=(),
        frames=(),
        requests=(),
        aliases=(),
        names=Names(first_names="", surnames="", not_names=""),
        lexicon=LEXICON,
        phrases={
            "nacm_asks": {"en": "The NACM code asks you to {brief}.", "es": "El código NACM le pide {brief}."},
            "asks_you": {"en": "The NACM code asks you", "es": "El código NACM le pide"},
            "also_asks_you": {"en": "It also asks you", "es": "También le pide"},
        },
    )
    verifier = Verifier(CLAUSES, LEXICON, spanish_twins(guide))
    assert verifier.paraphrase("El código NACM le pide cuidar de sí mismo.", ["NACM-14"]).passed
    assert verifier.paraphrase("También le pide cuidar de sí mismo.", ["NACM-14"]).passed
    assert not verifier.paraphrase("El código NACM le pide cuidar de sí mismo.", ["NACM-12"]).passed
    assert not verifier.paraphrase("Se compromete a mentir.", ["NACM-12"]).passed
    assert not verifier.paraphrase("El código NACM le pide descansar.", ["NACM-14"]).passed


def test_a_document_of_another_body_is_checked_like_the_two_codes() -> None:
    """Clauses of an added code support claims on it, with its own numbering."""
    text = "Record every visit within 24 hours."
    clause = Clause(
        id="ACME-3", label="ACME 3", code="ACME", section="Records", kind="policy", force="mandatory", text=text, start=0, end=35
    )
    verifier = Verifier([*CLAUSES, clause], LEXICON)
    assert verifier.paraphrase("Every visit is to be recorded within 24 hours.", ["ACME-3"]).passed
    assert verifier.paraphrase("Every visit is to be recorded within 48 hours.", ["ACME-3"]).reason == "number"


def test_a_paraphrase_takes_well_under_a_millisecond() -> None:
    """One check takes less than a millisecond of processor time, even on a slow machine."""
    start = process_time()
    for clause in CLAUSES:
        VERIFIER.paraphrase(clause.text, [clause.id])
    assert (process_time() - start) / len(CLAUSES) < 1e-3
