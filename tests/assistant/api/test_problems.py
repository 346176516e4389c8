"""Whatever goes wrong is told in a problem document, and nothing of the inside with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.events import Event
from assistant.pipeline import Assistant
from tests.assistant.api.conftest import MakeDesk, opened

REQUESTS = {
    "no such address": (("GET", "/v1/nothing", None), 404),
    "no such method": (("GET", "/v1/ask", None), 405),
    "no such clause": (("GET", "/v1/clauses/NACM-99", None), 404),
    "not JSON": (("POST", "/v1/ask", b"{"), 400),
    "not UTF-8": (("POST", "/v1/ask", b'{"question": "\xff"}'), 400),
    "a broken surrogate": (("POST", "/v1/ask", b'{"question": "\\ud800"}'), 422),
    "deeply nested": (("POST", "/v1/ask", b"[" * 100_000), 400),
    "no body": (("POST", "/v1/ask", b""), 422),
    "too large": (("POST", "/v1/ask", b'{"question": "' + b"a" * (1 << 20) + b'"}'), 413),
    "a wrong number": (("GET", "/v1/search?q=gift&limit=0", None), 422),
}


@pytest.mark.parametrize(("request_", "status"), REQUESTS.values(), ids=REQUESTS)
def test_a_problem_says_what_where_and_what_to_do(client: TestClient, request_: tuple[str, str, bytes | None], status: int) -> None:
    """Each has its status, a sentence, a hint, and the id under which the log has it."""
    method, path, content = request_
    response = client.request(method, path, content=content, headers={"Content-Type": "application/json"})
    problem = response.json()
    assert response.status_code == problem["status"] == status
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["type"].startswith("urn:ethics-desk:problem:")
    assert problem["detail"]
    assert problem["hint"]
    assert problem["request_id"] == response.headers["x-request-id"]
    assert "Traceback" not in response.text


@dataclass
class Failing:
    """An assistant that fails with a word of the question in its message."""

    real: Assistant

    @property
    def parts(self) -> object:
        """The real parts."""
        return self.real.parts

    def find(self, question: str, count: int | None = None) -> list[object]:
        """Nothing."""
        return []

    def answer(self, turns: Sequence[str]) -> None:
        """Nothing."""

    def stream(self, turns: Sequence[str]) -> Iterator[Event]:
        """Fails."""
        raise RuntimeError(f"no such thing: {turns[-1]}")
        yield


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/ask/stream"])
def test_a_fault_of_ours_tells_nothing_of_the_inside(small_assistant: Assistant, make_desk: MakeDesk, path: str) -> None:
    """The caller gets a request id to report, and neither the error nor its words."""
    with opened(create_app(make_desk(Failing(small_assistant)))) as client:
        response = client.post(path, json={"question": "Marigold, may I?"})
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["request_id"]
    assert "Marigold" not in response.text
    assert "RuntimeError" not in response.text


def test_until_the_index_is_loaded_questions_are_put_off(small_assistant: Assistant, make_desk: MakeDesk) -> None:
    """Health says so, a question gets 503 with the time to come again, and all is well once it is loaded."""
    desk = make_desk()
    app = create_app(desk)
    without_lifespan = TestClient(app, base_url="http://localhost", client=("127.0.0.1", 1))
    assert without_lifespan.get("/health/live").status_code == 200
    for response in (without_lifespan.get("/health/ready"), without_lifespan.post("/v1/ask", json={"question": "What is NACM 7?"})):
        assert response.status_code == 503
        assert response.headers["retry-after"]
    assert without_lifespan.get("/version").json()["corpus_version"] is None
    with opened(app) as client:
        assert client.get("/version").json()["corpus_version"] == small_assistant.parts.version


def test_browsers_are_told_to_keep_to_themselves(client: TestClient) -> None:
    """Each response, problems too, carries headers against sniffing, framing, caching and scripts; no page elsewhere may read it."""
    for path in ("/health/live", "/v1/nothing", "/v1/clauses/NACM-7"):
        headers = client.get(path, headers={"Origin": "https://elsewhere.example"}).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers


def test_only_pages_that_the_organisation_names_may_call(make_desk: MakeDesk) -> None:
    """An origin of the settings is let in, any other is not."""
    with opened(create_app(make_desk(api_origins=["https://intranet.example"]))) as client:
        asked = [
            client.options("/v1/ask", headers={"Origin": origin, "Access-Control-Request-Method": "POST"}).headers
            for origin in ("https://intranet.example", "https://elsewhere.example")
        ]
    allowed = [headers.get("access-control-allow-origin") for headers in asked]
    assert allowed == ["https://intranet.example", None]


def test_a_request_id_of_the_caller_is_used_if_it_is_a_plain_word(client: TestClient) -> None:
    """So that a gateway's log and ours can be laid side by side; anything else is replaced."""
    assert client.get("/health/live", headers={"X-Request-ID": "gw-1.2"}).headers["x-request-id"] == "gw-1.2"
    for bad in ("a b", "x" * 65, "<script>"):
        assert client.get("/health/live", headers={"X-Request-ID": bad}).headers["x-request-id"].startswith("req_")


def test_the_documentation_needs_no_other_server(client: TestClient) -> None:
    """The page and all that it loads come from here, and its policy lets it load nothing else."""
    page = client.get("/docs")
    assert page.status_code == 200
    assert "http" not in page.text.replace("http-equiv", "")
    assert "'self'" in page.headers["content-security-policy"]
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png"):
        assert client.get(f"/docs/assets/{asset}").status_code == 200
