"""The votes of a room as they may be told once a vote is over, by round and by option."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.room.plan import RoundNumber
from assistant.room.record import RoomRecord
from assistant.room.results import Tally
from assistant.room.state import Round
from assistant.room.words import letter

State = Literal["told", "few", "none", "open", "not reached"]
ROUNDS: tuple[RoundNumber, RoundNumber] = (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A round and what may be told of it: `counts` by the option's id where its state is "told", else none."""

    round: Round
    state: State
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """The votes of a round that is told."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRow:
    """An option in a round; `votes` and `total` are None where they are not told, and `note` says why."""

    case: int
    scenario_id: str
    title: str
    round: RoundNumber
    letter: str
    option: str
    votes: int | None
    total: int | None
    note: str


_NOTES: dict[State, str] = {
    "told": "",
    "few": "fewer than 5 votes: not broken down",
    "none": "nobody voted",
    "open": "the vote is not closed",
    "not reached": "not reached",
}


def outcome(record: RoomRecord, wanted: Round) -> Outcome:
    """What may be told of a round. Nothing of a vote that goes on: whoever asks twice would see what came in between."""
    found = record.tallies.get(wanted)
    state = _state(record, wanted, found)
    return Outcome(round=wanted, state=state, counts=dict(found.counts or {}) if found and state == "told" else {})


def _state(record: RoomRecord, wanted: Round, found: Tally | None) -> State:
    if found is None:
        return "not reached"
    if wanted not in record.room.results and record.room.ended is None:
        return "open"
    if found.votes == 0:
        return "none"
    return "few" if found.counts is None else "told"


def vote_rows(record: RoomRecord) -> Iterator[VoteRow]:
    """Every option of every round of the plan, in order."""
    for case, scenario in enumerate(record.room.plan.scenarios):
        for number in ROUNDS:
            found = outcome(record, Round(scenario=case, number=number))
            told = found.state == "told"
            for at, option in enumerate(scenario.options):
                yield VoteRow(
                    case=case + 1,
                    scenario_id=scenario.id,
                    title=scenario.title,
                    round=number,
                    letter=letter(at),
                    option=option.text,
                    votes=found.counts[option.id] if told else None,
                    total=found.total if told else None,
                    note=_NOTES[found.state],
                )
