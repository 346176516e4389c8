"""The contract of the keys: the same in SQLite and in PostgreSQL."""

from __future__ import annotations

import hashlib
import re
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from assistant.adapters.database_sqlalchemy import Database
from assistant.adapters.keys_sqlalchemy import SqlalchemyKeys
from assistant.adapters.records_tables import KEYS
from assistant.errors import InvalidInput

LATER = datetime.now(UTC) + timedelta(days=90)
TOKEN = re.compile(r"edk_([a-z2-7]{8})_([a-z2-7]{52})")


@pytest.fixture
def keys(database: Database) -> SqlalchemyKeys:
    """No keys yet, in a new database."""
    return SqlalchemyKeys(database)


def test_a_key_is_found_by_its_token(keys: SqlalchemyKeys) -> None:
    """With everything that it was given, from another reader of the same database too."""
    key, token = keys.create("night bot", ["facilitate", "ask"], LATER)
    plain, other_token = keys.create("day bot", ["ask"])
    assert (key.name, key.scopes, key.expires, key.revoked) == ("night bot", {"ask", "facilitate"}, LATER, None)
    assert (plain.expires, plain.created.utcoffset()) == (None, timedelta())
    assert (keys.find(token), keys.find(other_token)) == (key, plain)
    assert keys.keys() == [key, plain]


def test_a_token_holds_256_random_bits_of_which_only_a_hash_is_kept(keys: SqlalchemyKeys, database: Database) -> None:
    """Whoever reads the database can use no key."""
    key, token = keys.create("bot", ["ask"])
    parts = TOKEN.fullmatch(token)
    assert parts is not None
    with database.reading() as connection:
        row = connection.execute(select(KEYS)).one()
    assert (row.id, row.secret_sha256) == (key.id, hashlib.sha256(parts[2].encode()).hexdigest())
    assert parts[2] not in repr(row)


@pytest.mark.parametrize("change", [str.upper, lambda t: t[:-1], lambda t: t + "a", lambda t: f" {t}", lambda t: f"{t}\n"])
def test_a_token_is_whole_or_wrong(keys: SqlalchemyKeys, change: object) -> None:
    """Nothing is trimmed or folded."""
    _, token = keys.create("bot", ["ask"])
    assert callable(change)
    assert keys.find(change(token)) is None


def test_the_secret_of_another_key_opens_nothing(keys: SqlalchemyKeys) -> None:
    """Id and secret belong together."""
    one, other = (keys.create(name, ["ask"])[1].split("_") for name in ("one", "other"))
    assert keys.find("_".join([*one[:2], other[2]])) is None
    assert keys.find("_".join(["edk", "aaaaaaaa", one[2]])) is None


@given(token=st.text(st.characters(exclude_categories=())) | st.from_regex(TOKEN, fullmatch=True))
@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_other_text_is_a_token(keys: SqlalchemyKeys, token: str) -> None:
    """Whatever somebody sends, it is no error and no key."""
    assert keys.find(token) is None


def test_a_revoked_key_is_known_and_not_usable(keys: SqlalchemyKeys) -> None:
    """From that moment on, and whatever is done later."""
    key, token = keys.create("bot", ["ask"])
    now = datetime.now(UTC)
    assert key.usable(now)
    revoked = keys.revoke(key.id)
    assert keys.revoke(key.id) == revoked == keys.find(token)
    assert revoked.revoked is not None
    assert now <= revoked.revoked
    assert not revoked.usable(now)


def test_a_key_ends_when_it_should(keys: SqlalchemyKeys) -> None:
    """At the moment itself it is no longer good."""
    key, _ = keys.create("bot", ["ask"], LATER)
    assert key.usable(LATER - timedelta(seconds=1))
    assert not key.usable(LATER)


def test_a_key_can_be_given_more_time(keys: SqlalchemyKeys) -> None:
    """Also one that has expired; one that was revoked stays so, and none is made."""
    key, token = keys.create("a", ["ask"], LATER)
    assert keys.prolong(key.id, LATER + timedelta(days=1))
    found = keys.find(token)
    assert found is not None
    assert (found.id, found.usable(LATER)) == (key.id, True)
    keys.revoke(key.id)
    assert not keys.prolong(key.id, LATER + timedelta(days=2))
    assert not keys.prolong("aaaaaaaa", LATER)


def test_a_name_is_given_again_only_after_a_revocation(keys: SqlalchemyKeys) -> None:
    """So that in a list two keys of one name are not both alive."""
    key, _ = keys.create("bot", ["ask"])
    with pytest.raises(InvalidInput, match="'bot' already") as refused:
        keys.create("bot", ["ask"])
    assert "revoke" in refused.value.hint
    keys.revoke(key.id)
    keys.create("bot", ["ask"])
    assert [k.revoked is None for k in keys.keys()] == [False, True]  # noqa: SIM118 - no mapping


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a" * 101])
def test_a_name_is_one_line(keys: SqlalchemyKeys, name: str) -> None:
    """It is shown in lists."""
    with pytest.raises(InvalidInput, match="name"):
        keys.create(name, ["ask"])
    assert keys.keys() == []


@pytest.mark.parametrize("scopes", [[], ["ask", "everything"]])
def test_a_key_opens_something_that_exists(keys: SqlalchemyKeys, scopes: list[str]) -> None:
    """A misspelt scope would open nothing, and nobody would know."""
    with pytest.raises(InvalidInput, match="scope") as refused:
        keys.create("bot", scopes)  # type: ignore[arg-type]
    assert "facilitate" in refused.value.hint


def test_an_unknown_key_cannot_be_revoked(keys: SqlalchemyKeys) -> None:
    """A slip in the id must not pass for a success."""
    with pytest.raises(InvalidInput, match="'abcdefgh'"):
        keys.revoke("abcdefgh")


def test_the_last_usable_key_of_a_scope_can_be_spared(keys: SqlalchemyKeys) -> None:
    """Keys of other scopes, expired or revoked ones do not count; without the wish any key is revoked."""
    boss, _ = keys.create("boss", ["admin", "ask"])
    gone, _ = keys.create("gone", ["admin"])
    keys.create("bot", ["ask"])
    keys.create("spent", ["admin"], datetime.now(UTC) - timedelta(seconds=1))
    assert keys.revoke(gone.id, unless_last="admin").revoked is not None
    with pytest.raises(InvalidInput, match="last usable key of scope admin") as refused:
        keys.revoke(boss.id, unless_last="admin")
    assert refused.value.hint
    assert [k.id for k in keys.keys() if k.revoked] == [gone.id]  # noqa: SIM118 - no mapping
    assert keys.revoke(gone.id, unless_last="admin").id == gone.id
    keys.create("deputy", ["admin"])
    assert keys.revoke(boss.id, unless_last="admin").revoked is not None


def test_two_keys_cannot_revoke_each_other_at_once(keys: SqlalchemyKeys) -> None:
    """One of the two is the first, and the other is then the last."""
    made = [keys.create(name, ["admin"])[0].id for name in ("one", "other")]
    refused: list[str] = []

    def revoke(key_id: str) -> None:
        try:
            keys.revoke(key_id, unless_last="admin")
        except InvalidInput:
            refused.append(key_id)

    threads = [threading.Thread(target=revoke, args=(key_id,)) for key_id in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert [k.id for k in keys.keys() if k.revoked is None] == refused  # noqa: SIM118 - no mapping


def test_no_secret_is_in_the_file(tmp_path: Path) -> None:
    """Neither in SQLite's file nor in those beside it."""
    from assistant.adapters.database_alembic import upgrade
    from assistant.adapters.database_sqlalchemy import connect

    database = connect(tmp_path / "records.sqlite")
    upgrade(database)
    key, token = SqlalchemyKeys(database).create("bot", ["ask"])
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    database.close()
    assert key.id.encode() in content
    assert token.split("_")[2].encode() not in content
