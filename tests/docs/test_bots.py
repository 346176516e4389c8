"""Every example of docs/bots is run against a real server, and every page shows what was run."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

from assistant.api.app import create_app
from assistant.api.desk import open_desk
from assistant.pipeline import Assistant
from assistant.settings import Settings
from tests.assistant.api.conftest import served, wait_until
from tests.docs.slack import FakeSlack

BOTS = Path(__file__).parents[2] / "docs" / "bots"
NACM_7 = "What does NACM 7 say?"
QUOTE = "Strive to maintain healthy and effective professional relationships"
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
ONE_SHOT = {
    "ask.sh": ["bash"],
    "ask.py": [sys.executable],
    "ask_async.py": [sys.executable],
    "stream.py": [sys.executable],
    "ask.mjs": ["node"],
    "stream.mjs": ["node"],
    "openai_ask.py": [sys.executable],
}
"""What asks once and ends, and what runs it; the others have tests of their own."""
SERVERS = {"slack_bot.py", "teams_webhook.py", "mcp.json", "mcp-http.json"}
PAGES = [*sorted(BOTS.glob("*.md")), BOTS.parent / "api.md"]
SHELL = [(page, block) for page in PAGES for kind, block in _FENCE.findall(page.read_text("utf-8")) if kind == "sh"]


@pytest.fixture(scope="module")
def address(small_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on this machine."""
    desk = open_desk(Settings(data=tmp_path_factory.mktemp("bots")), lambda: small_assistant)
    with served(create_app(desk)) as address:
        yield address


@pytest.fixture(scope="module")
def guarded(small_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A server that asks everybody for a key, and a key."""
    desk = open_desk(Settings(data=tmp_path_factory.mktemp("guarded"), api_keys="required"), lambda: small_assistant)
    _, key = desk.keys.create("bot", ["ask"])
    with served(create_app(desk)) as address:
        assert httpx.get(f"{address}/v1/clauses").status_code == 401
        yield address, key


def environment(**changes: str) -> dict[str, str]:
    """The environment of a bot: this checkout's packages and commands, and no key that somebody has set."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if name != "ETHICS_DESK_KEY"}
    return {**kept, "PATH": path, "PYTHONPATH": str(BOTS.parents[1]), "PYTHONWARNINGS": "default", **changes}


def run(command: list[str], **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; a program that it needs and that is missing skips the test."""
    text = " ".join(Path(part).read_text("utf-8") if part.endswith(".sh") else part for part in command)
    for program in (command[0], *(p for p in ("curl", "jq", "node") if re.search(rf"\b{p} ", text))):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    return subprocess.run(command, capture_output=True, text=True, timeout=90, env=environment(**changes), cwd=BOTS.parents[1])


@contextmanager
def running(name: str, *arguments: str, **changes: str) -> Iterator[subprocess.Popen[str]]:
    """A bot that runs until the block ends."""
    command = [sys.executable, str(BOTS / name), *arguments]
    with subprocess.Popen(command, env=environment(**changes), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as bot:
        try:
            yield bot
        finally:
            bot.terminate()


def test_every_file_is_run() -> None:
    """An example that no test knows fails here."""
    assert {p.name for p in BOTS.iterdir() if p.suffix != ".md"} == {*ONE_SHOT, *SERVERS}


def test_every_page_shows_the_files_as_they_are() -> None:
    """A block of code in a page is a file of the folder, word for word, and every file is shown."""
    shown = [block for page in PAGES for kind, block in _FENCE.findall(page.read_text("utf-8")) if kind not in ("sh", "text")]
    files = {p.read_text("utf-8"): p.name for p in BOTS.iterdir() if p.suffix != ".md"}
    assert {files.get(block, block) for block in shown} == {*ONE_SHOT, *SERVERS}


@pytest.mark.parametrize("name", ONE_SHOT)
def test_an_example_prints_the_clause(name: str, address: str) -> None:
    """It asks, and prints the words of the clause or, where it prints no words, its name."""
    done = run([*ONE_SHOT[name], str(BOTS / name), NACM_7], ETHICS_DESK_URL=address)
    assert done.returncode == 0, done.stderr
    assert ("NACM 7" if name == "ask_async.py" else QUOTE) in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("name", ["ask.sh", "ask.py", "ask.mjs"])
def test_an_example_says_why_there_is_no_answer(name: str, address: str) -> None:
    """A question without words is refused in one sentence, with a status that a script sees."""
    done = run([*ONE_SHOT[name], str(BOTS / name), "?!"], ETHICS_DESK_URL=address)
    assert done.returncode != 0
    assert "holds no words" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ONE_SHOT)
def test_an_example_sends_the_key(name: str, guarded: tuple[str, str]) -> None:
    """Where a key is needed, the one in ETHICS_DESK_KEY opens."""
    address, key = guarded
    done = run([*ONE_SHOT[name], str(BOTS / name), NACM_7], ETHICS_DESK_URL=address, ETHICS_DESK_KEY=key)
    assert done.returncode == 0, done.stderr
    assert "NACM 7" in done.stdout


@pytest.mark.parametrize("block", [block for _, block in SHELL], ids=[f"{page.stem}-{n}" for n, (page, _) in enumerate(SHELL)])
def test_the_commands_of_a_page_work_as_printed(block: str, address: str) -> None:
    """A reader who copies a command gets an answer."""
    done = run(["bash", "-euo", "pipefail", "-c", block], ETHICS_DESK_URL=address)
    assert done.returncode == 0, done.stderr
    assert re.search("NACM|CCMC", done.stdout)


def test_the_slack_bot_answers_a_slash_command(address: str) -> None:
    """It acknowledges over the socket, and replies to the one who asked."""
    slack = FakeSlack(NACM_7)
    with served(slack.app) as fake:
        settings = {"SLACK_API_URL": f"{fake}/api/", "SLACK_APP_TOKEN": "xapp-1"}
        with running("slack_bot.py", ETHICS_DESK_URL=address, **settings):
            wait_until(lambda: bool(slack.replies))
    (reply,) = slack.replies
    assert slack.tokens[0] == "Bearer xapp-1"
    assert slack.acknowledged == ["env-1"]
    assert reply["response_type"] == "ephemeral"
    assert QUOTE in reply["blocks"][0]["text"]


def test_the_teams_webhook_answers_what_teams_signed(address: str) -> None:
    """A message with a good signature is answered; another one, or a changed body, is not."""
    secret = b"0123456789abcdef0123456789abcdef"
    body = json.dumps({"type": "message", "text": f"<at>Ethics</at>&nbsp;{NACM_7}"}).encode()
    signature = {"Authorization": f"HMAC {base64.b64encode(hmac.digest(secret, body, hashlib.sha256)).decode()}"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (
        running("teams_webhook.py", str(port), ETHICS_DESK_URL=address, TEAMS_SECRET=base64.b64encode(secret).decode()),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as teams,
    ):
        wait_until(lambda: listens(port))
        answered = teams.post("/", content=body, headers=signature)
        changed = teams.post("/", content=body + b" ", headers=signature)
        unsigned = teams.post("/", content=body)
    assert answered.json()["type"] == "message"
    assert QUOTE in answered.json()["text"]
    assert [changed.status_code, unsigned.status_code] == [401, 401]


def listens(port: int) -> bool:
    """Whether somebody listens on a port of this machine."""
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.slow
def test_the_mcp_configuration_starts_a_desk(assistant: Assistant, settings: Settings) -> None:
    """What the file names is started as a client would, and its tool answers."""
    server = json.loads((BOTS / "mcp.json").read_text("utf-8"))["mcpServers"]["ethics-desk"]
    parameters = StdioServerParameters(**server, env=environment(ETHICS_DESK_DATA=str(settings.data)))

    async def ask() -> str:
        async with Client(stdio_client(parameters)) as client:
            result = await client.call_tool("ask_ethics_desk", {"question": NACM_7})
            return str(result.structured_content)

    assert QUOTE in asyncio.run(ask())


def test_the_mcp_configuration_over_http_reaches_a_desk(guarded: tuple[str, str]) -> None:
    """With the address of a server and a key filled in, its tool answers."""
    address, key = guarded
    filled = (BOTS / "mcp-http.json").read_text("utf-8").replace("http://127.0.0.1:8000", address).replace("${ETHICS_DESK_KEY}", key)
    server = json.loads(filled)["mcpServers"]["ethics-desk"]

    async def ask() -> str:
        async with (
            create_mcp_http_client(server["headers"]) as http,
            Client(streamable_http_client(server["url"], http_client=http)) as client,
        ):
            result = await client.call_tool("ask_ethics_desk", {"question": NACM_7})
            return str(result.structured_content)

    assert QUOTE in asyncio.run(ask())
