"""No slide scrolls or cuts a text off: every scenario at every step, and the longest clauses, on wide and on square screens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page

from assistant.api.rooms.views import room_out
from assistant.guide import Guide
from assistant.room.making import new_plan
from assistant.room.plan import VOTES, Plan
from assistant.room.record import Item, RoomRecord
from assistant.room.results import movement, tally
from assistant.room.state import Room, Round, Shown
from assistant.settings import default_corpus
from ingest.guide import read_guide
from tests.assistant.api.live.conftest import MakeRoom
from tests.assistant.api.live.test_phone import OpenPage
from tests.assistant.room.rooms import NOON, room, sources

# Everything is sized by the window: 1280x720 is 1920x1080 seen from further away.
_SIZES = [(1920, 1080), (1024, 768)]
_TOLD = """class Told extends EventTarget { constructor() { super(); window.told = this; } close() {} }; window.EventSource = Told;"""
"""A stream that says what the test has it say: hundreds of slides, without a server that has to be led through them."""
_FAULTS = """(rooms) => {
  const least = Math.min(innerWidth, innerHeight * 16 / 9) * 28 / 1920 - 0.5; // the smallest type
  const [right, bottom] = [innerWidth + 0.5, innerHeight + 0.5];
  const rectangle = (id) => document.getElementById(id).getBoundingClientRect();

  function* faults() {
    const root = document.documentElement;
    if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth) yield "the page scrolls";
    for (const e of document.querySelectorAll("main, main *")) {
      const box = e.getBoundingClientRect();
      const name = `${e.tagName}.${e.className}: ${e.textContent.slice(0, 50)}`;
      if (!box.width || !box.height) continue;
      if (e.scrollHeight > e.clientHeight + 1 && getComputedStyle(e).overflow !== "visible") yield `cut off: ${name}`;
      if (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline") yield `too wide: ${name}`;
      if (box.bottom > bottom || box.right > right || box.top < -0.5 || box.left < -0.5) yield `outside: ${name}`;
      const has_text = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
      if (has_text && parseFloat(getComputedStyle(e).fontSize) < least) yield `too small: ${name}`;
    }
    const [inner, box] = [rectangle("inner"), rectangle("box")];
    if (inner.top < box.top - 1 || inner.bottom > box.bottom + 1) yield "what fills the slide is higher than its box";
  }

  const found = [];
  for (const told of rooms) {
    window.version = (window.version || 100) + 1;
    window.told.dispatchEvent(new MessageEvent("room", { data: JSON.stringify({ ...told, version: window.version }) }));
    const pages = Number(document.getElementById("page").textContent.split(" ").at(-1) || 1);
    for (let page = 1; page <= pages; page += 1) {
      if (page > 1) dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
      found.push({ title: document.getElementById("title").textContent, step: told.step.kind, pages, faults: [...faults()] });
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def guide() -> Guide:
    """The guide of the corpus."""
    return read_guide(default_corpus())[0]


def _told(now: Room, votes: str = "") -> dict[str, Any]:
    """A room as everybody in it is told of it, with votes by letter in both rounds of its case."""
    step = now.step
    tallies, movements = {}, ()
    if step.scenario is not None:
        options = [o.id for o in now.plan.scenarios[step.scenario].options]
        raw = {o: votes.count("ABCD"[n]) for n, o in enumerate(options)}
        rounds = [Round(scenario=step.scenario, number=n) for n in VOTES.values()]
        tallies = {r: tally(r, options, raw) for r in rounds}
        movements = (movement(step.scenario, len(votes), len(votes) // 2, (0, 0)),)
    item = Item(id="itm_1", at=NOON, kind="question", text="Long words " * 36, state="accepted")
    record = RoomRecord(room=now, people=300, tallies=tallies, movements=movements, items=(item,), answers=(), moves=())
    return room_out(record).model_dump(mode="json")


def _steps(plan: Plan) -> Iterator[Room]:
    """A room at each of its steps, and at its votes once more with the result on the screen."""
    results: frozenset[Round] = frozenset()
    for position, step in enumerate(plan.steps()):
        yield room(plan=plan, position=position, results=results)
        number = VOTES.get(step.kind)
        if number and step.scenario is not None:
            results |= {Round(scenario=step.scenario, number=number)}
            yield room(plan=plan, position=position, results=results)


def _open(open_page: OpenPage, make_room: MakeRoom) -> Page:
    real = make_room()
    page = open_page(f"{real.url}/live/screen/{real.code}", before=_TOLD, reduced_motion="reduce")
    page.wait_for_function("() => window.told && document.documentElement.dataset.version")
    return page


@pytest.mark.parametrize("votes", ["AABBCADD" * 30, "AB"], ids=["many votes", "few votes"])
def test_no_slide_of_any_scenario_scrolls(open_page: OpenPage, make_room: MakeRoom, guide: Guide, votes: str) -> None:
    """All scenarios, every step of each, both votes before and after their results are shown; each on one page."""
    assert len(guide.scenarios) >= 27
    plans = [new_plan("Ethics hour", [s], sources(), opening=n == 0, closing=n == 0) for n, s in enumerate(guide.scenarios)]
    rooms = [_told(now, votes) for plan in plans for now in _steps(plan)]
    page = _open(open_page, make_room)
    for width, height in _SIZES:
        page.set_viewport_size({"width": width, "height": height})
        seen = page.evaluate(_FAULTS, rooms)
        assert len(seen) >= len(rooms)
        assert [s for s in seen if s["faults"]] == []
        assert {s["step"] for s in seen if s["pages"] > 1} <= {"movement", "discussion"}, (width, height)


def test_no_clause_and_no_question_scrolls(open_page: OpenPage, make_room: MakeRoom, guide: Guide) -> None:
    """Every clause of both codes and a question as long as one may be fit on one page; a story that does not fit gets several."""
    plan = replace(new_plan("Ethics hour", guide.scenarios[:1], sources(), opening=True, closing=True), clauses=sources().clauses)
    over = [Shown(kind="clause", id=c.id) for c in sources().clauses] + [Shown(kind="item", id="itm_1"), Shown(kind="join")]
    whole = [_told(room(plan=plan, shown=shown)) for shown in over]
    story = _told(room(plan=plan, position=2))
    story["case"] |= {"story": "She said that it would be no trouble, and then it was. " * 90, "title": "A long title " * 9}
    page = _open(open_page, make_room)
    for width, height in _SIZES:
        page.set_viewport_size({"width": width, "height": height})
        seen = page.evaluate(_FAULTS, [*whole, story])
        assert [s for s in seen if s["faults"]] == []
        assert {s["pages"] for s in seen[: len(whole)]} == {1}
        assert seen[-1]["pages"] > 1
