"""`ethics-desk live`: one command, and the facilitator has an address that works."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import httpx
import pytest

from assistant.pipeline import Assistant
from assistant.settings import Settings
from tests.assistant.api.desk_process import DeskProcess
from tests.assistant.api.live_room import GIFT


class LiveProcess(DeskProcess):
    """`ethics-desk live`, reached by the phones at the address of this machine that it is given."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self.arguments = ["live", "--host", "127.0.0.1", "--port", str(self.port)]


@pytest.mark.slow
def test_the_printed_address_opens_a_room_that_phones_can_join(assistant: Assistant, settings: Settings, tmp_path: Path) -> None:
    """Its key may make a room, nobody without one may, and the room is joined at the address that phones reach; a later run leads it on."""
    data = Path(shutil.copytree(settings.data, tmp_path / "data"))
    with LiveProcess(data) as desk:
        printed = re.search(r"(http://127\.0\.0\.1:\d+)/live#key=(\S+)", desk.written)
        assert printed is not None, desk.written
        address, key = printed.groups()
        assert address == desk.url
        body = {"scenarios": [GIFT]}
        assert httpx.post(f"{address}/v1/rooms", json=body).status_code == 401
        made = httpx.post(f"{address}/v1/rooms", json=body, headers={"Authorization": f"Bearer {key}"})
        assert made.status_code == 201
        assert made.json()["join_url"] == f"{address}/join/{made.json()['room']['code']}"
        assert httpx.get(made.json()["join_url"]).status_code == 200
        assert "no address in a network" in desk.written
    with LiveProcess(data) as again:
        later = re.search(r"#key=(\S+)", again.written)
        assert later is not None, again.written
        rooms = httpx.get(f"{again.url}/v1/rooms", headers={"Authorization": f"Bearer {later.group(1)}"}).json()["rooms"]
        assert [room["id"] for room in rooms] == [made.json()["id"]]
