"""Questions and answers as JSON lines (pydantic)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from pydantic import BaseModel, ValidationError

from assistant.adapters.atomic_file import replacing
from assistant.errors import InvalidInput, InvalidQuestion
from assistant.pipeline import Assistant
from assistant.schemas import answer_out

_HINT = 'Each line must be like {"id": "q1", "turns": ["the first question", "a follow-up"]}, in UTF-8.'


class _Line(BaseModel):
    id: str | int
    turns: list[str]


def read_questions(path: Path) -> list[tuple[str | int, list[str]]]:
    """The id and the turns of every line; InvalidInput names every bad line."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.", "Check the path given to --batch.") from error
    found: list[tuple[str | int, list[str]]] = []
    faults: dict[str, list[int]] = {}
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            parsed = _Line.model_validate_json(line.decode("utf-8"), strict=True)
            found.append((parsed.id, parsed.turns))
        except UnicodeDecodeError:
            faults.setdefault("not UTF-8", []).append(number)
        except ValidationError as error:
            faults.setdefault(_fault(error), []).append(number)
    if faults:
        listed = "; ".join(f"{_numbers(lines)}: {fault}" for fault, lines in faults.items())
        raise InvalidInput(f"{path} cannot be used: {listed}.", _HINT)
    if not found:
        raise InvalidInput(f"{path} holds no questions.", _HINT)
    return found


def write_answers(assistant: Assistant, questions: Sequence[tuple[str | int, list[str]]], target: Path) -> int:
    """Answer every question and write the answers when all are done; returns how many lines were written.

    An unusable question becomes a line with an error; a target that cannot be written is InvalidInput.
    """
    with replacing(target) as stream:
        for name, turns in questions:
            stream.write(json.dumps({"id": name, **_outcome(assistant, turns)}, ensure_ascii=False) + "\n")
    return len(questions)


def _outcome(assistant: Assistant, turns: Sequence[str]) -> dict[str, object]:
    try:
        answer = assistant.answer(turns)
    except InvalidQuestion as error:
        return {"error": {"message": error.message, "hint": error.hint}}
    return {"answer": answer_out(answer, assistant.parts.guide.phrases).model_dump()}


def _fault(error: ValidationError) -> str:
    """What is wrong with a line, without the position, so that like faults are told together."""
    if any(e["type"] == "json_invalid" for e in error.errors()):
        return "not JSON"
    told = (f"{e['loc'][0] if e['loc'] else 'the line'}: {e['msg'][0].lower()}{e['msg'][1:]}" for e in error.errors())
    return ", ".join(dict.fromkeys(told))


def _numbers(lines: Sequence[int]) -> str:
    """Line numbers with runs shortened: "lines 1, 3-5"."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(lines), key=lambda pair: pair[1] - pair[0])]
    listed = ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in runs)
    return f"line {listed}" if len(lines) == 1 else f"lines {listed}"
