"""Microsoft Teams: whose message is taken, and that there is a reply before Teams stops waiting."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.api.platforms.teams import PATIENCE, teams_router
from assistant.api.platforms.teams_text import plain
from assistant.events import Done
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from assistant.types import Statement
from tests.assistant.api.conftest import MakeDesk, opened, served
from tests.assistant.api.platforms.conftest import SLOW, HeldAssistant

KEY = "vqF0En+Z0ucuRTM/01o2GuhMH3hKKk/N2bOmlM31zaA="
QUESTION = "What does NACM 7 say?"
JSON = "application/json; charset=utf-8"


def send(client: TestClient | httpx.Client, body: bytes, media_type: str = JSON, **headers: str) -> httpx.Response:
    """Send a body as Teams does, signed."""
    signature = base64.b64encode(hmac.new(base64.b64decode(KEY), body, hashlib.sha256).digest()).decode()
    given = {"Authorization": f"HMAC {signature}", "Content-Type": media_type}
    return client.post("/v1/teams/webhook", content=body, headers=given | headers)


def activity(text: str, **changes: Any) -> bytes:
    """A message that mentions the webhook, in the form of the Bot Framework."""
    message = {
        "type": "message",
        "id": str(time.time_ns()),
        "timestamp": "2026-11-29T06:00:00.000Z",
        "serviceUrl": "https://smba.trafficmanager.net/amer/",
        "channelId": "msteams",
        "from": {"id": "29:1x", "name": "Jane Roe", "aadObjectId": "b0"},
        "conversation": {"isGroup": True, "id": "19:x@thread.tacv2;messageid=1", "tenantId": "t1"},
        "text": f"<at>Ethics Desk</at>&nbsp;{text}\n",
        "textFormat": "plain",
        "entities": [{"type": "clientInfo", "locale": "en-US"}],
        "channelData": {"teamsChannelId": "19:x", "team": {"id": "19:team"}, "channel": {"id": "19:x"}, "tenant": {"id": "t1"}},
    }
    return json.dumps(message | changes, ensure_ascii=False).encode()


@pytest.fixture
def teams(make_desk: MakeDesk) -> Iterator[TestClient]:
    """A client of an app that knows the webhook by its settings."""
    with opened(create_app(make_desk(teams_secret=KEY))) as client:
        yield client


def test_a_mention_is_answered_in_the_response(teams: TestClient) -> None:
    """A message in markdown that quotes the clause."""
    said = send(teams, activity(QUESTION)).json()
    assert said["type"] == "message"
    assert "> “Strive to maintain healthy" in said["text"]


@pytest.mark.parametrize("header", ["", "HMAC", "HMAC ", "HMAC YQ==", "Bearer x", "HMAC é"])
def test_what_teams_did_not_sign_is_refused(teams: TestClient, header: str) -> None:
    """With a problem document that is always the same."""
    headers = {"Authorization": header.encode(), "Content-Type": JSON.encode()}
    response = teams.post("/v1/teams/webhook", content=activity(QUESTION), headers=headers)
    assert response.status_code == 401
    assert response.json()["detail"] == "The request is not signed by Teams."


def test_a_body_that_was_changed_is_refused(teams: TestClient) -> None:
    """The signature is over the bytes as they came, not over what they say."""
    body = activity(QUESTION)
    signed = send(teams, body).request.headers["authorization"]
    same_meaning = json.dumps(json.loads(body), indent=1).encode()
    assert send(teams, same_meaning, Authorization=signed).status_code == 401
    assert send(teams, body, Authorization=signed).status_code == 200


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"", JSON, 400),
        (b"[]", JSON, 400),
        (b'{"text": 1}', JSON, 400),
        (b"\xff\xfe", JSON, 400),
        (b'{"text": "\\ud800"}', JSON, 400),
        (b'{"a":' * 100_000, JSON, 400),
        (b"{}", "text/plain", 415),
        (b"a" * 2_000_000, JSON, 413),
    ],
    ids=range(8),
)
def test_what_is_no_message_is_refused(teams: TestClient, body: bytes, media_type: str, status: int) -> None:
    """Even signed."""
    response = send(teams, body, media_type)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("changes", [{"from": None}, {"channelData": None}, {"channelData": {"team": None}}, {"from": {}}], ids=str)
def test_fields_that_are_missing_do_no_harm(teams: TestClient, changes: dict[str, Any]) -> None:
    """Who asks and where is needed for nothing but the limits."""
    assert "[NACM 7]" in send(teams, activity(QUESTION, **changes)).json()["text"]


def test_over_real_http_there_is_a_reply_in_time(make_desk: MakeDesk, held: HeldAssistant) -> None:
    """While the assistant is slow, the reply says so before Teams gives up after five seconds, in the language of the question."""
    desk = make_desk(held)
    app = create_app(desk)
    app.include_router(teams_router(desk, KEY, patience=0.5))
    with served(app) as address, httpx.Client(base_url=address) as client:
        start = time.perf_counter()
        said = send(client, activity(f"{SLOW}¿Puedo aceptar un regalo de mi cliente?")).json()["text"]
        assert time.perf_counter() - start < 3
        assert "no estuvo lista" in said
        assert "911" in said
        held.go.set()
        assert "[NACM 7]" in send(client, activity(QUESTION)).json()["text"]
    assert PATIENCE < 5


def test_help_and_limits_are_said(teams: TestClient) -> None:
    """A mention without words gets the help in both languages, the thirty-first question of a person in a minute a sentence."""
    told = send(teams, activity("")).json()["text"]
    assert "Ask me" in told
    assert "Pregúnteme" in told
    for _ in range(30):
        assert "no words" in send(teams, activity("?!")).json()["text"]
    assert "Ask again in" in send(teams, activity("?!")).json()["text"]
    assert "no words" in send(teams, activity("?!", **{"from": {"id": "29:2x"}})).json()["text"]


def test_an_answer_that_is_too_long_says_so(make_desk: MakeDesk, small_assistant: Assistant) -> None:
    """Teams takes one message: it ends with a sentence that says that there is more, at the end of a paragraph."""
    clauses = small_assistant.parts.clauses
    statements = tuple(Statement(text=c.text, kind="quote", citations=(c.id,), verdict="verbatim", section="quotes") for c in clauses)

    class Quoting(Assistant):
        def stream(self, turns: Any) -> Any:
            for event in super().stream(turns):
                yield Done(replace(event.answer, statements=statements * 4, citations=clauses)) if isinstance(event, Done) else event

    with opened(create_app(make_desk(Quoting(small_assistant.parts), teams_secret=KEY))) as client:
        said = send(client, activity(QUESTION)).json()["text"]
    assert 20_000 < len(said.encode()) <= 28_000
    *_, last, cut = said.split("\n\n")
    assert cut.startswith("The rest of this answer is too long")
    assert last.startswith("> “")
    assert last.endswith("]")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<at>Desk</at> may I?", "may I?"),
        ("<p><at>Desk</at>&nbsp;may I <b>take</b> it?<br>2 &lt; 3 &amp; more</p>", "may I take it?\n2 < 3 & more"),
        ('<at id="0">Desk</at> <at id="1">Jane</at>&nbsp;<at id="2">Roe</at> asks', "[name] [name] asks"),
        ("Hi <at>Desk</at>", "Hi"),
        ("<at>Desk</at> @jane.roe asks", "[name] asks"),
        ("<script>x</script><at>Desk", "x"),
        ("", ""),
    ],
)
def test_what_was_written_is_read_without_html(written: str, read: str) -> None:
    """Mentions go, other people are masked, and only words are left."""
    assert plain(written) == read


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    """Whatever HTML it holds, broken or not."""
    assert plain(text).strip() == plain(text)


def test_a_token_that_is_none_is_named_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret that was copied wrongly is noticed at the start, and not shown."""
    monkeypatch.setenv("ETHICS_DESK_TEAMS_SECRET", "half-copied!")
    with pytest.raises(Exception, match="ETHICS_DESK_TEAMS_SECRET: it is no base64") as raised:
        load_settings()
    assert "half-copied" not in str(raised.value)
