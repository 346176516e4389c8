"""How far to trust it: what a reader sees of the evaluation, and what she sees without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.adapters.evaluation_json import read_evaluation
from assistant.api.app import create_app
from assistant.pipeline import Assistant
from assistant.settings import default_corpus
from tests.assistant.api.conftest import MakeDesk, served
from tests.published import MEASURE, corpus_with_evaluation
from tests.ui.conftest import View
from tests.ui.reading import button, html, shown
from ui.language import texts
from ui.measures import GROUPS, LIMITS
from ui.parts.evaluation import EXTRACTIVE

HEADINGS = [
    "What it is, and what it is not",
    "How it did when it was measured",
    "How it was measured",
    "Where it is known to be weak",
    "What the two texts do not hold",
    "What becomes of what you type",
    "Where to get help",
]
OUTDATED = "These figures are of another version"


@pytest.fixture
def corpus(small_assistant: Assistant, tmp_path: Path) -> Path:
    """A folder with an evaluation of the corpus that the small desk answers from."""
    measures = [MEASURE, {**MEASURE, "metric": "gap told", "rate": 0.7, "low": 0.29, "high": 0.9951, "n": 10}]
    return corpus_with_evaluation(tmp_path / "corpus", corpus_version=small_assistant.parts.version, measures=measures)


def test_a_rate_is_told_in_words_with_its_interval_and_what_a_miss_looks_like(view: View, make_desk: MakeDesk, corpus: Path) -> None:
    """So many of a hundred, the bounds rounded outwards, the count, and the same in the picture's name."""
    with served(create_app(make_desk(corpus=corpus))) as url:
        test = view("trust", url)
    page = shown(test)
    assert " ".join(page.split()).count("In 90 of 100 questions to which the codes speak, it answers.") == 1
    assert "Very likely between 80 and 95 of 100; measured on 40 questions." in page
    assert "Very likely between 29 and 100 of 100; measured on 10 questions." in page
    assert page.count("What a miss looks like:") == 2
    assert 'aria-label="90 of 100; very likely between 80 and 95."' in html(test)
    assert OUTDATED not in page


def test_every_section_has_a_heading_in_order(view: View, make_desk: MakeDesk, corpus: Path) -> None:
    """What it is, how it did and how that was measured, limits, what is lacking, privacy, help."""
    with served(create_app(make_desk(corpus=corpus))) as url:
        test = view("trust", url)
    assert [h.value for h in test.title] == ["How far to trust it"]
    assert [h.value for h in test.header] == HEADINGS


def test_who_labelled_when_and_on_what_is_told(view: View, make_desk: MakeDesk, corpus: Path, small_assistant: Assistant) -> None:
    """By the project itself, on a day, with a version of program and corpus."""
    with served(create_app(make_desk(corpus=corpus))) as url:
        page = shown(view("trust", url))
    assert "No practitioner has reviewed them yet" in page
    assert f"Measured on 5 January 2026, with program version 0.1.0 and corpus {small_assistant.parts.version}" in page
    assert "50 questions of the kinds that we expect" in page


def test_a_limit_has_its_figure_from_the_evaluation(view: View, make_desk: MakeDesk, corpus: Path) -> None:
    """The misses of a rate that was measured; a limit whose rate was not stands there without a figure."""
    with served(create_app(make_desk(corpus=corpus))) as url:
        page = shown(view("trust", url))
    assert "in about 30 of 100 such questions" in page
    assert "It sees danger where there is none" in page
    assert "written to sound like danger" not in page


def test_figures_of_another_corpus_come_with_a_warning(view: View, make_desk: MakeDesk, tmp_path: Path, small_assistant: Assistant) -> None:
    """Which version they are of, and which one answers."""
    corpus = corpus_with_evaluation(tmp_path / "other", corpus_version="0123456789ab")
    with served(create_app(make_desk(corpus=corpus))) as url:
        test = view("trust", url)
    (warning,) = test.warning
    assert OUTDATED in warning.value
    assert "0123456789ab" in warning.value
    assert small_assistant.parts.version in warning.value
    assert "90 of 100" in shown(test)


def test_figures_without_a_chat_model_are_not_taken_for_figures_with_one(view: View, make_desk: MakeDesk, corpus: Path) -> None:
    """Where one writes the explanations, its name is told, and whether the question goes to it."""
    with served(create_app(make_desk(corpus=corpus, chat_model="openai:some-model"))) as url:
        test = view("trust", url)
    assert "Here `openai:some-model` writes the explanations" in test.warning[0].value
    assert "Explanations are written by openai:some-model, on another server." in shown(test)
    assert "What the model wrote may be kept for a while" in shown(test)


def test_without_a_published_evaluation_the_rest_is_there(view: View, make_desk: MakeDesk, tmp_path: Path) -> None:
    """A sentence says that there is none; limits stand without figures."""
    with served(create_app(make_desk(corpus=tmp_path))) as url:
        test = view("trust", url)
    page = shown(test)
    assert "No evaluation has been published" in test.info[0].value
    assert [h.value for h in test.header] == [h for h in HEADINGS if h != "How it was measured"]
    assert "It may not say that something is missing." in page
    assert "of 100" not in page
    assert not test.error


def test_while_the_desk_is_away_the_page_says_so_and_goes_on(view: View, nobody: str) -> None:
    """What needs no desk is there; what is kept cannot be told; the button tries again."""
    test = view("trust", nobody)
    page = shown(test)
    assert [e.value for e in test.error] == ["The desk does not answer just now. Nothing you typed is lost."]
    assert "What this desk keeps cannot be told" in page
    assert "call 911" in page
    assert button(test, "Try again")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"keep_days": 7}, "For 7 days this desk keeps each question"),
        ({"keep_days": 1}, "For one day this desk keeps each question"),
        ({"keep_days": 0}, "This desk keeps nothing of what you ask."),
        ({"keep_conversations": True}, "Whole conversations are kept as well"),
        ({}, "No question is sent anywhere else"),
    ],
)
def test_what_becomes_of_a_question_is_told_as_the_desk_is_set(view: View, make_desk: MakeDesk, changes: dict[str, int], told: str) -> None:
    """The sentences follow the settings."""
    with served(create_app(make_desk(**changes))) as url:
        assert told in shown(view("trust", url))


def test_spanish_is_spoken_throughout(view: View, make_desk: MakeDesk, corpus: Path) -> None:
    """Texts, figures, dates and names of pictures."""
    with served(create_app(make_desk(corpus=corpus))) as url:
        test = view("trust", url, lang="es")
    page = shown(test)
    assert [h.value for h in test.title] == ["Cuánto confiar"]
    assert "En 90 de cada 100 preguntas" in " ".join(page.split())
    assert "5 de enero de 2026" in page
    for english in ("questions", "What ", "desk", "clauses"):
        assert english not in page


def test_every_published_rate_is_shown() -> None:
    """The committed evaluation and the page have the same ones, so that none is left out unseen."""
    published = read_evaluation(default_corpus())
    assert published is not None
    assert published.generator == EXTRACTIVE
    assert {(s.data, s.metric) for group in GROUPS.values() for s in group} == {(m.data, m.metric) for m in published.measures}
    assert {f"set_{s.name}" for s in published.sets} <= set(texts("trust"))


def test_every_rate_and_limit_has_its_words() -> None:
    """What was counted, what it tells, what a miss looks like; a figure for each limit that has a rate, and no text too many."""
    shown = [s.name for group in GROUPS.values() for s in group]
    wanted = {f"{name}{part}" for name in shown for part in ("", "_means", "_miss")} | {f"group_{group}" for group in GROUPS}
    assert set(texts("rates")) - wanted == {"of_hundred", "range", "picture", "more", "means", "miss"}
    assert wanted <= set(texts("rates"))
    limits = {f"limit_{name}" for name in LIMITS} | {f"limit_{name}_figure" for name, rate in LIMITS.items() if rate}
    assert {key for key in texts("trust") if key.startswith("limit_")} == limits
    assert {rate for rate in LIMITS.values() if rate} <= set(shown)
