"""The contract of own scenarios: the same in SQLite and in PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.adapters.database_sqlalchemy import Database
from assistant.adapters.own_scenarios_sqlalchemy import SqlalchemyScenarios
from assistant.adapters.records_sqlalchemy import SqlalchemyRecords
from assistant.errors import InvalidInput, ScenarioChanged
from assistant.ports import MOST_OWN, ScenarioStore
from assistant.records import OwnScenario
from tests.assistant.adapters.kept import DAY, NOON

MINUTE = timedelta(minutes=1)
DRAFT = {"title": "Señora Vega’s key", "options": [{"text": "Keep it.", "speaks_for": []}], "facilitator": {"minutes": 30}}


def own(**changes: Any) -> OwnScenario:
    """A scenario, with these fields changed."""
    return replace(OwnScenario(id="own_1", key_id="abcdefgh", created=NOON, changed=NOON, draft=DRAFT), **changes)


@pytest.fixture
def store(database: Database) -> ScenarioStore:
    """No scenarios yet, in a new database."""
    return SqlalchemyScenarios(database)


def test_a_scenario_is_read_as_it_was_written(store: ScenarioStore) -> None:
    """A draft may have any form; nothing of it is changed."""
    store.add(own())
    store.add(own(id="own_2", draft={}))
    assert store.scenario("own_1", "abcdefgh") == own()
    assert store.scenario("own_2", "abcdefgh") == own(id="own_2", draft={})
    assert store.scenario("own_3", "abcdefgh") is None


def test_only_its_key_sees_a_scenario(store: ScenarioStore) -> None:
    """Another key can neither read, list, change nor delete it; nor can somebody without a key."""
    store.add(own())
    for other in ("zzzzzzzz", ""):
        assert store.scenario("own_1", other) is None
        assert store.scenarios(other) == []
        assert not store.change(own(key_id=other, draft={}), None)
        assert not store.delete("own_1", other)
    assert store.scenarios("abcdefgh") == [own()]


def test_the_last_changed_comes_first(store: ScenarioStore) -> None:
    """A change takes the place of the draft before, and moves the scenario up."""
    for number in range(3):
        store.add(own(id=f"own_{number}", changed=NOON + number * MINUTE))
    assert store.change(own(id="own_0", changed=NOON + DAY, draft={"title": "New"}), None)
    found = store.scenarios("abcdefgh")
    assert [s.id for s in found] == ["own_0", "own_2", "own_1"]
    assert (found[0].draft, found[0].created) == ({"title": "New"}, NOON)


def test_a_change_of_what_was_changed_meanwhile_is_refused(store: ScenarioStore) -> None:
    """What another window has saved is not lost, and a time is known again as it was told."""
    store.add(own())
    seen = store.scenarios("abcdefgh")[0].changed
    assert store.change(own(changed=NOON + MINUTE, draft={"title": "First"}), seen)
    with pytest.raises(ScenarioChanged):
        store.change(own(changed=NOON + DAY, draft={"title": "Second"}), seen)
    assert store.scenarios("abcdefgh")[0].draft == {"title": "First"}


def test_a_deleted_scenario_is_gone(store: ScenarioStore) -> None:
    """It can be neither deleted again nor changed."""
    store.add(own())
    assert [store.delete("own_1", "abcdefgh"), store.delete("own_1", "abcdefgh")] == [True, False]
    assert not store.change(own(), None)


def test_a_purge_leaves_scenarios(store: ScenarioStore, database: Database) -> None:
    """They are documents of the facilitator, not records of people."""
    store.add(own())
    SqlalchemyRecords(database).purge(NOON + 900 * DAY, NOON + 900 * DAY)
    assert store.scenarios("abcdefgh") == [own()]


def test_a_key_has_so_many_at_most(store: ScenarioStore) -> None:
    """The refusal says what to do; another key is not touched by it."""
    for number in range(MOST_OWN):
        store.add(own(id=f"own_{number}"))
    with pytest.raises(InvalidInput) as refused:
        store.add(own(id="own_more"))
    assert refused.value.hint
    store.add(own(id="own_more", key_id=""))
