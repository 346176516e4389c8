"""Measures a live room on this machine: many phones that join, follow and vote, and a screen that shows how they did.

    python -m evals.rooms [--people 300] [--within 10] [--workers 1]

It starts `ethics-desk api` on a free port and ends it again. Each phone follows the room's events, votes at a moment of its own, and
sends its vote twice, as a phone does whose first reply was lost. Then the outcome is shown. Prints a table; exit 1 where a vote was
lost, doubled or changed on the way.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import statistics
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.table import Table

from evals.load import served

_ASSETS = re.compile(r'(?:src|href)="(/live/assets/[^"]+)"')
_SCENARIO = "gift-from-a-grateful-family"
_FOLLOWING_WITHIN = 60.0
_READY_WITHIN = 60.0
_NOT_READY = 503


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the votes. Times are in seconds: of each vote until it was kept, and from showing the outcome until it was seen."""

    expected: dict[str, int]
    shown: dict[str, int]
    refused: int
    votes: list[float]
    voting: float
    screen: float
    phones: list[float]

    @property
    def exact(self) -> bool:
        """Whether every vote counts once, for what it was given."""
        return self.refused == 0 and self.shown == self.expected


async def vote(address: str, people: int, within: float, *, seed: int = 1) -> Outcome:
    """Have so many phones open the page, and vote within so many seconds, in a room of the desk at an address."""
    async with _client(address) as http:
        room = await _made(http)
        return await _Hall(http, room, random.Random(seed)).vote(people, within)  # noqa: S311 - no secret hangs on it


def _client(address: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=address,
        timeout=httpx.Timeout(60),
        limits=httpx.Limits(max_connections=None),
        verify=False,  # noqa: S501 - loopback
    )


async def _made(http: httpx.AsyncClient) -> dict[str, Any]:
    """A new room; of several processes, one may still be loading."""
    async with asyncio.timeout(_READY_WITHIN):
        while (reply := await http.post("/v1/rooms", json={"scenarios": [_SCENARIO]})).status_code == _NOT_READY:
            await asyncio.sleep(0.2)
    room: dict[str, Any] = reply.raise_for_status().json()
    return room


class _Hall:
    """A room with its phones."""

    def __init__(self, http: httpx.AsyncClient, room: dict[str, Any], chance: random.Random) -> None:
        self._http = http
        self._id: str = room["id"]
        self._code: str = room["room"]["code"]
        self._plan: list[dict[str, Any]] = room["plan"]
        self._version: int = room["room"]["version"]
        self._chance = chance
        self._following = 0
        self._refused = 0

    async def vote(self, people: int, within: float) -> Outcome:
        """All of it: joining, following, voting, showing."""
        room = await self._drive("moves", to=next(s["index"] for s in self._plan if s["kind"] == "first_vote"))
        options = [o["id"] for o in room["case"]["options"]]
        phones = [(person, self._chance.choice(options)) for person in await asyncio.gather(*(self._joined() for _ in range(people)))]
        seen = [asyncio.create_task(self._sees_outcome()) for _ in range(people + 1)]
        async with asyncio.timeout(_FOLLOWING_WITHIN):
            while self._following <= people:
                await asyncio.sleep(0.05)
        start = perf_counter()
        votes = await asyncio.gather(*(self._votes(person, option, self._chance.uniform(0, within)) for person, option in phones))
        voting = perf_counter() - start
        start = perf_counter()
        await self._drive("results", scenario=0, round=1)
        outcomes = await asyncio.gather(*seen)
        screen, counts = outcomes[0]
        await self._http.post(f"/v1/rooms/{self._id}/end", json={})
        expected = Counter(option for _, option in phones)
        return Outcome(
            expected={o: expected[o] for o in options},
            shown=counts,
            refused=self._refused,
            votes=votes,
            voting=voting,
            screen=screen - start,
            phones=[at - start for at, found in outcomes[1:] if found == counts],
        )

    async def _drive(self, what: str, **body: Any) -> dict[str, Any]:
        reply = await self._http.post(f"/v1/rooms/{self._id}/{what}", json={"seen": self._version, **body})
        room: dict[str, Any] = reply.raise_for_status().json()["room"]
        self._version = room["version"]
        return room

    async def _joined(self) -> str:
        """The page with all that belongs to it, at the same moment as everybody else, as after "take out your phones"; then the name."""
        page = (await self._http.get(f"/join/{self._code}")).raise_for_status().text
        for reply in await asyncio.gather(*(self._http.get(path) for path in _ASSETS.findall(page))):
            reply.raise_for_status()
        reply = await self._http.post(f"/v1/join/{self._code}", json={})
        person: str = reply.raise_for_status().json()["person"]
        return person

    async def _votes(self, person: str, option: str, after: float) -> float:
        await asyncio.sleep(after)
        body = {"person": person, "scenario": 0, "round": 1, "option": option}
        start = perf_counter()
        first = await self._http.post(f"/v1/join/{self._code}/votes", json=body)
        taken = perf_counter() - start
        again = await self._http.post(f"/v1/join/{self._code}/votes", json=body)
        self._refused += sum(reply.status_code != 200 or reply.json()["option"] != option for reply in (first, again))
        return taken

    async def _sees_outcome(self) -> tuple[float, dict[str, int]]:
        """When the outcome is told, and what it is."""
        async with aclosing(self._events()) as events:
            async for name, data in events:
                if name == "room" and data["results"]:
                    return perf_counter(), data["results"][0]["counts"]
        raise AssertionError("the stream ended before the outcome was shown")

    async def _events(self) -> AsyncGenerator[tuple[str, dict[str, Any]], None]:
        async with self._http.stream("GET", f"/v1/join/{self._code}/events") as reply:
            name = ""
            async for line in reply.raise_for_status().aiter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    self._following += name == "room" and not json.loads(line[6:])["results"]
                    yield name, json.loads(line[6:])


def main(
    people: Annotated[int, typer.Option(help="How many phones.")] = 300,
    within: Annotated[float, typer.Option(help="In how many seconds they vote.")] = 10.0,
    workers: Annotated[int, typer.Option(help="How many processes serve the API.")] = 1,
) -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as scratch, served(Path(scratch), workers=workers) as server:
        outcome = asyncio.run(vote(server.address, people, within))
    table = Table("what", "measured")
    table.add_row("votes given / counted", f"{sum(outcome.expected.values())} / {sum(outcome.shown.values())}")
    table.add_row("refused, lost, doubled or changed", "none" if outcome.exact else f"{outcome.refused} refused; {outcome.shown}")
    table.add_row("all votes kept within", f"{outcome.voting:.1f} s")
    slowest = f"{statistics.median(outcome.votes) * 1000:.0f} / {max(outcome.votes) * 1000:.0f} ms"
    table.add_row("a vote until it was kept: median / slowest", slowest)
    table.add_row("outcome shown until the screen had it", f"{outcome.screen * 1000:.0f} ms")
    table.add_row("… until the last phone had it", f"{max(outcome.phones) * 1000:.0f} ms ({len(outcome.phones)} phones)")
    Console().print(table)
    if not outcome.exact:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
