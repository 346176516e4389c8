"""Every sentence of the guide that stands for a clause is entailed by it, in English and by its Spanish counterpart."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from assistant.guide import Absence, Silence, spanish_twins
from assistant.stages.verify import Verifier
from assistant.text import fold
from assistant.types import Statement
from evals.mutations import Sentence, guide_sentences
from ingest.guide import read_guide
from ingest.register import build_register

CORPUS = Path(__file__).parents[2] / "corpus"
GUIDE, _ = read_guide(CORPUS)
CLAUSES = build_register(CORPUS)[1]
TWINS = spanish_twins(GUIDE)
VERIFIER = Verifier(CLAUSES, GUIDE.lexicon, TWINS)
SENTENCES = guide_sentences(CLAUSES, GUIDE.glosses, GUIDE.topics, GUIDE.premises)
CITED = {s.text: s.clauses for s in SENTENCES}
ENGLISH = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10, "twelve": 12}
SPANISH = {"dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "diez": 10, "doce": 12}
LABEL_WORDS = {"regla": "rule", "norma": "standard", "principio": "principle", "compromiso": "commitment", "proposito": "purpose"}


def numbers(text: str, words: dict[str, int]) -> Counter[int]:
    """The numbers of a text, in digits or in words; "los dos" and "the two" are "both"."""
    found = re.findall(r"\d+|[a-z]+", re.sub(r"\b(los|las) dos\b|^the two\b", "", fold(text)))
    return Counter(int(w) if w.isdigit() else words[w] for w in found if w.isdigit() or w in words)


def labels(text: str) -> Counter[str]:
    """The clause labels of a text: "NACM 18", "Rule 6", "Regla 6"."""
    found = re.findall(
        r"\b(nacm|ccmc|rule|regla|standard|norma|principle|principio|commitment|compromiso|purpose|proposito)s? (\d+)", fold(text)
    )
    return Counter(f"{LABEL_WORDS.get(word, word)} {number}" for word, number in found)


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda s: f"{s.source}-{s.clauses[0]}")
def test_every_english_sentence_is_entailed(sentence: Sentence) -> None:
    """Glosses, briefs as they are said, topics, comparisons and premises pass the verifier on the clauses they cite."""
    assert VERIFIER.paraphrase(sentence.text, sentence.clauses).reason == ""


@pytest.mark.parametrize(("spanish", "english"), TWINS.items(), ids=range(len(TWINS)))
def test_spanish_keeps_numbers_and_labels(spanish: str, english: str) -> None:
    """A Spanish sentence holds the numbers and the clause labels of its English counterpart, no more and no fewer."""
    assert numbers(spanish, SPANISH) == numbers(english, ENGLISH)
    assert labels(spanish) == labels(english)


def test_every_spanish_sentence_passes_by_way_of_its_english_one() -> None:
    """The verifier lets the reviewed Spanish through on the clauses of its English counterpart."""
    stopped = [es for es, en in TWINS.items() if en in CITED and not VERIFIER.paraphrase(es, CITED[en]).passed]
    assert stopped == []


def fixed_wording() -> list[str]:
    """Every authored text that an answer may show without a citation, in both languages."""
    phrases = [text for phrase in GUIDE.phrases.values() for text in phrase.values()]
    silent: list[Silence | Absence] = [*GUIDE.silences, *(a for t in GUIDE.topics for a in t.silent)]
    referrals = [text for r in GUIDE.reasons for text in (r.why, r.why_es)]
    bring = [q for t in GUIDE.topics for q in (*t.bring, *t.bring_es)]
    steps = [s for signal in GUIDE.signals for s in (*signal.steps, *signal.steps_es)]
    return [*phrases, *(text for a in silent for text in (a.text, a.text_es)), *referrals, *bring, *steps]


def test_fixed_wording_gives_no_verdict() -> None:
    """No phrase, absence, reason, question or safety step of the guide rules in the code's name."""
    assert [t for t in fixed_wording() if not VERIFIER.statement(Statement(text=t, kind="guidance")).passed] == []
