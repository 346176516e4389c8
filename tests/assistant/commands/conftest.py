"""The command line in this process, over a data folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.assistant.command_line import Run, command_line


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder, which is not there yet."""
    return tmp_path / "data"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: Path) -> Run:
    """Runs the command line; gives the exit code, standard output and standard error."""
    return command_line(monkeypatch, capsys, data, 200)
