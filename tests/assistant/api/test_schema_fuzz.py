"""schemathesis tries the OpenAPI document on a served desk: what is allowed, what is not, and sequences of calls."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.api.app import create_app
from assistant.api.document import operations
from assistant.api.openapi import current
from tests.assistant.api.conftest import MakeDesk, served
from tests.assistant.api.fuzzing import LIVE, fuzz


@pytest.mark.slow
def test_schemathesis_finds_nothing(make_desk: MakeDesk, tmp_path: Path) -> None:
    """All its checks hold: no server error, nothing undocumented, nothing wrong taken, nothing right refused, no key passed over."""
    desk = make_desk(api_keys="required", api_rate="1000000/second", keep_conversations=True)
    _, token = desk.keys.create("fuzzer", ["ask", "facilitate", "admin"])
    with served(create_app(desk)) as address:
        ran = fuzz(address, token, tmp_path, "--exclude-path-regex", LIVE)
    assert ran.returncode == 0, ran.stdout
    tried = [name for name, _ in operations(current()) if not re.match(LIVE, name.split(" ")[1])]
    assert f"{len(tried)} selected" in ran.stdout
