"""The sentences written as chat models write them, and what is measured on them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from assistant.errors import InvalidInput
from assistant.guide import reviewed_sentences, spanish_twins
from assistant.stages.verify import Verifier
from evals.generated import FILE, Part, judge, judge_pairs, read_generated, table
from ingest.guide import read_guide
from ingest.register import build_register

CORPUS = Path(__file__).parents[2] / "corpus"
GUIDE, _ = read_guide(CORPUS)
CLAUSES = build_register(CORPUS)[1]
VERIFIER = Verifier(CLAUSES, GUIDE.lexicon, spanish_twins(GUIDE), reviewed_sentences(GUIDE))
ENTRY = {"clauses": ["NACM-12"], "kind": "close", "text": "You commit to be honest with your colleagues."}


def test_the_parts_are_large_and_share_no_sentence() -> None:
    """There are more than 350 faithful and 500 unfaithful sentences, of many kinds, and none is in both parts."""
    parts = read_generated()
    faithful = [c for p in parts.values() for c in p.faithful]
    unfaithful = [c for p in parts.values() for c in p.unfaithful]
    assert len(faithful) >= 350
    assert len(unfaithful) >= 500
    assert len({c.kind for c in unfaithful}) >= 20
    told = [{(c.text, tuple(c.clauses)) for c in (*p.faithful, *p.unfaithful)} for p in (parts["tune"], parts["check"])]
    assert not told[0] & told[1]


def test_what_is_cited_exists_unless_that_is_what_is_wrong() -> None:
    """Only sentences of the kind no_such_clause cite clauses that are not in the register."""
    known = {c.id for c in CLAUSES}
    for part in read_generated().values():
        for case in (*part.faithful, *part.unfaithful):
            assert (set(case.clauses) <= known) == (case.kind != "no_such_clause")


@pytest.mark.parametrize("part", ["tune", "check"])
def test_few_unfaithful_sentences_are_shown_and_most_faithful_ones(part: Part) -> None:
    """At most one in fifty of the unfaithful sentences is shown, and more than half of the faithful ones."""
    judged = judge(VERIFIER, read_generated()[part])
    for faithful in (True, False):
        shown = [j.verdict.passed for j in judged if j.faithful is faithful]
        assert sum(shown) >= 0.55 * len(shown) if faithful else sum(shown) <= 0.02 * len(shown)


def test_a_wrong_file_is_named(tmp_path: Path) -> None:
    """The error says what is wrong, and where."""
    path = tmp_path / "generated.yaml"
    path.write_text(yaml.safe_dump({"tune": {"faithful": [ENTRY], "unfaithful": [{**ENTRY, "as": "guidance"}]}}), encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"tune\.unfaithful\.0\.as"):
        read_generated(path)
    path.write_text("tune: [", encoding="utf-8")
    with pytest.raises(InvalidInput, match="is not YAML"):
        read_generated(path)
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_generated(tmp_path / "none.yaml")


def test_the_table_counts_by_kind_and_reason() -> None:
    """A row for each kind and for all, with why the rest is stopped."""
    shown = table("tune", judge(VERIFIER, read_generated()["tune"]))
    names = list(shown.columns[0].cells)
    assert {"all faithful", "all unfaithful", "verdict"} <= set(names)
    assert "no_such_clause" in str(list(shown.columns[4].cells)[names.index("no_such_clause")])


def test_pairs_of_another_source_are_judged_on_the_clause_they_name(tmp_path: Path) -> None:
    """A line with a clause id is held against that clause; one with a text of its own is left out."""
    path = tmp_path / "pairs.jsonl"
    lines = [
        {"claim": "You commit to be honest with your colleagues.", "label": "supported", "clause_id": "NACM-12"},
        {"claim": "You commit to be rich.", "label": "invented", "clause_id": "NACM-12"},
        {"claim": "It rains.", "label": "supported", "context": "It rains."},
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert [(j.faithful, j.verdict.passed) for j in judge_pairs(VERIFIER, CLAUSES, path)] == [(True, True), (False, False)]


def test_the_command_prints_both_parts_and_lists_misses_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures of both parts are shown; a miss of the blind part is not."""
    import typer

    from evals.generated import main

    monkeypatch.setenv("ETHICS_DESK_CORPUS", str(CORPUS))
    app = typer.Typer()
    app.command()(main)
    printed = CliRunner().invoke(app, ["--misses"]).output
    assert f"{FILE.name}, tune" in printed
    assert f"{FILE.name}, check" in printed
    blind = [j.text for j in judge(VERIFIER, read_generated()["check"]) if j.verdict.passed is not j.faithful]
    assert not [text for text in blind if text in printed]
