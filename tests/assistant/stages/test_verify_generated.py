"""What the verifier lets a chat model say, over the real clauses, guide and lexicon."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.guide import reviewed_sentences, spanish_twins
from assistant.stages.verify import Verifier
from assistant.types import Clause, Statement, StatementKind
from evals.mutations import Sentence, guide_sentences, mutations
from ingest.guide import read_guide
from ingest.register import build_register

CORPUS = Path(__file__).parents[3] / "corpus"
GUIDE, _ = read_guide(CORPUS)
CLAUSES = build_register(CORPUS)[1]
VERIFIER = Verifier(CLAUSES, GUIDE.lexicon, spanish_twins(GUIDE), reviewed_sentences(GUIDE))
IDS = [c.id for c in CLAUSES]
SENTENCES = [s for s in guide_sentences(CLAUSES, GUIDE.glosses, GUIDE.topics, GUIDE.premises) if s.source in ("gloss", "says")]
SHOWN = "You commit to be honest with yourself, your colleagues and the people you serve."


def reason(text: str, *cited: str, kind: StatementKind = "paraphrase", offered: list[str] | None = None) -> str:
    """Why the sentence is stopped, "" if it may be shown."""
    statement = Statement(text=text, kind=kind, citations=cited, verdict="entailed")
    return VERIFIER.generated(statement, IDS if offered is None else offered).reason


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        (SHOWN, ["NACM-12"]),
        ("In plain words, you strive to maintain professional boundaries by avoiding dual relationships.", ["NACM-7"]),
        ("As a case manager, you seek consultation with your supervisor.", ["NACM-15"]),
        ("NACM 28 asks you to identify, disclose and resolve any potential, perceived or actual conflicts of interests.", ["NACM-28"]),
        ("A CCMC principle says that board certified case managers will obey all laws and regulations.", ["CCMC-PRINCIPLE-6"]),
        ("Violation of any of these rules may result in disciplinary action by the Commission.", ["CCMC-RULES-INTRO"]),
        ("You avoid dual relationships, and you explain the limits of confidentiality to the people you serve.", ["NACM-7", "NACM-18"]),
        ("Both codes ask for compliance with laws and regulations.", ["NACM-19", "CCMC-PRINCIPLE-6"]),
        ("You commit to explain “the limits of confidentiality” to the individuals you serve.", ["NACM-18"]),
        ("Fidelity means keeping promises.", ["CCMC-VALUE-FIDELITY"]),
    ],
)
def test_a_careful_model_is_let_through(text: str, cited: list[str]) -> None:
    """Plain sentences near the clauses pass: with "you", with the body named, with two clauses joined, with a phrase quoted."""
    assert reason(text, *cited) == ""


@pytest.mark.parametrize(
    ("expected", "text", "cited"),
    [
        ("no_such_clause", SHOWN, ["NACM-29"]),
        ("no_such_clause", SHOWN, ["NACM-12", "CCMC-STANDARD-4"]),
        ("form", "You are honest with yourself. See www.example.org for more.", ["NACM-12"]),
        ("form", "**You are honest with yourself.**", ["NACM-12"]),
        ("form", "- You are honest with yourself.", ["NACM-12"]),
        ("form", "You are honest with yourself (NACM 12).", ["NACM-12"]),
        ("form", "You are honest with yourself.\nYou are honest with colleagues.", ["NACM-12"]),
        ("form", "You are honest. You are honest with yourself. You are honest with your colleagues.", ["NACM-12"]),
        ("form", "BE HONEST WITH YOURSELF AND YOUR COLLEAGUES.", ["NACM-12"]),
        ("form", "You are honest with yourself 🙂.", ["NACM-12"]),
        ("form", "Be honest with yourself and your colleagues", ["NACM-12"]),
        ("form", "You are\u200b honest with yourself and your colleagues.", ["NACM-12"]),
        ("form", SHOWN * 6, ["NACM-12"]),
        ("foreign", "Sea honesto consigo mismo y con sus colegas.", ["NACM-12"]),
        ("foreign", "Сохраняйте честность с коллегами.", ["NACM-12"]),
        ("verdict", "You may accept the gift card.", ["NACM-7"]),
        ("verdict", "The codes would let you keep a small present.", ["NACM-7"]),
        ("verdict", "Feel free to keep the relationship focused on the individual's needs.", ["NACM-7"]),
        ("verdict", "There is nothing wrong with professional relationships.", ["NACM-7"]),
        ("verdict", "You are within your rights to share research.", ["NACM-27"]),
        ("verdict", "It is okay to share research, practice and knowledge.", ["NACM-27"]),
        ("verdict", "You exercise professional judgement, so go ahead.", ["NACM-25"]),
        ("verdict", "Your relationships are professional.", ["NACM-7"]),
        ("consultation", "You clarify roles and expectations, and there is no need to tell your supervisor.", ["NACM-7"]),
        ("consultation", "You ensure privacy, so keep it between you and the client.", ["NACM-18"]),
        ("consultation", "You resolve any conflicts of interests yourself.", ["NACM-28"]),
        ("absence", "The code is silent on gifts.", ["NACM-7"]),
        ("absence", "The NACM code does not mention gifts.", ["NACM-7"]),
        ("not_verbatim", 'The code asks for "no dual relationships" with individuals served.', ["NACM-7"]),
        ("not_verbatim", "You commit to explain “the limitations of confidentiality” to the individuals served.", ["NACM-18"]),
        ("vocabulary", "You are honest with yourself, tangerine.", ["NACM-12"]),
        ("vocabulary", "You comply with the laws and regulations governing service delivery, for example FERPA.", ["NACM-19"]),
        ("vocabulary", "Board certified case managers will act with iNtegrity and fidelity.", ["CCMC-PRINCIPLE-4"]),
        ("invented", "Standard 4 asks you to avoid dual relationships.", ["NACM-7"]),
        ("number", "Renewal requires 12 continuing education credits in ethics.", ["CCMC-CE"]),
        ("number", "You can get 8 additional credits by completing an online CE program.", ["CCMC-CE", "CCMC-CE-POSTTEST"]),
        ("body", "The CCMC text asks you to be honest with yourself and your colleagues.", ["NACM-12"]),
        ("body", "Both codes ask you to be honest with yourself and your colleagues.", ["NACM-12"]),
        ("subject", "Clients will obey all laws and regulations.", ["CCMC-PRINCIPLE-6"]),
        ("subject", "You will obey all laws and regulations.", ["CCMC-PRINCIPLE-6"]),
        ("negation", "You commit not to be honest with yourself and your colleagues.", ["NACM-12"]),
        ("modality", "You must be honest with yourself and your colleagues.", ["NACM-12"]),
        ("modality", "You achieve work-life balance.", ["NACM-14"]),
        ("cause", "You are honest with your colleagues because others are involved in their care.", ["NACM-12"]),
        ("scope", "A board certified case manager will not falsify an application.", ["CCMC-RULE-1"]),
        ("scope", "You avoid all dual relationships.", ["NACM-7"]),
        ("scope", "You disclose and resolve any perceived or not actual conflicts of interests.", ["NACM-28"]),
        ("low_support", "You are honest about the crisis plan with the people you serve.", ["NACM-12"]),
        ("low_support", "You are honest.", ["NACM-7"]),
        ("truncated", "You facilitate crisis with the people you serve.", ["NACM-9"]),
        ("roles", "The people you serve advocate for your rights.", ["NACM-10"]),
        ("roles", "You ensure that you are not exploited for any personal gain.", ["NACM-8"]),
        ("mixed", "You keep relationships focused on roles.", ["NACM-7"]),
        ("mixed", "You identify, disclose and resolve limits of confidentiality.", ["NACM-18", "NACM-28"]),
        ("garbled", "The NACM of asks you to be honest with your colleagues.", ["NACM-12"]),
        ("idle_citation", SHOWN, ["NACM-12", "CCMC-PRINCIPLE-3"]),
    ],
)
def test_each_check_stops_what_it_is_for(expected: str, text: str, cited: list[str]) -> None:
    """A sentence that no model may show is stopped, with the name of a check that it failed."""
    assert reason(text, *cited) == expected


def test_only_offered_clauses_may_be_cited() -> None:
    """A clause that is in the register but was not offered fails a paraphrase and a quote."""
    assert reason(SHOWN, "NACM-12", offered=["NACM-7"]) == "not_offered"
    assert reason("Be honest with myself", "NACM-12", kind="quote", offered=[]) == "not_offered"


@pytest.mark.parametrize("kind", ["guidance", "gap", "notice"])
def test_a_model_writes_paraphrases_and_quotes_only(kind: StatementKind) -> None:
    """Guidance, gaps and notices are ours alone."""
    assert reason("Talk to your supervisor.", kind=kind) == "kind"


@pytest.mark.parametrize(
    ("text", "cited", "expected"),
    [
        ("Exercise professional judgement at all times.", ["NACM-25"], ""),
        ("to explain the limits of confidentiality", ["NACM-18"], ""),
        ("Exercise professional judgment at all times.", ["NACM-25"], "not_verbatim"),
        ("Exercise professional judgement at all times.", ["NACM-25", "NACM-12"], "not_verbatim"),
        ("xercise professional judgement", ["NACM-25"], "not_verbatim"),
        ("honest", ["NACM-12"], "not_verbatim"),
        ("intentionally falsify an application", ["CCMC-RULE-1"], "not_verbatim"),
    ],
)
def test_a_quote_is_whole_and_exact_in_each_clause(text: str, cited: list[str], expected: str) -> None:
    """Every cited clause must hold it in whole words, and no "not" that governs it may be cut off."""
    assert reason(text, *cited, kind="quote") == expected


def test_reviewed_sentences_pass_as_if_a_model_had_written_them() -> None:
    """Of the guide's sentences on what the codes say, nineteen in twenty would be shown."""
    found = [reason(s.text, *s.clauses) for s in SENTENCES]
    told = [r for r in found if r != "absence"]
    assert sum(not r for r in told) >= 0.95 * len(told)


def test_mutated_sentences_are_stopped() -> None:
    """Of the guide's sentences with one thing made wrong, two hundred to one are stopped."""
    found = [m for m in mutations(CLAUSES, SENTENCES) if not reason(m.claim, *m.clauses)]
    assert len(found) <= 0.005 * len(mutations(CLAUSES, SENTENCES))


@given(st.text(alphabet="bcdfghjklmnpqrstvwxz", min_size=6, max_size=12), st.sampled_from(SENTENCES), st.integers(1, 60))
def test_a_made_up_word_stops_any_sentence(word: str, sentence: Sentence, place: int) -> None:
    """Wherever a word is put that nobody reviewed, the sentence is not shown."""

    words = sentence.text.split()
    at = place % len(words)
    assert reason(" ".join([*words[:at], word, *words[at:]]), *sentence.clauses) != ""


@given(st.text(max_size=300), st.sampled_from(IDS), st.sets(st.sampled_from(IDS)))
def test_no_statement_on_an_unoffered_clause_is_shown(text: str, cited: str, offered: set[str]) -> None:
    """Whatever it says, a statement that cites what was not offered is stopped for that."""
    if cited not in offered:
        assert reason(text, cited, offered=sorted(offered)) == "not_offered"


@given(st.text(max_size=300), st.lists(st.sampled_from(IDS), min_size=1, max_size=4), st.sampled_from(["paraphrase", "quote"]))
def test_any_text_gets_a_verdict(text: str, cited: list[str], kind: StatementKind) -> None:
    """No text makes it fail; a reason goes with every failure, and the score stays in its range."""
    verdict = VERIFIER.generated(Statement(text=text, kind=kind, citations=tuple(cited), verdict="entailed"), cited)
    assert verdict.passed == (verdict.reason == "")
    assert 0 <= verdict.score <= 1


@given(st.lists(st.sampled_from(sorted({w for c in CLAUSES[:40] for w in c.text.split()})), min_size=3, max_size=20))
def test_words_of_the_clauses_in_any_order_get_a_verdict(words: list[str]) -> None:
    """Clause words thrown together never make it fail."""
    text = " ".join(words).capitalize().rstrip(".,;:") + "."
    assert isinstance(reason(text, "NACM-7", "CCMC-RULE-1"), str)


@given(st.sampled_from(SENTENCES), st.sampled_from(IDS))
def test_no_sentence_is_shown_on_a_clause_that_is_not_there(sentence: Sentence, extra: str) -> None:
    """Whatever else is cited, one id that does not exist stops the sentence."""

    assert reason(sentence.text, *sentence.clauses, f"{extra}-X") == "no_such_clause"


def test_without_reviewed_words_the_clauses_own_words_still_pass() -> None:
    """A verifier that is given no reviewed texts knows the words of the clauses and of the lexicon."""
    verifier = Verifier(CLAUSES, GUIDE.lexicon)
    statement = Statement(text="You commit to be honest with your colleagues.", kind="paraphrase", citations=("NACM-12",))
    assert verifier.generated(statement, ["NACM-12"]).passed


def test_a_document_of_another_body_is_held_to_the_same_checks() -> None:
    """Sentences on an added policy pass where its words stand, and are stopped where they do not."""
    text = "Staff document every home visit."
    policy = Clause(
        id="ACME-3", label="ACME 3", code="ACME", section="Records", kind="policy", force="mandatory", text=text, start=0, end=32
    )
    verifier = Verifier([*CLAUSES, policy], GUIDE.lexicon, None, reviewed_sentences(GUIDE))
    wrong = Statement(text="Clients document every home visit.", kind="paraphrase", citations=("ACME-3",))
    assert not verifier.generated(wrong, ["ACME-3"]).passed


def test_a_verdict_takes_about_a_millisecond() -> None:
    """A check of a sentence that passes, the longest way, takes about a millisecond of processor time."""
    statements = [Statement(text=s.text, kind="paraphrase", citations=s.clauses) for s in SENTENCES]
    for statement in statements[:20]:
        VERIFIER.generated(statement, statement.citations)
    start = process_time()
    for statement in statements:
        VERIFIER.generated(statement, statement.citations)
    assert (process_time() - start) / len(statements) < 3e-3


@pytest.mark.parametrize(
    "text",
    [
        "NACM asks you to seek consultation with my supervisor.",
        "I commit to be honest with my colleagues.",
        "We commit to be honest with our colleagues.",
    ],
)
def test_nobody_speaks_as_the_case_manager(text: str) -> None:
    """The clauses speak in the first person; a sentence that explains them addresses the reader."""
    assert reason(text, "NACM-12", "NACM-22")


def test_a_sentence_without_its_verb_is_none() -> None:
    """ "Asks you to each individual's right" has the words of the clause and says nothing."""
    assert reason("NACM asks you to each individual's right to self-determination.", "NACM-2") == "form"
    assert reason("NACM commits you to each individual's right to self-determination.", "NACM-2") != "form"
