"""JUnit XML of a run."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from assistant.errors import InvalidInput
from evals.report.junit import write_junit
from evals.runs import Run
from tests.evals.report.made import refused, right, run, wrong


def written(folder: Path, made: Run) -> Xml.Element:
    """The suite of the file that the run is written to."""
    write_junit(folder / "junit.xml", made)
    suite = Xml.parse(folder / "junit.xml").getroot().find("testsuite")  # noqa: S314 - a file of our own
    assert suite is not None
    return suite


def test_each_case_is_a_testcase(tmp_path: Path) -> None:
    """The counts of the suite are those of its cases."""
    suite = written(tmp_path, run(right(data="held_out"), wrong(seconds=0.25), refused()))
    assert [c.get("name") for c in suite] == ["RIGHT-1", "WRONG-1", "REFUSED-1"]
    assert [c.get("classname") for c in suite] == ["held_out.vignette", "vignette", "vignette"]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors"), suite.get("time")) == ("3", "1", "1", "0.450")


def test_misses_are_failures_and_refusals_errors(tmp_path: Path) -> None:
    """Each with its reason; a case that misses nothing has neither."""
    good, bad, none = written(tmp_path, run(right(), wrong(), refused()))
    assert list(good) == []
    assert [f.get("type") for f in bad.findall("failure")] == ["citation recall", "citation precision", "first citation"]
    assert "NACM-7" in str(bad.findall("failure")[0].text)
    assert [e.get("message") for e in none] == ["The endpoint did not answer."]


def test_hostile_text_and_control_characters_leave_the_file_readable(tmp_path: Path) -> None:
    """XML cannot hold a control character, not even escaped."""
    suite = written(tmp_path, run(right("<b>\x00\x1b&", category="]]>")))
    assert suite[0].get("name") == "<b>��&"
    assert suite[0].get("classname") == "]]>"


def test_an_unwritable_path_is_said(tmp_path: Path) -> None:
    """With what to do."""
    with pytest.raises(InvalidInput, match="cannot be written"):
        write_junit(tmp_path / "missing" / "junit.xml", run(right()))
