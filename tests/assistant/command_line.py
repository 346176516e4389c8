"""Runs the command line in the process of the tests."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.cli import main

Run = Callable[..., tuple[int, str, str]]
"""Takes the arguments; gives the exit code, standard output and standard error."""


def command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: Path, columns: int) -> Run:
    """Runs commands over this data folder, in a terminal of so many columns."""
    monkeypatch.setenv("ETHICS_DESK_DATA", str(data))
    monkeypatch.setenv("COLUMNS", str(columns))

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["ethics-desk", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        output, errors = capsys.readouterr()
        return int(ended.value.code or 0), output, errors

    return run
