"""Runs schemathesis on a served desk: all operations whose paths begin in one way, or all others."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from assistant.api.document import operations
from assistant.api.openapi import current

CONFIGURATION = Path(__file__).parent / "schemathesis.toml"
LIVE = r"^/v1/(rooms|join|own-scenarios)"
"""The paths of live rooms, which are tried on a room that there is."""
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


def fuzz(
    address: str, token: str, folder: Path, *which: str, configuration: str = "", examples: int = EXAMPLES
) -> subprocess.CompletedProcess[str]:
    """Try the operations that `which` chooses, on what is there. By hand, for longer: EXAMPLES = 500."""
    (folder / "document.json").write_text(json.dumps(as_fuzzed(current())), encoding="utf-8")
    # The entries for single operations come last in the file, and what is for all of them first.
    (folder / "schemathesis.toml").write_text(f"{configuration}\n{CONFIGURATION.read_text(encoding='utf-8')}", encoding="utf-8")
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run", "document.json", "--url", address]
    command += ["--header", f"Authorization: Bearer {token}", "--max-examples", str(examples), "--seed", "1", "--generation-deterministic"]
    command += ["--continue-on-failure", "--no-color", *which]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
