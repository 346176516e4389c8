"""The figures of a judge: their own arithmetic, and what the project demands of the offline judge."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from assistant.errors import InvalidInput
from assistant.guide import spanish_twins
from evals.judge import OfflineJudge, overlap
from evals.judge_check import agreements, best_cut, check
from evals.judge_pairs import Pair, faithful, mutated_pairs, paraphrases, read_pairs, sentence_pairs, spread
from evals.mutations import KINDS, Sentence, guide_sentences, mutations
from evals.rates import share
from ingest.guide import read_guide
from ingest.register import build_register

CORPUS = Path(__file__).parents[2] / "corpus"
GUIDE, _ = read_guide(CORPUS)
CLAUSES = build_register(CORPUS)[1]
TEXTS = {c.id: c.text for c in CLAUSES}
JUDGE = OfflineJudge(CLAUSES, GUIDE.lexicon, spanish_twins(GUIDE))
SENTENCES = guide_sentences(CLAUSES, GUIDE.glosses, GUIDE.topics, GUIDE.premises)


def right(pairs: Sequence[Pair], label: str = "") -> float:
    """The share of the pairs, of one label, that the offline judge judges rightly."""
    return share(JUDGE.support(p.claim, p.evidence)[0] == p.supported for p in pairs if label in (p.label, "")).value


def pair(claim: str, label: str, *evidence: str) -> Pair:
    """A labelled pair."""
    return Pair(claim=claim, evidence=evidence, label=label, supported=label == "supported")


def test_mutations_are_stopped() -> None:
    """At least 95% of the mutations of sentences that pass are stopped, and 85% of every kind."""
    pairs = mutated_pairs(JUDGE, CLAUSES, SENTENCES)
    assert right(pairs) >= 0.95
    assert {kind: rate for kind in KINDS if (rate := right(pairs, kind)) < 0.85} == {}
    assert all(sum(p.label == kind for p in pairs) >= 50 for kind in KINDS)


def test_paraphrases_in_other_words_mostly_pass_and_wrong_ones_do_not() -> None:
    """Of the authored paraphrases at most a fifth are stopped, of the wrong ones at least four fifths."""
    pairs = sentence_pairs(paraphrases(), TEXTS)
    rates = {label: right(pairs, label) for label in ("tune", "check", "tune_wrong", "wrong")}
    assert min(rates.values()) >= 0.8, rates


def test_a_mutation_is_not_a_sentence_of_the_guide() -> None:
    """Each mutated claim differs from its original, or cites other clauses."""
    originals = {(s.text, s.clauses) for s in SENTENCES}
    assert not [m for m in mutations(CLAUSES, SENTENCES) if (m.claim, m.clauses) in originals]


def test_comparisons_are_not_mutated() -> None:
    """A comparison is half about what is absent, where a swapped word may stay true."""
    sentence = Sentence(text="Only the NACM code asks you to be honest.", clauses=("NACM-12",), source="compare")
    assert mutations(CLAUSES, [sentence]) == []


def test_only_sentences_that_pass_are_mutated() -> None:
    """A mutation of what is stopped anyway would be stopped for another reason."""
    sentence = Sentence(text="You commit to drive the clients home.", clauses=("NACM-14",), source="says")
    assert mutations(CLAUSES, [sentence])
    assert mutated_pairs(JUDGE, CLAUSES, [sentence]) == []


def test_the_best_cut_separates() -> None:
    """It is the lowest score of the better half where the halves are separate, and the highest of equals."""
    assert best_cut(np.array([0.1, 0.2, 0.6, 0.7]), np.array([False, False, True, True])) == 0.6
    assert best_cut(np.array([0.1, 0.5, 0.6, 0.9]), np.array([False, True, False, True])) == 0.9


def test_overlap_is_the_share_of_content_words() -> None:
    """Endings and function words do not count, repeated words count once, and several texts are one evidence."""
    function = frozenset(("the", "and"))
    assert overlap("The visitors sign and sign the forms.", ["A visitor signs."], function) == pytest.approx(2 / 3)
    assert overlap("The visitors sign and sign the forms.", ["A visitor signs.", "Form 7"], function) == 1.0
    assert overlap("And the", ["the"], function) == 0.0


def test_all_ways_are_rated_on_the_same_half() -> None:
    """Thresholds come from every second pair of either kind and are rated on the others, beside the verdicts on those and on all."""
    text = "Visitors sign in at the desk."
    pairs = [pair(c, "supported", text) for c in ("Visitors sign in.", "Visitors sign.", "Visitors at the desk.")]
    pairs += [pair(c, "unsupported", text) for c in ("Parking costs money.", "Visitors pay money.", "Dogs bark.", "Visitors sign out.")]
    judged = [(True, 0.9), (True, 0.8), (False, 0.7), (False, 0.1), (True, 0.85), (False, 0.2), (False, 0.3)]
    every, verdict, score, words = agreements(pairs, judged, GUIDE.lexicon)
    assert every.pairs == 7
    assert every.balanced.value == pytest.approx((2 / 3 + 3 / 4) / 2)
    assert (verdict.pairs, score.pairs, words.pairs) == (3, 3, 3)
    assert (verdict.balanced.value, score.way, score.balanced.value) == (0.75, "score ≥ 0.70", 0.75)
    assert {label: (r.hits, r.total) for label, r in score.by_label.items()} == {"supported": (1, 1), "unsupported": (1, 2)}
    assert score.auroc is not None
    assert score.auroc.value == pytest.approx(10 / 12)
    assert score.auroc.low <= score.auroc.value <= score.auroc.high
    assert every.balanced.low <= every.balanced.value <= every.balanced.high
    assert every.auroc is verdict.auroc is None


def test_figures_need_pairs_of_both_kinds() -> None:
    """Pairs that are all supported are refused: they measure nothing."""
    with pytest.raises(InvalidInput, match="3 pairs are too few"):
        agreements([pair("Yes.", "supported", "Yes.")] * 3, [(True, 1.0)] * 3, GUIDE.lexicon)


def test_pairs_of_both_formats_are_read(tmp_path: Path) -> None:
    """A claim is held against its clause, or against the context that the line brings; further fields are passed over."""
    path = tmp_path / "pairs.jsonl"
    lines = [
        {"clause_id": "NACM-14", "claim": "You rest.", "label": "contradicted", "context": "left alone"},
        {"context": "Visitors\u2028sign in.", "claim": "Visitors sign in.", "label": "supported", "id": 7},
    ]
    path.write_text("\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n", encoding="utf-8")
    expected = [pair("You rest.", "contradicted", TEXTS["NACM-14"]), pair("Visitors sign in.", "supported", "Visitors\u2028sign in.")]
    assert read_pairs(path, TEXTS) == expected


def test_every_wrong_line_is_named(tmp_path: Path) -> None:
    """All faults of a file are in one error, and so are a file without pairs and one that is not there."""
    path = tmp_path / "pairs.jsonl"
    path.write_text('no json\n{"claim": "x", "label": "y"}\n{"claim": "x", "label": "y", "clause_id": "NACM-99"}', encoding="utf-8")
    with pytest.raises(
        InvalidInput, match=r"pairs\.jsonl.*line 1: .*line 2: .*neither clause_id nor context; line 3: unknown clause 'NACM-99'"
    ):
        read_pairs(path, TEXTS)
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="it is empty"):
        read_pairs(path, TEXTS)
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_pairs(tmp_path / "none.jsonl", TEXTS)


def test_a_bound_takes_from_all_over_each_label() -> None:
    """At most so many of each label, evenly spaced, and everything without a bound."""
    items = [*range(10), *"ab"]
    assert spread(items, lambda i: type(i).__name__, 4) == [0, 3, 6, 9, "a", "b"]
    assert spread(items, lambda i: type(i).__name__, None) == items


def test_the_report_names_every_label_and_file(tmp_path: Path) -> None:
    """The tables name judge, sources, kinds of mutation, parts of the paraphrases, and the file measured."""
    path = tmp_path / "own.jsonl"
    labelled = (("You commit to self-care.", "supported"), ("Rest is banned.", "other")) * 2
    path.write_text("\n".join(json.dumps({"clause_id": "NACM-14", "claim": c, "label": v}) for c, v in labelled), encoding="utf-8")
    printed = io.StringIO()
    check(JUDGE, CLAUSES, GUIDE, [path], Console(file=printed, width=200), most=8)
    text = printed.getvalue()
    named = (*KINDS, "gloss", "compare", *{s.source for s in paraphrases()}, "word overlap ≥", "own.jsonl: 4 pairs, verifier")
    assert [n for n in named if n not in text] == []
    assert not any(p.source == "wrong" for p in paraphrases() if faithful(p))
