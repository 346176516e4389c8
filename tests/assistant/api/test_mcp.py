"""MCP over HTTP: the library's own client on a real server, old and new protocols, plain requests, and who is let in."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client
from mcp.shared.exceptions import MCPError
from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.pipeline import Assistant
from assistant.schemas import AnswerOut
from assistant.service import Answered
from tests.assistant.api.conftest import MakeDesk, opened, served, wait_until
from tests.assistant.endless import Endless

QUESTION = "May I accept a gift card from a client?"
DOCUMENT = Path(__file__).parents[3] / "docs" / "mcp.md"
ACCEPT = {"Accept": "application/json, text/event-stream"}
CALLS: dict[str, dict[str, Any]] = {
    "ask_ethics_desk": {"question": "What if it is only worth five dollars?", "earlier_turns": [QUESTION]},
    "search_clauses": {"query": QUESTION, "limit": 3},
    "get_clause": {"clause_id": "NACM-7"},
    "list_scenarios": {},
}


@asynccontextmanager
async def connected(address: str, *, mode: Any = "auto", key: str = "") -> AsyncIterator[Client]:
    """A client of the server at an address."""
    async with (
        create_mcp_http_client({"Authorization": f"Bearer {key}"} if key else None) as http,
        Client(streamable_http_client(f"{address}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


def rpc(method: str, params: dict[str, Any] | None = None, number: int | None = 1) -> dict[str, Any]:
    """A JSON-RPC request, or a notification without a number."""
    return {"jsonrpc": "2.0", "method": method, "params": params or {}, **({"id": number} if number is not None else {})}


def read(response: httpx.Response) -> dict[str, Any]:
    """The JSON-RPC message of a response, which is one server-sent event or plain JSON."""
    lines = response.text.splitlines()
    data = next((line.removeprefix("data: ") for line in lines if line.startswith("data: ")), response.text)
    message: dict[str, Any] = json.loads(data)
    return message


def asking(question: str, version: str) -> tuple[dict[str, Any], dict[str, str]]:
    """A call of the first tool in one version of the protocol, and its headers."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    call = rpc("tools/call", {"name": "ask_ethics_desk", "arguments": {"question": question}, "_meta": meta})
    return call, ACCEPT | {"MCP-Protocol-Version": version, "Mcp-Method": "tools/call", "Mcp-Name": "ask_ethics_desk"}


def initialize(version: str) -> dict[str, Any]:
    """The first request of a client of a protocol version that begins with a handshake."""
    info = {"name": "test", "version": "1"}
    return rpc("initialize", {"protocolVersion": version, "capabilities": {}, "clientInfo": info})


@pytest.mark.parametrize("mode", ["2026-07-28", "legacy"])
def test_every_tool_gives_what_its_schema_says(make_desk: MakeDesk, mode: str) -> None:
    """Over a real connection, with the new protocol and the old: tools, structured content, resources and the prompt."""

    async def use(address: str) -> None:
        async with connected(address, mode=mode) as client:
            tools = {t.name: t for t in (await client.list_tools()).tools}
            assert tools.keys() == CALLS.keys()
            for name, arguments in CALLS.items():
                jsonschema.validate(arguments, tools[name].input_schema)
                result = await client.call_tool(name, arguments)
                schema = tools[name].output_schema
                assert schema is not None
                assert not result.is_error
                jsonschema.validate(result.structured_content, schema)
                assert result.content
            answer = AnswerOut.model_validate((await client.call_tool("ask_ethics_desk", CALLS["ask_ethics_desk"])).structured_content)
            assert answer.citations
            uris = [r.uri for r in (await client.list_resources()).resources]
            assert "clause://NACM-7" in uris
            assert (await client.read_resource(uris[0])).contents
            assert (await client.get_prompt("prepare_consultation", {"situation": QUESTION})).messages

    with served(create_app(make_desk())) as address:
        asyncio.run(use(address))


@pytest.mark.parametrize("version", ["2025-06-18", "2026-07-28"])
def test_the_answer_is_that_of_the_other_surfaces_and_is_told_to_the_listeners(make_desk: MakeDesk, version: str) -> None:
    """The same answer as over the native route; who asked, by which way and in which request reaches the service."""
    desk = make_desk(api_keys="required")
    key, token = desk.keys.create("bot", ["ask"])
    told: list[Answered] = []
    desk.service.listen(told.append)
    call, headers = asking(QUESTION, version)
    headers |= {"Authorization": f"Bearer {token}", "X-Request-ID": "abc"}
    with opened(create_app(desk)) as client:
        there = client.post("/v1/ask", json={"question": QUESTION}, headers=headers).json()
        response = client.post("/mcp", json=call, headers=headers)
    result = read(response)["result"]
    here = AnswerOut.model_validate(result["structuredContent"])
    assert here.statements == AnswerOut.model_validate(there).statements
    assert result["content"] == [{"type": "text", "text": here.markdown}]
    assert response.headers["x-request-id"] == "abc"
    assert [(a.caller.surface, a.caller.key_id, a.caller.request_id) for a in told] == [("http", key.id, "abc"), ("mcp", key.id, "abc")]


@pytest.mark.parametrize("version", ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
def test_plain_requests_of_older_protocols_are_answered(client: TestClient, version: str) -> None:
    """initialize, tools/list and tools/call, as curl would send them; no session is handed out."""
    begun = client.post("/mcp", json=initialize(version), headers=ACCEPT)
    assert begun.status_code == 200
    assert read(begun)["result"]["protocolVersion"] == version
    assert "mcp-session-id" not in begun.headers
    headers = ACCEPT | {"MCP-Protocol-Version": version}
    assert client.post("/mcp", json=rpc("notifications/initialized", number=None), headers=headers).status_code == 202
    listed = read(client.post("/mcp", json=rpc("tools/list", number=2), headers=headers))["result"]["tools"]
    assert [t["name"] for t in listed] == list(CALLS)
    called = rpc("tools/call", {"name": "get_clause", "arguments": {"clause_id": "NACM-7"}}, 3)
    result = read(client.post("/mcp", json=called, headers=headers))["result"]
    assert "healthy" in result["content"][0]["text"]


def test_the_path_is_exact_and_takes_post_only(client: TestClient) -> None:
    """No redirect stands before the first request; there is no stream to wait on and no session to delete."""
    assert client.post("/mcp", json=initialize("2025-11-25"), headers=ACCEPT, follow_redirects=False).status_code == 200
    for method in ("GET", "DELETE"):
        response = client.request(method, "/mcp", headers=ACCEPT)
        assert response.status_code == 405
        assert response.headers["allow"] == "POST"
        assert response.headers["content-type"] == "application/problem+json"


def test_where_keys_are_needed_nobody_comes_in_without(make_desk: MakeDesk) -> None:
    """No key, a wrong one, a revoked one and one without the scope are refused with a problem document; a good one opens."""
    desk = make_desk(api_keys="required")
    _, good = desk.keys.create("bot", ["ask"])
    _, other = desk.keys.create("admin", ["admin"])
    revoked, spent = desk.keys.create("old", ["ask"])
    desk.keys.revoke(revoked.id)
    with opened(create_app(desk)) as client:
        for token, status in (("", 401), ("edk_wrong", 401), (spent, 401), (other, 403), (good, 200)):
            headers = ACCEPT | ({"Authorization": f"Bearer {token}"} if token else {})
            response = client.post("/mcp", json=initialize("2025-11-25"), headers=headers)
            assert response.status_code == status, token
            if status != 200:
                assert response.headers["content-type"] == "application/problem+json"
                assert response.json()["instance"] == "/mcp"
                assert ("www-authenticate" in response.headers) == (status == 401)


def test_the_library_s_client_sends_its_key(make_desk: MakeDesk) -> None:
    """With the key it connects; without it, it is told that it may not."""
    desk = make_desk(api_keys="required")
    _, token = desk.keys.create("bot", ["ask"])

    async def use(address: str) -> None:
        async with connected(address, key=token) as client:
            assert not (await client.call_tool("get_clause", {"clause_id": "NACM-7"})).is_error
        with pytest.RaisesGroup(pytest.RaisesExc(MCPError, match="error response"), flatten_subgroups=True):
            async with connected(address):
                pass

    with served(create_app(desk)) as address:
        asyncio.run(use(address))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:8000"}, 403),
        ({"Host": "rebound.example"}, 401),
        ({"X-Forwarded-For": "203.0.113.9"}, 401),
        ({"Origin": "https://intranet.example"}, 200),
    ],
)
def test_pages_of_other_origins_stay_out(make_desk: MakeDesk, headers: dict[str, str], status: int) -> None:
    """Neither a page elsewhere, nor one that rebound its name to this machine, nor a proxy gets in without a key."""
    with opened(create_app(make_desk(api_origins=["https://intranet.example"]))) as client:
        assert client.post("/mcp", json=initialize("2025-11-25"), headers=ACCEPT | headers).status_code == status


def test_limits_hold_here_too(make_desk: MakeDesk) -> None:
    """A body that is too large is 413, one request too many is 429 with the time to come again."""
    with opened(create_app(make_desk(api_rate="3/minute"))) as client:
        large = rpc("tools/call", {"name": "ask_ethics_desk", "arguments": {"question": "a" * (1 << 20)}})
        assert client.post("/mcp", json=large, headers=ACCEPT).status_code == 413
        statuses = [client.post("/mcp", json=initialize("2025-11-25"), headers=ACCEPT).status_code for _ in range(4)]
        refused = client.post("/mcp", json=initialize("2025-11-25"), headers=ACCEPT)
    assert statuses == [200, 200, 200, 429]
    assert int(refused.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"jsonrpc": "2.0", "id": 1}', b'{"jsonrpc": "1.0", "method": 7}']
)
def test_what_is_no_request_is_refused_without_a_trace(client: TestClient, body: bytes) -> None:
    """Broken bodies are answered with an error of the protocol that shows nothing of the inside."""
    response = client.post("/mcp", content=body, headers=ACCEPT | {"Content-Type": "application/json"})
    assert response.status_code == 400
    assert "error" in response.json()
    assert "Traceback" not in response.text
    assert "site-packages" not in response.text


def test_a_desk_that_is_still_loading_says_so(make_desk: MakeDesk, small_assistant: Assistant) -> None:
    """A tool answers with an error that a model can read, and the same tool answers once the desk is ready."""
    desk = make_desk()
    go_on = threading.Event()

    def slow() -> Assistant:
        go_on.wait(30)
        return small_assistant

    desk.service._load = slow
    call = rpc("tools/call", {"name": "ask_ethics_desk", "arguments": {"question": QUESTION}})
    with TestClient(create_app(desk), base_url="http://localhost:8000", client=("127.0.0.1", 50000)) as client:
        result = read(client.post("/mcp", json=call, headers=ACCEPT))["result"]
        assert result["isError"]
        assert "Try again" in result["content"][0]["text"]
        go_on.set()
        wait_until(lambda: desk.service.ready)
        assert not read(client.post("/mcp", json=call, headers=ACCEPT))["result"].get("isError", False)


def test_a_question_that_nobody_waits_for_is_dropped(make_desk: MakeDesk, small_assistant: Assistant) -> None:
    """When the client cancels its call the work ends, and the next question is answered."""
    endless = Endless(small_assistant)
    desk = make_desk(endless, api_at_once=1)

    async def use(address: str) -> None:
        async with connected(address, mode="2026-07-28") as client:
            call = asyncio.create_task(client.call_tool("ask_ethics_desk", {"question": "Go on."}))
            await asyncio.to_thread(endless.started.wait, 10)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            assert await asyncio.to_thread(endless.stopped.wait, 10)
            assert not (await client.call_tool("ask_ethics_desk", {"question": QUESTION})).is_error

    with served(create_app(desk)) as address:
        asyncio.run(use(address))


@pytest.mark.parametrize("version", ["2025-06-18", "2026-07-28"])
def test_a_client_that_vanishes_ends_the_work(make_desk: MakeDesk, small_assistant: Assistant, version: str) -> None:
    """With every protocol, a connection that is closed ends the question that was asked over it."""
    endless = Endless(small_assistant)
    call, headers = asking("Go on.", version)
    with served(create_app(make_desk(endless, api_at_once=1))) as address:
        with pytest.raises(httpx.ReadTimeout), httpx.stream("POST", f"{address}/mcp", json=call, headers=headers, timeout=1) as response:
            for _ in response.iter_lines():
                pass
        assert endless.started.is_set()
        assert endless.stopped.wait(10)


def test_progress_comes_while_the_answer_is_made(make_desk: MakeDesk, small_assistant: Assistant) -> None:
    """A client that asks for progress is told of each stage before the answer is there, with both protocols."""
    endless = Endless(small_assistant)

    async def use(address: str, mode: str) -> None:
        told = asyncio.Event()

        async def progress(done: float, total: float | None, message: str | None) -> None:
            assert message
            told.set()

        async with connected(address, mode=mode) as client:
            call = asyncio.create_task(client.call_tool("ask_ethics_desk", {"question": "Go on."}, progress_callback=progress))
            await asyncio.wait_for(told.wait(), 10)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call

    with served(create_app(make_desk(endless))) as address:
        asyncio.run(use(address, "2026-07-28"))
        asyncio.run(use(address, "legacy"))


def blocks(language: str) -> list[str]:
    """The examples of the documentation in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_examples_of_the_documentation_run(make_desk: MakeDesk) -> None:
    """The Python example prints an answer and its status; what curl sends is answered with the same."""
    (example,) = blocks("python")
    (curl,) = [b for b in blocks("sh") if "curl" in b]
    words = shlex.split(curl)
    headers = dict(words[n + 1].split(": ") for n, word in enumerate(words) if word == "-H")
    with served(create_app(make_desk())) as address:
        code = example.replace("http://127.0.0.1:8000", address)
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
        response = httpx.post(words[2].replace("http://127.0.0.1:8000", address), content=words[-1], headers=headers)
    result = read(response)["result"]
    assert run.stdout == f"{result['content'][0]['text']}\n{result['structuredContent']['status']}\n"


def test_the_configurations_of_the_documentation_are_sound() -> None:
    """Each is JSON, starts the command that there is, or names the path that is served."""
    configured = [
        server for block in blocks("json") for key, value in json.loads(block).items() if "ervers" in key for server in value.values()
    ]
    assert len(configured) == 3
    for server in configured:
        if "command" in server:
            assert server["command"].endswith("/ethics-desk")
            assert server["args"] == ["mcp"]
        else:
            assert server["url"].endswith("desk.intranet.example/mcp")
