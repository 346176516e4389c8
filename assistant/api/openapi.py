"""`python -m assistant.api.openapi`: writes docs/openapi.json, which a test holds against the app."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.api.app import create_app
from assistant.api.desk import Desk, open_desk
from assistant.api.document import EXAMPLES, operations
from assistant.api.examples import record
from assistant.pipeline import Assistant
from assistant.settings import Settings, load_settings
from assistant.wiring import build

Node = dict[str, Any]
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


def current() -> Node:
    """The document as the app gives it; no index is needed."""

    def unused() -> Assistant:
        raise AssertionError("the document needs no assistant")

    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(Settings(data=Path(folder)), unused)
        try:
            return create_app(desk).openapi()
        finally:
            desk.close()


def lost(old: Node, new: Node) -> list[str]:
    """What callers may rely on in the old document and no longer find in the new one."""
    return sorted(set(_promises(old)) - set(_promises(new)))


def _promises(document: Node) -> Iterator[str]:
    for name, operation in operations(document):
        yield name
        yield from (f"{name}: the parameter {p['name']}" for p in operation.get("parameters", []))
        yield from (f"{name}: the status {s}" for s in operation["responses"] if s.startswith("2"))
    for name, schema in document["components"]["schemas"].items():
        yield from (f"{name}: the field {field}" for field in schema.get("properties", {}))


def record_examples() -> None:
    """Ask a desk over the index of the settings, and keep what it replies."""
    assistant = build(load_settings(), lambda step, done, total: None)
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(Settings(data=Path(folder), keep_conversations=True), lambda: assistant)
        try:
            _write(EXAMPLES, asyncio.run(_asked(desk)))
        finally:
            desk.close()


async def _asked(desk: Desk) -> Node:
    await desk.service.warm()
    return await record(create_app(desk))


def main() -> int:
    """Write the document; 1 when it would break what callers rely on."""
    parser = argparse.ArgumentParser(prog="python -m assistant.api.openapi", description=__doc__)
    parser.add_argument("--examples", action="store_true", help="record the examples again, from the index of the settings")
    parser.add_argument("--breaking", action="store_true", help="write it although something is gone that callers rely on")
    chosen = parser.parse_args()
    if chosen.examples:
        record_examples()
    new = current()
    gone = lost(json.loads(DOCUMENT.read_text(encoding="utf-8")), new) if DOCUMENT.exists() else []
    if gone and not chosen.breaking:
        print("error: the document would lose what callers rely on:", *gone, sep="\n  ", file=sys.stderr)
        print("hint: bring it back, or give --breaking.", file=sys.stderr)
        return 1
    _write(DOCUMENT, new)
    return 0


def _write(path: Path, content: Node) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
