"""What a web page elsewhere can have a browser send to a desk that needs no key: nothing that counts."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.api.app import create_app
from tests.assistant.api.conftest import MakeDesk, opened

ASK = {"question": "What does NACM 7 say?"}
OURS = ["http://localhost:8000", "https://localhost:8000", "HTTP://LOCALHOST:8000"]
FOREIGN = [
    "https://evil.example",
    "null",
    "",
    "http://localhost:3000",
    "http://localhost:8000.evil.example",
    "http://127.0.0.1:8000",
    "http://localhost:8000/",
    "file://",
]
PATHS = ["/v1/clauses", "/v1/search?q=gift", "/v1/models", "/v1/scenarios", "/metrics"]


def ask(client: TestClient, **headers: str) -> int:
    """The status of a question with these headers."""
    return client.post("/v1/ask", json=ASK, headers=headers).status_code


@pytest.mark.parametrize("origin", OURS)
def test_a_page_of_the_desk_itself_may_call(client: TestClient, origin: str) -> None:
    """Its documentation does, also behind a proxy that ends TLS."""
    assert ask(client, Origin=origin, **{"Sec-Fetch-Site": "same-origin"}) == 200


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_page_of_another_origin_is_kept_out(client: TestClient, origin: str) -> None:
    """One on the internet, one in a frame without an origin, one on another port of this machine."""
    assert ask(client, Origin=origin) == 403


def test_of_two_origins_both_must_be_known(client: TestClient) -> None:
    """A header that comes twice is not read as it suits the sender."""
    known, foreign = ("Origin", OURS[0]), ("Origin", FOREIGN[0])
    for headers in ([known, foreign], [foreign, known]):
        assert client.post("/v1/ask", json=ASK, headers=headers).status_code == 403


def test_a_page_that_the_organisation_names_may_call(make_desk: MakeDesk) -> None:
    """By its origin, and by no other that looks like it."""
    with opened(create_app(make_desk(api_origins=["https://intranet.example"]))) as client:
        assert ask(client, Origin="https://intranet.example") == 200
        assert ask(client, Origin="https://intranet.example.evil.example") == 403


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_picture_or_script_elsewhere_loads_nothing(client: TestClient, path: str, site: str) -> None:
    """A browser fetches those without an origin, and says where they come from."""
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}
    assert client.get(path, headers=headers).status_code == 403
    assert client.get(path, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_a_link_in_another_page_leads_here(client: TestClient) -> None:
    """An answer that is shown elsewhere links to its clauses."""
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert client.get("/v1/clauses/NACM-7", headers=headers).status_code == 200


@pytest.mark.parametrize("policy", ["auto", "off"])
def test_any_word_as_a_key_does_not_let_a_page_in(make_desk: MakeDesk, policy: str) -> None:
    """Where none is needed, what is no key of ours counts as none."""
    with opened(create_app(make_desk(api_keys=policy))) as client:
        assert ask(client, Origin="https://evil.example", Authorization="Bearer anything") == 403


def test_whoever_has_a_key_may_call_from_anywhere(make_desk: MakeDesk) -> None:
    """A browser does not send a key unasked, so a page that sends one was given it."""
    desk = make_desk(api_keys="required")
    _, token = desk.keys.create("page", ["ask"])
    with opened(create_app(desk)) as client:
        assert ask(client, Origin="https://portal.example", Authorization=f"Bearer {token}") == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "text/plain;charset=UTF-8; application/json"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/vnd.api+json"},
        {"Content-Type": "application/json, text/plain"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
    ids=lambda h: " ".join(h.values()) or "none",
)
@pytest.mark.parametrize("path", ["/v1/ask", "/v1/ask/stream", "/v1/feedback", "/v1/chat/completions"])
def test_only_json_is_taken(client: TestClient, path: str, headers: dict[str, str]) -> None:
    """A page elsewhere may send text and forms without asking first; JSON it may not."""
    assert client.post(path, content=b'{"question": "What does NACM 7 say?"}', headers=headers).status_code == 415


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"'])
def test_json_is_taken_however_it_is_named(client: TestClient, kind: str) -> None:
    """Case, a charset and quotes make no difference."""
    assert client.post("/v1/ask", content=b'{"question": "What does NACM 7 say?"}', headers={"Content-Type": kind}).status_code == 200


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
def test_json_in_another_encoding_is_refused(client: TestClient, encoding: str) -> None:
    """The parser could guess at some; what guards the desk might read something else."""
    content: Any = '{"question": "¿Puedo aceptar un regalo?"}'.encode(encoding)
    refused = client.post("/v1/ask", content=content, headers={"Content-Type": "application/json"})
    assert refused.status_code == 400
    assert refused.json()["type"].endswith("invalid-json")
