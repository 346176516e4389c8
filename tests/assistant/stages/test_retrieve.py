"""Retrieval fuses heads, neighbours, BM25 and topics into one chance for each clause."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from assistant.fusion import Fusion
from assistant.linear import SKETCH, LinearHeads, sketched
from assistant.ports import Neighbour, Retrieved, Vector
from assistant.stages.retrieve import FEATURES, RELATED_VOTE, Retriever
from assistant.text import NGRAM_DIMENSIONS

CLAUSES = ["A", "B", "C"]
HEADS = [*(f"clause:{c}" for c in CLAUSES), *(f"support:{c}" for c in CLAUSES), "topic:gifts", "outcome:answered"]
VECTOR = np.array([1.0], dtype=np.float32)


class Neighbours:
    """A dense index that finds the same texts for every question."""

    def __init__(self, *found: Neighbour) -> None:
        self._found = list(found)

    def neighbours(self, vector: Vector, count: int) -> list[Neighbour]:
        """The texts given."""
        return self._found[:count]


class Bm25:
    """A lexical index with the same scores for every question."""

    def __init__(self, scores: Mapping[str, float]) -> None:
        self._scores = scores

    def scores(self, text: str) -> Mapping[str, float]:
        """The scores given."""
        return self._scores


def heads(words: Mapping[str, str] | None = None, **scores: float) -> LinearHeads:
    """Heads with a fixed score for each output named ("clause_A"), and words that speak for a clause."""
    named = {k.replace("_", ":", 1): v for k, v in scores.items()}
    idf = np.ones(NGRAM_DIMENSIONS, dtype=np.float32)
    ngram = np.zeros((SKETCH, len(HEADS)), dtype=np.float16)
    for clause, word in (words or {}).items():
        positions, values = sketched(word, idf)
        ngram[positions, HEADS.index(f"clause:{clause}")] = np.sign(values)
    return LinearHeads(
        names=tuple(HEADS),
        embedding=np.array([[named.get(h, 0.0) for h in HEADS]], dtype=np.float32),
        ngram=ngram,
        idf=idf,
        bias=np.zeros(len(HEADS), dtype=np.float32),
        ngram_weight=1.0,
    )


def retrieve(
    linear: LinearHeads, *neighbours: Neighbour, text: str = "?", bm25: Mapping[str, float] | None = None, weigh: str = "head"
) -> Retrieved:
    """What is found when the chance rests on one feature alone."""
    fusion = Fusion(weights={f: float(f == weigh) for f in FEATURES}, bias=0.0)
    retriever = Retriever(
        clause_ids=CLAUSES,
        topic_clauses={"gifts": ["B", "C"]},
        heads=linear,
        index=Neighbours(*neighbours),
        lexical=Bm25(bm25 or {}),
        central=fusion,
        support=Fusion(weights={f: float(f == "support") for f in FEATURES}, bias=0.0),
    )
    return retriever.retrieve(text, VECTOR)


def feature(found: Retrieved, name: str) -> dict[str, float]:
    """One feature of each clause, to four digits."""
    column = FEATURES.index(name)
    return {p.clause_id: round(float(row[column]), 4) for p, row in zip(found.passages, found.features, strict=True)}


def test_every_clause_is_ranked_by_its_chance() -> None:
    """No clause is left out; the most central comes first; equals keep the order of the register."""
    found = retrieve(heads(clause_C=0.9, clause_A=0.1, clause_B=0.1))
    assert [p.clause_id for p in found.passages] == ["C", "A", "B"]
    assert found.passages[0].central == pytest.approx(1 / (1 + np.exp(-0.9)))


def test_support_is_judged_apart() -> None:
    """A clause may be worth a mention without being central."""
    found = retrieve(heads(clause_A=0.9, support_B=3.0))
    assert found.passages[0].clause_id == "A"
    assert max(found.passages, key=lambda p: p.score).clause_id == "B"


def test_neighbours_vote_by_likeness() -> None:
    """The nearest way of asking counts most; a related clause gets a part of a vote."""
    near, far = (
        Neighbour(similarity=0.95, source="x", central=("A",), related=("C",)),
        Neighbour(similarity=0.5, source="y", central=("B",)),
    )
    found = retrieve(heads(), near, far)
    assert feature(found, "nearest") == {"A": 0.95, "B": 0.5, "C": 0.0}
    votes = feature(found, "votes")
    assert votes["A"] > 0.99 > votes["B"] > 0
    assert votes["C"] == pytest.approx(RELATED_VOTE * 0.995, abs=0.01)


def test_no_neighbours_no_votes() -> None:
    """An index that finds nothing leaves the other scores standing."""
    found = retrieve(heads(clause_B=0.5))
    assert found.passages[0].clause_id == "B"
    assert feature(found, "votes") == {"A": 0, "B": 0, "C": 0}


def test_bm25_is_relative_to_its_best() -> None:
    """The best lexical match scores 1, whatever the length of the question; without a shared word all score 0."""
    assert feature(retrieve(heads(), bm25={"B": 12.0, "C": 3.0}), "bm25") == {"A": 0.0, "B": 1.0, "C": 0.25}
    assert feature(retrieve(heads(), bm25={}), "bm25") == {"A": 0.0, "B": 0.0, "C": 0.0}


def test_a_topic_lifts_its_clauses_by_rank() -> None:
    """The topic's first clause gains more than its second, others nothing; a negative topic score counts as none."""
    assert feature(retrieve(heads(topic_gifts=0.5)), "topic") == {"A": 0.0, "B": 0.5, "C": 0.4}
    assert feature(retrieve(heads(topic_gifts=-0.5)), "topic") == {"A": 0.0, "B": 0.0, "C": 0.0}


def test_margin_and_rank_tell_how_far_behind_a_clause_is() -> None:
    """The first has no margin and rank 1, the second half."""
    found = retrieve(heads(clause_A=0.8, clause_B=0.6))
    assert feature(found, "top_margin") == {"A": 0.0, "B": -0.2, "C": -0.8}
    assert feature(found, "rank") == {"A": 1.0, "B": 0.5, "C": 0.3333}


def test_a_story_is_read_sentence_by_sentence() -> None:
    """One sentence on a second duty in a long story scores as if it had been asked alone."""
    linear = heads({"B": "gambling"})
    alone = float(linear.lexical("Gambling.")[1])
    story = "I visit him each week at home. He pays his rent on time. His mother likes the new flat a lot. Gambling."
    found = retrieve(linear, text=story)
    assert feature(found, "sentence_head")["B"] == pytest.approx(alone, abs=1e-4)
    assert feature(found, "head")["B"] < alone / 2


def test_a_single_sentence_is_read_once() -> None:
    """Without several sentences the score of the whole stands."""
    found = retrieve(heads({"B": "gambling"}, clause_A=0.3), text="Is gambling with a client wrong?")
    assert feature(found, "sentence_head") == feature(found, "head")


def test_other_outputs_are_passed_on_by_name() -> None:
    """Later stages read topics and outcomes, not the columns of clauses."""
    found = retrieve(heads(topic_gifts=0.5, outcome_answered=0.75))
    assert found.heads == {"topic:gifts": pytest.approx(0.5), "outcome:answered": pytest.approx(0.75)}
