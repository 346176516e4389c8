"""A deck is made by command, of scenarios that are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from pptx import Presentation

from assistant.pipeline import Assistant
from assistant.settings import Settings
from tests.assistant.command_line import Run


@pytest.fixture
def data(settings: Settings, assistant: Assistant) -> Path:
    """The data folder with the real index."""
    return settings.data


def test_a_deck_is_written(run: Run, tmp_path: Path) -> None:
    """Of several cases in their order."""
    target = tmp_path / "deck.pptx"
    code, output, errors = run("deck", "visits-of-four-minutes", "a-missed-deadline", "--out", str(target), "--date", "2026-01-31")
    assert (code, output) == (0, "")
    assert str(target) in errors
    read = Presentation(str(target))
    assert read.slides[0].placeholders[1].text_frame.text.startswith("2 cases")
    assert str(read.core_properties.created).startswith("2026-01-31")


def test_an_unknown_case_makes_none(run: Run, tmp_path: Path) -> None:
    """One sentence on standard error, exit code 1, and no file; and no file either without a case."""
    target = tmp_path / "deck.pptx"
    code, _, errors = run("deck", "no-such-case", "--out", str(target))
    assert code == 1
    assert "error: No scenario has the id 'no-such-case'." in errors
    assert run("deck", "--out", str(target))[0] == 2
    assert not target.exists()
