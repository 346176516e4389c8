"""schemathesis tries the whole OpenAPI document on a served desk: what is allowed, what is not, and sequences of calls."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.api.app import create_app
from assistant.api.document import operations
from assistant.api.openapi import current
from tests.assistant.api.conftest import MakeDesk, served

CONFIGURATION = Path(__file__).parent / "schemathesis.toml"
EXAMPLES = 20


def as_fuzzed(document: dict[str, Any]) -> dict[str, Any]:
    """The document in OpenAPI 3.2, which has a word for the events of a stream, of a desk that always asks for a key."""
    fuzzed = copy.deepcopy(document) | {"openapi": "3.2.0"}
    for _, operation in operations(fuzzed):
        operation["security"] = [way for way in operation["security"] if way]
        for response in operation["responses"].values():
            stream = response.get("content", {}).get("text/event-stream", {})
            # "A string" is true of the text of the stream, and is not what is compared.
            stream.pop("schema", None)
            if "x-itemSchema" in stream:
                stream["itemSchema"] = stream.pop("x-itemSchema")
    return fuzzed


@pytest.mark.slow
def test_schemathesis_finds_nothing(make_desk: MakeDesk, tmp_path: Path) -> None:
    """All its checks hold: no server error, nothing undocumented, nothing wrong taken, nothing right refused, no key passed over.

    By hand, for longer: EXAMPLES = 500.
    """
    desk = make_desk(api_keys="required", api_rate="1000000/second", keep_conversations=True)
    _, token = desk.keys.create("fuzzer", ["ask", "facilitate", "admin"])
    (tmp_path / "document.json").write_text(json.dumps(as_fuzzed(current())), encoding="utf-8")
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION), "run", "document.json"]
    command += ["--header", f"Authorization: Bearer {token}", "--max-examples", str(EXAMPLES), "--seed", "1", "--generation-deterministic"]
    command += ["--continue-on-failure", "--no-color"]
    with served(create_app(desk)) as address:
        ran = subprocess.run([*command, "--url", address], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert ran.returncode == 0, ran.stdout
    assert f"{len([*operations(current())])} selected" in ran.stdout
