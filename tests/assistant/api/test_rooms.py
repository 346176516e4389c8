"""A live room over HTTP: what its facilitator does, and what everybody is told when."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.room.record import MOST_ITEMS, MOST_TEXT
from assistant.wire_room import ConsoleOut, RoomOut
from tests.assistant.api.conftest import MakeDesk, opened
from tests.assistant.api.live_room import GIFT, RoomDriver


@pytest.fixture
def driver(client: TestClient) -> RoomDriver:
    """A new room."""
    return RoomDriver(client, title="Ethics hour")


def test_a_room_tells_nothing_that_lies_ahead(driver: RoomDriver) -> None:
    """At each step everybody sees what has been reached, and not a word of what comes."""
    scenario = driver.console["scenarios"][0]
    told = {"prompts": scenario["prompts"][0], "options": scenario["options"][0]["text"], "twist": scenario["twist"]["text"]}
    first = {"prompts": "prompts", "options": "first_vote", "twist": "twist"}
    for step in driver.console["plan"]:
        if step["scenario"] != 0:
            continue
        driver.post("moves", to=step["index"])
        seen = json.dumps(driver.seen_by_all(), ensure_ascii=False)
        for name, text in told.items():
            begins = next(s["index"] for s in driver.console["plan"] if s["kind"] == first[name])
            assert (text in seen) == (step["index"] >= begins), (step["title"], name)


def test_clauses_are_revealed_one_by_one_word_for_word(driver: RoomDriver, client: TestClient) -> None:
    """The step's own clause is shown, and the phone keeps those that came before it."""
    revealing = [s for s in driver.console["plan"] if s["kind"] == "clause" and s["scenario"] == 0]
    for number, step in enumerate(revealing, 1):
        driver.post("moves", to=step["index"])
        seen = RoomOut.model_validate(driver.seen_by_all())
        assert seen.clause is not None
        assert len(seen.revealed) == number
        assert seen.revealed[-1] == seen.clause
        assert client.get(f"/v1/clauses/{seen.clause.id}").json()["text"] == seen.clause.text


def test_the_facilitators_part_is_for_the_console_only(driver: RoomDriver) -> None:
    """Notes, steps with minutes and what nobody accepted are nowhere in what the room is told."""
    (person,) = driver.join(1)
    driver.client.post(f"{driver.join_path}/items", json={"person": person, "kind": "question", "text": "A question that waits"})
    console = driver.look()
    seen = json.dumps(driver.seen_by_all(), ensure_ascii=False)
    assert console["items"][0]["text"] == "A question that waits"
    assert "A question that waits" not in seen
    for note in console["scenarios"][0]["facilitator"]["notes"]:
        assert note not in seen


def test_how_a_vote_goes_is_told_to_nobody_before_it_is_shown(driver: RoomDriver) -> None:
    """Not to the facilitator either; then everybody is told the same."""
    people = driver.join(5)
    driver.go("first_vote")
    for number, person in enumerate(people):
        driver.vote(person, number % 2)
    console = ConsoleOut.model_validate(driver.look())
    assert (console.counts.people, console.counts.votes) == (5, 5)
    assert console.room.results == []
    driver.post("results", scenario=0, round=1)
    (result,) = driver.seen_by_all()["results"]
    assert [*result["counts"].values()][:2] == [3, 2]
    assert driver.room["vote"]["open"] is False


def test_four_votes_are_not_broken_down(driver: RoomDriver) -> None:
    """Only how many there were is told, to the room and to the console alike."""
    for person in driver.join(4):
        driver.go("first_vote")
        driver.vote(person, 0)
    driver.post("results", scenario=0, round=1)
    assert driver.room["results"] == [{"scenario": 0, "round": 1, "votes": 4, "counts": None}]


def test_a_vote_that_was_passed_unvoted_can_still_be_had(driver: RoomDriver) -> None:
    """Going on too far shows the first vote only; whoever goes back finds the second one open, and once there are votes it ends."""
    (person,) = driver.join(1)
    driver.go("first_vote")
    driver.vote(person, 0)
    driver.go("second_vote")
    driver.go("movement")
    assert [r["round"] for r in driver.seen_by_all()["results"]] == [1]
    driver.go("second_vote")
    driver.vote(person, 1, round=2)
    driver.go("movement")
    assert [r["round"] for r in driver.seen_by_all()["results"]] == [1, 2]
    driver.go("second_vote")
    assert driver.room["vote"]["open"] is False


def test_a_vote_that_is_sent_again_counts_once(driver: RoomDriver) -> None:
    """Whatever it says the second time, the reply tells what is kept."""
    (person,) = driver.join(1)
    driver.go("first_vote")
    first = driver.vote(person, 0)
    assert driver.vote(person, 1) == first
    assert driver.look()["counts"]["votes"] == 1
    own = driver.client.get(driver.join_path, headers={"X-Room-Person": person}).json()
    assert own["voted"] == [first]


def test_votes_are_refused_when_there_is_none(driver: RoomDriver) -> None:
    """Before it, after it, for an option that there is not, and of somebody who has not joined."""
    (person,) = driver.join(1)
    assert driver.vote(person, 0, expected=409)["type"].endswith("voting-closed")
    driver.go("first_vote")
    assert driver.vote(person, 0, round=2, expected=409)["type"].endswith("voting-closed")
    assert driver.vote("A" * 22, 0, expected=403)["type"].endswith("not-joined")
    body = {"person": person, "scenario": 0, "round": 1, "option": "none-such"}
    assert driver.client.post(f"{driver.join_path}/votes", json=body).status_code == 422
    driver.post("results", scenario=0, round=1)
    assert driver.vote(person, 0, expected=409)["type"].endswith("voting-closed")


def test_a_click_that_is_sent_twice_moves_the_room_once(driver: RoomDriver) -> None:
    """The second one was decided on a room that has changed, and the problem says so."""
    body = {"seen": driver.room["version"], "to": 1}
    assert driver.client.post(f"{driver.path}/moves", json=body).status_code == 200
    again = driver.client.post(f"{driver.path}/moves", json=body)
    assert again.status_code == 409
    assert again.json()["type"].endswith("room-changed")
    assert driver.look()["room"]["step"]["index"] == 1


def test_what_the_room_sends_is_masked_moderated_and_shown(driver: RoomDriver) -> None:
    """A name and a number are gone at once; an accepted entry can be moved to the parking lot and put on the screen."""
    (person,) = driver.join(1)
    body = {"person": person, "kind": "question", "text": "What if Mrs. Alvarez calls me at 555-201-7788?"}
    assert driver.client.post(f"{driver.join_path}/items", json=body).json() == {"state": "waiting"}
    (item,) = driver.look()["items"]
    assert "Alvarez" not in item["text"]
    assert "7788" not in item["text"]
    driver.post("screen", 404, show={"kind": "item", "id": item["id"]})
    driver.post(f"items/{item['id']}", state="accepted")
    assert [q["id"] for q in driver.seen_by_all()["questions"]] == [item["id"]]
    driver.post(f"items/{item['id']}", state="accepted", kind="parking")
    seen = driver.seen_by_all()
    assert (seen["questions"], [p["id"] for p in seen["parked"]]) == ([], [item["id"]])
    driver.post("screen", show={"kind": "item", "id": item["id"]})
    assert driver.seen_by_all()["shown"]["item"]["text"] == item["text"]
    driver.post(f"items/{item['id']}", state="dismissed")
    seen = driver.seen_by_all()
    assert (seen["parked"], seen["shown"]) == ([], None)


def test_a_person_can_send_so_much_and_no_more(driver: RoomDriver) -> None:
    """Neither too many entries nor one that is too long."""
    (person,) = driver.join(1)
    body = {"person": person, "kind": "parking", "text": "Transport"}
    for _ in range(MOST_ITEMS):
        assert driver.client.post(f"{driver.join_path}/items", json=body).status_code == 202
    assert driver.client.post(f"{driver.join_path}/items", json=body).status_code == 409
    long = body | {"text": "x" * (MOST_TEXT + 1)}
    assert driver.client.post(f"{driver.join_path}/items", json=long).status_code == 422


def test_an_answer_of_the_desk_is_seen_on_the_console_first(driver: RoomDriver) -> None:
    """The room sees it when it is put on the screen, page by page; the minutes know when it was."""
    console = driver.post("answers", question="What does NACM 7 say?")
    (answer,) = console["answers"]
    assert answer["answer"]["citations"][0]["clause_id"] == "NACM-7"
    assert answer["shown"] is None
    assert answer["id"] not in json.dumps(driver.seen_by_all())
    pages = answer["screen"]["pages"]
    driver.post("screen", show={"kind": "answer", "id": answer["id"], "page": len(pages) - 1})
    shown = driver.seen_by_all()["shown"]
    assert shown["page"] == len(pages) - 1
    assert shown["answer"] == answer["screen"]
    assert driver.look()["answers"][0]["shown"] is not None
    driver.post("screen", 404, show={"kind": "answer", "id": answer["id"], "page": len(pages)})
    driver.post("screen", show=None)
    assert driver.seen_by_all()["shown"] is None


def test_only_what_the_room_has_gets_onto_the_screen(driver: RoomDriver) -> None:
    """A clause of its cases, and how to join; nothing by an id that somebody made up."""
    driver.post("screen", show={"kind": "join"})
    assert driver.seen_by_all()["shown"]["kind"] == "join"
    clause = driver.console["scenarios"][0]["related"][0]["clause_id"]
    driver.post("screen", show={"kind": "clause", "id": clause})
    assert driver.seen_by_all()["shown"]["clause"]["id"] == clause
    for wanted in ({"kind": "clause", "id": "NACM-99"}, {"kind": "answer", "id": "ask_1"}, {"kind": "join", "id": "x"}):
        driver.post("screen", 404, show=wanted)


def test_the_end_closes_the_code_and_keeps_the_room(driver: RoomDriver) -> None:
    """Nobody joins, votes, sends or drives any more; the console still tells all of it."""
    (person,) = driver.join(1)
    driver.go("first_vote")
    driver.post("end")
    for reply in (
        driver.client.get(driver.join_path),
        driver.client.post(driver.join_path, json={}),
        driver.client.post(f"{driver.join_path}/items", json={"person": person, "kind": "question", "text": "Late"}),
    ):
        assert reply.status_code == 404
    assert driver.post("moves", 409, to=1)["type"].endswith("room-ended")
    console = ConsoleOut.model_validate(driver.look())
    assert console.ended is not None
    assert driver.post("approval", approval="approved")["approval"] == "approved"


def test_the_credit_is_told_in_the_sources_words(driver: RoomDriver) -> None:
    """With the word that the facilitator chose in place of the two to choose from."""
    assert driver.console["credit"].startswith("CCMC Ethics credit approval is pending for this course.")
    told = driver.post("approval", approval="approved")["credit"]
    assert told.startswith("CCMC Ethics credit approval is approved for this course.")


def test_a_deleted_room_is_gone(driver: RoomDriver) -> None:
    """For its facilitator and for its code."""
    assert driver.client.delete(driver.path).status_code == 204
    assert driver.client.get(driver.path).status_code == 404
    assert driver.client.get(driver.join_path).status_code == 404
    assert driver.client.get("/v1/rooms").json() == {"rooms": []}


def test_a_room_belongs_to_the_key_that_made_it(make_desk: MakeDesk) -> None:
    """Another facilitator's key finds nothing, a key that may only ask is refused, and none at all is asked for one."""
    desk = make_desk(api_keys="required")
    keys = {
        name: desk.keys.create(name, scopes)[1] for name, scopes in (("one", ["facilitate"]), ("two", ["facilitate"]), ("bot", ["ask"]))
    }
    headers = {name: {"Authorization": f"Bearer {key}"} for name, key in keys.items()}
    with opened(create_app(desk)) as client:
        driver = RoomDriver(client, headers["one"])
        move = {"seen": 1, "to": 1}
        assert client.get(driver.path, headers=headers["two"]).status_code == 404
        assert client.post(f"{driver.path}/moves", json=move, headers=headers["two"]).status_code == 404
        assert client.get("/v1/rooms", headers=headers["two"]).json() == {"rooms": []}
        assert client.post(f"{driver.path}/moves", json=move, headers=headers["bot"]).status_code == 403
        assert client.post(f"{driver.path}/moves", json=move).status_code == 401
        # The code needs no key, and drives nothing.
        assert client.get(driver.join_path).status_code == 200
        assert client.post(f"{driver.join_path}/moves", json=move).status_code == 404


def test_many_wrong_codes_are_stopped(client: TestClient) -> None:
    """After thirty in a minute nobody at that address is told whether a code is right."""
    driver = RoomDriver(client, scenarios=[GIFT])
    for number in range(30):
        assert client.get(f"/v1/join/{'BCDFGHJKLM'[number % 10] * 6}").status_code == 404
    refused = client.get(driver.join_path)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"


@pytest.mark.parametrize("scenarios", [[], ["none-such"], ["own_0123456789abcdef"]])
def test_a_room_without_cases_is_refused(client: TestClient, scenarios: list[str]) -> None:
    """And one over a case that there is not, or is not this key's."""
    assert client.post("/v1/rooms", json={"scenarios": scenarios}).status_code in (404, 422)
