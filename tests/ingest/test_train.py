"""The linear heads learn graded targets from labelled ways of asking."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.types import Example, Status
from ingest.train import ALTERNATIVE, CONSULT, FIRST, OUTCOMES, RELATED, output_names, targets, train_heads
from tests.fakes import NgramEmbedder

CLAUSES = ["A", "B", "C"]
TOPICS = ["gifts", "privacy"]
NAMES = output_names(CLAUSES, TOPICS)


def asked(
    text: str,
    *central: tuple[str, ...],
    related: tuple[str, ...] = (),
    status: Status = "answered",
    topics: tuple[str, ...] = (),
    consult: tuple[str, ...] = (),
) -> Example:
    """A labelled way of asking."""
    return Example(text=text, central=central, related=related, status=status, topics=topics, consult=consult)  # type: ignore[arg-type]


def row(example: Example) -> dict[str, float]:
    """The targets of one example that are not zero, by output."""
    found = targets([example], NAMES)[0]
    return {n: pytest.approx(float(v)) for n, v in zip(NAMES, found, strict=True) if v}


def test_each_output_is_named_once() -> None:
    """Two outputs a clause, one a topic, an outcome and a person, and one for a situation."""
    assert len(NAMES) == len(set(NAMES)) == 2 * len(CLAUSES) + len(TOPICS) + len(OUTCOMES) + len(CONSULT) + 1


def test_relevance_is_graded() -> None:
    """The first clause of every group counts most, an alternative less, a related one little; all three support."""
    found = row(asked("q", ("A", "B"), related=("C",)))
    assert (found["clause:A"], found["clause:B"], found["clause:C"]) == (FIRST, ALTERNATIVE, RELATED)
    assert FIRST > ALTERNATIVE > RELATED > 0
    assert (found["support:A"], found["support:B"], found["support:C"]) == (1, 1, 1)


def test_each_group_has_a_first_clause() -> None:
    """Two duties are both first."""
    found = row(asked("q", ("A",), ("B",)))
    assert found["clause:A"] == found["clause:B"] == FIRST


def test_a_central_clause_is_not_lowered_by_being_related() -> None:
    """A clause in both lists keeps the grade of the central one."""
    assert row(asked("q", ("A",), related=("A",)))["clause:A"] == FIRST


def test_the_main_topic_counts_most() -> None:
    """The first topic is the main one."""
    found = row(asked("q", ("A",), topics=("privacy", "gifts")))
    assert found["topic:privacy"] == 1
    assert found["topic:gifts"] == pytest.approx(0.6)


def test_outcome_consultation_and_situation() -> None:
    """A labelled consultation about a clause is a situation; without a clause it is none."""
    found = row(asked("q", ("A",), status="partial", consult=("supervisor", "legal")))
    assert set(found) == {"clause:A", "support:A", "outcome:partial", "consult:supervisor", "consult:legal", "situation"}
    assert set(row(asked("q", status="not_in_codes", consult=("commission",)))) == {"outcome:not_in_codes", "consult:commission"}


def test_an_emergency_is_answered() -> None:
    """Danger is told by the screen, not learned; what the codes say then is an answer."""
    assert set(row(asked("q", ("A",), status="emergency"))) == {"clause:A", "support:A", "outcome:answered"}


def test_the_right_clause_scores_highest() -> None:
    """On questions in other words than those it learned from, the heads rank the right clause, topic and outcome first."""
    examples = [
        *(
            asked(f"may I accept {thing} from a client", ("A",), topics=("gifts",))
            for thing in ("a gift", "cookies", "a present", "flowers")
        ),
        *(asked(f"who may read {thing}", ("B",), topics=("privacy",)) for thing in ("the file", "the record", "my notes", "the chart")),
        *(asked(f"what is the fee for {thing}", status="not_in_codes") for thing in ("the exam", "renewal", "a copy", "late payment")),
    ]
    embedder = NgramEmbedder()
    heads = train_heads(examples, embedder.embed_passages([e.text for e in examples]), NAMES)

    def best(text: str, prefix: str) -> str:
        names, columns = heads.group(prefix)
        return names[int(np.argmax(heads.scores(embedder.embed_query(text), text)[columns]))]

    assert best("a client offers me a gift of flowers", "clause:") == best("a client offers me a gift of flowers", "support:") == "A"
    assert best("may the family read the chart notes", "clause:") == "B"
    assert best("may the family read the chart notes", "topic:") == "privacy"
    assert best("what is the fee for a retake", "outcome:") == "not_in_codes"


def test_training_questions_come_near_their_targets() -> None:
    """The ridge shrinks, but a question it learned from still scores its own clause well above the others."""
    examples = [asked("gifts from clients", ("A",)), asked("reading the file", ("B",)), asked("the fee", ("C",))]
    embedder = NgramEmbedder()
    heads = train_heads(examples, embedder.embed_passages([e.text for e in examples]), NAMES)
    columns = [heads.column(f"clause:{c}") for c in CLAUSES]
    scores = np.array([heads.scores(embedder.embed_query(e.text), e.text)[columns] for e in examples])
    assert (scores.argmax(axis=1) == [0, 1, 2]).all()
    assert (np.diag(scores) > 0.5).all()


def test_words_and_vectors_both_learn() -> None:
    """Either part of the features alone ranks the right clause first: words for a blank vector, the vector for no words."""
    examples = [asked("gifts from clients", ("A",)), asked("reading the file", ("B",)), asked("the fee", ("C",))]
    embedder = NgramEmbedder()
    heads = train_heads(examples, embedder.embed_passages([e.text for e in examples]), NAMES)
    columns = [heads.column(f"clause:{c}") for c in CLAUSES]
    for n, example in enumerate(examples):
        assert heads.lexical(example.text)[columns].argmax() == n
        assert heads.scores(embedder.embed_query(example.text), "")[columns].argmax() == n


def test_training_is_deterministic() -> None:
    """The same examples give the same weights."""
    examples = [asked("gifts", ("A",)), asked("files", ("B",))]
    vectors = NgramEmbedder().embed_passages(["gifts", "files"])
    first, second = train_heads(examples, vectors, NAMES), train_heads(examples, vectors, NAMES)
    assert (first.embedding == second.embedding).all()
    assert (first.ngram == second.ngram).all()
