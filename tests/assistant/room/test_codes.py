"""Codes that people type, and names that nobody guesses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.room.codes import ALPHABET, LENGTH, new_code, new_person, person_hash, read_code


@given(st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH))
def test_a_code_is_read_as_people_type_it(code: str) -> None:
    """In lower case, in groups, with a hyphen or spaces."""
    for typed in (code, code.lower(), f" {code[:3]} {code[3:]} ", f"{code[:3]}-{code[3:]}"):
        assert read_code(typed) == code


@given(st.text())
def test_what_is_no_code_is_none(typed: str) -> None:
    """Whatever is typed, it is a code of our letters or nothing."""
    found = read_code(typed)
    assert found is None or (len(found) == LENGTH and set(found) <= set(ALPHABET))


def test_codes_and_names_do_not_repeat() -> None:
    """There are 64 million codes, and more names than can be told."""
    assert len(ALPHABET) ** LENGTH == 64_000_000
    assert len({new_code() for _ in range(200)}) == 200
    assert len({new_person() for _ in range(200)}) == 200


@given(st.text())
def test_only_a_name_that_was_given_has_a_hash(token: str) -> None:
    """Of anything else nothing is kept or looked for."""
    assert person_hash(token) == "" or len(token) == 22
    assert len(person_hash(new_person())) == 64
