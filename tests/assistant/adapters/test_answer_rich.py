"""What a person sees of an answer, a clause, the checks and the progress in the terminal."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from assistant.adapters.answer_rich import print_answer
from assistant.adapters.checks_rich import print_checks
from assistant.adapters.clauses_rich import print_clause, print_clause_list
from assistant.adapters.progress_rich import BuildProgress
from assistant.doctor import Check
from assistant.schemas import clause_out
from assistant.types import Answer, Notice, Statement, Status
from tests.assistant.adapters.answers import BY_ID, CLAUSES, CODES, PHRASES, answer

_FRAME = re.compile(r"[┃━┏┓┗┛│╭╮╰╯─]")


def console(width: int = 80, *, terminal: bool = False) -> Console:
    """A console that writes into memory, with the colours of a terminal or as in a pipe."""
    return Console(file=io.StringIO(), width=width, force_terminal=terminal, color_system="standard" if terminal else None)


def written(target: Console) -> str:
    """What was written to `console()`."""
    assert isinstance(target.file, io.StringIO)
    return target.file.getvalue()


def printed(value: Answer, width: int = 80, *, terminal: bool = False) -> str:
    """The answer as printed."""
    target = console(width, terminal=terminal)
    print_answer(target, value, PHRASES)
    return written(target)


def flat(text: str) -> str:
    """The words without frames and line ends."""
    return " ".join(_FRAME.sub(" ", text).split())


def test_sections_come_in_the_order_of_the_markdown() -> None:
    """Notices, safety, short answer, quotes, gaps, consultation, questions, footer."""
    text = flat(printed(answer(notices=(Notice(kind="identifiers_removed", text="A name was removed."),))))
    places = [
        text.index(part)
        for part in (
            "A name was removed.",
            "Safety first",
            "1. Leave the room.",
            "The code asks for objectivity. [NACM 7]",
            "The words of the codes",
            "What the text does not say",
            "Whom to talk to",
            "Questions to bring",
            "The codes speak to part of this. · corpus 0123456789ab",
        )
    ]
    assert places == sorted(places)


def test_every_statement_is_printed_word_for_word() -> None:
    """Nothing of an answer is lost, cut or changed, at any width."""
    value = answer()
    for width in (40, 80, 200):
        text = flat(printed(value, width))
        for statement in value.statements:
            assert flat(statement.text) in text


def test_quotes_stand_under_their_code_with_label_and_force() -> None:
    """The clauses of a code stand together, each with what it binds to."""
    text = flat(printed(answer()))
    titles = {c.id: text.index(c.title) for c in CODES}
    assert titles["NACM"] < text.index("NACM 7 · binding on NACM members") < titles["CCMC"]
    assert text.index("CCMC Principle: always maintain objectivity in their relationships · advisory") > titles["CCMC"]


def test_a_shortened_quote_says_so() -> None:
    """A part of a long clause is marked as an excerpt, a whole clause is not."""
    text = flat(printed(answer()))
    assert "NACM Scope and Purpose · binding on NACM members · excerpt" in text or "informative · excerpt" in text
    assert text.count("excerpt") == 1


def test_people_are_named_with_their_reason() -> None:
    """Each reason stands with its own person, also when another person's reason is missing."""
    only_second = tuple(s for s in answer().statements if s.text != "Someone may be hurt now.")
    assert "- Emergency services. Someone may be hurt now." in flat(printed(answer()))
    text = flat(printed(answer(statements=only_second)))
    assert "- Your supervisor. Consultation is a commitment." in text
    assert "Emergency services" not in text


def test_an_emergency_is_a_red_panel() -> None:
    """On a terminal the safety steps stand in a frame of bold red."""
    assert "\x1b[1;31m┏" in printed(answer("emergency"), terminal=True)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_pipe_gets_plain_lines_of_the_width(width: int) -> None:
    """Without a terminal there is no colour and no line over the width."""
    text = printed(answer(notices=(Notice(kind="language", text="A long notice. " * 20),)), width)
    assert "\x1b" not in text
    assert max(cell_len(line) for line in text.splitlines()) <= width


@pytest.mark.parametrize("status", ["answered", "partial", "not_in_codes", "out_of_scope", "emergency", "declined"])
def test_every_status_has_plain_words(status: Status) -> None:
    """The footer never shows a status as the JSON spells it."""
    footer = printed(answer(status)).strip().splitlines()[-1]
    assert footer.endswith("corpus 0123456789ab")
    assert "_" not in footer


@given(st.text(alphabet=st.sampled_from("[]/=#:red bold smile\\0a"), min_size=1).filter(str.strip))
def test_text_is_never_read_as_markup(text: str) -> None:
    """Brackets and colons of a text are printed as they are."""
    made = answer(statements=(Statement(text=text, kind="guidance"),))
    assert "".join(text.split()) in "".join(printed(made, 100).split())


def test_a_clause_is_printed_with_its_place() -> None:
    """One clause: label, force, stem, verbatim text, file and offsets."""
    target = console()
    print_clause(target, clause_out(BY_ID["NACM-7"], CODES))
    text = flat(written(target))
    clause = BY_ID["NACM-7"]
    for part in ("NACM 7 · binding", "I commit to:", clause.text, f"characters {clause.start} to {clause.end}"):
        assert flat(part) in text


def test_the_list_holds_every_clause_once() -> None:
    """A line for each clause, no wider than the terminal, ids uncut."""
    target = console()
    print_clause_list(target, [clause_out(c, CODES) for c in CLAUSES])
    lines = written(target).splitlines()
    assert max(cell_len(line) for line in lines) <= 80
    firsts = [line.split()[0] for line in lines if line.strip()]
    assert [f for f in firsts if f in BY_ID] == [c.id for c in CLAUSES]


def test_a_fault_is_printed_with_its_hint() -> None:
    """A failed check shows what to do; a passed one shows no hint."""
    target = console()
    print_checks(
        target, [Check(name="Python", passed=True, detail="3.12"), Check(name="Index", passed=False, detail="none", hint="Build it.")]
    )
    text = flat(written(target))
    assert "FAULT Index none hint: Build it." in text
    assert "1 of 2 checks found a fault." in text


def test_progress_without_a_terminal_is_one_line_a_step() -> None:
    """Three steps, three plain lines."""
    target = console()
    with BuildProgress(target) as progress:
        for step in ("Embedding", "Storing", "Training"):
            for done in range(4):
                progress(step, done, 3)
    assert written(target).splitlines() == ["Embedding: 3 to do", "Storing: 3 to do", "Training: 3 to do"]


def test_a_finished_step_leaves_no_live_display() -> None:
    """After the last step the cursor is back, so that what is printed next stands below."""
    target = console(terminal=True)
    progress = BuildProgress(target)
    progress("Embedding", 0, 2)
    progress("Embedding", 2, 2)
    assert written(target).count("\x1b[?25l") == written(target).count("\x1b[?25h") == 1


def test_an_interrupted_step_gives_the_cursor_back() -> None:
    """An error in the middle of a step closes the bar on its way out."""
    target = console(terminal=True)

    def interrupted() -> None:
        with BuildProgress(target) as progress:
            progress("Embedding", 1, 2)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert written(target).count("\x1b[?25h") == 1


def test_nothing_to_do_closes_at_once() -> None:
    """A step with nothing to do opens no bar that stays."""
    target = console(terminal=True)
    progress = BuildProgress(target)
    progress("Embedding", 0, 0)
    assert written(target).count("\x1b[?25l") == written(target).count("\x1b[?25h")
