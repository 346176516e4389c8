"""What everybody in a room may know: made of its record, and of nothing that lies ahead of its step."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, takewhile

from assistant.room.plan import Plan, Step, StepKind
from assistant.room.record import DeskAnswer, Item, ItemKind, RoomRecord
from assistant.room.state import Room, Round
from assistant.room.words import letter, step_title
from assistant.scenarios import Consultation, Scenario
from assistant.schemas import ClauseRefOut, clause_ref_out
from assistant.types import Clause
from assistant.wire_room import (
    CaseOut,
    DeckQuestionsOut,
    ItemOut,
    MovementOut,
    ResultOut,
    RoomClauseOut,
    RoomOptionOut,
    RoomOut,
    RoomReferralOut,
    RoomStepOut,
    ScreenAnswerOut,
    ShownOut,
    VoteOut,
)


def room_out(record: RoomRecord) -> RoomOut:
    """The room as everybody in it may see it."""
    room = record.room
    plan, steps = room.plan, room.plan.steps()
    step = steps[room.position]
    return RoomOut(
        code=room.code,
        title=plan.title,
        version=room.version,
        ended=room.ended is not None,
        paused=room.paused,
        step=step_out(room.position, steps, plan),
        steps=len(steps),
        case=None if step.scenario is None else _case(room, step.scenario),
        quoted=_quoted(plan, step),
        vote=_vote(room),
        results=_results(record),
        movement=_movement(record),
        clause=room_clause_out(plan, step.clause) if step.clause else None,
        revealed=[room_clause_out(plan, c) for c in dict.fromkeys(s.clause for s in _reached(room) if s.clause)],
        shown=_shown(record),
        questions=_accepted(record.items, "question"),
        parked=_accepted(record.items, "parking"),
    )


def step_out(index: int, steps: Sequence[Step], plan: Plan) -> RoomStepOut:
    """One of the plan's steps as JSON; they are given, because a plan makes them anew each time."""
    step = steps[index]
    before = sum(1 for _ in takewhile(lambda s: s.kind == step.kind, reversed(steps[:index])))
    after = sum(1 for _ in takewhile(lambda s: s.kind == step.kind, islice(steps, index, None)))
    title = step_title(step, plan)
    return RoomStepOut(index=index, kind=step.kind, scenario=step.scenario, title=title, number=before + 1, of=before + after)


def room_clause_out(plan: Plan, clause_id: str) -> RoomClauseOut:
    """A clause of the plan as JSON."""
    clause = plan.clause(clause_id)
    return clause_out(clause, next(c.title for c in plan.codes if c.id == clause.code))


def clause_out(clause: Clause, code: str) -> RoomClauseOut:
    """A clause as JSON, with the title of its code."""
    return RoomClauseOut(id=clause.id, label=clause.label, code=code, section=clause.section, stem=clause.stem, text=clause.text)


def item_out(item: Item) -> ItemOut:
    """What the room has sent, as JSON."""
    return ItemOut(id=item.id, kind=item.kind, text=item.text, state=item.state, at=item.at)


def _reached(room: Room) -> Sequence[Step]:
    return room.plan.steps()[: room.position + 1]


def _case(room: Room, number: int) -> CaseOut:
    """The case as far as the room has come in it."""
    scenario = room.plan.scenarios[number]
    reached: set[StepKind] = {s.kind for s in _reached(room) if s.scenario == number}
    return CaseOut(
        number=number + 1,
        of=len(room.plan.scenarios),
        title=scenario.title,
        story=scenario.story,
        prompts=[*scenario.prompts] if "prompts" in reached else [],
        options=_options(room.plan, scenario, argued="second_vote" in reached) if "first_vote" in reached else [],
        consult=[_referral(room.plan, c) for c in scenario.consult] if "consultation" in reached else [],
        twist=scenario.twist.text if "twist" in reached else None,
    )


def _referral(plan: Plan, found: Consultation) -> RoomReferralOut:
    labels = [plan.clause(c).label for c in found.clauses]
    return RoomReferralOut(who=found.who, why=found.why, clause_ids=[*found.clauses], labels=labels)


def _options(plan: Plan, scenario: Scenario, *, argued: bool) -> list[RoomOptionOut]:
    """The options; what speaks for and against each of them comes after the clauses, so that the first vote is the room's own."""
    return [
        RoomOptionOut(
            id=option.id,
            letter=letter(number),
            text=option.text,
            speaks_for=_refs(plan, option.speaks_for) if argued else [],
            speaks_against=_refs(plan, option.speaks_against) if argued else [],
        )
        for number, option in enumerate(scenario.options)
    ]


def _refs(plan: Plan, clause_ids: Sequence[str]) -> list[ClauseRefOut]:
    return [clause_ref_out(plan.clause(c)) for c in clause_ids]


def _quoted(plan: Plan, step: Step) -> DeckQuestionsOut | None:
    asked = {"opening": plan.opening, "closing": plan.closing}.get(step.kind)
    return None if asked is None else DeckQuestionsOut(label=plan.clause(asked.clause).label, questions=[*asked.questions])


def _vote(room: Room) -> VoteOut | None:
    found = room.round
    return None if found is None else VoteOut(scenario=found.scenario, round=found.number, open=room.open_round is not None)


def _results(record: RoomRecord) -> list[ResultOut]:
    """The outcomes that were shown, of the case that the room discusses."""
    shown = sorted(r for r in record.room.results if r.scenario == record.room.step.scenario)
    return [_result(record, r) for r in shown if r in record.tallies]


def _result(record: RoomRecord, found: Round) -> ResultOut:
    tally = record.tallies[found]
    counts = None if tally.counts is None else {**tally.counts}
    return ResultOut(scenario=found.scenario, round=found.number, votes=tally.votes, counts=counts)


def _movement(record: RoomRecord) -> MovementOut | None:
    """How the room moved, at the step that is about it and at those after it."""
    scenario = record.room.step.scenario
    if not any(s.kind == "movement" and s.scenario == scenario for s in _reached(record.room)):
        return None
    found = next((m for m in record.movements if m.scenario == scenario), None)
    return None if found is None else MovementOut(both=found.both, changed=found.changed)


def _shown(record: RoomRecord) -> ShownOut | None:
    shown = record.room.shown
    if shown is None:
        return None
    answer: DeskAnswer | None = next((a for a in record.answers if (shown.kind, a.id) == ("answer", shown.id)), None)
    item: Item | None = next((i for i in record.items if (shown.kind, i.id) == ("item", shown.id)), None)
    return ShownOut(
        kind=shown.kind,
        id=shown.id,
        page=shown.page,
        answer=None if answer is None else ScreenAnswerOut.model_validate(answer.screen),
        clause=room_clause_out(record.room.plan, shown.id) if shown.kind == "clause" else None,
        item=None if item is None else item_out(item),
    )


def _accepted(items: Sequence[Item], kind: ItemKind) -> list[ItemOut]:
    return [item_out(i) for i in items if (i.kind, i.state) == (kind, "accepted")]
