"""Scenarios over HTTP, and who sees what is for the facilitator."""

from __future__ import annotations

from starlette.testclient import TestClient

from assistant.api.app import create_app
from assistant.records import Scope
from assistant.schemas import ScenarioOut
from assistant.wire import ScenariosOut
from tests.assistant.api.conftest import MakeDesk, opened


def test_scenarios_are_listed_by_topic(client: TestClient) -> None:
    """All of them, or those on one topic by its id or its title."""
    everything = ScenariosOut.model_validate(client.get("/v1/scenarios").json()).scenarios
    topic = everything[0].topics[0]
    for name in (topic.id, topic.title, topic.id.upper()):
        found = ScenariosOut.model_validate(client.get("/v1/scenarios", params={"topic": name}).json()).scenarios
        assert [s.id for s in found] == [s.id for s in everything if topic in s.topics]


def test_an_unknown_topic_names_those_there_are(client: TestClient) -> None:
    """The problem says what could be asked for."""
    response = client.get("/v1/scenarios", params={"topic": "gardening"})
    assert response.status_code == 404
    assert client.get("/v1/scenarios").json()["scenarios"][0]["topics"][0]["id"] in response.json()["hint"]


def test_an_unknown_scenario_is_not_found(client: TestClient) -> None:
    """The problem says where the list is."""
    response = client.get("/v1/scenarios/none")
    assert response.status_code == 404
    assert response.json()["type"] == "urn:ethics-desk:problem:unknown-scenario"


def test_the_facilitators_part_needs_its_scope(make_desk: MakeDesk) -> None:
    """A key that may only ask reads the case without steps and notes; one that may facilitate reads them too."""
    desk = make_desk(api_keys="required")

    def read(*scopes: Scope) -> ScenarioOut:
        _, key = desk.keys.create("+".join(scopes), scopes)
        headers = {"Authorization": f"Bearer {key}"}
        first = client.get("/v1/scenarios", headers=headers).json()["scenarios"][0]["id"]
        return ScenarioOut.model_validate(client.get(f"/v1/scenarios/{first}", headers=headers).json())

    with opened(create_app(desk)) as client:
        asking, leading = read("ask"), read("ask", "facilitate")
    assert asking.facilitator is None
    assert leading.facilitator is not None
    assert asking == leading.model_copy(update={"facilitator": None})
