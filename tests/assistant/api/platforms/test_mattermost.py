"""Mattermost: whose command is taken, when it is answered in the response and when later, and who sees it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.api.platforms.mattermost import MattermostServer, mattermost_router
from assistant.events import Done
from assistant.markdown import render_markdown
from assistant.pipeline import Assistant
from assistant.types import Answer, Statement
from tests.assistant.api.conftest import MakeDesk, opened, wait_until
from tests.assistant.api.platforms.conftest import SLOW, FakeChat, HeldAssistant

FIRST = "nezum4kpu3faiec7r7c5zt6tfy"
SECOND = "okwexkjpe7ygb8eq1ww58t483w"
QUESTION = "What does NACM 7 say?"
FORM = "application/x-www-form-urlencoded"


class Mattermost:
    """Sends commands as Mattermost does."""

    def __init__(self, client: TestClient, address: str) -> None:
        self.client = client
        self.address = address

    def command(self, text: str, *, token: str = FIRST, header: str | None = None, **fields: str) -> httpx.Response:
        """A slash command, in the form that Mattermost's documentation shows."""
        given = {
            "channel_id": "i3bb9xfyqt8rtbyshmyhgsj16c",
            "command": "/ethics",
            "response_url": f"{self.address}/hooks/commands/zozc1xwxybdedeyz8djwjpngny",
            "team_id": "tsb8crrn5tgqtedpkt81b4tcya",
            "text": text,
            "token": token,
            "user_id": "k1x4aqdjy3813c84m771eoc9xo",
            "user_name": "tester",
        }
        headers = {"Content-Type": FORM, "Authorization": f"Token {token}" if header is None else header}
        return self.client.post("/v1/mattermost/command", content=urlencode(given | fields).encode(), headers=headers)


@contextmanager
def connected(make_desk: MakeDesk, assistant: Assistant, address: str = "http://chat.example", **changes: Any) -> Iterator[Mattermost]:
    """Mattermost, connected with an app that knows the tokens of two commands."""
    desk = make_desk(assistant)
    app = create_app(desk)
    server = MattermostServer(tokens=[FIRST, SECOND], **changes)
    app.include_router(mattermost_router(desk, server))
    with opened(app) as client:
        yield Mattermost(client, address)


@pytest.fixture
def mattermost(make_desk: MakeDesk, held: HeldAssistant) -> Iterator[Mattermost]:
    """Mattermost, connected with the usual app."""
    with connected(make_desk, held) as connection:
        yield connection


def test_a_command_is_answered_in_the_response(mattermost: Mattermost) -> None:
    """The answer in markdown, for the asker alone."""
    said = mattermost.command(QUESTION).json()
    assert said["response_type"] == "ephemeral"
    assert "> “Strive to maintain healthy" in said["text"]
    assert "[NACM 7]" in said["text"]
    assert said["skip_slack_parsing"] is True
    assert "extra_responses" not in said


def test_the_settings_open_the_route(make_desk: MakeDesk) -> None:
    """With tokens in the settings the command is taken from each team that has one; what sees the channel is set too."""
    settings = {"mattermost_token": f"{FIRST}, {SECOND}", "platform_visibility": "channel"}
    with opened(create_app(make_desk(**settings))) as client:
        mattermost = Mattermost(client, "")
        for token in (FIRST, SECOND):
            assert mattermost.command(QUESTION, token=token).json()["response_type"] == "in_channel"
        assert mattermost.command("?!").json()["response_type"] == "ephemeral"
        assert mattermost.command(QUESTION, token=FIRST + SECOND).status_code == 401


@pytest.mark.parametrize(
    ("token", "header", "status"),
    [
        (FIRST, "", 200),
        ("", f"Token {FIRST}", 200),
        (FIRST, "Basic cHJveHk6cHJveHk=", 200),
        ("", "", 401),
        ("", f"Bearer {FIRST}", 401),
        (FIRST, "Token wrong", 401),
        ("wrong", f"Token {FIRST}", 401),
        (FIRST[:-1], "", 401),
        (f"{FIRST},{SECOND}", "", 401),
        ("ñandú", "", 401),
    ],
)
def test_every_token_that_is_sent_must_be_right(mattermost: Mattermost, token: str, header: str, status: int) -> None:
    """In the header, in the form or in both; a refusal is a problem document that does not tell which one was wrong."""
    response = mattermost.command(QUESTION, token=token, header=header)
    assert response.status_code == status
    if status == 401:
        assert response.json()["detail"] == "The request has no token of ours."


def test_a_form_that_can_be_read_in_two_ways_is_refused(mattermost: Mattermost) -> None:
    """Two tokens, another media type and bytes that are no text are refused before anything is looked at."""
    headers = {"Content-Type": FORM}
    for body, media_type, status in (
        (f"token=wrong&token={FIRST}".encode(), FORM, 400),
        (f"token={FIRST};text=x".encode(), FORM, 401),
        (f"token={FIRST}&text=%ff".encode(), FORM, 400),
        (b'{"token": "x"}', "application/json", 415),
    ):
        response = mattermost.client.post("/v1/mattermost/command", content=body, headers=headers | {"Content-Type": media_type})
        assert response.status_code == status
    assert mattermost.client.get("/v1/mattermost/command").status_code == 405


def test_what_takes_long_is_sent_later_to_the_server_that_is_set(make_desk: MakeDesk, chat: FakeChat, held: HeldAssistant) -> None:
    """The asker is told to wait, and gets the answer at the response address."""
    with connected(make_desk, held, chat.address, url=f"{chat.address}/mattermost", patience=0.1) as mattermost:
        assert mattermost.command(f"{SLOW}¿Puedo aceptar un regalo?").json()["text"] == "Leyendo los códigos…"
        assert mattermost.command(QUESTION).json()["text"].startswith("**The words")
        held.go.set()
        (answer,) = chat.wait()
    assert chat.posts[0][0] == "hooks/commands/zozc1xwxybdedeyz8djwjpngny"
    assert "NACM" in answer["text"]


def test_what_was_promised_is_sent_before_the_desk_stops(make_desk: MakeDesk, chat: FakeChat, held: HeldAssistant) -> None:
    """An answer under way when the server stops is still delivered."""
    with connected(make_desk, held, chat.address, url=chat.address, patience=0.1) as mattermost:
        mattermost.command(SLOW + QUESTION)
        held.go.set()
    assert len(chat.posts) == 1


@pytest.mark.parametrize("url", ["", "https://chat.example"])
def test_nothing_is_sent_to_another_server(make_desk: MakeDesk, chat: FakeChat, held: HeldAssistant, url: str) -> None:
    """Where the response address is not on the server that is set, a late answer becomes a sentence that says so, and where help is."""
    with connected(make_desk, held, chat.address, url=url, patience=0.1, longest=0.3) as mattermost:
        start = time.perf_counter()
        said = mattermost.command(SLOW + QUESTION).json()
        assert time.perf_counter() - start < 3
        assert "not ready in the time" in said["text"]
        assert "911" in said["text"]
        held.go.set()
        wait_until(lambda: mattermost.command(QUESTION).status_code == 200)
    assert chat.posts == []


def test_help_and_limits_are_said_to_the_asker_alone(make_desk: MakeDesk, held: HeldAssistant) -> None:
    """Also where answers are for the channel."""
    with connected(make_desk, held, visibility="channel") as mattermost:
        for text, told in (("", "Ask me"), ("ayuda", "Pregúnteme"), ("?!", "no words")):
            said = mattermost.command(text).json()
            assert told in said["text"]
            assert said["response_type"] == "ephemeral"
        for _ in range(29):
            mattermost.command("?!")
        assert "Ask again in" in mattermost.command("?!").json()["text"]
        assert "no words" in mattermost.command("?!", user_id="another").json()["text"]


def test_people_are_masked_before_the_question_is_read(make_desk: MakeDesk, small_assistant: Assistant) -> None:
    """A colleague who is named by a handle is nobody to the desk."""
    asked: list[str] = []

    class Noting(Assistant):
        def stream(self, turns: Any) -> Any:
            asked.extend(turns)
            return super().stream(turns)

    with connected(make_desk, Noting(small_assistant.parts)) as mattermost:
        mattermost.command(f"@jane.roe asks: {QUESTION}")
    assert f"[name] asks: {QUESTION}" in asked
    assert not any("jane" in a for a in asked)


def test_a_long_answer_is_several_posts(make_desk: MakeDesk, small_assistant: Assistant) -> None:
    """What one post does not hold follows in more, for the same eyes, and no word is lost."""
    clauses = small_assistant.parts.clauses
    statements = tuple(Statement(text=c.text, kind="quote", citations=(c.id,), verdict="verbatim", section="quotes") for c in clauses)

    class Quoting(Assistant):
        def stream(self, turns: Any) -> Any:
            for event in super().stream(turns):
                yield Done(long(event.answer)) if isinstance(event, Done) else event

    def long(answer: Answer) -> Answer:
        return replace(answer, statements=statements * 3, citations=clauses)

    whole = render_markdown(long(small_assistant.answer([QUESTION])), small_assistant.parts.guide.phrases)
    with connected(make_desk, Quoting(small_assistant.parts)) as mattermost:
        said = mattermost.command(QUESTION).json()
    posts = [said, *said["extra_responses"]]
    assert len(posts) > 1
    assert all(len(p["text"]) <= 16_383 and p["response_type"] == "ephemeral" for p in posts)
    assert re.sub(r"\s", "", "".join(p["text"] for p in posts)) == re.sub(r"\s", "", whole)
