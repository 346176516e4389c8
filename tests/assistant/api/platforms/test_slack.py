"""Slack: who is let in, how fast, what is answered where, and what is never sent."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from fastapi import FastAPI
from slack_sdk.signature import SignatureVerifier
from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.api.platforms.background import Background
from assistant.api.platforms.slack import SlackApp, slack_router
from assistant.pipeline import Assistant
from assistant.service import Answered
from tests.assistant.api.conftest import MakeDesk, opened, served, wait_until
from tests.assistant.api.platforms.conftest import SLOW, FakeChat, HeldAssistant

KEY = "a-signing-secret"
BOT = "xoxb-1"
QUESTION = "What does NACM 7 say?"
FORM = "application/x-www-form-urlencoded"


def signed_by_slack(timestamp: str, body: bytes) -> str:
    """What Slack's own library signs; it takes no bytes that are not text, which Slack would not send either."""
    if b"\xff" in body:
        return "v0=" + hmac.new(KEY.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return SignatureVerifier(KEY).generate_signature(timestamp=timestamp, body=body) or ""


class Slack:
    """Signs requests as Slack does, with Slack's own library, and sends them."""

    def __init__(self, client: httpx.Client | TestClient, chat: FakeChat) -> None:
        self.client = client
        self.chat = chat
        self.clock = time.time

    def post(self, path: str, body: bytes, media_type: str, *, skew: int = 0, **headers: str | bytes) -> httpx.Response:
        """Send a signed request."""
        timestamp = str(int(self.clock()) + skew)
        signature = signed_by_slack(timestamp, body)
        signed = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature, "Content-Type": media_type}
        return self.client.post(f"/v1/slack/{path}", content=body, headers=signed | headers)

    def command(self, text: str, **fields: str) -> httpx.Response:
        """A slash command; the number of the command makes each one differ."""
        url = f"{self.chat.address}/commands/T1/2/secret"
        given = {
            "team_id": "T1",
            "user_id": "U1",
            "command": "/ethics",
            "text": text,
            "response_url": url,
            "trigger_id": str(time.time_ns()),
        }
        return self.post("command", urlencode(given | fields).encode(), FORM)

    def event(self, event: dict[str, Any], event_id: str = "", **headers: str) -> httpx.Response:
        """An event of the workspace."""
        envelope = {
            "type": "event_callback",
            "team_id": "T1",
            "event_id": event_id or f"Ev{time.time_ns()}",
            "event": event,
            "authorizations": [{"user_id": "UBOT", "is_bot": True}],
        }
        return self.post("events", json.dumps(envelope).encode(), "application/json", **headers)


MENTION = {"type": "app_mention", "user": "U1", "channel": "C1", "text": f"<@UBOT> {QUESTION}", "ts": "1.0"}


def slack_app(make_desk: MakeDesk, chat: FakeChat, assistant: Assistant, most: int = 200, **changes: Any) -> FastAPI:
    """An app whose Slack is the fake one."""
    desk = make_desk(assistant)
    app = create_app(desk)
    known = SlackApp(signing_secret=KEY, bot_token=BOT, api=f"{chat.address}/api/", hooks=chat.address, **changes)
    app.include_router(slack_router(desk, known, background=Background(most)))
    return app


@contextmanager
def connected(app: FastAPI, chat: FakeChat) -> Iterator[Slack]:
    """Slack, connected with an app."""
    with opened(app) as client:
        yield Slack(client, chat)


@pytest.fixture
def slack(make_desk: MakeDesk, chat: FakeChat, held: HeldAssistant) -> Iterator[Slack]:
    """Slack, connected with the usual app."""
    with connected(slack_app(make_desk, chat, held), chat) as connection:
        yield connection


def shown(message: dict[str, Any]) -> str:
    """The text of a message's blocks."""
    return "\n\n".join(b["text"]["text"] for b in message["blocks"])


def test_without_a_secret_there_are_no_routes(client: TestClient) -> None:
    """An app whose settings name no platform knows none of the addresses."""
    for path in ("slack/command", "slack/events", "mattermost/command", "teams/webhook"):
        assert client.post(f"/v1/{path}").status_code == 404


def test_the_settings_open_the_routes(make_desk: MakeDesk) -> None:
    """With a signing secret the command is there, with a bot token the events; an empty secret opens nothing."""
    for settings, command, events in (
        ({"slack_signing_secret": KEY}, 401, 404),
        ({"slack_signing_secret": KEY, "slack_bot_token": BOT}, 401, 401),
        ({"slack_signing_secret": " ", "slack_bot_token": BOT}, 404, 404),
    ):
        with opened(create_app(make_desk(**settings))) as client:
            assert client.post("/v1/slack/command").status_code == command
            assert client.post("/v1/slack/events").status_code == events


def test_a_command_is_acknowledged_and_answered_to_the_asker(slack: Slack) -> None:
    """The acknowledgement and the answer are for the asker alone; the answer quotes the clause."""
    response = slack.command(QUESTION)
    assert response.json() == {"response_type": "ephemeral", "text": "Reading the codes…"}
    (answer,) = slack.chat.wait()
    assert answer["response_type"] == "ephemeral"
    assert "> “Strive to maintain healthy" in shown(answer)
    assert "[NACM 7]" in shown(answer)
    assert slack.chat.posts[0][0] == "commands/T1/2/secret"
    assert slack.chat.posts[0][2] == ""


def test_the_acknowledgement_does_not_wait_for_the_answer(slack: Slack, held: HeldAssistant) -> None:
    """While the assistant works, Slack has its acknowledgement long before its three seconds are over."""
    start = time.perf_counter()
    assert slack.command(SLOW + QUESTION).status_code == 200
    assert time.perf_counter() - start < 1
    assert slack.chat.posts == []
    held.go.set()
    assert "[NACM 7]" in shown(slack.chat.wait()[0])


def test_over_real_http_the_answer_outlives_the_response_and_the_shutdown(make_desk: MakeDesk, chat: FakeChat, held: HeldAssistant) -> None:
    """A server that is told to stop finishes the answer that it has promised, and only then ends."""
    app = slack_app(make_desk, chat, held)
    with served(app) as address, httpx.Client(base_url=address) as client:
        start = time.perf_counter()
        assert Slack(client, chat).command(SLOW + QUESTION).status_code == 200
        assert time.perf_counter() - start < 3
        wait_until(lambda: held.begun == 1)
        timer = threading.Timer(0.5, held.go.set)
        timer.start()
    timer.join()
    assert "[NACM 7]" in shown(chat.wait()[0])


def test_visible_to_the_channel_where_that_is_set(make_desk: MakeDesk, chat: FakeChat, held: HeldAssistant) -> None:
    """The answer is for the channel, the acknowledgement and an apology still for the asker alone."""
    with connected(slack_app(make_desk, chat, held, visibility="channel"), chat) as slack:
        assert slack.command(QUESTION).json()["response_type"] == "ephemeral"
        assert chat.wait()[0]["response_type"] == "in_channel"
        slack.command("?!")
        assert chat.wait(2)[1]["response_type"] == "ephemeral"
        slack.event(MENTION)
        chat.wait(3)
        path, message, _ = chat.posts[2]
        assert (path, message["channel"], message["thread_ts"], message.get("user")) == ("api/chat.postMessage", "C1", "1.0", None)


@pytest.mark.parametrize("skew", [-301, 301, -86400])
def test_a_request_of_another_time_is_refused(slack: Slack, skew: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than five minutes old, or from the future, is not taken even if signed; one clock for both, so that a second counts."""
    now = time.time()
    slack.clock = lambda: now
    monkeypatch.setattr("assistant.api.platforms.slack.time", slack.clock)
    assert slack.post("command", b"text=x", FORM, skew=skew).status_code == 401


def test_a_refusal_does_not_tell_what_was_wrong(slack: Slack) -> None:
    """No signature, a wrong one, a wrong time and a changed body are refused in the same words."""
    wrong = [
        slack.client.post("/v1/slack/command", content=b"text=x"),
        slack.post("command", b"text=x", FORM, skew=-4000),
        slack.post("command", b"text=x", FORM, **{"X-Slack-Signature": "v0=" + "0" * 64}),
        slack.post("command", b"text=x", FORM, **{"X-Slack-Signature": "é".encode()}),
        slack.post("command", b"text=x", FORM, **{"X-Slack-Request-Timestamp": "soon"}),
    ]
    assert {r.status_code for r in wrong} == {401}
    assert {r.headers["content-type"] for r in wrong} == {"application/problem+json"}
    assert len({(r.json()["detail"], r.json()["hint"]) for r in wrong}) == 1
    assert KEY not in wrong[0].text


def test_a_replayed_command_does_nothing(slack: Slack) -> None:
    """The same signed bytes again get an empty reply, and no second answer."""
    url = quote(f"{slack.chat.address}/commands/1", safe="")
    body = f"team_id=T1&user_id=U1&text={quote(QUESTION)}&response_url={url}".encode()
    timestamp = str(int(time.time()))
    signature = signed_by_slack(timestamp, body)
    headers = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature, "Content-Type": FORM}
    first, again = (slack.client.post("/v1/slack/command", content=body, headers=headers) for _ in range(2))
    assert first.json()["text"]
    assert (again.status_code, again.content) == (200, b"")
    slack.chat.wait()
    slack.command(QUESTION)
    slack.chat.wait(2)
    assert len(slack.chat.posts) == 2


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"text=x&response_url=https://hooks.slack.com/x", "text/plain", 415),
        (b"text=%ff&response_url=https://hooks.slack.com/x", FORM, 400),
        (b"text=\xff", FORM, 400),
        (b"text=x&text=y", FORM, 400),
        (b"&".join(b"f%d=1" % n for n in range(200)), FORM, 400),
        (b"text=x", FORM, 400),
        (b"text=x&response_url=https://evil.example/x", FORM, 400),
        (b"", FORM, 400),
    ],
)
def test_a_form_that_is_not_slacks_is_refused(slack: Slack, body: bytes, media_type: str, status: int) -> None:
    """Even signed: another type, bytes that are no text, fields that come twice or are missing get a problem document."""
    response = slack.post("command", body, media_type)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_a_huge_body_is_refused(slack: Slack) -> None:
    """A body over the limit of the app is not read, signed or not."""
    assert slack.command("a" * 2_000_000).status_code == 413


def test_slacks_check_of_the_certificate_is_passed(slack: Slack) -> None:
    """Slack asks for the command's address from time to time, without a command."""
    response = slack.post("command", b"ssl_check=1&token=old", FORM)
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("text", ["", "help", "ayuda", " HELP "])
def test_help_is_given_at_once(slack: Slack, text: str) -> None:
    """An empty command and a call for help say what can be asked, in the language of the call."""
    told = slack.command(text).json()
    assert told["response_type"] == "ephemeral"
    assert ("Ask me" in told["text"]) == (text != "ayuda")
    assert ("Pregúnteme" in told["text"]) == (text in ("", "ayuda"))


def test_spanish_is_spoken_to_who_asks_in_spanish(slack: Slack) -> None:
    """The acknowledgement and the answer's own words are in the language of the question."""
    assert slack.command("¿Qué dice NACM 7 sobre los límites?").json()["text"] == "Leyendo los códigos…"
    assert "Las palabras de los códigos" in shown(slack.chat.wait()[0])


def test_what_cannot_be_answered_is_said_in_words(slack: Slack) -> None:
    """A question without words and one that is too long get a sentence, in the language that they are in."""
    slack.command("?!")
    assert "holds no words" in slack.chat.wait()[0]["text"]
    slack.command("¿Puedo aceptar un regalo? " * 400)
    assert "máximo de 8000" in slack.chat.wait(2)[1]["text"]


def test_a_fault_of_ours_is_said_and_logged_without_the_question(
    slack: Slack, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """The asker is told, with the request's number and where help is; the log has kind and place, not a word of the question."""
    slack.command("Boom went the client's secret")
    told = slack.chat.wait()[0]["text"]
    assert "req_" in told
    assert "911" in told
    printed = capsys.readouterr()
    logged = printed.out + printed.err + caplog.text
    assert "RuntimeError" in logged
    assert "secret" not in logged


def test_who_asks_too_often_is_told_so(slack: Slack) -> None:
    """The thirty-first question of one person in a minute waits; another person's does not."""
    for _ in range(30):
        slack.command("?!")
    assert "Ask again in" in slack.command("?!").json()["text"]
    assert slack.command("?!", user_id="U2").json()["text"] == "Reading the codes…"


def test_what_goes_on_at_once_is_bounded(make_desk: MakeDesk, chat: FakeChat, held: HeldAssistant) -> None:
    """With no room left a command is told so at once, and an event is left for Slack to send again."""
    with connected(slack_app(make_desk, chat, held, most=1), chat) as slack:
        slack.command(SLOW + QUESTION)
        wait_until(lambda: held.begun == 1)
        assert "More is asked" in slack.command(QUESTION).json()["text"]
        assert slack.event(MENTION, "Ev1").status_code == 503
        held.go.set()
        chat.wait()
        wait_until(lambda: slack.event(MENTION, "Ev1").status_code == 200)
        chat.wait(2)


def test_the_address_of_events_is_verified(slack: Slack) -> None:
    """Slack's challenge is sent back, if it is signed."""
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw", "token": "old"}).encode()
    assert slack.post("events", body, "application/json").json() == {"challenge": "3eZbrw"}
    assert slack.client.post("/v1/slack/events", content=body).status_code == 401


def test_a_mention_is_answered_to_the_asker_in_the_thread(slack: Slack) -> None:
    """In a channel and in a thread the answer is shown to the asker alone, with the bot's token."""
    for number, (thread, event) in enumerate([(None, MENTION), ("0.5", MENTION | {"thread_ts": "0.5"})]):
        assert (slack.event(event).status_code, slack.event(event | {"type": "reaction_added"}).status_code) == (200, 200)
        slack.chat.wait(number + 1)
        path, message, authorization = slack.chat.posts[number]
        assert (path, authorization) == ("api/chat.postEphemeral", f"Bearer {BOT}")
        assert (message["channel"], message["user"], message.get("thread_ts")) == ("C1", "U1", thread)
        assert "[NACM 7]" in shown(message)


def test_a_direct_message_is_answered_in_place(slack: Slack) -> None:
    """Nobody else reads there, so that the answer may stay."""
    slack.event({"type": "message", "channel_type": "im", "user": "U1", "channel": "D1", "text": QUESTION, "ts": "1.0"})
    slack.chat.wait()
    assert slack.chat.posts[0][0] == "api/chat.postMessage"
    assert "thread_ts" not in slack.chat.posts[0][1]


def test_an_event_that_comes_again_is_answered_once(slack: Slack) -> None:
    """Retries are acknowledged and do nothing more."""
    for retry in ("", "1", "2", "3"):
        headers = {"X-Slack-Retry-Num": retry, "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
        assert slack.event(MENTION, "Ev7", **headers).status_code == 200
    unnamed = {"type": "event_callback", "team_id": "T1", "event": MENTION}
    for number in range(2):
        assert slack.post("events", json.dumps(unnamed | {"number": number}).encode(), "application/json").status_code == 200
    slack.chat.wait(3)
    slack.event(MENTION, "Ev8")
    slack.chat.wait(4)
    assert len(slack.chat.posts) == 4


@pytest.mark.parametrize(
    "change",
    [
        {"bot_id": "B1"},
        {"subtype": "bot_message"},
        {"user": "UBOT"},
        {"user": None},
        {"type": "message", "channel_type": "channel"},
        {"type": "message", "channel_type": "im", "subtype": "message_changed"},
        {"type": "message", "channel_type": "im", "bot_id": "B1"},
    ],
    ids=str,
)
def test_bots_and_other_events_are_let_pass(slack: Slack, change: dict[str, Any]) -> None:
    """The app answers neither itself nor other bots, and no message that was not meant for it."""
    assert slack.event(MENTION | change).status_code == 200
    slack.event(MENTION | {"channel": "C2"})
    assert [message["channel"] for message in slack.chat.wait()] == ["C2"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"type": 1}', b"[" * 100_000, b'{"type":"event_callback","event":7}'])
def test_an_event_that_is_no_event_is_refused(slack: Slack, body: bytes) -> None:
    """Even signed, what is not JSON of the right shape gets a problem document."""
    response = slack.post("events", body, "application/json")
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"


def test_nothing_of_the_platform_is_handed_on_or_logged(
    make_desk: MakeDesk,
    chat: FakeChat,
    small_assistant: Assistant,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Listeners get the way and the masked question; names, ids and addresses go nowhere, other people are masked."""
    heard: list[Answered] = []
    caplog.set_level(logging.DEBUG)
    desk = make_desk(small_assistant)
    desk.service.listen(heard.append)
    app = create_app(desk)
    app.include_router(slack_router(desk, SlackApp(signing_secret=KEY, hooks=chat.address)))
    with connected(app, chat) as slack:
        slack.command(f"{QUESTION} <@U777|jane.roe> told me", user_name="john.doe", team_domain="st-marys")
        chat.wait()
        chat.statuses = [404]
        slack.command(QUESTION, user_name="john.doe")
        wait_until(lambda: len(heard) == 2 and not chat.statuses)
    printed = capsys.readouterr()
    # The fake Slack and the client that plays Slack log in this process too.
    logged = "".join(r.getMessage() for r in caplog.records if not r.name.startswith(("uvicorn", "httpx2")))
    everything = printed.out + printed.err + logged + repr(heard)
    assert "refused by the platform" in everything
    assert heard[0].caller.surface == "slack"
    assert "[name]" in heard[0].answer.question
    assert [w for w in ("jane.roe", "john.doe", "st-marys", "U777", "U1'", "T1", "/commands/") if w in everything] == []
