"""What the documents say of files, commands and settings is so."""

from __future__ import annotations

import re
import shlex
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from assistant.adapters.answer_rich import print_answer
from assistant.cli import main
from assistant.client import KEY_VARIABLE, URL_VARIABLE
from assistant.pipeline import Assistant
from assistant.settings import Settings
from ui.settings import UiSettings

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(ethics-desk [^`]+)`")
_WITH_PARTS = ("evals", "keys", "records")
_SETTING = re.compile(r"^\| `(ETHICS_DESK_\w+)` \|", re.MULTILINE)


def commands(path: Path) -> list[list[str]]:
    """The calls of ethics-desk that a document shows, as words: lines of its shell blocks, and code in its text."""
    text = path.read_text(encoding="utf-8")
    lines = [line for block in _SHELL.findall(text) for line in block.splitlines()] + _INLINE.findall(_FENCE.sub("", text))
    calls = (shlex.split(line.split("ethics-desk ", 1)[1], comments=True) for line in lines if re.search(r"(^|/|=\S* )ethics-desk ", line))
    return [call for call in calls if call]


CALLS = [(path, call) for path in DOCUMENTS for call in commands(path)]


def test_the_readme_shows_every_command() -> None:
    """The calls are found, so that the tests below test something."""
    assert {call[0] for call in commands(README)} >= {"ask", "chat", "clauses", "ingest", "doctor", "eval"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(path: Path) -> None:
    """A link to another document or folder of the project resolves."""
    links = _LINK.findall(_FENCE.sub("", path.read_text(encoding="utf-8")))
    relative = [link.split("#")[0] for link in links if "://" not in link and not link.startswith(("#", "mailto:"))]
    assert [link for link in relative if not (path.parent / link).exists()] == []


def test_the_answer_that_the_readme_shows_is_what_is_printed(assistant: Assistant) -> None:
    """Question, answer and corpus version of the first page are those of this checkout."""
    shown = re.search(r"^```text\n\$ ethics-desk ask \"(.*?)\"\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert shown
    printed = Console(width=80, file=StringIO(), highlight=False)
    print_answer(printed, assistant.answer([shown[1]]), assistant.parts.guide.phrases)
    assert isinstance(printed.file, StringIO)
    lines = [line.rstrip() for line in printed.file.getvalue().splitlines()]
    assert "\n".join(lines).strip() == shown[2].strip()


def name_of(call: list[str]) -> tuple[str, ...]:
    """The command of a call, with its part where it has parts: evals compare, keys create."""
    return tuple(call[:2]) if call[0] in _WITH_PARTS and not "".join(call[1:2]).startswith("-") else (call[0],)


@pytest.mark.parametrize("command", sorted({name_of(call) for _, call in CALLS}), ids=" ".join)
def test_every_command_and_option_exists(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the documents show of a command is in its help."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(sys, "argv", ["ethics-desk", *command, "--help"])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr().out
    options = {word for _, call in CALLS if name_of(call) == command for word in call if word.startswith("--")}
    assert ended.value.code == 0
    assert [option for option in sorted(options) if not re.search(rf"{option}\b", printed)] == []


def test_the_settings_table_is_complete() -> None:
    """The README names every setting of the desk, of the web chat and of the client, and none that does not exist."""
    named = _SETTING.findall(README.read_text(encoding="utf-8"))
    pages = [f"ETHICS_DESK_UI_{name.upper()}" for name in UiSettings.model_fields]
    assert sorted(named) == sorted([*(f"ETHICS_DESK_{name.upper()}" for name in Settings.model_fields), *pages, URL_VARIABLE, KEY_VARIABLE])
