"""The contract of what a reviewer reads and writes: the same in SQLite and in PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.adapters.database_sqlalchemy import Database
from assistant.adapters.records_sqlalchemy import SqlalchemyRecords
from assistant.adapters.reviews_sqlalchemy import SqlalchemyReviews
from assistant.adapters.rooms_sqlalchemy import SqlalchemyRooms
from assistant.records import AskedQuestion, FeedbackFilter, KeptCount, Review, Reviewable
from assistant.types import Status
from tests.assistant.adapters.kept import DAY, NOON, audit_entry, exchange, feedback, receipt
from tests.assistant.room.rooms import room

ALL = FeedbackFilter()
REVIEW = Review(at=NOON + DAY, key_id="zyxwvuts", note="NACM 8 was missing.", expected_clauses=("NACM-7|NACM-8",), expected_consult=())
FEE = "What does the exam cost?"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def records(database: Database) -> SqlalchemyRecords:
    """Records in a new database."""
    return SqlalchemyRecords(database)


@pytest.fixture
def reviews(database: Database) -> SqlalchemyReviews:
    """The same records, as a reviewer reads them."""
    return SqlalchemyReviews(database)


def ids(found: object) -> list[str]:
    """The ids of feedback."""
    assert isinstance(found, list)
    return [f.entry.id for f in found]


def test_feedback_comes_newest_first_a_page_at_a_time(records: SqlalchemyRecords, reviews: SqlalchemyReviews) -> None:
    """Also where a page ends between two of the same moment; what comes in meanwhile moves nothing."""
    for number in range(5):
        records.add_feedback(feedback(id=f"fb_{number}", at=NOON + (number // 2) * MINUTE))
    first = reviews.feedback(ALL, 2)
    assert ids(first) == ["fb_4", "fb_3"]
    records.add_feedback(feedback(id="fb_9", at=NOON + DAY))
    second = reviews.feedback(ALL, 2, before=(first[-1].entry.at, first[-1].entry.id))
    assert ids(second) == ["fb_2", "fb_1"]
    assert ids(reviews.feedback(ALL, 2, before=(second[-1].entry.at, second[-1].entry.id))) == ["fb_0"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (ALL, ["fb_up", "fb_unclear", "fb_missed"]),
        (FeedbackFilter(thumb="up"), ["fb_up"]),
        (FeedbackFilter(reason="unclear"), ["fb_unclear"]),
        (FeedbackFilter(reviewed=True), ["fb_missed"]),
        (FeedbackFilter(reviewed=False), ["fb_up", "fb_unclear"]),
        (FeedbackFilter(thumb="down", reviewed=False), ["fb_unclear"]),
    ],
)
def test_feedback_is_found_by_what_it_says(
    records: SqlalchemyRecords, reviews: SqlalchemyReviews, wanted: FeedbackFilter, expected: list[str]
) -> None:
    """By thumb, by reason, by whether somebody has reviewed it, and by several of them."""
    records.add_feedback(feedback(id="fb_missed", reason="missed_clause"))
    records.add_feedback(feedback(id="fb_unclear", at=NOON + MINUTE, reason="unclear"))
    records.add_feedback(feedback(id="fb_up", at=NOON + DAY, thumb="up"))
    reviews.review("fb_missed", REVIEW)
    assert ids(reviews.feedback(wanted, 10)) == expected


def test_a_review_is_read_as_it_was_written(records: SqlalchemyRecords, reviews: SqlalchemyReviews) -> None:
    """What was not stated is told from what is nothing; a second review takes the place of the first."""
    records.add_feedback(feedback())
    assert reviews.feedback_of("fb_1") == Reviewable(entry=feedback())
    assert reviews.review("fb_1", REVIEW)
    assert reviews.feedback_of("fb_1") == Reviewable(entry=feedback(), review=REVIEW)
    again = replace(REVIEW, note="", expected_clauses=None, expected_consult=("legal",), expected_status="partial")
    assert reviews.review("fb_1", again)
    assert reviews.feedback_of("fb_1") == Reviewable(entry=feedback(), review=again)


def test_feedback_that_is_not_kept_cannot_be_reviewed(records: SqlalchemyRecords, reviews: SqlalchemyReviews) -> None:
    """A slip in the id is told, and a review goes with its feedback."""
    assert not reviews.review("fb_1", REVIEW)
    assert reviews.feedback_of("fb_1") is None
    records.add_feedback(feedback())
    reviews.review("fb_1", REVIEW)
    assert records.purge(NOON + DAY, NOON).feedback == 1
    records.add_feedback(feedback())
    assert reviews.feedback_of("fb_1") == Reviewable(entry=feedback())


def test_the_last_entry_for_each_answer_is_found(records: SqlalchemyRecords, reviews: SqlalchemyReviews) -> None:
    """Feedback may name an answer and not hold it."""
    late = audit_entry(at=NOON + DAY)
    records.add_answer(late, receipt())
    records.add_answer(audit_entry(), receipt())
    records.add_answer(audit_entry(answer_id="ans_3"), receipt("rcp_3"))
    assert reviews.last_answers(["ans_1", "ans_2", "ans_3"]) == {"ans_1": late, "ans_3": audit_entry(answer_id="ans_3")}
    assert reviews.last_answers([]) == {}


def test_the_same_question_counts_together(records: SqlalchemyRecords, reviews: SqlalchemyReviews) -> None:
    """The most frequent first, with its first and last time; another status is another line."""
    asked: list[tuple[str, Status, int]] = [
        (FEE, "not_in_codes", 0),
        ("Will it rain?", "out_of_scope", 1),
        (FEE, "not_in_codes", 2),
        (FEE, "partial", 3),
        ("What does NACM 7 say?", "answered", 3),
    ]
    for question, status, days in asked:
        records.add_answer(audit_entry(question=question, status=status, at=NOON + days * DAY), receipt())
    fee = AskedQuestion(question=FEE, status="not_in_codes", count=2, first=NOON, last=NOON + 2 * DAY)
    assert reviews.questions(["not_in_codes", "out_of_scope"], None, 10) == [
        fee,
        AskedQuestion(question="Will it rain?", status="out_of_scope", count=1, first=NOON + DAY, last=NOON + DAY),
    ]
    assert reviews.questions(["not_in_codes", "out_of_scope"], None, 1) == [fee]
    assert [(q.status, q.count) for q in reviews.questions(["not_in_codes", "partial"], NOON + DAY, 10)] == [
        ("partial", 1),
        ("not_in_codes", 1),
    ]


def test_answers_are_counted_by_status(records: SqlalchemyRecords, reviews: SqlalchemyReviews) -> None:
    """All of them, or those since a moment."""
    statuses: list[Status] = ["answered", "answered", "emergency"]
    for days, status in enumerate(statuses):
        records.add_answer(audit_entry(status=status, at=NOON + days * DAY), receipt())
    assert reviews.statuses(None) == {"answered": 2, "emergency": 1}
    assert reviews.statuses(NOON + DAY) == {"answered": 1, "emergency": 1}
    assert reviews.statuses(NOON + 3 * DAY) == {}


def test_what_is_kept_is_counted(records: SqlalchemyRecords, reviews: SqlalchemyReviews, database: Database) -> None:
    """Each kind with the time by which its oldest is purged: a conversation by its last exchange, a room by what last happened in it."""
    records.add_answer(audit_entry(), receipt())
    records.add_answer(audit_entry(at=NOON + DAY), receipt())
    records.begin_conversation("con_1", "", NOON)
    records.add_exchange("con_1", exchange(at=NOON + MINUTE))
    records.claim_reply("k", "f", NOON)
    SqlalchemyRooms(database).add(room(touched=NOON + 2 * MINUTE))
    assert list(reviews.kept()) == [
        KeptCount(kind="answers", count=2, oldest=NOON),
        KeptCount(kind="receipts", count=1, oldest=NOON + DAY),
        KeptCount(kind="feedback", count=0, oldest=None),
        KeptCount(kind="conversations", count=1, oldest=NOON + MINUTE),
        KeptCount(kind="replies", count=1, oldest=NOON),
        KeptCount(kind="rooms", count=1, oldest=NOON + 2 * MINUTE),
    ]


def test_it_knows_what_it_is_kept_in(reviews: SqlalchemyReviews, address: object) -> None:
    """By kind only: an address may hold a password."""
    assert reviews.kind == ("postgresql" if isinstance(address, str) else "sqlite")
