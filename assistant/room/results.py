"""What is told of votes. Too few of them are never broken down, wherever they are told: in a small room that would name people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.room.state import Round

FEWEST = 5
"""With fewer votes than this, only how many there are is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The votes of a round: `counts` by the option's id, every option among them; None where there are fewer than FEWEST."""

    round: Round
    votes: int
    counts: Mapping[str, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """How many people voted in both rounds of a scenario, and how many of them for another option the second time; None if that may not
    be told."""

    scenario: int
    both: int
    changed: int | None


def tally(round: Round, options: Sequence[str], raw: Mapping[str, int]) -> Tally:
    """The votes of a round as they may be told; `raw` are the votes by option."""
    votes = sum(raw.values())
    return Tally(round=round, votes=votes, counts={o: raw.get(o, 0) for o in options} if votes >= FEWEST else None)


def movement(scenario: int, both: int, changed: int, once: tuple[int, int]) -> Movement:
    """How the room moved, as it may be told; `once` are those who voted in the first round only, and in the second one only.

    It is not told where these are one to four: if nobody changed, the difference of the two outcomes is how somebody voted who came late.
    """
    told = both >= FEWEST and all(few == 0 or few >= FEWEST for few in once)
    return Movement(scenario=scenario, both=both, changed=changed if told else None)
