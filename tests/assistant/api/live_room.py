"""A live room in the hands of a test: its facilitator, and people in it."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

GIFT, LUNCH = "gift-from-a-grateful-family", "lunch-from-second-dawn"


class RoomDriver:
    """A room over two cases; each call says `seen` as the console would."""

    def __init__(self, client: TestClient, headers: dict[str, str] | None = None, **body: Any) -> None:
        self.client = client
        self._headers = headers or {}
        reply = client.post("/v1/rooms", json={"scenarios": [GIFT, LUNCH], **body}, headers=self._headers)
        assert reply.status_code == 201, reply.text
        self.console: dict[str, Any] = reply.json()
        self.path = f"/v1/rooms/{self.console['id']}"
        self.code: str = self.console["room"]["code"]
        self.join_path = f"/v1/join/{self.code}"

    @property
    def room(self) -> dict[str, Any]:
        """The room as it was last told."""
        room: dict[str, Any] = self.console["room"]
        return room

    def look(self) -> dict[str, Any]:
        """The console as it is now."""
        reply = self.client.get(self.path, headers=self._headers)
        assert reply.status_code == 200, reply.text
        self.console = reply.json()
        return self.console

    def post(self, what: str, expected: int = 200, **body: Any) -> dict[str, Any]:
        """Do something with the room; the console afterwards, or the problem."""
        if what in ("moves", "screen", "results", "pause"):
            body = {"seen": self.look()["room"]["version"], **body}
        reply = self.client.post(f"{self.path}/{what}", json=body, headers=self._headers)
        assert reply.status_code == expected, reply.text
        told: dict[str, Any] = reply.json()
        if expected == 200:
            self.console = told
        return told

    def go(self, kind: str, scenario: int | None = 0) -> dict[str, Any]:
        """Bring the room to the first such step; the room there."""
        to = next(s["index"] for s in self.console["plan"] if s["kind"] == kind and s["scenario"] == scenario)
        self.post("moves", to=to)
        return self.room

    def join(self, count: int) -> list[str]:
        """Let people in; their names."""
        return [self.client.post(self.join_path, json={}).json()["person"] for _ in range(count)]

    def vote(self, person: str, option: int, round: int = 1, expected: int = 200) -> dict[str, Any]:
        """Vote for an option of the first case by its place."""
        chosen = self.look()["scenarios"][0]["options"][option]["id"]
        body = {"person": person, "scenario": 0, "round": round, "option": chosen}
        reply = self.client.post(f"{self.join_path}/votes", json=body)
        assert reply.status_code == expected, reply.text
        told: dict[str, Any] = reply.json()
        return told

    def seen_by_all(self) -> dict[str, Any]:
        """The room as a phone sees it."""
        reply = self.client.get(self.join_path)
        assert reply.status_code == 200, reply.text
        told: dict[str, Any] = reply.json()["room"]
        return told
