"""The scenarios that facilitators write themselves, in a table of the records' database (SQLAlchemy)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from assistant.adapters.database_sqlalchemy import Database
from assistant.adapters.records_tables import SCENARIOS
from assistant.errors import InvalidInput, ScenarioChanged
from assistant.ports import MOST_OWN
from assistant.records import OwnScenario


class SqlalchemyScenarios:
    """Own scenarios in a database, which must be up to date."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, scenario: OwnScenario) -> None:
        """Keep a new scenario; InvalidInput when its key has MOST_OWN already."""
        with self._database.writing() as connection:
            count = select(func.count()).select_from(SCENARIOS).where(SCENARIOS.c.key_id == scenario.key_id)
            if connection.execute(count).scalar_one() >= MOST_OWN:
                raise InvalidInput(f"There are {MOST_OWN} scenarios of yours already.", "Export and delete those that are done with.")
            connection.execute(
                SCENARIOS.insert().values(
                    id=scenario.id,
                    key_id=scenario.key_id,
                    created=scenario.created,
                    changed=scenario.changed,
                    draft=dict(scenario.draft),
                )
            )

    def scenarios(self, key_id: str) -> Sequence[OwnScenario]:
        """The scenarios of a key, the one that was changed last first."""
        found = select(SCENARIOS).where(SCENARIOS.c.key_id == key_id).order_by(SCENARIOS.c.changed.desc(), SCENARIOS.c.id)
        with self._database.reading() as connection:
            return [_scenario(row) for row in connection.execute(found)]

    def scenario(self, scenario_id: str, key_id: str) -> OwnScenario | None:
        """The scenario of this id, where it is this key's."""
        found = select(SCENARIOS).where(SCENARIOS.c.id == scenario_id, SCENARIOS.c.key_id == key_id)
        with self._database.reading() as connection:
            row = connection.execute(found).one_or_none()
        return None if row is None else _scenario(row)

    def change(self, scenario: OwnScenario, seen: datetime | None) -> bool:
        """Keep a draft in the place of the one before; whether there is such a scenario of this key.

        ScenarioChanged where it was changed at another time than `seen` says; None for any.
        """
        mine = (SCENARIOS.c.id == scenario.id, SCENARIOS.c.key_id == scenario.key_id)
        with self._database.writing() as connection:
            # Locked, so that of two who save at once the second one is told.
            kept = connection.execute(select(SCENARIOS.c.changed).where(*mine).with_for_update()).scalar_one_or_none()
            if kept is None:
                return False
            if seen is not None and kept != seen:
                raise ScenarioChanged(
                    "The scenario was changed in another window since it was opened here.",
                    "Export what is here, open the scenario again, and bring in what is missing.",
                )
            connection.execute(update(SCENARIOS).where(*mine).values(changed=scenario.changed, draft=dict(scenario.draft)))
        return True

    def delete(self, scenario_id: str, key_id: str) -> bool:
        """Delete a scenario; whether there was one of this key."""
        gone = delete(SCENARIOS).where(SCENARIOS.c.id == scenario_id, SCENARIOS.c.key_id == key_id)
        with self._database.writing() as connection:
            return bool(connection.execute(gone).rowcount)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()


def _scenario(row: Row[Any]) -> OwnScenario:
    return OwnScenario(id=row.id, key_id=row.key_id, created=row.created, changed=row.changed, draft=row.draft)
