"""`ethics-desk mcp` in a process of its own, as a client starts it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

import jsonschema
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from assistant.pipeline import Assistant
from assistant.schemas import AnswerOut, answer_out
from assistant.settings import Settings

pytestmark = pytest.mark.slow
QUESTION = "May I accept a gift card from a client?"
COMMAND = [sys.executable, "-m", "assistant", "mcp"]


def environment(data: Path, **changes: str) -> dict[str, str]:
    """The variables of a desk over a folder of data, which keeps nothing."""
    return {**os.environ, "ETHICS_DESK_DATA": str(data), "ETHICS_DESK_KEEP_DAYS": "0", **changes}


def with_client(variables: dict[str, str], log: Path, mode: Literal["auto", "legacy"], use: Callable[[Client], Awaitable[None]]) -> None:
    """Start the command, use it with a client, and end it."""

    async def running() -> None:
        server = StdioServerParameters(command=COMMAND[0], args=COMMAND[1:], env=variables)
        with log.open("w") as errors:
            async with Client(stdio_client(server, errors), mode=mode) as client:
                await use(client)

    asyncio.run(running())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_that_starts_the_desk_is_served(
    assistant: Assistant, settings: Settings, tmp_path: Path, mode: Literal["auto", "legacy"]
) -> None:
    """The first question waits for the index and has the answer of the command line; the other tools, clauses and the prompt follow."""

    async def use(client: Client) -> None:
        calls = {
            "ask_ethics_desk": {"question": QUESTION},
            "search_clauses": {"query": QUESTION},
            "get_clause": {"clause_id": "CCMC-RULE-1"},
            "list_scenarios": {},
        }
        tools = {t.name: t for t in (await client.list_tools()).tools}
        assert tools.keys() == calls.keys()
        for name, arguments in calls.items():
            result = await client.call_tool(name, arguments)
            schema = tools[name].output_schema
            assert schema is not None
            jsonschema.validate(result.structured_content, schema)
            if name == "ask_ethics_desk":
                given = AnswerOut.model_validate(result.structured_content)
        here = answer_out(assistant.answer([QUESTION]), assistant.parts.guide.phrases)
        assert given.model_dump(exclude={"timings_ms"}) == here.model_dump(exclude={"timings_ms"})
        assert len((await client.list_resources()).resources) == len(assistant.parts.clauses)
        assert (await client.get_prompt("prepare_consultation", {"situation": QUESTION})).messages
        assert (await client.call_tool("get_clause", {"clause_id": "NACM-99"})).is_error

    with_client(environment(settings.data), tmp_path / "log", mode, use)
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_standard_output_carries_the_protocol_only(assistant: Assistant, settings: Settings) -> None:
    """Every line of it is JSON-RPC, whatever comes in; the process ends by itself when its input does."""
    begin = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    read = {"name": "get_clause", "arguments": {"clause_id": "NACM-7"}}
    sent = [
        {"method": "initialize", "id": 1, "params": begin},
        {"method": "notifications/initialized"},
        {"method": "tools/call", "id": 2, "params": read},
    ]
    pipe = subprocess.PIPE
    with subprocess.Popen(COMMAND, env=environment(settings.data), stdin=pipe, stdout=pipe, stderr=pipe, text=True) as desk:
        assert desk.stdin is not None
        assert desk.stdout is not None
        assert desk.stderr is not None
        desk.stdin.write("this is not JSON\n" + "".join(json.dumps({"jsonrpc": "2.0", **line}) + "\n" for line in sent))
        desk.stdin.flush()
        told = []
        while not told or told[-1].get("id") != 2:
            told.append(json.loads(desk.stdout.readline()))
        desk.stdin.close()
        assert desk.stdout.read() == ""
        assert "Traceback" not in desk.stderr.read()
        assert desk.wait(30) == 0
    assert all(message["jsonrpc"] == "2.0" for message in told)
    answers = {message["id"]: message["result"] for message in told if "result" in message}
    assert answers[1]["protocolVersion"] == "2025-06-18"
    assert "healthy" in answers[2]["content"][0]["text"]


def test_what_is_missing_is_told_to_the_model(tmp_path: Path) -> None:
    """Without weights the desk starts, and a tool says what is missing and what to do; so does the log, in one line."""

    async def use(client: Client) -> None:
        result = await client.call_tool("ask_ethics_desk", {"question": QUESTION})
        assert result.is_error
        assert "cannot be read" in result.model_dump_json()

    variables = environment(tmp_path / "data", ETHICS_DESK_MODEL_FOLDER=str(tmp_path / "none"))
    with_client(variables, tmp_path / "log", "auto", use)
    log = (tmp_path / "log").read_text()
    assert "not ready: " in log
    assert "Traceback" not in log
