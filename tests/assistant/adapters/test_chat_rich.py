"""The chat, driven by a script of what is typed."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from rich.console import Console

from assistant.adapters.chat_rich import read_terminal, run_chat
from assistant.pipeline import Assistant


def scripted(lines: Sequence[str | type[BaseException]]) -> Callable[[], str]:
    """Types the lines one by one, then ends the input; an exception in the script is raised."""
    left = iter(lines)

    def read() -> str:
        line = next(left, EOFError)
        if isinstance(line, str):
            return line
        raise line

    return read


def chat(assistant: Assistant, *lines: str | type[BaseException]) -> str:
    """What a chat with this script prints, on one line."""
    console = Console(file=io.StringIO(), width=80, color_system=None)
    run_chat(assistant, console, scripted(lines))
    assert isinstance(console.file, io.StringIO)
    return " ".join(console.file.getvalue().split())


def test_the_disclaimer_stands_once_at_the_start(assistant: Assistant) -> None:
    """It is said before the first question and not again."""
    text = chat(assistant, "What does NACM 7 say?", "/new", "What does NACM 8 say?")
    assert text.startswith("I quote and explain two codes of ethics")
    assert text.count("not legal advice") == 1


def test_a_turn_is_read_in_the_light_of_the_earlier_ones(assistant: Assistant) -> None:
    """A follow-up that names nothing is about what was asked before; after /new it is not."""
    first = "What does CCMC Rule 2 say?"
    clause = next(c.text for c in assistant.parts.clauses if c.id == "CCMC-RULE-2")
    assert chat(assistant, first, "Say that again?").count(clause) == 2
    assert chat(assistant, first, "/new", "Say that again?").count(clause) == 1


@pytest.mark.parametrize("typed", ["/clause NACM-7", "/clause nacm 7", "  /clause nacm-7  "])
def test_a_clause_is_printed(assistant: Assistant, typed: str) -> None:
    """/clause takes the id in any case, with blanks or hyphens."""
    assert "NACM 7 · binding on NACM members" in chat(assistant, typed)


@pytest.mark.parametrize(
    ("typed", "told"), [("/clause NACM-99", "error: No clause"), ("/clause", "/help lists"), ("/why", "/help lists"), ("???", "error: ")]
)
def test_what_cannot_be_used_is_one_message(assistant: Assistant, typed: str, told: str) -> None:
    """A mistake is told, and the chat goes on."""
    text = chat(assistant, typed, "What does NACM 8 say?")
    assert told in text
    assert "NACM 8 · binding" in text


def test_an_unusable_turn_is_not_remembered(assistant: Assistant) -> None:
    """After a refused turn the next one follows the last good one."""
    text = chat(assistant, "What does CCMC Rule 2 say?", "???", "Say that again?")
    assert text.count("CCMC Rule 2 · mandatory") == 2


def test_help_names_every_command(assistant: Assistant) -> None:
    """/help lists the four commands."""
    text = chat(assistant, "/help")
    assert all(command in text for command in ("/new", "/clause ID", "/help", "/quit"))


@pytest.mark.parametrize("end", ["/quit", EOFError, KeyboardInterrupt])
def test_every_way_out_says_goodbye(assistant: Assistant, end: str | type[BaseException]) -> None:
    """/quit, the end of the input and Ctrl-C leave without an error; what follows is not read."""
    text = chat(assistant, end, "What does NACM 8 say?")
    assert text.endswith("Goodbye.")
    assert "NACM 8" not in text


def test_empty_lines_are_passed_over(assistant: Assistant) -> None:
    """Nothing typed is no question and no error."""
    assert chat(assistant, "", "   ") == chat(assistant)


def test_piped_input_is_read_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where standard input is no terminal, each line is a turn and its end is the end."""
    monkeypatch.setattr("sys.stdin", io.StringIO("one\ntwo\n"))
    assert [read_terminal(), read_terminal()] == ["one\n", "two\n"]
    with pytest.raises(EOFError):
        read_terminal()
