"""The server itself: the address it takes, slow clients, several processes, and an end that loses nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest
import structlog

from assistant.api.app import create_app
from assistant.api.limits import RateLimits
from assistant.api.listening import announce, listen
from assistant.api.protocol import DeskProtocol
from assistant.errors import InvalidInput, TooManyRequests
from assistant.settings import Settings, default_corpus
from tests.assistant.adapters.chat_server import ChatServer, Reply, in_turn, said
from tests.assistant.api.conftest import MakeDesk, served, wait_until
from tests.assistant.api.desk_process import DeskProcess
from tests.assistant.api.test_metrics import read
from tests.corpora import small_corpus

QUESTION = "May I accept a gift card from a client?"
CANARY = "xylophonecanary"


class Impatient(DeskProtocol):
    """A server that waits half a second for the head of a request."""

    head_seconds = 0.5


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The small corpus with the real weights and the vectors that come with them, so that a process of its own is ready soon."""
    corpus = small_corpus(tmp_path_factory.mktemp("small") / "corpus")
    (corpus / "embedder").symlink_to(default_corpus() / "embedder")
    return {"ETHICS_DESK_CORPUS": str(corpus)}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder that all processes of this module use one after the other."""
    return tmp_path_factory.mktemp("data")


# The address


def test_an_address_that_cannot_be_had_is_told_with_what_to_do() -> None:
    """A port in use, a name that nobody knows, an address of another machine."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(InvalidInput, match="is taken by another program") as refused:
            listen("127.0.0.1", taken.getsockname()[1])
        assert "--port" in refused.value.hint
    with pytest.raises(InvalidInput, match="is no address to listen on"):
        listen("no such host", 8000)
    with pytest.raises(InvalidInput, match="is no address of this machine"):
        listen("192.0.2.1", 8000)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "0.0.0.0"])  # noqa: S104 - bound for a moment
def test_a_name_may_have_several_addresses(host: str) -> None:
    """Each of them is bound, at least one."""
    bound = listen(host, 0)
    assert {s.family for s in bound} <= {socket.AF_INET, socket.AF_INET6}
    for one in bound:
        one.close()
    assert bound


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="the system knows no such wait")
def test_a_connection_whose_other_end_is_gone_is_given_up() -> None:
    """Each connection has the wait of the socket that took it, so that phones which vanished do not fill the desk."""
    (bound,) = listen("127.0.0.1", 0)
    with bound, socket.socket() as client:
        bound.listen()
        client.connect(bound.getsockname())
        taken, _ = bound.accept()
        with taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 60_000


@pytest.mark.slow
def test_a_port_in_use_is_one_sentence_and_exit_code_1(tmp_path: Path) -> None:
    """Nothing of the server's own words, no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, "-m", "assistant", "api", "--port", str(taken.getsockname()[1])]
        ended = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "ETHICS_DESK_DATA": str(tmp_path)}, check=False)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert [line.partition(":")[0] for line in ended.stderr.splitlines()] == ["error", "hint"]


@pytest.mark.parametrize(
    ("host", "policy", "has_keys", "warning"),
    [
        ("127.0.0.1", "off", False, None),
        ("192.0.2.1", "off", True, "Anybody on the network may ask"),
        ("192.0.2.1", "auto", False, "Nobody can ask from the network yet"),
        ("192.0.2.1", "required", True, None),
    ],
)
def test_a_door_that_is_open_or_shut_to_all_is_warned_of(host: str, policy: Any, has_keys: bool, warning: str | None) -> None:
    """The start says where it listens, and one sentence where the network finds the door open, or no key that fits it."""
    with structlog.testing.capture_logs() as told:
        announce(Settings(api_host=host, api_keys=policy, api_port=8123), has_keys=has_keys)
    assert told[0]["address"] == f"http://{host}:8123"
    assert [t["event"].startswith(warning or "") for t in told[1:]] == ([True] if warning else [])


# Slow clients


@contextmanager
def connected(address: str) -> Iterator[socket.socket]:
    """A bare connection."""
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        yield connection


def seconds_to_end(connection: socket.socket) -> float:
    """How long the server keeps a connection open on which nothing more comes."""
    start = monotonic()
    while connection.recv(65536):
        pass
    return monotonic() - start


@pytest.mark.parametrize("begun", [b"", b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: "])
def test_a_head_that_does_not_come_ends_the_connection(make_desk: MakeDesk, begun: bytes) -> None:
    """Whether nothing is sent or a part, and each byte anew gives no more time."""
    with served(create_app(make_desk()), http=Impatient) as address, connected(address) as connection:
        connection.sendall(begun)
        dripping = threading.Event()
        if begun:
            threading.Thread(target=_drip, args=(connection, dripping), daemon=True).start()
        assert 0.2 < seconds_to_end(connection) < 5
        dripping.set()


def _drip(connection: socket.socket, enough: threading.Event) -> None:
    while not enough.wait(0.1):
        try:
            connection.sendall(b"x")
        except OSError:
            return


def test_a_second_head_on_the_same_connection_has_its_time_too(make_desk: MakeDesk) -> None:
    """A request is served, the connection may rest longer than a head may take, and a head begun after it has to come."""
    request = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with served(create_app(make_desk()), http=Impatient) as address, connected(address) as connection:
        for _ in range(2):
            connection.sendall(request)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
            threading.Event().wait(0.7)
        connection.sendall(request[:-4])
        assert 0.2 < seconds_to_end(connection) < 5


def test_a_body_has_its_own_time(make_desk: MakeDesk) -> None:
    """A body that takes longer than a head may is read all the same."""
    body = b'{"question": "What does NACM 7 say?"}'
    head = b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    with served(create_app(make_desk()), http=Impatient) as address, connected(address) as connection:
        connection.sendall(head + body[:5])
        threading.Event().wait(0.8)
        connection.sendall(body[5:])
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 70_000,
        b"GET / HTTP/1.1\r\n\r\n",
        b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
        b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: +3\r\n\r\n",
        b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
    ids=["too long without an end", "no host", "two lengths", "a signed length", "a strange coding", "a space in a name", "a zero byte"],
)
def test_a_head_that_two_servers_might_read_in_two_ways_is_refused(make_desk: MakeDesk, head: bytes) -> None:
    """Nothing of it reaches a route, and the connection ends."""
    with served(create_app(make_desk()), http=DeskProtocol) as address, connected(address) as connection:
        connection.sendall(head)
        got = b""
        while piece := connection.recv(65536):
            got += piece
    assert got.split(b"\r\n")[0].split(b" ")[1] in (b"400", b"501")
    assert b"urn:ethics-desk:problem:" in got


def test_an_upgrade_that_nobody_speaks_is_an_ordinary_request(make_desk: MakeDesk) -> None:
    """A wish for a web socket is passed over."""
    with served(create_app(make_desk()), http=DeskProtocol, ws="none") as address:
        headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "eA=="}
        assert httpx.get(f"{address}/health/live", headers=headers).status_code == 200


@pytest.mark.parametrize(("proxies", "counted_apart"), [([], False), (["127.0.0.0/8"], True)])
def test_only_a_trusted_proxy_says_where_a_request_comes_from(make_desk: MakeDesk, proxies: list[str], counted_apart: bool) -> None:
    """Behind one that is named, addresses have rates of their own; else all that it hands on is one address, whatever it says."""
    desk = make_desk(api_keys="off", api_rate="6/minute")
    with served(create_app(desk), proxy_headers=bool(proxies), forwarded_allow_ips=proxies) as address:
        statuses = Counter(
            httpx.get(f"{address}/v1/clauses", headers={"X-Forwarded-For": f"198.51.100.{n % 2}"}).status_code for n in range(10)
        )
    assert statuses == ({200: 10} if counted_apart else {200: 6, 429: 4})


@pytest.mark.parametrize(("rate", "workers", "share"), [("10/minute", 1, 10), ("10/minute", 2, 5), ("5/minute", 2, 3)])
def test_each_worker_allows_its_share_of_the_rate(rate: str, workers: int, share: int) -> None:
    """Rounded up, so that it always allows one."""
    limits = RateLimits(rate, workers)
    for _ in range(share):
        limits.count("key", "k")
    with pytest.raises(TooManyRequests):
        limits.count("key", "k")


# Real processes


def slow_model(seconds: float) -> Reply:
    """A chat model that thinks before it says nothing of use."""
    return Reply(steps=lambda: [seconds, *said("{}").steps()])


class Asking(threading.Thread):
    """Asks for a stream, and reads it to its end."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url = url
        self.text = ""
        self.error: Exception | None = None

    def run(self) -> None:
        """Ask."""
        question = f"{QUESTION} It is from the {CANARY}."
        try:
            with httpx.stream("POST", f"{self._url}/v1/ask/stream", json={"question": question}, timeout=60) as response:
                for piece in response.iter_text():
                    self.text += piece
        except httpx.TransportError as error:
            self.error = error


@contextmanager
def answering(data: Path, variables: dict[str, str], seconds: float) -> Iterator[tuple[DeskProcess, Asking]]:
    """A process that is answering a question with a model that takes so long."""
    with ChatServer() as chat:
        chat.script = in_turn(slow_model(seconds))
        model = {"ETHICS_DESK_CHAT_MODEL": "openai:slow", "ETHICS_DESK_CHAT_BASE_URL": f"{chat.url}/v1", "ETHICS_DESK_CHAT_CACHE_DAYS": "0"}
        with DeskProcess(data, **variables, **model, OPENAI_API_KEY="none", ETHICS_DESK_LOG_LEVEL="debug") as desk:
            asking = Asking(desk.url)
            asking.start()
            wait_until(lambda: bool(chat.received))
            yield desk, asking


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_what_is_under_way_end_and_nothing_new_begin(data: Path, variables: dict[str, str], number: int) -> None:
    """The stream is told to its end and recorded, who asks meanwhile is turned away, the exit code is 0, and the log holds no question."""
    with answering(data, variables, 4.0) as (desk, asking):
        desk.process.send_signal(number)
        wait_until(lambda: desk.status("/health/ready") in (503, 0), 2.0)
        assert desk.process.poll() is None
        assert desk.status("/health/live") in (0, 200)
        asking.join(30)
        assert desk.ended() == 0
    assert "event: done" in asking.text
    assert CANARY not in desk.written
    assert [line["complete"] for line in desk.lines if line["event"] == "request" and not line.get("complete", True)] == []
    exported = subprocess.run(
        [sys.executable, "-m", "assistant", "records", "export", "answers", "--out", str(data / f"out-{number}.jsonl")],
        env={**os.environ, "ETHICS_DESK_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert exported.returncode == 0, exported.stderr
    assert CANARY in (data / f"out-{number}.jsonl").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_second_interrupt_ends_at_once(data: Path, variables: dict[str, str]) -> None:
    """Whoever presses Ctrl+C twice does not wait for a model."""
    with answering(data, variables, 30.0) as (desk, asking):
        desk.process.send_signal(signal.SIGINT)
        threading.Event().wait(0.5)
        assert desk.process.poll() is None
        start = monotonic()
        desk.process.send_signal(signal.SIGINT)
        assert desk.ended() == 130
        assert monotonic() - start < 5
        asking.join(10)
    assert asking.error is not None


def workers_of(desk: DeskProcess) -> set[int]:
    """The ids of the processes that serve."""
    page = desk.client.get("/metrics").text
    return {
        int(line.partition('pid="')[2].partition('"')[0]) for line in page.splitlines() if line.startswith("process_resident_memory_bytes{")
    }


@pytest.mark.slow
def test_two_workers_are_one_desk(tmp_path: Path, variables: dict[str, str]) -> None:
    """One index is built, both answer on one port, rates and metrics are those of the whole, and one that dies is replaced."""
    rate = {"ETHICS_DESK_API_WORKERS": "2", "ETHICS_DESK_API_RATE": "600/minute"}
    with DeskProcess(tmp_path, **variables, **rate) as desk:
        wait_until(lambda: sum(line["event"] == "ready" for line in desk.lines) == 2, 120)
        first = workers_of(desk)
        assert len(first) == 2
        assert desk.process.pid not in first
        ask: dict[str, Any] = {"json": {"question": "What does NACM 7 say?"}, "headers": {"Connection": "close"}}
        statuses = Counter(desk.client.post("/v1/ask", **ask).status_code for _ in range(30))
        assert statuses == {200: 30}
        value = read(desk.client.get("/metrics").text)
        assert value("ethics_desk_answers_total") == 30
        gone = min(first)
        os.kill(gone, signal.SIGKILL)
        wait_until(lambda: sum(line["event"] == "ready" for line in desk.lines) == 3, 120)
        now = workers_of(desk)
        assert gone not in now
        assert len(now) == 2
        assert read(desk.client.get("/metrics").text)("ethics_desk_answers_total") == 30
        desk.process.send_signal(signal.SIGTERM)
        assert desk.ended() == 0
    assert sum(line["event"] == "building the index" and line.get("step") == "heads" for line in desk.lines) <= 1
    assert len(list((tmp_path / "index").glob("*/manifest.json"))) == 1
    assert all(not _lives(pid) for pid in now)
    assert sum(line["event"] == "a worker was replaced" for line in desk.lines) == 1


def _lives(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").exists()
