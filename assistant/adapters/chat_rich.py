"""The chat in the terminal (rich)."""

from __future__ import annotations

import contextlib
import select
import sys
from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from assistant.adapters.answer_rich import MAX_WIDTH, print_stream
from assistant.adapters.clauses_rich import print_clause
from assistant.errors import EthicsDeskError, UnknownClause
from assistant.pipeline import Assistant
from assistant.schemas import clause_out

_PROMPT = "you> "
_PASTE_PAUSE_S = 0.05
_HELP = """\
/new         start a new conversation: earlier questions are forgotten
/clause ID   print a clause, such as /clause NACM-7
/help        print this list
/quit        leave (also Ctrl-D or Ctrl-C)"""


def run_chat(assistant: Assistant, console: Console, read: Callable[[], str]) -> None:
    """Answer each turn in the light of the earlier ones, until /quit, the end of the input or Ctrl-C.

    `read` returns what was typed next and raises EOFError at the end.
    """
    phrases = assistant.parts.guide.phrases
    for text in phrases["chat_disclaimer"].values():
        _print(console, text, "dim")
    _print(console, "\nAsk a question. /help lists the commands.\n")
    chat = _Chat(assistant, console)
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        while chat.take(read().strip()):
            pass
    _print(console, "\nGoodbye.", "dim")


def read_terminal() -> str:
    """What is typed next on standard input, a paste of several lines as one; EOFError at the end."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - gives `input` line editing and history
    lines = [input(_PROMPT)]
    while sys.platform != "win32" and select.select([sys.stdin], [], [], _PASTE_PAUSE_S)[0]:
        try:
            lines.append(input())
        except EOFError:
            break
    return "\n".join(lines)


class _Chat:
    """One conversation: the user's turns so far."""

    def __init__(self, assistant: Assistant, console: Console) -> None:
        self._assistant = assistant
        self._console = console
        self._turns: list[str] = []

    def take(self, typed: str) -> bool:
        """Act on what was typed; False when it asks to leave."""
        if typed == "/quit":
            return False
        try:
            if typed.startswith("/"):
                self._command(typed)
            elif typed:
                self._ask(typed)
        except EthicsDeskError as error:
            _print(self._console, f"error: {error.message} {error.hint}".rstrip() + "\n", "red")
        return True

    def _ask(self, question: str) -> None:
        events = self._assistant.stream([*self._turns, question])
        self._console.print()
        print_stream(self._console, events, self._assistant.parts.guide.phrases)
        self._turns.append(question)

    def _command(self, typed: str) -> None:
        name, *rest = typed.split()
        if name == "/new":
            self._turns.clear()
            _print(self._console, "A new conversation.\n", "dim")
        elif name == "/clause" and rest:
            self._clause("-".join(rest).upper())
        elif name == "/help":
            _print(self._console, f"{_HELP}\n")
        else:
            _print(self._console, f"I do not know {typed!r}. /help lists the commands.\n", "red")

    def _clause(self, clause_id: str) -> None:
        parts = self._assistant.parts
        clause = next((c for c in parts.clauses if c.id == clause_id), None)
        if clause is None:
            raise UnknownClause(f"No clause has the id {clause_id!r}.", "Run `ethics-desk clauses` for the list.")
        print_clause(self._console, clause_out(clause, parts.codes))
        self._console.print()


def _print(console: Console, text: str, style: str = "") -> None:
    console.print(Text(text, style=style), width=min(console.width, MAX_WIDTH))
