"""What the routes of an app share: the answering service, keys and records, and how an answer is written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request

from assistant.api.rooms.live_rooms import LiveRooms
from assistant.pipeline import Assistant
from assistant.ports import KeyStore, RecordStore, ReviewStore, ScenarioStore
from assistant.recorder import Recorder
from assistant.schemas import AnswerOut, answer_out
from assistant.service import AnswerService
from assistant.settings import Settings
from assistant.types import Answer
from assistant.wire_evaluation import PublishedEvaluation
from assistant.wiring import build_keys, build_records, build_reviews, build_rooms, build_scenarios, published_evaluation


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One app's parts; `recorder` is None where nothing is kept, `evaluation` where none was published."""

    settings: Settings
    service: AnswerService
    keys: KeyStore
    records: RecordStore
    reviews: ReviewStore
    rooms: LiveRooms
    own_scenarios: ScenarioStore
    recorder: Recorder | None
    evaluation: PublishedEvaluation | None

    def out(self, answer: Answer) -> AnswerOut:
        """An answer as JSON."""
        return answer_out(answer, self.service.assistant.parts.guide.phrases)

    def stop(self) -> None:
        """Take no more questions, and let go of those who follow a room."""
        self.service.stop()
        self.rooms.stop()

    def close(self) -> None:
        """Finish what is under way, write what waits to be recorded, and let go of the database."""
        self.service.close()
        if self.recorder is not None:
            self.recorder.close()
        self.rooms.close()
        self.records.close()
        self.reviews.close()
        self.own_scenarios.close()
        self.keys.close()


def open_desk(settings: Settings, load: Callable[[], Assistant]) -> Desk:
    """A desk as the settings have it, over an assistant that is loaded later; RecordsUnavailable without a usable database.

    The published evaluation is read now, so that the corpus is not needed later; InvalidInput where its file is damaged.
    """
    evaluation = published_evaluation(settings)
    records = build_records(settings)
    recorder = Recorder(records) if settings.keep_days else None
    service = AnswerService(load, at_once=settings.api_at_once, listeners=[recorder] if recorder else [])
    return Desk(
        settings=settings,
        service=service,
        keys=build_keys(settings),
        records=records,
        reviews=build_reviews(settings),
        rooms=LiveRooms(build_rooms(settings)),
        own_scenarios=build_scenarios(settings),
        recorder=recorder,
        evaluation=evaluation,
    )


# Async, although it waits for nothing: what is not is sent to a thread for each request.
async def desk(request: Request) -> Desk:
    """A dependency that gives the app's desk."""
    found: Desk = request.app.state.desk
    return found
