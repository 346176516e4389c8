"""`ethics-desk live`: one command, and the facilitator has an address that works."""

from __future__ import annotations

import re
import shutil
import socket
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from assistant.pipeline import Assistant
from assistant.settings import Settings
from tests.assistant.api.desk_process import DeskProcess
from tests.assistant.api.live_room import GIFT


def has_ipv6() -> bool:
    """Whether this machine can be reached by IPv6 from itself."""
    with closing(socket.socket(socket.AF_INET6)) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            return False
    return True


class LiveProcess(DeskProcess):
    """`ethics-desk live`, reached by the phones at the address of this machine that it is given."""

    def __init__(self, data: Path, host: str) -> None:
        # What an organisation may have set for its own network must not let everybody in the room lead it.
        super().__init__(data, ETHICS_DESK_API_KEYS="off")
        self.arguments = ["live", "--host", host, "--port", str(self.port)]
        self.url = f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"
        self.client.base_url = self.url


@pytest.mark.slow
@pytest.mark.parametrize("host", ["127.0.0.1", pytest.param("::1", marks=pytest.mark.skipif(not has_ipv6(), reason="no IPv6 here"))])
def test_the_printed_address_opens_a_room_that_phones_can_join(assistant: Assistant, settings: Settings, tmp_path: Path, host: str) -> None:
    """Its key may make a room, nobody without one may, and the room is joined at the address that phones reach."""
    data = Path(shutil.copytree(settings.data, tmp_path / "data"))
    with LiveProcess(data, host) as desk:
        printed = re.search(r"(http://\S+:\d+)/live#key=(\S+)", desk.written)
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
    if host == "127.0.0.1":
        _finds_its_rooms_again(data, host, key)


def _finds_its_rooms_again(data: Path, host: str, key: str) -> None:
    """The next start prints the same key, to which the rooms of the last one belong; nobody else on this machine can read it."""
    with LiveProcess(data, host) as again:
        assert f"/live#key={key}\n" in again.written
        rooms = httpx.get(f"{again.url}/v1/rooms", headers={"Authorization": f"Bearer {key}"}).json()["rooms"]
    assert len(rooms) == 1
    assert (data / "live-key").stat().st_mode & 0o077 == 0
