"""What is posted to a platform: to which hosts, how often, and what becomes of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from assistant.api.platforms.background import Background
from assistant.api.platforms.outgoing import Outgoing, origin
from assistant.api.platforms.seen import Seen
from tests.assistant.api.platforms.conftest import FakeChat

HOOKS = "https://hooks.slack.com"


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://hooks.slack.com/commands/1", True),
        ("https://hooks.slack.com:443/commands/1", True),
        ("https://HOOKS.slack.com/commands/1", True),
        ("http://hooks.slack.com/commands/1", False),
        ("https://hooks.slack.com:8443/commands/1", False),
        ("https://hooks.slack.com.evil.example/", False),
        ("https://evil.example/hooks.slack.com", False),
        ("https://hooks.slack.com@evil.example/", False),
        ("https://evil.example@hooks.slack.com/", False),
        ("https://evil.example#@hooks.slack.com/", False),
        ("https://evil.example\\@hooks.slack.com/", False),
        ("https://hooks.slack.com.", False),
        ("https://xhooks.slack.com/", False),
        ("//hooks.slack.com/", False),
        ("file://hooks.slack.com/etc/passwd", False),
        ("https://127.0.0.1/", False),
        ("https://hooks.slack.com\r\nHost: evil.example/", False),
        ("https://[::1/", False),
        ("", False),
    ],
)
def test_only_the_host_itself_is_allowed(url: str, allowed: bool) -> None:
    """An address on another host, of another scheme or port, or written to look like the right one is none."""
    assert (origin(url) == origin(HOOKS)) == allowed
    assert Outgoing([HOOKS]).allows(url) == allowed


def test_without_a_host_nothing_is_allowed() -> None:
    """An empty setting does not let empty or broken addresses through."""
    for url in ("", "x", "https://hooks.slack.com"):
        assert not Outgoing([""]).allows(url)


def posted(chat: FakeChat, address: str, pauses: tuple[float, ...] = (0.01, 0.01)) -> dict[str, Any]:
    """What came of one post."""

    async def post() -> dict[str, Any]:
        outgoing = Outgoing([chat.address], pauses)
        said = await outgoing.post(address, {"text": "é"}, "t")
        await outgoing.close()
        return dict(said)

    return asyncio.run(post())


@pytest.mark.parametrize(
    ("statuses", "delivered", "said", "logged"),
    [
        ([], 1, {"ok": True}, ""),
        ([503, 429], 1, {"ok": True}, ""),
        ([500, 500, 500], 0, {}, "not delivered"),
        ([404], 0, {"ok": True}, "refused"),
        ([307], 0, {"ok": True}, "refused"),
    ],
)
def test_what_was_not_taken_is_tried_again(
    chat: FakeChat, statuses: list[int], delivered: int, said: dict[str, Any], logged: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three times at most where the platform is in trouble, not where it says no; redirects are not followed."""
    chat.statuses = statuses
    assert posted(chat, f"{chat.address}/hooks/1") == said
    assert len(chat.posts) == delivered
    printed = capsys.readouterr().out
    assert logged in printed
    assert ("not delivered" in printed or "refused" in printed) == bool(logged)
    assert "hooks/1" not in printed


def test_a_host_that_is_away_is_given_up(chat: FakeChat, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody listens: the desk goes on, and the log says that nothing was delivered."""
    chat.address = "http://127.0.0.1:9"
    assert posted(chat, "http://127.0.0.1:9/x") == {}
    assert "ConnectError" in capsys.readouterr().out


def test_nothing_is_posted_to_another_host(chat: FakeChat) -> None:
    """Even if somebody forgot to ask first."""
    address, chat.address = chat.address, "https://hooks.slack.com"
    assert posted(chat, f"{address}/x") == {}
    assert chat.posts == []


def test_work_is_finished_within_a_time() -> None:
    """At the end what runs is waited for, what does not end is stopped, and nothing new is taken."""
    done: list[str] = []

    async def work(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        done.append(name)

    async def run() -> bool:
        background = Background(most=2)
        background.start(work("short", 0.05))
        background.start(work("long", 60))
        full = not background.has_room
        await background.finish(0.3)
        return full and not background.has_room

    assert asyncio.run(run())
    assert done == ["short"]


def test_work_that_fails_is_logged_by_its_kind(capsys: pytest.CaptureFixture[str]) -> None:
    """The message, which may hold anything, is not."""

    async def work() -> None:
        raise ValueError("private")

    async def run() -> None:
        background = Background()
        background.start(work())
        await background.finish(1)

    asyncio.run(run())
    printed = capsys.readouterr().out
    assert "ValueError" in printed
    assert "private" not in printed


def test_what_was_seen_is_forgotten_after_a_time() -> None:
    """A name is known for so long, and no longer."""
    seen, brief = Seen(60), Seen(0)
    for names in (seen, brief):
        names.add("Ev1")
    assert "Ev1" in seen
    assert "Ev2" not in seen
    assert "Ev1" not in brief
