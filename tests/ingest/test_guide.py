"""The guide's files are validated, and every fault is named at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CorpusFault
from ingest.guide import read_guide
from tests.corpora import edit_yaml, read_yaml, write_yaml


def faults(corpus: Path) -> list[str]:
    """The faults for which the guide is refused."""
    with pytest.raises(CorpusFault) as refused:
        read_guide(corpus)
    return refused.value.faults


def test_ways_of_asking_carry_their_labels(sound: Path) -> None:
    """A clause's ways point to it, a topic's to any of its central clauses, a silence's to what is absent."""
    guide, examples = read_guide(sound)
    clause = next(e for e in examples if e.source == "clauses/nacm-1.yaml, clauses 1 questions")
    assert (clause.central, clause.status) == ((("NACM-PURPOSE-1",),), "answered")
    topic = next(e for e in examples if e.topics == ("gifts",) and e.source.startswith("topics/"))
    assert topic.central == (guide.topics[0].central,)
    silence = next(e for e in examples if e.silence == "nacm-adoption-date")
    assert (silence.central, silence.status, silence.related) == ((), "not_in_codes", ("NACM-SCOPE",))


def test_an_example_keeps_groups_and_alternatives(corpus: Path) -> None:
    """In `central` each entry is a group that is needed, and "|" joins alternatives."""
    record = {"q": "q?", "central": ["NACM-7 | NACM-8", "NACM-12"], "status": "partial", "topics": ["gifts"], "consult": ["legal"]}
    write_yaml(corpus / "guide" / "examples" / "few.yaml", {"examples": [record]})
    example = read_guide(corpus)[1][-1]
    assert example.central == (("NACM-7", "NACM-8"), ("NACM-12",))
    assert (example.status, example.topics, example.consult) == ("partial", ("gifts",), ("legal",))
    assert example.source == "examples/few.yaml, examples 1"


def test_all_faults_of_all_files_are_named_at_once(corpus: Path) -> None:
    """Broken YAML, unknown keys, wrong types, missing keys and missing files come in one refusal, each with its place."""
    guide = corpus / "guide"
    (guide / "premises.yaml").write_text("premises: [", encoding="utf-8")
    (guide / "aliases.yaml").write_bytes(b"aliases: \xff\xfe")
    (guide / "names.yaml").unlink()
    (guide / "signals.yaml").write_text("- a list", encoding="utf-8")
    (guide / "misuse.yaml").write_text("patterns: one, not a list\n", encoding="utf-8")
    edit_yaml(guide / "silences.yaml", "outcome: not_in_codes", "outcome: not_in_cods")
    edit_yaml(guide / "referrals.yaml", "reasons:", "resons:")
    edit_yaml(guide / "topics" / "practice.yaml", "  title_es:", "  titel_es:")
    edit_yaml(guide / "topics" / "profession.yaml", "  consult:\n  -", "  consult:\n  - priest\n  -")
    edit_yaml(guide / "clauses" / "ccmc.yaml", "  brief_es:", "  breif_es:")
    edit_yaml(guide / "phrases.yaml", 'en: "The words of the codes"', "en: [The words of the codes]")
    edit_yaml(guide / "lexicon.yaml", "synonyms:", "sinonyms:")
    write_yaml(guide / "examples" / "few.yaml", {"examples": [{"q": "a?", "status": "maybe"}, {"question": "b?"}, "just a text"]})
    named = faults(corpus)
    for place in (
        ["premises.yaml", "not valid YAML"],
        ["aliases.yaml", "not valid YAML"],
        ["names.yaml", "cannot be read"],
        ["signals.yaml", "mapping"],
        ["misuse.yaml", "tuple"],
        ["silences.yaml", "nacm-adoption-date", "outcome"],
        ["referrals.yaml", "'reasons'"],
        ["topics/practice.yaml, topics 1 (gifts)", "title_es", "required"],
        ["topics/practice.yaml, topics 1 (gifts)", "titel_es"],
        ["topics/profession.yaml", "consult.0"],
        ["clauses/ccmc.yaml, clauses 1", "breif_es"],
        ["phrases.yaml", "heading_words.en"],
        ["lexicon.yaml", "sinonyms"],
        ["examples/few.yaml, examples 1", "status"],
        ["examples/few.yaml, examples 2", "question"],
        ["examples/few.yaml, examples 2", "q", "required"],
        ["examples/few.yaml, examples 3", "mapping"],
    ):
        assert any(all(p in fault for p in place) for fault in named), place


@pytest.mark.parametrize("way", ["questions", "keywords", "situations", "typos", "spanish"])
def test_a_way_of_asking_must_be_text(corpus: Path, way: str) -> None:
    """YAML reads a bare `no` or a number as something else; such a way of asking is named, not crashed on."""
    path = corpus / "guide" / "clauses" / "nacm-1.yaml"
    document = read_yaml(path)
    document["clauses"][0][way] = ["may I?", False, 12]
    write_yaml(path, document)
    found = faults(corpus)
    assert [f.split(":")[0] for f in found] == [f"clauses/nacm-1.yaml, clauses 1 (NACM-PURPOSE-1), {way}"] * 2


@pytest.mark.parametrize(
    ("name", "kind", "way"), [("topics/practice.yaml", "topics", "questions_es"), ("silences.yaml", "silences", "asks")]
)
def test_ways_must_be_a_list(corpus: Path, name: str, kind: str, way: str) -> None:
    """One text where a list belongs would be read letter by letter; it is named instead."""
    path = corpus / "guide" / name
    document = read_yaml(path)
    document[kind][0][way] = "a single text"
    write_yaml(path, document)
    (found,) = faults(corpus)
    assert name in found
    assert way in found


def test_a_misspelt_way_is_not_lost(corpus: Path) -> None:
    """An unknown key in a clause is a fault, so that its ways of asking do not vanish."""
    path = corpus / "guide" / "clauses" / "nacm-1.yaml"
    document = read_yaml(path)
    document["clauses"][0]["qestions"] = document["clauses"][0].pop("questions")
    write_yaml(path, document)
    assert any("qestions" in f for f in faults(corpus))
