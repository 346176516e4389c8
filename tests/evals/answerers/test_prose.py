"""How answers in prose are read."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.markdown import render_markdown
from assistant.settings import default_corpus
from assistant.types import Status, Who
from evals.answerers.prose import read_people, read_prose
from evals.answerers.wording import read_wording
from evals.replies import Reply, Said
from tests.assistant.adapters.answers import BY_ID, CLAUSES, PHRASES, answer, quote
from tests.corpora import read_yaml
from tests.evals.made import TEXTS, said


def read(text: str) -> Reply:
    """A text read over the real register."""
    return read_prose(text, CLAUSES)


def test_sentences_have_their_kinds() -> None:
    """A claim with a mark, a claim about a code without one, a gap, advice, and what is neither."""
    text = "The codes do not name gifts. NACM 7 asks for clear roles. The code forbids gifts. Talk to your supervisor. Take a breath."
    assert [(s.kind, s.citations) for s in read(text).statements] == [
        ("gap", ()),
        ("paraphrase", ("NACM-7",)),
        ("paraphrase", ()),
        ("guidance", ()),
        ("guidance", ()),
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"The code says: “{TEXTS['NACM-20']}” [NACM 20]",
        f'- **NACM 20**: "{TEXTS["NACM-20"]}"',
        f"> {TEXTS['NACM-20']}\n> — NACM 20",
        f"NACM 20 says:\n\n“{TEXTS['NACM-20']}”",
        f"### NACM 20\n\n> {TEXTS['NACM-20']}",
        f"«{TEXTS['NACM-20']}» (NACM 20)",
    ],
)
def test_a_marked_passage_between_quotation_marks_is_a_quote(text: str) -> None:
    """Wherever the mark stands: behind, before, in a heading, in a lead-in, beside a block quote."""
    assert [s for s in read(text).statements if s.kind == "quote"] == [said("quote", TEXTS["NACM-20"].rstrip("."), "NACM-20")]


def test_a_quote_in_a_longer_sentence_is_judged_beside_it() -> None:
    """The sentence is a paraphrase, the passage in it a quote; two words in quotation marks are only a term."""
    sentence = (
        "Since gifts change how both of you see each other, NACM 7 comes in, with “avoiding dual relationships, clarifying roles”, here."
    )
    assert [s.kind for s in read(sentence).statements] == ["paraphrase", "quote"]
    assert [s.kind for s in read("NACM 7 speaks of “dual relationships” only.").statements] == ["paraphrase"]


def test_a_quote_with_an_omission_is_two_quotes() -> None:
    """Each part must stand in the clause by itself."""
    found = read("“Strive to maintain healthy … relationships and boundaries with individuals served” [NACM 7]").statements
    assert [s.text for s in found] == ["Strive to maintain healthy", "relationships and boundaries with individuals served"]
    assert all(s.text in TEXTS["NACM-7"] for s in found)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("NACM 7 asks for clear roles.", "answered"),
        ("NACM 7 asks for clear roles. Neither code gives a sum.", "partial"),
        ("The codes do not name gifts, but NACM 8 speaks of personal gain.", "partial"),
        ("The codes do not say what the exam costs.", "not_in_codes"),
        ("The texts give no price. The nearest they come is Rule 6.", "not_in_codes"),
        ("I can only answer questions about the two codes.", "out_of_scope"),
        ("That is outside the scope of the codes.", "out_of_scope"),
        ("I can't help with that.", "declined"),
        ("I can't write it for you. NACM 12 asks you to be honest.", "answered"),
        ("Call 911 now. NACM 9 speaks of crisis plans.", "emergency"),
        ("NACM 9 speaks of crisis plans. It asks for prevention. If she is in danger, call 911.", "answered"),
        ("NACM 8 asks that individuals are not exploited. Ask whether she is in danger.", "answered"),
        ("Los códigos no mencionan los regalos.", "not_in_codes"),
        ("NACM 7 pide roles claros. Ninguno de los dos textos fija una suma.", "partial"),
        ("Esa pregunta queda fuera de lo que puedo responder.", "out_of_scope"),
        ("No puedo ayudarle con eso.", "declined"),
        ("Llame al 911 ahora mismo. NACM 9 habla de planes de crisis.", "emergency"),
    ],
)
def test_the_status_is_told_by_the_wording(text: str, status: Status) -> None:
    """Safety first, then what is missing, then whose business it is."""
    assert read(text).status == status


@pytest.mark.parametrize(
    ("text", "consult"),
    [
        ("Talk to your supervisor, then contact the Commission.", ["supervisor", "commission"]),
        ("Check with your agency's compliance office or a lawyer before you sign.", ["legal"]),
        ("Call 911. Then notify your supervisor.", ["emergency", "supervisor"]),
        ("Do not contact the Commission; ask your supervisor.", ["supervisor"]),
        ("NACM 15 asks you to seek consultation with your supervisor.", ["supervisor"]),
        ("Your supervisor was wrong. The client has a lawyer.", []),
        ("After a sanction CCMC may notify boards, and the Commission may publish it.", []),
        ("“Seek consultation with my supervisor in responding to ethical questions” [NACM 22]", []),
        ("**Whom to talk to**\n\n- **Your supervisor.** Before you act.\n- **The Commission.** On renewal.", ["supervisor", "commission"]),
        ("Another case manager may help. Consult CCMC Rule 4.", []),
        ("Hable con su supervisora y consulte a la Comisión o a un abogado.", ["supervisor", "commission", "legal"]),
    ],
)
def test_people_are_those_whom_advice_names(text: str, consult: list[Who]) -> None:
    """In the order of the advice; not those in a story, in a quote, or whom it advises against."""
    assert list(read(text).consult) == consult


def test_entries_of_a_list_name_people() -> None:
    """The contract's words count, and so do everyday ones."""
    assert [read_people(t) for t in ("legal", "emergency", "your supervisor", "HR")] == [("legal",), ("emergency",), ("supervisor",), ()]


def test_gaps_are_listed() -> None:
    """By their wording, or under a heading that says so."""
    assert read("NACM 7 speaks of roles. Neither code gives a sum.").gaps == ("Neither code gives a sum.",)
    assert read("NACM 7 speaks of roles.\n\n**What the text does not say**\n\n- A sum.\n- A form.").gaps == ("A sum.", "A form.")


def test_tables_lists_and_fences_are_read() -> None:
    """Each row and item is a sentence; the names of columns and what only draws lines are none."""
    found = read(
        "| Clause | Says |\n|---|---|\n| NACM 18 | Ensure privacy |\n\n---\n\n1. Be honest (NACM 12).\n2. Rest\n   well (NACM 14)."
    )
    assert [(s.text, s.citations) for s in found.statements] == [
        ("NACM 18 – Ensure privacy", ("NACM-18",)),
        ("Be honest.", ("NACM-12",)),
        ("Rest well.", ("NACM-14",)),
    ]


def test_our_own_markdown_is_read_as_it_was_meant() -> None:
    """Status, people, gaps, citations and quotes come back out of a rendered answer."""
    given = answer("partial", statements=(*answer().statements[2:5], *answer().statements[6:]))
    found = read(render_markdown(given, PHRASES))
    assert (found.status, found.consult, found.gaps) == ("partial", ("emergency", "supervisor"), given.gaps)
    assert found.cited == ("NACM-7", "CCMC-PRINCIPLE-3")
    quotes = [s for s in found.statements if s.kind == "quote"]
    assert quotes == [Said(text=quote(BY_ID[c]).text.rstrip("."), kind="quote", citations=(c,)) for c in found.cited]


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from('NACM 7[](){}“”"«»>*_-|#:.!?\n… /CRule4'), max_size=120))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever a model writes is read, and nothing is said that it did not write."""
    found = read(text)
    assert found.text == text
    assert all(set(s.text) <= {*text, " ", "–"} for s in found.statements)


def test_the_wording_fits_folded_text() -> None:
    """Every list has patterns, and none of them waits for a letter that folding takes away."""
    wording = read_wording()
    lists = {name: value for name, value in wording if isinstance(value, list)} | wording.people
    assert all(lists.values())
    plain = yaml.safe_dump(lists, allow_unicode=True)
    assert not re.findall(r"[áéíóúñ’“”]", plain)


def test_the_guide_s_sentences_on_absence_are_gaps_and_its_glosses_are_not() -> None:
    """A large sample in both languages of how one says that something is not in the texts, and of how one says what is."""
    files = [default_corpus() / "guide" / "silences.yaml", *(default_corpus() / "guide" / "topics").glob("*.yaml")]
    entries = [e for file in files for e in next(iter(read_yaml(file).values()))]
    absent = [e for entry in entries for e in (entry.get("silent", []) if "says" in entry else [entry])]
    present = [s for entry in entries for s in entry.get("says", [])]
    for language in ("text", "text_es"):
        gaps = [bool(read(e[language]).gaps) for e in absent]
        alarms = [s[language] for s in present if read(s[language]).gaps]
        assert sum(gaps) / len(gaps) > 0.95
        assert len(alarms) / len(present) < 0.01, alarms
