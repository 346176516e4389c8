"""schemathesis tries the operations of live rooms on a room that there is, at a step where people vote."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from assistant.api.app import create_app
from assistant.api.document import operations
from assistant.api.openapi import current
from tests.assistant.api.conftest import MakeDesk, served
from tests.assistant.api.fuzzing import EXAMPLES, LIVE, fuzz

FIRST_VOTE = 4


def made(address: str, token: str) -> tuple[str, str]:
    """The id and the code of a room that votes."""
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}) as http:
        room = http.post("/v1/rooms", json={"scenarios": ["gift-from-a-grateful-family"]}).raise_for_status().json()
        http.post(f"/v1/rooms/{room['id']}/moves", json={"seen": 1, "to": FIRST_VOTE}).raise_for_status()
    return room["id"], room["room"]["code"]


@pytest.mark.slow
def test_schemathesis_finds_nothing_in_live_rooms(make_desk: MakeDesk, tmp_path: Path) -> None:
    """Every check holds on a real room; streams are left out, because they end with the room only, and so is its end."""
    desk = make_desk(api_keys="required", api_rate="1000000/second")
    _, token = desk.keys.create("fuzzer", ["ask", "facilitate"])
    with served(create_app(desk)) as address:
        room_id, code = made(address, token)
        parameters = f'parameters = {{ "path.room_id" = "{room_id}", "path.code" = "{code}" }}'
        left_out = ["--exclude-path-regex", "(/events|/end)$", "--exclude-operation-id", "delete_room"]
        ran = fuzz(address, token, tmp_path, "--include-path-regex", LIVE, *left_out, configuration=parameters, examples=EXAMPLES // 2)
        assert httpx.get(f"{address}/v1/join/{code}").status_code == 200
    assert ran.returncode == 0, ran.stdout
    tried = [name.split(" ")[1] for name, _ in operations(current())]
    tried = [path for path in tried if re.match(LIVE, path) and not path.endswith(("/events", "/end"))]
    assert f"{len(tried) - 1} selected" in ran.stdout
