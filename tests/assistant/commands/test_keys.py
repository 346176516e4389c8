"""Keys are made, listed and revoked by command; a token is shown once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.settings import Settings
from assistant.wiring import build_keys
from tests.assistant.command_line import Run


def test_a_token_is_printed_once_and_alone(run: Run, data: Path) -> None:
    """So that a script can take it from standard output; what it is comes on standard error."""
    code, output, errors = run("keys", "create", "night bot", "--scope", "ask", "--scope", "facilitate", "--expires", "90d")
    keys = build_keys(Settings(data=data))
    key = keys.find(output.strip())
    keys.close()
    assert code == 0
    assert key is not None
    assert (key.name, key.scopes) == ("night bot", {"ask", "facilitate"})
    assert key.expires is not None
    assert abs(key.expires - datetime.now(UTC) - timedelta(days=90)) < timedelta(minutes=1)
    assert key.id in errors
    assert output.strip() not in errors + run("keys", "list")[1]


def test_the_list_tells_the_state_of_each(run: Run) -> None:
    """Usable, expired or revoked, without colour or token."""
    assert "no keys" in run("keys", "list")[1]
    run("keys", "create", "one", "--scope", "admin")
    run("keys", "create", "two", "--scope", "ask", "--expires", "2099-01-31")
    listed = run("keys", "list")[1].splitlines()[1:]
    assert [re.split(r"\s{2,}", line.strip())[1:3] for line in listed] == [["one", "admin"], ["two", "ask"]]
    assert "never" in listed[0]
    assert "2099-02-01 00:00" in listed[1]
    assert all("usable" in line for line in listed)
    assert run("keys", "revoke", listed[0].split()[0])[0] == 0
    assert "revoked" in run("keys", "list")[1].splitlines()[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "bot"),
        ("create", "bot", "--scope", "asks"),
        ("create", "bot", "--scope", "ask", "--expires", "soon"),
        ("create", "bot", "--scope", "ask", "--expires", "2020-01-01"),
        ("create", "bot", "--scope", "ask", "--expires", "0d"),
        ("create", "bot", "--scope", "ask", "--expires", "9999-12-31"),
        ("create", "--scope", "ask"),
        ("revoke",),
    ],
)
def test_wrong_use_makes_no_key(run: Run, arguments: tuple[str, ...]) -> None:
    """Exit code 2, as for every wrong use."""
    assert run("keys", *arguments)[0] == 2
    assert "no keys" in run("keys", "list")[1]


@pytest.mark.parametrize("arguments", [("create", "bot", "--scope", "ask"), ("revoke", "abcdefgh")])
def test_what_cannot_be_done_is_one_line_and_a_hint(run: Run, arguments: tuple[str, ...]) -> None:
    """A name that is in use, an id that is not."""
    run("keys", "create", "bot", "--scope", "ask")
    code, output, errors = run("keys", *arguments)
    assert (code, output) == (1, "")
    assert [line.split(":")[0] for line in errors.splitlines()] == ["error", "hint"]


def test_a_database_that_cannot_be_used_is_one_line_and_a_hint(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the password that the setting holds."""
    monkeypatch.setenv("ETHICS_DESK_DATABASE", "postgresql://desk:a-secret@127.0.0.1:1/desk")
    code, output, errors = run("keys", "list")
    assert (code, output) == (1, "")
    assert "127.0.0.1:1/desk cannot be reached" in errors
    assert "a-secret" not in errors
