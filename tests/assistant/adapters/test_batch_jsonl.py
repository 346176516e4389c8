"""Files of questions and answers: every fault is named, and nothing is left half written."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.batch_jsonl import read_questions, write_answers
from assistant.errors import InvalidInput
from assistant.pipeline import Assistant

_GOOD = b'{"id": "a", "turns": ["May I accept a gift?"]}\n'


def read(folder: Path, data: bytes) -> list[tuple[str | int, list[str]]]:
    """The questions of a file with this content."""
    path = folder / "in.jsonl"
    path.write_bytes(data)
    return read_questions(path)


def test_lines_are_read_in_order(tmp_path: Path) -> None:
    """Blank lines, a byte order mark, Windows line ends, more fields and a missing last line end do no harm."""
    data = b"\xef\xbb\xbf" + _GOOD.replace(b"\n", b"\r\n") + b'\n{"id": 2, "turns": ["one", "two"], "gold": ["NACM-7"]}'
    assert read(tmp_path, data) == [("a", ["May I accept a gift?"]), (2, ["one", "two"])]


def test_every_bad_line_is_named(tmp_path: Path) -> None:
    """One message tells all bad lines with what is wrong, like faults together."""
    bad = [b"not json", b"[]", _GOOD.strip(), b'{"id": "b"}', b"\xff\xfe", b"{", b'{"id": "c", "turns": "one"}', b"}"]
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path, b"\n".join(bad))
    message = caught.value.message
    for part in ("lines 1, 6, 8: not JSON", "line 2: ", "line 4: turns: field required", "line 5: not UTF-8", "line 7: turns: "):
        assert part in message
    assert "line 3" not in message
    assert "\n" not in message


def test_runs_of_bad_lines_are_shortened(tmp_path: Path) -> None:
    """A wrong file of many lines gives a short message."""
    with pytest.raises(InvalidInput, match=r"lines 1-500: not JSON\."):
        read(tmp_path, b"id,question\n" * 500)


@pytest.mark.parametrize("data", [b"", b"\n \n"])
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    """A file without a question is a mistake, not a batch of none."""
    with pytest.raises(InvalidInput, match="holds no questions"):
        read(tmp_path, data)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """The path is named, also when it is a folder."""
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(InvalidInput, match=path.name):
            read_questions(path)


@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """No content of a file makes anything but InvalidInput."""
    with contextlib.suppress(InvalidInput):
        assert read(tmp_path_factory.mktemp("any"), data)


def test_answers_are_written_in_order(assistant: Assistant, tmp_path: Path) -> None:
    """A line for each question; an unusable one tells its error and stops nothing."""
    target = tmp_path / "out.jsonl"
    questions: list[tuple[str | int, list[str]]] = [
        ("a", ["May I accept a gift card from a client?"]),
        ("b", []),
        ("c", ["What does NACM 7 say?", "And Rule 2?"]),
    ]
    assert write_answers(assistant, questions, target) == 3
    first, second, third = (json.loads(line) for line in target.read_text(encoding="utf-8").splitlines())
    assert first["id"] == "a"
    assert first["answer"]["citations"]
    assert second == {"id": "b", "error": {"message": second["error"]["message"], "hint": second["error"]["hint"]}}
    assert [c["clause_id"] for c in third["answer"]["citations"]] == ["CCMC-RULE-2"]
    assert [p.name for p in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_failure_keeps_the_old_answers(assistant: Assistant, tmp_path: Path) -> None:
    """When a run breaks in the middle, the file of an earlier run is as it was and no part is left."""
    target = tmp_path / "out.jsonl"
    target.write_text("old", encoding="utf-8")
    broken: list[tuple[str | int, list[str]]] = [("a", ["What does NACM 7 say?"]), ("b", [None])]  # type: ignore[list-item]
    with pytest.raises(TypeError):
        write_answers(assistant, broken, target)
    assert target.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out.jsonl"]


@pytest.mark.parametrize("name", ["", "missing/out.jsonl", "file/out.jsonl"])
def test_an_unwritable_target_is_refused_before_any_work(assistant: Assistant, tmp_path: Path, name: str) -> None:
    """A folder, a path in a missing folder and a path below a file are each one clear message."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InvalidInput, match="cannot be written"):
        write_answers(assistant, [("a", ["What does NACM 7 say?"])], tmp_path / name)


def test_a_link_stays_a_link(assistant: Assistant, tmp_path: Path) -> None:
    """Writing through a link replaces the file that it points to."""
    (tmp_path / "real.jsonl").write_text("", encoding="utf-8")
    link = tmp_path / "link.jsonl"
    link.symlink_to(tmp_path / "real.jsonl")
    write_answers(assistant, [("a", ["What does NACM 7 say?"])], link)
    assert link.is_symlink()
    assert json.loads((tmp_path / "real.jsonl").read_text(encoding="utf-8"))["id"] == "a"
