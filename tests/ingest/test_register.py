"""The clause register is what the sources say, under the ids of the contract."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.adapters.register_json import read_register
from assistant.errors import CorpusFault
from assistant.settings import default_corpus
from ingest.clean import clean
from ingest.register import build_register, register_json, write_register

CORPUS = default_corpus()
CODES, CLAUSES = build_register(CORPUS)
BY_ID = {c.id: c for c in CLAUSES}
CONTRACT = [
    *(f"NACM-{n}" for n in range(1, 29)),
    *(f"NACM-PURPOSE-{n}" for n in range(1, 5)),
    *("NACM-SCOPE", "NACM-APPLICATION", "NACM-INCORPORATING"),
    *(f"CCMC-PRINCIPLE-{n}" for n in range(1, 8)),
    *(f"CCMC-RULE-{n}" for n in range(1, 7)),
    *(f"CCMC-VALUE-{v}" for v in ("AUTONOMY", "BENEFICENCE", "EQUITY", "FIDELITY", "JUSTICE", "NONMALEFICENCE", "VERACITY")),
    *("CCMC-OBJECTIVES", "CCMC-PREAMBLE", "CCMC-PURPOSE", "CCMC-PREAMBLE-CONT", "CCMC-RULES-INTRO", "CCMC-ETHICS"),
    *("CCMC-PROCEDURES", "CCMC-DISCUSSION", "CCMC-CE", "CCMC-CE-POSTTEST"),
]
SECTIONS = {
    "Principles/Values": range(1, 11),
    "Sensitivity and Self-Awareness": range(11, 15),
    "Continuous Professional Growth and Development": range(15, 18),
    "Legal Responsibilities": range(18, 20),
    "Collegial Relationships": range(20, 24),
    "Duties to the Profession of Case Management": range(24, 29),
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A copy of the sources and the register that a test may spoil."""
    shutil.copytree(CORPUS / "sources", tmp_path / "sources")
    shutil.copy(CORPUS / "register.json", tmp_path)
    return tmp_path


def change(corpus: Path, name: str, old: str, new: str) -> None:
    """Change a source file and record its new checksum, as one would after a reviewed change."""
    path, outline = corpus / "sources" / name, corpus / "sources" / "outline.yaml"
    before = path.read_text(encoding="utf-8")
    assert old in before
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text(before.replace(old, new), encoding="utf-8")
    recorded = outline.read_text(encoding="utf-8")
    outline.write_text(recorded.replace(digest, hashlib.sha256(path.read_bytes()).hexdigest()), encoding="utf-8")


def test_the_golden_file_is_what_the_sources_give() -> None:
    """corpus/register.json, byte for byte; `ethics-desk ingest --register` writes it anew."""
    assert register_json(CODES, CLAUSES) == (CORPUS / "register.json").read_text(encoding="utf-8")


def test_the_file_that_is_written_is_read_back(corpus: Path) -> None:
    """Writing the register makes the same file, which the assistant reads as the same clauses."""
    before = (corpus / "register.json").read_bytes()
    (corpus / "register.json").unlink()
    path = write_register(corpus)
    assert path.read_bytes() == before
    assert read_register(path) == (tuple(CODES), tuple(CLAUSES))


def test_the_ids_are_those_of_the_contract() -> None:
    """Every id once, none more, none fewer."""
    assert sorted(c.id for c in CLAUSES) == sorted(CONTRACT)


def test_a_clause_is_the_clean_text_of_its_range() -> None:
    """The characters of the source between the two offsets, cleaned, are the clause."""
    raw = {c.id: (CORPUS / "sources" / c.file).read_text(encoding="utf-8") for c in CODES}
    assert {c.id: clean(raw[c.code][c.start : c.end]).text for c in CLAUSES} == {c.id: c.text for c in CLAUSES}


def test_ranges_do_not_overlap() -> None:
    """No character of a source belongs to two clauses."""
    for code in CODES:
        spans = sorted((c.start, c.end) for c in CLAUSES if c.code == code.id)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_commitments_stand_in_their_six_sections() -> None:
    """The sections of the contract, and the stem that each commitment reads after."""
    for section, numbers in SECTIONS.items():
        assert [c.id for c in CLAUSES if c.section == section] == [f"NACM-{n}" for n in numbers]
    assert {BY_ID[f"NACM-{n}"].stem for n in range(1, 29)} == {"As a Case Manager, I commit to:"}


def test_force_is_what_the_text_says() -> None:
    """The CCMC principles advise, its rules bind, and the clause that says so is in the register."""
    assert {BY_ID[f"CCMC-PRINCIPLE-{n}"].force for n in range(1, 8)} == {"advisory"}
    assert {BY_ID[f"CCMC-RULE-{n}"].force for n in range(1, 7)} == {"mandatory"}
    assert "advisory in nature" in BY_ID["CCMC-PURPOSE"].text
    assert "mandatory" in BY_ID["CCMC-PURPOSE"].text


def test_no_principle_has_a_number() -> None:
    """The slide does not number its principles, so no label does."""
    assert not [c.label for c in CLAUSES if c.kind == "principle" and re.search(r"\d", c.label)]


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("CCMC-PREAMBLE-CONT", "must adherer to"),
        ("NACM-PURPOSE-4", "inter-dependent"),
        ("CCMC-RULE-3", "up which"),
        ("CCMC-OBJECTIVES", "1-8"),
    ],
)
def test_slips_of_the_original_stay(clause: str, words: str) -> None:
    """The text is verbatim, its slips included."""
    assert words in BY_ID[clause].text


@pytest.mark.parametrize("name", ["ccmc-code-slides.txt", "nacm-code-of-ethics.txt"])
def test_a_changed_source_is_refused(corpus: Path, name: str) -> None:
    """One character more and the checksum of the outline no longer holds; the hint says where it is recorded."""
    path = corpus / "sources" / name
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(CorpusFault, match=name) as refused:
        build_register(corpus)
    assert "outline.yaml" in refused.value.hint


def test_the_faults_of_both_sources_are_named(corpus: Path) -> None:
    """A source that is missing and one that changed are both named in one refusal."""
    (corpus / "sources" / "ccmc-code-slides.txt").unlink()
    (corpus / "sources" / "nacm-code-of-ethics.txt").write_text("no code", encoding="utf-8")
    with pytest.raises(CorpusFault) as refused:
        build_register(corpus)
    first, second = refused.value.faults
    assert "ccmc-code-slides.txt cannot be read" in first
    assert "nacm-code-of-ethics.txt has checksum" in second


def test_a_missing_heading_is_refused(corpus: Path) -> None:
    """A heading that the source no longer has is named, even when the new checksum was recorded."""
    change(corpus, "nacm-code-of-ethics.txt", "Legal Responsibilities", "Legal Matters")
    with pytest.raises(CorpusFault, match="'Legal Responsibilities' is missing"):
        build_register(corpus)


def test_a_reviewed_change_changes_its_clause_only(corpus: Path) -> None:
    """A corrected word shows in one clause; all others keep id and text."""
    change(corpus, "ccmc-code-slides.txt", "adherer", "adhere")
    changed = {c.id for c in build_register(corpus)[1] if c.text != BY_ID[c.id].text}
    assert changed == {"CCMC-PREAMBLE-CONT"}


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("split: bullets", "split: pieces", "split"),
        ("edition: January 2015", "editions: January 2015", "editions"),
        ("codes:", "codes: [", "not valid YAML"),
    ],
)
def test_a_faulty_outline_is_refused(corpus: Path, old: str, new: str, named: str) -> None:
    """An outline that is not YAML, or not of the schema, is a fault that names the place."""
    path = corpus / "sources" / "outline.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CorpusFault, match=named):
        build_register(corpus)


def test_the_register_is_plain_json() -> None:
    """Other programs may read it: two lists, each clause with its range."""
    document = json.loads((CORPUS / "register.json").read_text(encoding="utf-8"))
    assert [c["id"] for c in document["codes"]] == ["CCMC", "NACM"]
    assert len(document["clauses"]) == len(CONTRACT)
