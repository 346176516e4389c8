"""The page on security says nothing that no test proves."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def test_every_row_names_tests_that_exist() -> None:
    """A test that is renamed or dropped takes its row with it."""
    tried = PAGE.partition("## Tried")[2]
    rows = [line for line in tried.splitlines() if line.startswith("|") and not line.startswith(("| tried", "| ---"))]
    defined = {
        name for file in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8"))
    }
    assert len(rows) > 40
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        assert named, row
        assert set(named) <= defined, row
