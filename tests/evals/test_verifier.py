"""The figures of the verifier: its own arithmetic, and what the project demands of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import InvalidInput
from assistant.stages.verify import Verifier
from evals.mutations import KINDS, Sentence, guide_sentences, mutations
from evals.verifier import (
    Pair,
    alarms,
    auroc,
    balanced_accuracy,
    best_threshold,
    catch_rates,
    main,
    measure,
    read_pairs,
    read_paraphrases,
)
from ingest.guide import read_guide
from ingest.register import build_register

CORPUS = Path(__file__).parents[2] / "corpus"
GUIDE, _ = read_guide(CORPUS)
CLAUSES = build_register(CORPUS)[1]
VERIFIER = Verifier(CLAUSES, GUIDE.lexicon)
SENTENCES = guide_sentences(CLAUSES, GUIDE.glosses, GUIDE.topics, GUIDE.premises)


def test_mutations_are_stopped() -> None:
    """At least 95% of the mutations of sentences that pass are stopped, and 85% of every kind."""
    rates = catch_rates(VERIFIER, mutations(CLAUSES, SENTENCES))
    assert rates["all"].value >= 0.95
    assert {kind: r.value for kind, r in rates.items() if r.value < 0.85} == {}
    assert all(rates[kind].total >= 50 for kind in KINDS)


def test_paraphrases_in_other_words_mostly_pass_and_wrong_ones_do_not() -> None:
    """Of the authored paraphrases at most a fifth are stopped, of the wrong ones at least four fifths."""
    rates = alarms(VERIFIER, read_paraphrases())
    assert max(rates["tune"].value, rates["check"].value) <= 0.2
    assert min(rates["tune_wrong"].value, rates["wrong"].value) >= 0.8


def test_a_mutation_is_not_a_sentence_of_the_guide() -> None:
    """Each mutated claim differs from its original, or cites other clauses."""
    originals = {(s.text, s.clauses) for s in SENTENCES}
    assert not [m for m in mutations(CLAUSES, SENTENCES) if (m.claim, m.clauses) in originals]


def test_comparisons_are_not_mutated() -> None:
    """A comparison is half about what is absent, where a swapped word may stay true."""
    sentence = Sentence(text="Only the NACM code asks you to be honest.", clauses=("NACM-12",), source="compare")
    assert mutations(CLAUSES, [sentence]) == []


def test_auroc_counts_pairs_in_order() -> None:
    """The area is the share of pairs with the positive above, ties counting half."""
    assert auroc(np.array([0.1, 0.4, 0.4, 0.9]), np.array([False, True, False, True])) == pytest.approx(0.875)


def test_best_threshold_separates() -> None:
    """The threshold is the lowest score of the better half where the halves are separate."""
    scores, actual = np.array([0.1, 0.2, 0.6, 0.7]), np.array([False, False, True, True])
    assert best_threshold(scores, actual) == (0.6, 1.0)
    assert balanced_accuracy(scores >= 0.65, actual) == 0.75


def test_pairs_of_both_formats_are_measured(tmp_path: Path) -> None:
    """A claim is held against its clause, or against the context that the line brings."""
    lines = [
        {"clause_id": "NACM-14", "claim": "You commit to engage in self-care.", "label": "supported"},
        {"clause_id": "NACM-14", "claim": "You do not commit to self-care.", "label": "contradicted"},
        {"context": "Visitors sign in at the desk before ten.", "claim": "Visitors sign in at the desk.", "label": "supported"},
        {"context": "Visitors sign in at the desk before ten.", "claim": "Parking is free.", "label": "unsupported"},
    ]
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    pairs = read_pairs(path)
    measured = measure(pairs, CLAUSES, GUIDE.lexicon)
    assert pairs[2] == Pair(claim="Visitors sign in at the desk.", label="supported", context="Visitors sign in at the desk before ten.")
    assert (measured.pairs, measured.accuracy, measured.balanced_accuracy, measured.auroc) == (4, 1.0, 1.0, 1.0)
    assert {label: rate.value for label, rate in measured.per_label.items()} == {"contradicted": 1.0, "supported": 1.0, "unsupported": 1.0}


@pytest.mark.parametrize("content", ["not json", '{"claim": "x", "label": "supported"}'])
def test_a_file_without_pairs_is_refused(tmp_path: Path, content: str) -> None:
    """A file that does not hold labelled pairs is named in the error."""
    path = tmp_path / "pairs.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"pairs\.jsonl"):
        read_pairs(path)


def test_figures_need_pairs_of_both_labels() -> None:
    """Pairs that are all supported are refused: they measure nothing."""
    with pytest.raises(InvalidInput, match="too few"):
        measure([Pair(claim="You commit to self-care.", label="supported", clause_id="NACM-14")] * 3, CLAUSES, GUIDE.lexicon)


def test_the_command_prints_every_kind(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The tables name every kind of mutation, every source and the file measured."""
    path = tmp_path / "own.jsonl"
    labelled = (("You commit to self-care.", "supported"), ("Rest is banned.", "other")) * 2
    path.write_text("\n".join(json.dumps({"clause_id": "NACM-14", "claim": c, "label": v}) for c, v in labelled), encoding="utf-8")
    main(["--data", str(path)])
    printed = capsys.readouterr().out
    assert all(word in printed for word in (*KINDS, "gloss", "compare", "own.jsonl: 4 pairs"))
