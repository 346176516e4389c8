"""Every metric is defined for the reader of its figures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evals.metrics import NAMES

TEXT = (Path(__file__).parents[3] / "docs" / "metrics.md").read_text(encoding="utf-8")
COLUMNS = ("metric", "over", "formula", "source", "what it does not catch")
ENTRIES = {
    cells[0]: cells
    for table in re.findall(rf"^\| {' [|] '.join(COLUMNS)} \|\n.*\n((?:\|.*\n)+)", TEXT, re.MULTILINE)
    for cells in ([c.strip() for c in row.strip("|").split("|")] for row in table.splitlines())
}


def test_the_document_defines_every_metric_and_no_other() -> None:
    """The names of the reports are those of the document."""
    assert sorted(ENTRIES) == sorted(NAMES)
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_says_over_what_how_and_what_it_misses(name: str) -> None:
    """Every column but the source, which our own metrics do not have, is filled."""
    cells = ENTRIES[name]
    assert len(cells) == len(COLUMNS)
    assert all(cell for column, cell in zip(COLUMNS, cells, strict=True) if column != "source")
