"""A room as its facilitator sees it."""

from __future__ import annotations

from datetime import datetime

from assistant.api.rooms.views import item_out, step_out
from assistant.api.rooms.watch import Snapshot
from assistant.guide import Guide
from assistant.room.plan import Plan
from assistant.room.record import Counts, DeskAnswer, RoomRecord
from assistant.room.state import Room
from assistant.room.store import RoomSummary
from assistant.room.timing import times
from assistant.room.words import part_title
from assistant.schemas import AnswerOut, ScenarioOut, scenario_out
from assistant.wire_room import ConsoleOut, CountsOut, DeskAnswerOut, RoomSummaryOut, ScreenAnswerOut, TimeOut


def console_out(snapshot: Snapshot, guide: Guide | None, now: datetime, join_url: str, screen_url: str) -> ConsoleOut:
    """The room with all that is for the facilitator; `guide` names the topics, where it is loaded."""
    record, room = snapshot.record, snapshot.record.room
    steps = room.plan.steps()
    return ConsoleOut(
        id=room.id,
        room=snapshot.public,
        counts=counts_out(snapshot.counts),
        created=room.created,
        ended=room.ended,
        now=now,
        entered=room.entered,
        approval=room.approval,
        credit=room.plan.credit.chosen(room.approval) if room.plan.credit else "",
        plan=[step_out(n, steps, room.plan) for n in range(len(steps))],
        scenarios=_scenarios(room.plan, guide),
        times=_times(record, now),
        items=[item_out(i) for i in record.items],
        answers=[_asked(a) for a in record.answers],
        join_url=join_url,
        screen_url=screen_url,
    )


def counts_out(counts: Counts) -> CountsOut:
    """The room's numbers as JSON."""
    return CountsOut(people=counts.people, votes=counts.votes)


def summary_out(found: RoomSummary) -> RoomSummaryOut:
    """A room of a list as JSON."""
    return RoomSummaryOut.model_validate(found, from_attributes=True)


def _scenarios(plan: Plan, guide: Guide | None) -> list[ScenarioOut]:
    return [scenario_out(s, guide, plan.clauses, facilitating=True) for s in plan.scenarios]


def _times(record: RoomRecord, now: datetime) -> list[TimeOut]:
    room: Room = record.room
    plan = room.plan
    planned = plan.planned()
    return [
        TimeOut(
            part=t.part,
            title=part_title(t.part, plan),
            seconds=round(t.taken.total_seconds()),
            planned_minutes=planned.get(t.part, 0),
        )
        for t in times(plan, record.moves, room.ended or now)
    ]


def _asked(answer: DeskAnswer) -> DeskAnswerOut:
    return DeskAnswerOut(
        id=answer.id,
        at=answer.at,
        question=answer.question,
        answer=AnswerOut.model_validate(answer.answer),
        screen=ScreenAnswerOut.model_validate(answer.screen),
        shown=answer.shown,
    )
