"""Own scenarios over HTTP: kept under their key with all their faults, read from files, exported, and suggested clauses for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.api.desk import Desk
from assistant.settings import default_corpus
from assistant.wire_scenarios import OwnScenarioOut, OwnScenariosOut, SuggestionsOut
from tests.assistant.api.conftest import MakeDesk, opened

PATH = "/v1/own-scenarios"
CAR = (default_corpus() / "guide" / "scenarios" / "the-car-for-sale.yaml").read_text(encoding="utf-8")


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    """A desk that wants a key."""
    return make_desk(api_keys="required")


@pytest.fixture
def anybody(desk: Desk) -> Iterator[TestClient]:
    """A client that sends no key of itself."""
    with opened(create_app(desk)) as client:
        yield client


def key(desk: Desk, name: str, *scopes: Any) -> dict[str, str]:
    """The header of a new key."""
    return {"Authorization": f"Bearer {desk.keys.create(name, scopes or ['ask', 'facilitate'])[1]}"}


def checked(client: TestClient, text: str, form: str = "yaml") -> dict[str, Any]:
    """What is said of a text."""
    found: dict[str, Any] = client.post(f"{PATH}/check", json={"text": text, "format": form}).json()
    return found


def test_a_scenario_is_written_read_changed_and_deleted(client: TestClient) -> None:
    """A draft is kept as far as it is; its faults are told with it, and in the list as a number."""
    made = client.post(PATH, json={"draft": {"title": "Begun"}})
    assert made.status_code == 201
    begun = OwnScenarioOut.model_validate(made.json())
    assert not begun.presentable
    assert {"story", "options", "facilitator"} <= {f.field for f in begun.faults}
    whole = checked(client, CAR)["draft"]
    place = f"{PATH}/{begun.id}"
    changed = OwnScenarioOut.model_validate(client.put(place, json={"draft": whole, "seen": made.json()["changed"]}).json())
    assert (changed.presentable, changed.faults, changed.created) == (True, [], begun.created)
    assert OwnScenarioOut.model_validate(client.get(place).json()) == changed
    (line,) = OwnScenariosOut.model_validate(client.get(PATH).json()).scenarios
    assert (line.id, line.title, line.presentable, line.faults) == (begun.id, "The car for sale", True, 0)
    assert client.delete(place).status_code == 204
    assert [client.get(place).status_code, client.delete(place).status_code] == [404, 404]
    assert client.put(place, json={"draft": {}}).status_code == 404
    assert client.get(PATH).json() == {"scenarios": []}


def test_what_another_window_has_saved_is_not_lost(client: TestClient) -> None:
    """A change of what was changed since is refused, and says what to do; without `seen` it is kept."""
    made = client.post(PATH, json={"draft": {"title": "One"}}).json()
    place = f"{PATH}/{made['id']}"
    assert client.put(place, json={"draft": {"title": "Two"}, "seen": made["changed"]}).status_code == 200
    refused = client.put(place, json={"draft": {"title": "Three"}, "seen": made["changed"]})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:ethics-desk:problem:scenario-changed")
    assert refused.json()["hint"]
    assert client.get(place).json()["draft"]["title"] == "Two"
    assert client.put(place, json={"draft": {"title": "Three"}}).status_code == 200


def test_each_key_sees_its_own(desk: Desk, anybody: TestClient) -> None:
    """For another key a scenario is not there, whatever is done to it."""
    mine, other = key(desk, "mine"), key(desk, "other")
    made = anybody.post(PATH, json={"draft": {"title": "Mine"}}, headers=mine).json()
    place = f"{PATH}/{made['id']}"
    assert anybody.get(PATH, headers=other).json() == {"scenarios": []}
    for call in (
        anybody.get(place, headers=other),
        anybody.put(place, json={"draft": {}}, headers=other),
        anybody.get(f"{place}/export", headers=other),
        anybody.delete(place, headers=other),
    ):
        assert (call.status_code, call.json()["type"]) == (404, "urn:ethics-desk:problem:unknown-scenario")
    assert anybody.get(place, headers=mine).json()["draft"]["title"] == "Mine"


def test_only_a_facilitator_writes_scenarios(desk: Desk, anybody: TestClient) -> None:
    """Without a key, or with one that may only ask, every route refuses."""
    asking = key(desk, "asking", "ask")
    place = f"{PATH}/own_0123456789abcdef"
    for method, path, body in (
        ("GET", PATH, None),
        ("POST", PATH, {"draft": {}}),
        ("POST", f"{PATH}/check", {"draft": {}}),
        ("POST", f"{PATH}/suggestions", {"text": "a gift"}),
        ("GET", place, None),
        ("PUT", place, {"draft": {}}),
        ("GET", f"{place}/export", None),
        ("DELETE", place, None),
    ):
        assert anybody.request(method, path, json=body).status_code == 401
        assert anybody.request(method, path, json=body, headers=asking).status_code == 403


def test_a_file_is_read_and_every_fault_named_with_its_line(client: TestClient) -> None:
    """Faults of the text, of form and of content come at once; nothing is kept."""
    spoilt = (
        CAR.replace("central: [", "central: [NACM-77, ").replace("topics: [", "topics: [gardening, ").replace("minutes: 30", "minutes: 31")
    )
    found = checked(client, f"{spoilt}\ncolour: red\n")
    lines = {f["field"]: f["line"] for f in found["faults"]}
    text = spoilt.splitlines()
    assert text[lines["central"] - 1].startswith("central:")
    assert text[lines["facilitator.minutes"] - 1].strip().startswith("minutes: 31")
    assert {"topics", "colour", "central", "facilitator.minutes"} <= set(lines)
    assert not found["presentable"]
    assert client.get(PATH).json() == {"scenarios": []}


@pytest.mark.parametrize("form", ["yaml", "markdown"])
def test_what_is_exported_is_imported_as_it_was(client: TestClient, form: str) -> None:
    """In both formats, as a file with a name."""
    draft = checked(client, CAR)["draft"]
    made = client.post(PATH, json={"draft": draft}).json()
    file = client.get(f"{PATH}/{made['id']}/export", params={"format": form})
    suffix = {"yaml": "yaml", "markdown": "md"}[form]
    assert file.headers["content-disposition"] == f'attachment; filename="the-car-for-sale.{suffix}"'
    assert checked(client, file.text, form)["draft"] == draft


def test_the_yaml_export_is_a_file_of_the_corpus(client: TestClient) -> None:
    """A scenario can be handed in as it is."""
    made = client.post(PATH, json={"draft": checked(client, CAR)["draft"]}).json()
    file = client.get(f"{PATH}/{made['id']}/export")
    assert yaml.safe_load(file.text) == yaml.safe_load(CAR)


def test_a_draft_with_faults_is_exported_as_far_as_it_can_be_read(client: TestClient) -> None:
    """Whoever has come half-way can take her work along."""
    made = client.post(PATH, json={"draft": {"title": "Half-way", "prompts": ["Why?", 5], "twist": "none"}}).json()
    for form in ("yaml", "markdown"):
        file = client.get(f"{PATH}/{made['id']}/export", params={"format": form})
        assert file.status_code == 200
        assert "Half-way" in file.text


def test_clauses_are_suggested_word_for_word(client: TestClient) -> None:
    """Each with its label, its words as the register holds them, and a grade."""
    found = SuggestionsOut.model_validate(client.post(f"{PATH}/suggestions", json={"text": CAR[:900], "limit": 7}).json()).suggestions
    known = {c["id"]: c for c in client.get("/v1/clauses").json()["clauses"]}
    assert len(found) == 7
    for s in found:
        clause = known[s.id]
        assert (s.label, s.quote, s.stem, s.code) == (clause["label"], clause["text"], clause["stem"], clause["code"])
    assert client.post(f"{PATH}/suggestions", json={"text": " … "}).json() == {"suggestions": []}


def test_a_real_persons_number_is_remarked_upon(client: TestClient) -> None:
    """Names are left alone, for a story has people in it; a remark keeps nothing from being presented."""
    draft = checked(client, CAR)["draft"]
    draft["prompts"][0] = "Would you call Ada at 212-555-0188, or look into MRN 4471902?"
    found = client.post(f"{PATH}/check", json={"draft": draft}).json()
    assert found["presentable"]
    assert [r["field"] for r in found["remarks"]] == ["prompts.0", "prompts.0"]
    assert any("212-555-0188" in r["detail"] for r in found["remarks"])


@pytest.mark.parametrize(
    "draft",
    [
        {"title": "\x00 and \ud800", "options": [{"text": "\ufffe"}]},
        {"facilitator": {"minutes": 1e400, "steps": [{"minutes": 10**30}, {"minutes": 2.5}]}},
        {"title": 5, "story": [], "options": {}, "consult": [[[]]], "twist": None, "facilitator": ["x"], "topics": {"a": 1}},
        {"id": "../../etc/passwd", "": {"": ""}, "a.b": 1, "options": [None, {"id": {}}]},
    ],
)
def test_any_draft_is_kept_and_read_back(client: TestClient, draft: dict[str, Any]) -> None:
    """What is no scenario at all has faults, and breaks nothing."""
    body = json.dumps({"draft": draft})
    made = client.post(PATH, content=body, headers={"Content-Type": "application/json"})
    assert made.status_code == 201
    found = client.get(f"{PATH}/{made.json()['id']}").json()
    assert found == made.json()
    assert found["faults"]
    for form in ("yaml", "markdown"):
        file = client.get(f"{PATH}/{found['id']}/export", params={"format": form})
        assert file.status_code == 200
        assert "/" not in file.headers["content-disposition"]


def test_what_is_too_large_or_too_deep_is_refused(client: TestClient) -> None:
    """With a sentence that says so."""
    deep: Any = "x"
    for _ in range(12):
        deep = [deep]
    for draft in ({"story": "word " * 20_000}, {"options": deep}):
        refused = client.post(PATH, json={"draft": draft})
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:ethics-desk:problem:invalid-input")
    assert client.post(f"{PATH}/check", json={"text": "a" * 64_001, "format": "yaml"}).status_code == 422
    for body in ({}, {"text": "a"}, {"draft": {}, "text": "a", "format": "yaml"}, {"draft": {}, "format": "yaml"}):
        assert client.post(f"{PATH}/check", json=body).status_code == 422
