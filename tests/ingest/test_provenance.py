"""The notes on the sources hold against the sources."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.errors import CorpusFault
from ingest.provenance import read_errata, read_provenance, source_note_faults
from ingest.register import build_register
from tests.corpora import edit_yaml

CORPUS = Path(__file__).parents[2] / "corpus"
CLAUSES = build_register(CORPUS)[1]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A copy of the sources and their notes, to be made wrong."""
    shutil.copytree(CORPUS / "sources", tmp_path / "sources")
    return tmp_path


def test_the_committed_notes_have_no_fault() -> None:
    """Every erratum is where it says, and every source is the file of the outline."""
    assert source_note_faults(CORPUS, CLAUSES) == []


def test_every_source_says_what_it_lacks_and_whose_it_is() -> None:
    """Neither text is presented as complete or as this project's own."""
    for source in read_provenance(CORPUS / "sources").sources:
        assert source.lacks
        assert "belongs to" in source.rights


def test_a_note_in_one_language_is_a_fault(corpus: Path) -> None:
    """Whoever reads the page of a clause in Spanish reads the note as well."""
    edit_yaml(corpus / "sources" / "errata.yaml", '  note_es: "El verbo solo encaja con training."\n', "")
    text = "complete additional technical assistance, training, or a referral"
    assert source_note_faults(corpus, CLAUSES) == [f"errata.yaml: the note on {text!r} stands in one language only"]


def test_a_reading_differs_from_the_slip() -> None:
    """An erratum without a change, or listed twice, says nothing."""
    errata = read_errata(CORPUS / "sources").errata
    assert [e for e in errata if e.text == e.reading] == []
    assert len({(e.clause, e.text) for e in errata}) == len(errata)


def test_a_text_outside_the_clauses_is_in_none() -> None:
    """What is said to stand in a heading or after the last slide is not part of its clause."""
    texts = {c.id: c.text for c in CLAUSES}
    assert [e for e in read_errata(CORPUS / "sources").errata if e.place == "source" and e.text in texts[e.clause]] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("errata.yaml", '"tat may"', '"that may"', "errata.yaml: 'that may' is not in the text of CCMC-ETHICS"),
        ("errata.yaml", '"must adherer to"', '"up which"', "errata.yaml: 'up which' is not in the text of CCMC-PREAMBLE-CONT"),
        ("errata.yaml", "clause: NACM-28", "clause: NACM-31", "errata.yaml names the unknown clause NACM-31"),
        ("errata.yaml", "Processing Complains", "Complains", "errata.yaml: 'CCMC Procedures for Complains' is not in the source file of"),
        ("errata.yaml", "clause: NACM-28", "claus: NACM-28", "errata.yaml, errata.40.claus: Extra inputs"),
        ("errata.yaml", "errata:", "errata: [", "errata.yaml is not valid YAML"),
        ("provenance.yaml", "sha256: 2a742d", "sha256: 000000", "provenance.yaml records checksum 000000435061… for ccmc-code-slides.txt"),
        ("provenance.yaml", "file: nacm-code", "file: other-code", "provenance.yaml gives NACM the file other-code-of-ethics.txt"),
        ("provenance.yaml", "code: NACM", "code: ANA", "provenance.yaml describes the unknown code ANA"),
        ("provenance.yaml", "language: English", 'language: ""', "provenance.yaml, sources.0.language: String should have at least 1"),
    ],
)
def test_each_fault_is_named(corpus: Path, name: str, old: str, new: str, fault: str) -> None:
    """A wrong text, clause, checksum, file or field is told with the file it is in."""
    edit_yaml(corpus / "sources" / name, old, new)
    assert any(f.startswith(fault) for f in source_note_faults(corpus, CLAUSES))


def test_the_faults_of_both_files_are_told_together(corpus: Path) -> None:
    """A source that is described twice and a missing file do not hide each other."""
    edit_yaml(corpus / "sources" / "provenance.yaml", "code: NACM", "code: CCMC")
    (corpus / "sources" / "errata.yaml").unlink()
    faults = source_note_faults(corpus, CLAUSES)
    assert {"provenance.yaml describes CCMC 2 times", "provenance.yaml describes NACM 0 times"} <= set(faults)
    assert "errata.yaml cannot be read: No such file or directory" in faults


def test_a_file_that_is_no_text_is_refused(corpus: Path) -> None:
    """Reading one file raises the error of a faulty corpus."""
    (corpus / "sources" / "errata.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CorpusFault, match=r"errata\.yaml is not valid YAML"):
        read_errata(corpus / "sources")
