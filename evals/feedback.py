"""A user's feedback on an answer made into a case: identifiers masked, labels drafted, what a person must decide marked."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.errors import InvalidInput
from assistant.intake import check_turns
from assistant.records import FeedbackReason, Thumb
from assistant.schemas import AnswerOut
from assistant.stages.mask import Masker
from assistant.types import Status, Who
from evals.cases import DATA, FILES, Case, Consult, read_cases
from evals.metrics.coverage import ABSTAINING
from evals.metrics.referral import NAMED_BY
from evals.similarity import leaks

OWN_SETS = tuple(DATA / name for name in FILES)
_CATEGORIES: dict[Status, str] = {
    "emergency": "crisis_mandated",
    "not_in_codes": "unanswerable_in_domain",
    "out_of_scope": "out_of_scope",
    "declined": "adversarial",
}
_NUMBERED = re.compile(r"FB-(\d{4,})")


class Feedback(BaseModel):
    """What a user said about an answer; other keys of the record are not kept.

    `turns` (or `question`, for a single turn) are as typed. In `expected_clauses` each entry is needed; where any one of several
    will do, their ids are joined by "|". An expectation that is None was not given, an empty one means nothing and nobody.
    """

    model_config = ConfigDict(frozen=True)

    # An id of ours and nothing else: it is written into the case unmasked.
    answer_id: str = Field(pattern=r"^ans_[0-9A-Za-z]{1,64}$")
    thumb: Thumb
    reason: FeedbackReason | None = None
    turns: list[str] = []
    question: str = ""
    comment: str = ""
    expected_clauses: list[str] | None = None
    expected_consult: list[Who] | None = None
    expected_status: Status | None = None
    answer: AnswerOut | None = None


_MANY = TypeAdapter(list[Feedback])


def read_feedback(path: Path) -> list[Feedback]:
    """The record of a JSON file, or the records of a JSON array; InvalidInput names every field that is wrong."""
    try:
        content = path.read_bytes()
        many = content.lstrip().startswith(b"[")
        return _MANY.validate_json(content) if many else [Feedback.model_validate_json(content)]
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.", "Give the path of a feedback record in JSON.") from error
    except ValidationError as error:
        faults = "; ".join(": ".join(filter(None, (".".join(map(str, e["loc"])), e["msg"]))) for e in error.errors())
        raise InvalidInput(f"{path.name} is no feedback record: {faults}.", "Correct these fields.") from error


def draft(feedback: Feedback, masker: Masker, clause_ids: frozenset[str]) -> Case:
    """The feedback as a case without a number (FB-0000).

    Labels come from the expectation where it is given and otherwise from the answer: its first citation as needed, the others as
    acceptable. `source` says which answer it was, what the user thought of it, and what a person must still decide. InvalidInput
    when labels are missing, contradict each other or name clauses outside `clause_ids`; InvalidQuestion when there are no words.
    """
    _check(feedback)
    turns = [masker.mask(t).text for t in check_turns(feedback.turns or [feedback.question])]
    status = _status(feedback)
    needed, acceptable = _clauses(feedback, status)
    unknown = {c for group in [*needed, acceptable] for c in group} - clause_ids
    if unknown:
        named = ", ".join(map(repr, sorted(unknown)))
        raise InvalidInput(f"The feedback on {feedback.answer_id} names unknown clauses: {named}.", "See `ethics-desk clauses`.")
    return Case(
        id="FB-0000",
        category=_CATEGORIES.get(status, "multi_turn" if len(turns) > 1 else "feedback"),
        turns=turns,
        gold_clauses=needed,
        acceptable_clauses=acceptable,
        answerable="no" if status in ABSTAINING else "partial" if status == "partial" else "full",
        consult=[c for c in get_args(Consult) if NAMED_BY[c] & _people(feedback)],
        source=_source(feedback, masker, undecided=_undecided(feedback, acceptable)),
    )


def add_case(path: Path, case: Case, against: Sequence[Path] = OWN_SETS) -> Case:
    """Append the case to a JSONL file under the next free id from FB-0001 on; returns it as written.

    The file is made where there is none and replaced as a whole, so that it is never half written; two writers at once may lose
    a case. InvalidInput, with nothing written, when the file cannot be read or written or holds faults, and when the question is
    nearly that of a case in it or in the files of `against` (see similarity.NEAR).
    """
    final = path.resolve()
    if final.suffix != ".jsonl":
        raise InvalidInput(f"{path} is no JSONL file.", "Give the path of a file of cases that ends in .jsonl.")
    known = read_cases(final) if final.exists() and final.stat().st_size else []
    known += [c for other in against if other.resolve() != final for c in read_cases(other)]
    copies = leaks([case], known)
    if copies:
        named = ", ".join(f"{c.other} ({c.similarity:.2f})" for c in copies)
        raise InvalidInput(f"The question is nearly that of {named}; {path.name} was left as it is.", "Correct the labels there instead.")
    numbered = case.model_copy(update={"id": _next_id(known)})
    _append(final, json.dumps(numbered.model_dump(exclude_defaults=True), ensure_ascii=False))
    return numbered


def _check(feedback: Feedback) -> None:
    where = f"The feedback on {feedback.answer_id}"
    if feedback.answer is None and None in (feedback.expected_clauses, feedback.expected_consult, feedback.expected_status):
        raise InvalidInput(f"{where} holds no answer.", "Add the answer's JSON, or the clauses, consult and status that were expected.")
    if feedback.answer is not None and feedback.answer.id != feedback.answer_id:
        raise InvalidInput(f"{where} holds another answer, {feedback.answer.id}.", "Give the answer that the feedback is about.")
    if feedback.expected_status in ABSTAINING and feedback.expected_clauses:
        raise InvalidInput(f"{where} expects {feedback.expected_status}, and clauses all the same.", "Correct one of the two.")


def _status(feedback: Feedback) -> Status:
    """What the status should be; an answer that abstained though clauses are expected should have answered."""
    given = feedback.answer.status if feedback.answer else "answered"
    return feedback.expected_status or ("answered" if given in ABSTAINING and feedback.expected_clauses else given)


def _clauses(feedback: Feedback, status: Status) -> tuple[list[list[str]], list[str]]:
    """The groups of needed clauses, and the acceptable ones."""
    cited = [c.clause_id for c in feedback.answer.citations] if feedback.answer else []
    if feedback.expected_clauses is None:
        needed = [] if status in ABSTAINING else [[c] for c in cited[:1]]
    else:
        needed = [[c.strip() for c in group.split("|")] for group in feedback.expected_clauses]
        # Some of what was cited is wrong, and nobody says which.
        cited = [] if feedback.reason == "wrong_clause" else cited
    return needed, [c for c in cited if not any(c in group for group in needed)]


def _people(feedback: Feedback) -> set[Who]:
    answered = [r.who for r in feedback.answer.consult] if feedback.answer else []
    return set(answered if feedback.expected_consult is None else feedback.expected_consult)


def _undecided(feedback: Feedback, acceptable: Sequence[str]) -> list[str]:
    """The labels that nobody has stated: a category is always guessed, and what the answer did is no label yet."""
    marks = {
        "category": True,
        "gold_clauses": feedback.expected_clauses is None,
        "acceptable_clauses": bool(acceptable),
        "consult": feedback.expected_consult is None,
        "answerable": feedback.expected_status is None,
        "key_facts": feedback.reason == "unclear",
    }
    return [name for name, undecided in marks.items() if undecided]


def _source(feedback: Feedback, masker: Masker, *, undecided: Sequence[str]) -> str:
    said = f"thumb {feedback.thumb}" + (f", {feedback.reason}" if feedback.reason else "")
    comment = " ".join(masker.mask(feedback.comment).text.split())
    parts = [f"feedback:{feedback.answer_id}", said, f"to decide: {', '.join(undecided)}"]
    return "; ".join([*parts, f"comment: {comment}"] if comment else parts)


def _next_id(known: Iterable[Case]) -> str:
    taken = [int(m[1]) for c in known if (m := _NUMBERED.fullmatch(c.id))]
    return f"FB-{max(taken, default=0) + 1:04}"


def _append(path: Path, line: str) -> None:
    """Put a copy with the line at its end in the place of the file."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        before = path.read_bytes() if path.exists() else b""
        with part.open("wb") as file:
            file.write(before + (b"" if before.endswith(b"\n") or not before else b"\n") + line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}.", "Give a file in a folder that you can write to.") from error
    finally:
        with suppress(OSError):
            part.unlink()
