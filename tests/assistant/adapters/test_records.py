"""The contract of the records: the same in SQLite and in PostgreSQL, and what of it holds where nothing is kept."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Table, func, insert, select

from assistant.adapters.database_alembic import upgrade
from assistant.adapters.database_sqlalchemy import Database, connect
from assistant.adapters.keys_sqlalchemy import SqlalchemyKeys
from assistant.adapters.records_memory import MemoryRecords
from assistant.adapters.records_rows import answer_row
from assistant.adapters.records_sqlalchemy import SqlalchemyRecords
from assistant.adapters.records_tables import ANSWERS, EXCHANGES, RECEIPTS
from assistant.errors import UnknownConversation
from assistant.ports import RecordStore
from assistant.records import ABANDONED, Conversation, Purged
from tests.assistant.adapters.conftest import BOTH, new_address
from tests.assistant.adapters.kept import DAY, NOON, audit_entry, exchange, feedback, receipt, reply

ROOT = Path(__file__).resolve().parents[3]
# More than two pages.
MANY = 450


@pytest.fixture
def records(database: Database) -> SqlalchemyRecords:
    """Records in a new database."""
    return SqlalchemyRecords(database)


@pytest.fixture(params=["memory", *BOTH])
def replies(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RecordStore]:
    """Each store of replies; the one in memory keeps nothing else."""
    if request.param == "memory":
        yield MemoryRecords()
        return
    with closing(connect(new_address(request, tmp_path))) as opened:
        upgrade(opened)
        yield SqlalchemyRecords(opened)


def rows(database: Database, table: Table) -> int:
    """How many rows a table has."""
    with database.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def fill(database: Database, count: int) -> None:
    """Add answers to the audit trail, all of the same moment."""
    with database.writing() as connection:
        made = (answer_row(audit_entry(answer_id=f"ans_{n}")) | {"receipt_id": f"rcp_{n}"} for n in range(count))
        connection.execute(insert(ANSWERS), list(made))


def test_the_audit_trail_is_read_as_it_was_written(records: SqlalchemyRecords) -> None:
    """Every field, oldest first, whatever the order of writing."""
    late, early = audit_entry(at=NOON + DAY, answer_id="ans_2", clause_ids=()), audit_entry(key_id="")
    records.add_answer(late, receipt("rcp_2"))
    records.add_answer(early, receipt())
    assert list(records.answers()) == [early, late]


def test_a_receipt_is_found_by_its_id_and_by_its_answers(records: SqlalchemyRecords) -> None:
    """Of an answer with two receipts, because the verifier has changed in between, the last one."""
    records.add_answer(audit_entry(at=NOON + DAY), receipt("rcp_2", verifier_version="b"))
    records.add_answer(audit_entry(), receipt("rcp_1", verifier_version="a"))
    assert records.receipt("rcp_1") == receipt("rcp_1", verifier_version="a")
    assert records.receipt("ans_1") == receipt("rcp_2", verifier_version="b")
    assert records.receipt("rcp_3") is None


def test_an_answer_that_is_given_again_has_one_receipt(records: SqlalchemyRecords, database: Database) -> None:
    """Each time is in the audit trail; the receipt is the same and is kept once."""
    for days in (0, 2, 1):
        records.add_answer(audit_entry(at=NOON + days * DAY), receipt())
    assert len(list(records.answers())) == 3
    assert rows(database, RECEIPTS) == 1


def test_a_moment_is_given_in_utc(records: SqlalchemyRecords) -> None:
    """Wherever the clock stood that told it."""
    records.add_answer(audit_entry(at=NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))), receipt())
    (found,) = records.answers()
    assert (found.at, found.at.utcoffset()) == (NOON, timedelta())


@given(question=st.text(st.characters(exclude_categories=())))
@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_kept(records: SqlalchemyRecords, question: str) -> None:
    """What no database can hold becomes a replacement character; all else stays as it is."""
    entry = feedback(id=f"fb_{hash(question)}", comment=question, turns=(question,), answer={"question": question})
    records.add_feedback(entry)
    found = next(e for e in records.feedback() if e.id == entry.id)
    storable = "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in question)
    assert found == replace(entry, comment=storable)


def test_feedback_is_kept_once(records: SqlalchemyRecords) -> None:
    """The same id again changes nothing, so that a sender may repeat what may have been lost."""
    full = feedback(reason="unclear", comment="Why?", turns=("one", "two"), answer={"id": "ans_1"})
    records.add_feedback(full)
    records.add_feedback(replace(full, thumb="up", comment="Never mind."))
    records.add_feedback(feedback(id="fb_0", thumb="up"))
    assert list(records.feedback()) == [feedback(id="fb_0", thumb="up"), full]


def test_a_conversation_grows_by_its_exchanges(records: SqlalchemyRecords) -> None:
    """In the order in which they were added."""
    records.begin_conversation("con_1", "abcdefgh", NOON)
    assert records.conversation("con_1") == Conversation(id="con_1", key_id="abcdefgh", created=NOON)
    first, second = exchange(), exchange(at=NOON, question="And a loan?")
    records.add_exchange("con_1", first)
    records.add_exchange("con_1", second)
    whole = Conversation(id="con_1", key_id="abcdefgh", created=NOON, exchanges=(first, second))
    assert records.conversation("con_1") == whole
    records.begin_conversation("con_0", "", NOON - DAY)
    assert [c.id for c in records.conversations()] == ["con_0", "con_1"]
    assert list(records.conversations())[1] == whole


def test_a_conversation_is_deleted_with_its_exchanges(records: SqlalchemyRecords, database: Database) -> None:
    """Nothing of it is left, and nothing can be added to it."""
    for name in ("con_1", "con_2"):
        records.begin_conversation(name, "", NOON)
        records.add_exchange(name, exchange())
    assert records.delete_conversation("con_1")
    assert not records.delete_conversation("con_1")
    assert records.conversation("con_1") is None
    assert rows(database, EXCHANGES) == 1
    with pytest.raises(UnknownConversation):
        records.add_exchange("con_1", exchange())
    assert rows(database, EXCHANGES) == 1


def test_many_records_are_read_once_each(records: SqlalchemyRecords, database: Database) -> None:
    """Also where a page ends between records of the same moment."""
    fill(database, MANY)
    found = Counter(e.answer_id for e in records.answers())
    assert found == Counter(f"ans_{n}" for n in range(MANY))


def test_a_reader_keeps_nobody_from_writing(records: SqlalchemyRecords, database: Database) -> None:
    """Between two records no transaction is open; what is added meanwhile is read, what is removed is not."""
    fill(database, MANY)
    reading = records.answers()
    next(reading)
    records.add_answer(audit_entry(at=NOON + DAY, answer_id="ans_late"), receipt())
    with database.writing() as connection:
        connection.execute(ANSWERS.delete().where(ANSWERS.c.answer_id == f"ans_{MANY - 1}"))
    assert [e.answer_id for e in reading][-2:] == [f"ans_{MANY - 2}", "ans_late"]


def test_the_first_to_claim_a_reply_is_told_so(replies: RecordStore) -> None:
    """Others wait until it is settled, and then are given the reply, whatever their own request."""
    assert replies.claim_reply("k", "f1", NOON) == "claimed"
    assert replies.claim_reply("k", "f2", NOON) == "in_progress"
    assert replies.claim_reply("other", "f1", NOON) == "claimed"
    replies.settle_reply("k", reply())
    assert replies.claim_reply("k", "f2", NOON + 2 * ABANDONED) == reply()


def test_a_claim_that_is_given_up_can_be_made_again(replies: RecordStore) -> None:
    """A reply that was settled cannot be given up."""
    replies.claim_reply("k", "f1", NOON)
    replies.release_reply("k")
    assert replies.claim_reply("k", "f2", NOON) == "claimed"
    replies.settle_reply("k", reply(fingerprint="f2"))
    replies.release_reply("k")
    assert replies.claim_reply("k", "f1", NOON) == reply(fingerprint="f2")


def test_a_claim_whose_owner_has_died_is_taken_over(replies: RecordStore) -> None:
    """Not before its time, and by one other only."""
    replies.claim_reply("k", "f1", NOON)
    assert replies.claim_reply("k", "f1", NOON + ABANDONED) == "in_progress"
    later = NOON + ABANDONED + timedelta(seconds=1)
    assert replies.claim_reply("k", "f2", later) == "claimed"
    assert replies.claim_reply("k", "f1", later) == "in_progress"


def test_an_owner_who_comes_back_too_late_settles_nothing(replies: RecordStore) -> None:
    """The claim belongs to another request now."""
    replies.claim_reply("k", "f1", NOON)
    replies.claim_reply("k", "f2", NOON + 2 * ABANDONED)
    replies.settle_reply("k", reply(fingerprint="f1"))
    assert replies.claim_reply("k", "f2", NOON + 2 * ABANDONED) == "in_progress"


def test_of_many_who_claim_at_once_one_succeeds(replies: RecordStore) -> None:
    """Threads of one process."""
    start = threading.Barrier(8)
    found: list[object] = []

    def claim() -> None:
        start.wait()
        found.append(replies.claim_reply("k", "f1", NOON))

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(found) == {"claimed": 1, "in_progress": 7}


@pytest.mark.slow
def test_of_many_processes_that_claim_at_once_one_succeeds(address: str | Path, database: Database) -> None:
    """As with several workers; each key goes to one of them."""
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from assistant.adapters.database_sqlalchemy import connect\n"
        "from assistant.adapters.records_sqlalchemy import SqlalchemyRecords\n"
        "where = sys.argv[1] if '://' in sys.argv[1] else Path(sys.argv[1])\n"
        "records = SqlalchemyRecords(connect(where))\n"
        "print(*(n for n in range(60) if records.claim_reply(f'k{n}', 'f', datetime.now(UTC)) == 'claimed'))\n"
        "records.close()"
    )
    calls = [[sys.executable, "-c", code, str(address)] for _ in range(3)]
    running = [subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for call in calls]
    outputs = [process.communicate() for process in running]
    assert [errors for _, errors in outputs] == [""] * 3
    assert Counter(int(n) for claimed, _ in outputs for n in claimed.split()) == Counter(range(60))


def test_what_is_old_is_purged_and_nothing_else(records: SqlalchemyRecords, database: Database) -> None:
    """Conversations by their last exchange, replies by a time of their own, receipts with the last of their answers, keys never."""
    keys = SqlalchemyKeys(database)
    keys.create("bot", ["ask"])
    old = NOON - timedelta(seconds=1)
    for at, name in ((old, "old"), (NOON, "new")):
        records.add_answer(audit_entry(at=at, answer_id=f"ans_{name}"), receipt(f"rcp_{name}"))
        records.add_feedback(feedback(at=at, id=f"fb_{name}"))
        records.begin_conversation(f"con_{name}", "", old)
        records.add_exchange(f"con_{name}", exchange(at=at))
        records.claim_reply(f"k_{name}", "f", at + DAY)
    records.add_answer(audit_entry(at=old), receipt("rcp_new"))
    assert records.purge(NOON, NOON + DAY) == Purged(answers=2, feedback=1, conversations=1, replies=1)
    assert records.purge(NOON, NOON + DAY) == Purged()
    assert [e.answer_id for e in records.answers()] == ["ans_new"]
    assert (records.receipt("rcp_old"), records.receipt("rcp_new")) == (None, receipt("rcp_new"))
    assert [e.id for e in records.feedback()] == ["fb_new"]
    assert [c.id for c in records.conversations()] == ["con_new"]
    assert records.claim_reply("k_new", "f", NOON + DAY) == "in_progress"
    assert len(keys.keys()) == 1


def test_a_purge_goes_on_until_all_is_gone(records: SqlalchemyRecords, database: Database) -> None:
    """It removes a batch at a time, so that others may write in between."""
    fill(database, 2_500)
    assert records.purge(NOON + DAY, NOON).answers == 2_500
    assert rows(database, ANSWERS) == 0


def test_where_nothing_is_to_be_kept_nothing_is() -> None:
    """All that is written is forgotten, without an error."""
    records = MemoryRecords()
    records.add_answer(audit_entry(), receipt())
    records.add_feedback(feedback())
    records.begin_conversation("con_1", "", NOON)
    records.add_exchange("con_1", exchange())
    kept: list[Iterator[object]] = [records.answers(), records.feedback(), records.conversations()]
    assert [list(k) for k in kept] == [[], [], []]
    assert (records.receipt("rcp_1"), records.conversation("con_1"), records.delete_conversation("con_1")) == (None, None, False)


def test_replies_in_memory_are_bounded_and_purged() -> None:
    """The oldest go first."""
    records = MemoryRecords(most=2)
    for n in range(3):
        records.claim_reply(f"k{n}", "f", NOON + n * DAY)
    assert records.claim_reply("k0", "f", NOON + 3 * DAY) == "claimed"
    assert records.purge(NOON, NOON + 3 * DAY) == Purged(replies=1)
    assert records.claim_reply("k0", "f", NOON + 3 * DAY) == "in_progress"


def test_what_an_earlier_setting_kept_is_purged_too(records: SqlalchemyRecords) -> None:
    """Whoever lowers the retention to nothing wants to be rid of it."""
    records.add_answer(audit_entry(), receipt())
    forgetful = MemoryRecords(kept=records)
    forgetful.claim_reply("k", "f", NOON)
    assert forgetful.purge(NOON + DAY, NOON + DAY) == Purged(answers=1, replies=1)
    assert list(records.answers()) == []
    forgetful.close()
