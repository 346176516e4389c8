"""The answer is composed from glosses, topics, silences and verbatim quotes, in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.guide import Absence, Gloss, Premise, Say, Topic
from assistant.stages.compose import MAX_SENTENCES, Composer, Draft, Plan, best_absences, excerpt
from assistant.types import Statement
from tests.assistant.stages.made import clause, guide, silence

LONG = " ".join(
    f"Sentence {n} speaks of {word} and of nothing else that anybody could ask for here."
    for n, word in enumerate(["appeals", "sanctions", "hearings", "letters", "members", "panels"], 1)
)
CLAUSES = [
    clause("NACM-1"),
    clause("NACM-2"),
    clause("NACM-3"),
    clause("NACM-4"),
    clause("CCMC-1", LONG, kind="procedure"),
]
GLOSSES = [
    Gloss(
        id=c.id,
        gloss=f"The NACM code asks you to do {c.id}." if c.code == "NACM" else f"The slides tell of {c.id}.",
        gloss_es=f"El código NACM le pide {c.id}.",
        brief=f"do {c.id}",
        brief_es=f"hacer {c.id}",
        key_terms=(),
    )
    for c in CLAUSES
]
GIFTS = Topic(
    id="gifts",
    title="Gifts",
    title_es="Regalos",
    central=("NACM-1",),
    says=(
        Say(text="The NACM code asks you to keep both.", text_es="El código NACM le pide guardar ambos.", clauses=("NACM-1", "NACM-2")),
        Say(text="One clause alone.", text_es="Una sola cláusula.", clauses=("NACM-3",)),
    ),
    bring=("What is our policy?",),
    bring_es=("¿Cuál es la norma?",),
    silent=(
        Absence(text="Neither text sets a sum of money.", text_es="Ningún texto fija una suma."),
        Absence(text="Neither text speaks of flowers.", text_es="Ningún texto habla de flores."),
    ),
    compare=Say(text="Only NACM has it.", text_es="Solo NACM lo tiene.", clauses=("NACM-1", "CCMC-1")),
)
PHRASES = {
    "asks_you": {"en": "The NACM code asks you", "es": "El código NACM le pide"},
    "also_asks_you": {"en": "It also asks you", "es": "También le pide"},
    "only_nacm": {"en": "There is nothing on this in the slides.", "es": "No hay nada sobre esto en las diapositivas."},
    "nacm_asks": {"en": "The NACM code asks you to {brief}.", "es": "El código NACM le pide {brief}."},
    "decide": {"en": "You decide.", "es": "Usted decide."},
    "nearest": {"en": "Nearest:", "es": "Lo más cercano:"},
    "not_in_codes": {"en": "Not there.", "es": "No está."},
    "case_open": {"en": "Not decided.", "es": "No se decide."},
    "out_of_scope": {"en": "Outside.", "es": "Fuera."},
    "declined": {"en": "No question.", "es": "Sin pregunta."},
    "greeting": {"en": "Hello {who}", "es": "Hola {who}"},
}
COMPOSER = Composer(guide(GLOSSES, [GIFTS], PHRASES), CLAUSES)
TEXTS = {c.id: c.text for c in CLAUSES}


def compose(*cited: str, **changes: Any) -> Draft:
    """The draft of a plan that cites these clauses."""
    fields: dict[str, Any] = {"question": "q", "language": "en", "status": "answered", "cited": cited}
    return COMPOSER.compose(Plan(**{**fields, **changes}))


def short(draft: Draft) -> tuple[Statement, ...]:
    """The short answer of a draft."""
    return (*draft.lead, *draft.explanations, *draft.close)


def texts(statements: tuple[Any, ...]) -> list[str]:
    """The wordings of statements."""
    return [s.text for s in statements]


def test_a_phrase_is_filled_in() -> None:
    """Braces in the value stay as they are: a question is no template."""
    assert COMPOSER.phrase("greeting", "es", who="{x}") == "Hola {x}"


def test_a_look_up_gets_the_clauses_and_stops() -> None:
    """Quotes and nothing else."""
    draft = compose("NACM-1", "NACM-2", lookup=True, topics=(GIFTS,), situation=True)
    assert (short(draft), draft.gaps) == ((), ())
    assert texts(draft.quotes) == [TEXTS["NACM-1"], TEXTS["NACM-2"]]


def test_a_look_up_of_a_long_clause_gets_it_whole() -> None:
    """Who asks for the text of a clause gets all of it; who asks where a word stands gets that place."""
    assert texts(compose("CCMC-1", lookup=True, question="Quote the hearings slide").quotes) == [LONG]
    opening = (Statement(text="These use it:", kind="guidance"),)
    assert texts(compose("CCMC-1", lookup=True, question="which mention hearings", opening=opening).quotes) != [LONG]


def test_every_cited_clause_is_quoted_in_order() -> None:
    """One quote a clause, marked as verbatim, with its own citation."""
    draft = compose("NACM-2", "CCMC-1", "NACM-1")
    assert [(q.citations, q.kind, q.verdict) for q in draft.quotes] == [((c,), "quote", "verbatim") for c in ("NACM-2", "CCMC-1", "NACM-1")]


def test_a_clause_is_explained_by_its_gloss() -> None:
    """The first commitment by its gloss, a further one by its brief with the subject not repeated."""
    draft = compose("NACM-3", "NACM-4")
    assert texts(short(draft)) == ["The NACM code asks you to do NACM-3.", "It also asks you to do NACM-4."]
    assert [(s.kind, s.citations, s.verdict) for s in short(draft)] == [
        ("paraphrase", ("NACM-3",), "entailed"),
        ("paraphrase", ("NACM-4",), "entailed"),
    ]


def test_the_subject_is_repeated_after_another_code() -> None:
    """ "It also" would point to the wrong code after a sentence on the other one."""
    assert texts(short(compose("NACM-3", "CCMC-1", "NACM-4")))[-1] == "The NACM code asks you to do NACM-4."


def test_a_topic_says_what_its_clauses_say_together() -> None:
    """The main topic's sentence stands for all its clauses when all of them are cited, and only then."""
    assert texts(short(compose("NACM-1", "NACM-2", topics=(GIFTS,))))[0] == "The NACM code asks you to keep both."
    assert texts(short(compose("NACM-1", topics=(GIFTS,))))[0] == "The NACM code asks you to do NACM-1."


def test_at_most_three_sentences_explain() -> None:
    """A tired person reads it in half a minute; all clauses are still quoted."""
    draft = compose("NACM-1", "NACM-2", "NACM-3", "NACM-4", "CCMC-1")
    assert len(short(draft)) == MAX_SENTENCES
    assert len(draft.quotes) == 5


def test_a_comparison_opens_with_the_comparison() -> None:
    """Where the topic compares the codes, that comes first."""
    assert texts(short(compose("NACM-1", "CCMC-1", compare=True, topics=(GIFTS,))))[0] == "Only NACM has it."


def test_what_a_sentence_rests_on_is_quoted() -> None:
    """A clause that only the comparison rests on is quoted as well."""
    draft = compose("NACM-1", compare=True, topics=(GIFTS,))
    assert [q.citations for q in draft.quotes] == [("NACM-1",), ("CCMC-1",)]


def test_a_wrong_premise_is_corrected_first() -> None:
    """The correction cites its clause, which is then not explained again."""
    premise = Premise(id="p", patterns=("x",), text="It does not.", text_es="No lo hace.", clauses=("NACM-3",))
    draft = compose("NACM-3", premises=(premise,))
    assert [(s.text, s.kind, s.citations) for s in short(draft)] == [("It does not.", "paraphrase", ("NACM-3",))]


def test_a_partial_answer_names_the_gap() -> None:
    """The likeliest silence goes into the short answer, a second one below; an answered question has none."""
    fee, date, third = silence("fee"), silence("date"), silence("third")
    draft = compose("NACM-3", status="partial", silences=(fee, date, third))
    assert texts(short(draft))[0] == "No fee."
    assert texts(draft.gaps) == ["No date."]
    assert {s.kind for s in (short(draft)[0], *draft.gaps)} == {"gap"}
    assert compose("NACM-3", silences=(fee,)).gaps == ()


def test_without_a_silence_the_topic_tells_what_is_not_said() -> None:
    """The topic's absence that shares the question's words; without a topic the general sentence."""
    draft = compose("NACM-1", status="partial", topics=(GIFTS,), question="May I take the flowers?")
    assert texts(short(draft))[0] == "Neither text speaks of flowers."
    assert texts(short(compose("NACM-3", status="partial")))[0] == "Not decided."


def test_a_situation_leaves_the_decision_to_the_person() -> None:
    """The codes state duties; whoever asks decides."""
    assert short(compose("NACM-3", situation=True))[-1].text == "You decide."


def test_what_is_not_in_the_codes_is_said_first() -> None:
    """The gap, then what comes nearest; nothing is explained."""
    draft = compose("NACM-3", status="not_in_codes", silences=(silence("fee"), silence("date")))
    assert texts(short(draft)) == ["No fee.", "Nearest:"]
    assert texts(draft.gaps) == ["No date."]
    assert texts(draft.quotes) == [TEXTS["NACM-3"]]


def test_an_unknown_absence_has_a_sentence_too() -> None:
    """Without a silence that is recognised, the general sentence, and no promise of anything near."""
    draft = compose(status="not_in_codes")
    assert (texts(short(draft)), draft.quotes, draft.gaps) == (["Not there."], (), ())


@pytest.mark.parametrize(("status", "text"), [("out_of_scope", "Outside."), ("declined", "No question.")])
def test_no_clause_is_quoted_outside(status: str, text: str) -> None:
    """Other subjects and attempts at misuse get one sentence, whatever was found."""
    draft = compose("NACM-1", status=status, topics=(GIFTS,), silences=(silence("fee"),))
    assert (texts(short(draft)), draft.quotes, draft.gaps) == ([text], (), ())


def test_a_spanish_answer_surrounds_english_quotes() -> None:
    """Explanations, gaps and fixed wording are Spanish; the clause stays as it is."""
    draft = compose("NACM-3", "NACM-4", language="es", status="partial", silences=(silence("fee"),), situation=True)
    assert texts(short(draft)) == ["Sin fee.", "El código NACM le pide NACM-3.", "También le pide hacer NACM-4.", "Usted decide."]
    assert texts(draft.quotes) == [TEXTS["NACM-3"], TEXTS["NACM-4"]]


def test_composing_twice_gives_the_same() -> None:
    """The same plan, the same words."""
    first = compose("NACM-1", "NACM-2", "CCMC-1", topics=(GIFTS,), compare=True, status="partial")
    assert first == compose("NACM-1", "NACM-2", "CCMC-1", topics=(GIFTS,), compare=True, status="partial")


def test_a_long_clause_is_cut_to_what_was_asked() -> None:
    """The neighbouring sentences that share the question's words; without any, the whole clause."""
    cut = excerpt(LONG, "Who sits in the hearings, and who sends letters?")
    assert cut.startswith("Sentence 3 speaks of hearings")
    assert "Sentence 4" in cut
    assert "Sentence 5" not in cut
    assert excerpt(LONG, "zebra") == LONG


def test_a_short_clause_is_never_cut() -> None:
    """A clause that is read at a glance is quoted whole."""
    assert excerpt("Be kind. Be fair.", "fair") == "Be kind. Be fair."


@given(st.lists(st.text(max_size=80), max_size=12).map(". ".join), st.text(max_size=40))
def test_an_excerpt_is_always_verbatim(text: str, question: str) -> None:
    """Whatever the clause and the question, the excerpt is a piece of the clause."""
    assert excerpt(text, question) in text


def test_a_comparison_that_finds_one_code_says_so() -> None:
    """Both codes were asked about and clauses of one were found: the other is said to be silent, once."""
    texts = [s.text for s in short(compose("NACM-1", compare=True))]
    assert sum("nothing on this" in t for t in texts) == 1
    assert not any("nothing on this" in s.text for s in short(compose("NACM-1", compare=False)))


def test_an_absence_is_named_only_where_the_question_touches_it() -> None:
    """Only the main topic is asked, and an absence that shares no word with the question is not given."""
    assert [a.text for a in best_absences("what sum of money", [GIFTS])] == ["Neither text sets a sum of money."]
    assert best_absences("zebra", [GIFTS]) == []
    assert best_absences("flowers", []) == []


def test_an_absent_subject_is_named_before_a_chance_likeness() -> None:
    """ "Client" is in every question; what the texts do not name at all is told where nothing nearer is."""
    unnamed = replace(GIFTS, subject_named=False, silent=(*GIFTS.silent, Absence(text="Neither text tells of a client.", text_es="Nada.")))
    assert [a.text for a in best_absences("my client's brother handed me an envelope", [unnamed])] == ["Neither text sets a sum of money."]
