"""The votes as CSV: read back by program and by spreadsheet, without a formula and without a vote that is not told."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.votes_csv import render_votes
from assistant.minutes.votes import vote_rows
from tests.assistant.minutes.made import FIRST, SECOND, counts, record, running


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a file by the names of their columns."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_option_of_every_round_has_a_row() -> None:
    """With its letter, its words, its votes and the sum of the round."""
    rows = rows_of(render_votes(vote_rows(record())))
    assert rows[0] == {
        "case": "1",
        "scenario": "gift-from-a-grateful-family",
        "title": "A gift from a grateful family",
        "round": "1",
        "option": "A",
        "text": "Take the pot with thanks, and tell the supervisor and the record about it the same day.",
        "votes": "9",
        "total": "19",
        "note": "",
    }
    few = [row for row in rows if (row["case"], row["round"]) == ("2", "1")]
    assert {(row["votes"], row["total"], row["note"]) for row in few} == {("", "", "fewer than 5 votes: not broken down")}


def test_it_is_utf_8_with_a_mark_and_lines_as_the_standard_has_them() -> None:
    """So that a spreadsheet opens it right by a click; no line ends in any other way."""
    content = render_votes(vote_rows(record()))
    assert content.startswith(b"\xef\xbb\xbfcase,scenario,")
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")


def test_a_vote_that_is_not_told_is_not_in_it() -> None:
    """Neither one that goes on nor one of too few."""
    made = running(record({FIRST: counts(0, 41, 17), SECOND: counts(0, 3, 1)}), results=frozenset({SECOND}))
    assert all((row["votes"], row["total"]) == ("", "") for row in rows_of(render_votes(vote_rows(made))))


@given(
    st.text(max_size=80) | st.sampled_from(["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "\r=1", '"=1', "＝1", 'a "b", c\nd'])
)
def test_no_cell_is_a_formula_and_no_row_breaks(text: str) -> None:
    """Whatever somebody has written in a case of her own."""
    rows = list(vote_rows(record()))
    content = render_votes([replace(rows[0], title=text, option=text, scenario_id=text), rows[1]])
    read = rows_of(content)
    assert [row["votes"] for row in read] == ["9", "4"]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for row in read for cell in row.values())
    assert content.count(b"\r\n") == 3
