"""No slide scrolls or cuts a text off: every scenario at every step, and the longest clauses, at three sizes of screens."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Browser, Page

from assistant.pipeline import Assistant
from tests.assistant.api.live.conftest import LiveRoom, MakeRoom

_SIZES = [(1920, 1080), (1280, 720), (1024, 768)]
_A_ROOM = 9
_FLOOR = 28 / 1920
"""The smallest type, as a part of the width of the largest 16:9 screen within this one."""
_FAULTS = """(floor) => {
  const faults = [];
  const root = document.documentElement;
  const least = Math.min(innerWidth, innerHeight * 16 / 9) * floor - 0.5;
  if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth) faults.push("the page scrolls");
  for (const e of document.querySelectorAll("main, main *")) {
    const box = e.getBoundingClientRect();
    const name = `${e.tagName}.${e.className}: ${e.textContent.slice(0, 50)}`;
    const [right, bottom] = [innerWidth + 0.5, innerHeight + 0.5];
    if (!box.width || !box.height) continue;
    if (e.scrollHeight > e.clientHeight + 1 && getComputedStyle(e).overflow !== "visible") faults.push(`cut off: ${name}`);
    if (box.bottom > bottom || box.right > right || box.top < -0.5 || box.left < -0.5) faults.push(`outside: ${name}`);
    const has_text = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (has_text && parseFloat(getComputedStyle(e).fontSize) < least) faults.push(`too small: ${name}`);
  }
  const inner = document.getElementById("inner").getBoundingClientRect();
  const box = document.getElementById("box").getBoundingClientRect();
  if (inner.top < box.top - 1 || inner.bottom > box.bottom + 1) faults.push("the text is higher than its box");
  return faults;
}"""


def _pages(page: Page) -> Iterator[int]:
    """Goes through the pages of a slide, where it has several."""
    told = page.locator("#page").inner_text()
    for number in range(int(told.split()[-1]) if told else 1):
        if number:
            page.keyboard.press("ArrowRight")
        yield number + 1


def test_no_slide_of_any_scenario_scrolls(browser: Browser, small_assistant: Assistant, make_room: MakeRoom) -> None:
    """27 scenarios, every step of each, both votes before and after their results are shown."""
    scenario_ids = [s.id for s in small_assistant.parts.guide.scenarios]
    assert len(scenario_ids) >= 27
    found: list[tuple[str, ...]] = []
    with browser.new_context(reduced_motion="reduce") as context:
        for start in range(0, len(scenario_ids), _A_ROOM):
            room = make_room(scenarios=scenario_ids[start : start + _A_ROOM])
            page = context.new_page()
            page.goto(f"{room.url}/live/screen/{room.code}")
            found += _walk(page, room)
            page.close()
    assert found == []


def _walk(page: Page, room: LiveRoom) -> Iterator[tuple[str, ...]]:
    for step in room.plan:
        room.do("moves", to=step["index"])
        yield from _faults(page, room, str(step))
        if step["kind"] in ("first_vote", "second_vote"):
            number = 1 if step["kind"] == "first_vote" else 2
            room.vote("AABBCA" if number == 1 else "ABBCCC", number, step["scenario"])
            room.do("results", scenario=step["scenario"], round=number)
            yield from _faults(page, room, f"{step} with its result")


def _faults(page: Page, room: LiveRoom, name: str) -> Iterator[tuple[str, ...]]:
    """What is wrong with the slide at any of the sizes."""
    page.wait_for_function("(version) => document.documentElement.dataset.version === version", arg=str(room.room["version"]))
    for width, height in _SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        for number in _pages(page):
            if faults := page.evaluate(_FAULTS, _FLOOR):
                yield (f"{name}, page {number}, {width} x {height}", *faults)


def test_no_clause_and_no_question_scrolls(browser: Browser, make_room: MakeRoom) -> None:
    """The longest clauses of both codes, a question as long as one may be, and a story that needs several pages."""
    room = make_room()
    room.go("story")
    seen = room.room
    clauses = [room.http.get(f"/v1/clauses/{c}").json() for c in ("CCMC-PROCEDURES", "NACM-SCOPE", "CCMC-PREAMBLE-CONT", "NACM-28")]
    over = {"kind": "clause", "id": "", "page": 0, "answer": None, "item": None, "clause": None}
    item = {"id": "itm_1", "kind": "question", "text": "Long words " * 36, "state": "accepted", "at": "2026-11-29T12:00:00Z"}
    rooms = [seen | {"shown": over | {"clause": {**c, "code": c["code_title"], "stem": c.get("stem", "")}}} for c in clauses]
    rooms.append(seen | {"shown": over | {"kind": "item", "item": item}})
    rooms.append(
        seen
        | {"case": seen["case"] | {"story": "She said that it would be no trouble, and then it was. " * 90, "title": "A long title " * 9}}
    )
    found, pages = [], []
    for made in rooms:
        with browser.new_context(reduced_motion="reduce") as context:
            page = context.new_page()
            page.route("**/events?counts=true", lambda route: route.abort())
            page.route(f"**/v1/join/{room.code}", lambda route, made=made: route.fulfill(json={"room": made, "voted": []}))
            page.goto(f"{room.url}/live/screen/{room.code}")
            found += _faults(page, room, page.locator("#title").inner_text())
            pages.append(page.locator("#page").inner_text())
    assert found == []
    assert pages[:5] == [""] * 5
    assert pages[5].startswith("Page")
