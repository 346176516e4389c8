"""A corpus is refused when its parts do not fit together, and every fault is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import CorpusFault
from assistant.settings import default_corpus
from ingest.checks import load_corpus
from tests.corpora import edit_yaml, read_yaml, write_yaml

Change = Callable[[dict[str, Any]], None]


def faults(corpus: Path) -> list[str]:
    """The faults for which a corpus is refused."""
    with pytest.raises(CorpusFault) as refused:
        load_corpus(corpus)
    assert all(f in refused.value.message for f in refused.value.faults)
    return refused.value.faults


def test_the_committed_corpus_passes() -> None:
    """The real corpus has no fault, a gloss for each clause, and ways of asking for each."""
    corpus = load_corpus(default_corpus())
    asked = {c for e in corpus.examples for group in e.central for c in group}
    assert {g.id for g in corpus.guide.glosses} == {c.id for c in corpus.clauses} == asked


def _set(kind: str, key: str, value: Any) -> Change:
    """Sets a key of the first record."""

    def change(document: dict[str, Any]) -> None:
        document[kind][0][key] = value

    return change


def _add_clause(key: str) -> Change:
    """Adds an unknown clause to a list of the first topic's comparison or first saying."""

    def change(document: dict[str, Any]) -> None:
        topic = document["topics"][0]
        (topic["compare"] if key == "compare" else topic["says"][0])["clauses"].append("NACM-99")

    return change


@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        ("topics/practice.yaml", _set("topics", "central", ["NACM-99"]), "topic gifts names the unknown clause NACM-99"),
        ("topics/practice.yaml", _set("topics", "related", ["NACM-99"]), "topic gifts names the unknown clause NACM-99"),
        ("topics/practice.yaml", _add_clause("compare"), "topic gifts names the unknown clause NACM-99"),
        ("topics/practice.yaml", _add_clause("says"), "topic gifts names the unknown clause NACM-99"),
        ("silences.yaml", _set("silences", "related", ["X"]), "silence nacm-adoption-date names the unknown clause X"),
        ("silences.yaml", _set("silences", "topics", ["gift"]), "silence nacm-adoption-date names the unknown topic gift"),
        ("silences.yaml", _set("silences", "patterns", ["(a"]), "silence nacm-adoption-date has the broken pattern '(a'"),
        ("premises.yaml", _set("premises", "clauses", ["X"]), "premise never-involuntary names the unknown clause X"),
        ("premises.yaml", _set("premises", "patterns", ["[a"]), "premise never-involuntary has the broken pattern '[a'"),
        ("signals.yaml", _set("signals", "unless", ["a)"]), "signal medical-emergency has the broken pattern 'a)'"),
        ("referrals.yaml", _set("rules", "cites", ["X"]), "referral rule for emergency names the unknown clause X"),
        ("referrals.yaml", _set("rules", "topics", ["x"]), "referral rule for emergency names the unknown topic x"),
        ("referrals.yaml", _set("rules", "patterns", ["(?P<a"]), "referral rule for emergency has the broken pattern '(?P<a'"),
        ("referrals.yaml", _set("rules", "unless_patterns", ["*"]), "referral rule for emergency has the broken pattern '*'"),
        ("referrals.yaml", _set("reasons", "clauses", ["X"]), "referral reason for supervisor names the unknown clause X"),
        ("referrals.yaml", lambda d: d["reasons"].pop(), "no general referral reason for emergency"),
        ("premises.yaml", _set("premises", "patterns", []), "premise never-involuntary has no patterns"),
        ("referrals.yaml", _set("reasons", "patterns", ["(a"]), "referral reason for supervisor has the broken pattern '(a'"),
        ("referrals.yaml", _set("reasons", "topics", ["x"]), "referral reason for supervisor names the unknown topic x"),
        ("aliases.yaml", _set("aliases", "clauses", ["X"]), "names the unknown clause X"),
        ("aliases.yaml", _set("aliases", "phrases", ["(rule"]), "has the broken pattern '(rule'"),
        ("misuse.yaml", lambda d: d["patterns"].append("(ignore"), "misuse.yaml has the broken pattern '(ignore'"),
        ("examples/few.yaml", _set("examples", "central", ["NACM-7|X"]), "few.yaml, examples 1 names the unknown clause X"),
        ("examples/few.yaml", _set("examples", "related", ["X"]), "few.yaml, examples 1 names the unknown clause X"),
        ("examples/few.yaml", _set("examples", "topics", ["x"]), "few.yaml, examples 1 names the unknown topic x"),
        ("examples/few.yaml", _set("examples", "status", "not_in_codes"), "examples 1 is not_in_codes but has central clauses"),
        ("clauses/ccmc.yaml", lambda d: d["clauses"].pop(0), "clause CCMC-OBJECTIVES has no gloss"),
        ("clauses/ccmc.yaml", lambda d: d["clauses"].append(d["clauses"][0]), "clause CCMC-OBJECTIVES has 2 glosses"),
        ("clauses/ccmc.yaml", _set("clauses", "id", "CCMC-99"), "glosses names the unknown clause CCMC-99"),
        ("topics/practice.yaml", lambda d: d["topics"].append(d["topics"][0]), "topic gifts is defined twice"),
        ("silences.yaml", lambda d: d["silences"].append(d["silences"][0]), "silence nacm-adoption-date is defined twice"),
    ],
)
def test_a_fault_is_named(corpus: Path, name: str, change: Change, fault: str) -> None:
    """An unknown clause or topic, a missing or second gloss, a broken pattern: each is named with its place."""
    path = corpus / "guide" / name
    document = read_yaml(path)
    change(document)
    write_yaml(path, document)
    assert any(fault in f for f in faults(corpus))


def test_a_register_that_was_edited_is_refused(corpus: Path) -> None:
    """The committed register must be what the sources give."""
    edit_yaml(corpus / "register.json", "Rule 1:", "Rule One:")
    (fault,) = faults(corpus)
    assert "register.json does not match the sources" in fault


def test_a_missing_register_is_a_fault(corpus: Path) -> None:
    """The register is committed, never made up on the way."""
    (corpus / "register.json").unlink()
    (fault,) = faults(corpus)
    assert "register.json cannot be read" in fault


def test_the_faults_of_all_parts_are_named_together(corpus: Path) -> None:
    """A changed source, broken YAML and wrong weights are all named in one refusal."""
    (corpus / "sources" / "nacm-code-of-ethics.txt").write_text("no code", encoding="utf-8")
    (corpus / "guide" / "premises.yaml").write_text("premises: [", encoding="utf-8")
    edit_yaml(corpus / "fusion.json", '"cite_central"', '"cite_centre"')
    named = " ".join(faults(corpus))
    assert "nacm-code-of-ethics.txt has checksum" in named
    assert "premises.yaml is not valid YAML" in named
    assert "fusion.json: cite_central" in named


@pytest.mark.parametrize(("spoil", "named"), [(lambda p: p.unlink(), "cannot be read"), (lambda p: p.write_text("{}"), "central")])
def test_missing_or_empty_fusion_weights_are_a_fault(corpus: Path, spoil: Callable[[Path], Any], named: str) -> None:
    """Without its weights the corpus cannot be used."""
    spoil(corpus / "fusion.json")
    assert named in " ".join(faults(corpus))


def test_wrong_weights_and_texts_of_foreign_matter_are_a_fault(corpus: Path) -> None:
    """Both are named with the file they stand in."""
    (corpus / "foreign.json").write_text('{"step": 1, "codes": "AAAA"}', encoding="utf-8")
    (corpus / "guide" / "foreign" / "code.yaml").write_text("groups: 1", encoding="utf-8")
    named = " ".join(faults(corpus))
    assert "foreign.json: codes must hold" in named or "codes must hold" in named
    assert "foreign/code.yaml: groups" in named
