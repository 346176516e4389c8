"""A Chroma server that is not there, is none, or refuses: one sentence with a hint, in time, and no token in it."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

import pytest

from assistant.adapters.index_chroma_server import ChromaServer
from assistant.errors import IndexUnavailable
from tests.assistant.adapters.chroma_process import free_port

TOKEN = "a-token-of-ours"  # noqa: S105 - no secret
VERSION = "/api/v2/version"


@dataclass
class Scripted:
    """An HTTP server with these replies by the end of the path, a status and a body each; else it does not know the path."""

    replies: Mapping[str, tuple[int, str]] = field(default_factory=lambda: {"version": (200, '"1.0.0"')})
    headers: list[Mapping[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    port: int = 0

    def known(self, **token: str) -> ChromaServer:
        """It, as the product knows it."""
        return ChromaServer(url=f"http://127.0.0.1:{self.port}", **token)


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    """A server that says what a test scripts."""
    script = Scripted()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script.headers.append({name.lower(): value for name, value in self.headers.items()})
            script.paths.append(self.path)
            status, body = next((r for end, r in script.replies.items() if self.path.endswith(end)), (404, "<html>"))
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        script.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield script
        server.shutdown()
        thread.join()


def refused(server: ChromaServer) -> IndexUnavailable:
    """What is said of a server from which a collection is wanted; it says what to do, and gives nothing away."""
    with pytest.raises(IndexUnavailable) as error:
        server.open("ethics-desk-0123456789ab-01234567")
    said = f"{error.value.message} {error.value.hint} {server!r}"
    assert TOKEN not in said
    assert error.value.hint
    assert "\n" not in said
    assert server.host in error.value.message
    return error.value


def test_a_server_that_is_not_there_is_told_at_once() -> None:
    """The host, and which setting to look at."""
    start = monotonic()
    error = refused(ChromaServer(url=f"http://127.0.0.1:{free_port()}", token=TOKEN))
    assert "cannot be reached" in error.message
    assert "ETHICS_DESK_CHROMA_URL" in error.hint
    assert monotonic() - start < 2


def test_a_host_without_a_name_is_told() -> None:
    """A name that no server of names knows."""
    assert "cannot be reached" in refused(ChromaServer(url="http://chroma.invalid:8000")).message


@pytest.mark.slow
def test_a_server_that_says_nothing_is_told_in_time() -> None:
    """It takes the connection and never answers: five seconds, not for ever."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        start = monotonic()
        error = refused(ChromaServer(url=f"http://127.0.0.1:{silent.getsockname()[1]}", token=TOKEN))
    assert "did not answer within 5 seconds" in error.message
    assert monotonic() - start < 7


@pytest.mark.parametrize(
    "reply",
    [(200, '"0.6.3"'), (200, '"2.0.0"'), (200, "<html>hello"), (200, '{"version": 1}'), (404, "not found"), (410, '{"error": "v1"}')],
    ids=["older", "newer", "a web page", "another interface", "no such path", "gone"],
)
def test_what_is_no_chroma_server_of_our_version_is_told(scripted: Scripted, reply: tuple[int, str]) -> None:
    """By what it says of its version; nothing else is asked of it."""
    scripted.replies = {"version": reply}
    error = refused(scripted.known())
    assert "no Chroma server of version 1" in error.message
    assert scripted.paths == [VERSION]


@pytest.mark.parametrize("status", [301, 307, 400, 429, 500, 502, 503])
def test_a_server_that_fails_is_told(scripted: Scripted, status: int) -> None:
    """The status; a redirect is not followed, because it leads the token elsewhere, and its words are not repeated."""
    scripted.replies = {"version": (status, f"your header was {TOKEN}")}
    assert f"failed (status {status})" in refused(scripted.known(token=TOKEN)).message


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_refused_is_told(scripted: Scripted, status: int) -> None:
    """And which setting has it."""
    scripted.replies = {"version": (status, json.dumps({"error": "AuthError", "message": TOKEN}))}
    assert "ETHICS_DESK_CHROMA_TOKEN" in refused(scripted.known(token=TOKEN)).hint


def test_a_token_that_cannot_be_sent_is_not_told() -> None:
    """The library's own error would repeat it."""
    error = refused(ChromaServer(url=f"http://127.0.0.1:{free_port()}", token=f"{TOKEN}\n"))
    assert error.__suppress_context__


def test_the_token_goes_out_in_both_headers(scripted: Scripted) -> None:
    """As a bearer token, and as Chroma's own; without one, in none."""
    assert (scripted.known(token=TOKEN).version(), scripted.known().version()) == ("1.0.0", "1.0.0")
    first, second = scripted.headers
    assert (first["authorization"], first["x-chroma-token"]) == (f"Bearer {TOKEN}", TOKEN)
    assert not {"authorization", "x-chroma-token"} & set(second)


def test_a_missing_collection_is_told(scripted: Scripted) -> None:
    """By name, with the command that stores it again."""
    missing = json.dumps({"error": "NotFoundError", "message": "Collection does not exist"})
    scripted.replies = {"version": (200, '"1.0.0"'), "01234567": (404, missing)}
    error = refused(scripted.known())
    assert "has no collection ethics-desk-0123456789ab-01234567" in error.message
    assert "--rebuild" in error.hint


def test_a_collection_that_goes_away_is_told(scripted: Scripted) -> None:
    """Between opening it and reading it."""
    missing = json.dumps({"error": "NotFoundError", "message": "Collection does not exist"})
    scripted.replies = {"version": (200, '"1.0.0"'), "01234567": (200, '{"id": "7"}'), "count": (404, missing)}
    collection = scripted.known().open("ethics-desk-0123456789ab-01234567")
    with pytest.raises(IndexUnavailable, match="removed"):
        collection.count()


@pytest.mark.parametrize("reply", ['{"name": "x"}', "[]", "null", "7"])
def test_a_reply_of_another_form_is_told(scripted: Scripted, reply: str) -> None:
    """A proxy may answer anything."""
    scripted.replies = {"version": (200, '"1.0.0"'), "01234567": (200, reply), "count": (200, reply)}
    with pytest.raises(IndexUnavailable):
        scripted.known().open("ethics-desk-0123456789ab-01234567")


def test_the_host_is_named_with_its_port() -> None:
    """As it stands in the address, without the path."""
    hosts = [ChromaServer(url=u).host for u in ("https://chroma.internal", "http://chroma.internal:8000/vectors", "http://[::1]:8000")]
    assert hosts == ["chroma.internal", "chroma.internal:8000", "[::1]:8000"]
    assert [ChromaServer(url=u).encrypted for u in ("https://a", "http://a")] == [True, False]


def test_a_server_on_this_machine_is_not_asked_through_a_proxy(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment says."""
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert scripted.known().version() == "1.0.0"


def test_a_path_before_the_interface_is_kept(scripted: Scripted) -> None:
    """A server behind a proxy that serves several."""
    ChromaServer(url=f"{scripted.known().url}/vectors").version()
    assert scripted.paths == [f"/vectors{VERSION}"]
