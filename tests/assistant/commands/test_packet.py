"""A packet is made by command, of an answer in a file."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from assistant.pipeline import Assistant
from assistant.schemas import answer_out
from assistant.settings import Settings
from tests.assistant.command_line import Run


@pytest.fixture
def data(settings: Settings) -> Path:
    """The data folder with the real index."""
    return settings.data


@pytest.fixture
def answer(assistant: Assistant, tmp_path: Path) -> Path:
    """A file with an answer, as `ask --json` prints it."""
    path = tmp_path / "answer.json"
    made = answer_out(assistant.answer(["May I accept a gift card from a client?"]), assistant.parts.guide.phrases)
    path.write_text(made.model_dump_json(indent=2), encoding="utf-8")
    return path


def test_a_packet_is_written_in_each_format(run: Run, answer: Path, tmp_path: Path) -> None:
    """PDF if nothing else is said, of today; with a note, in another language, on other paper, of another day."""
    pdf, docx, markdown = (tmp_path / name for name in ("packet.pdf", "packet.docx", "packet.md"))
    days = [datetime.date.today().isoformat()]
    code, output, errors = run("packet", str(answer), "--out", str(pdf), "--paper", "a4")
    days.append(datetime.date.today().isoformat())
    assert (code, output) == (0, "")
    assert str(pdf) in errors
    first = PdfReader(pdf).pages[0]
    assert round(first.mediabox.width) == 595
    assert any(day in first.extract_text() for day in days)
    assert run("packet", str(answer), "--out", str(docx), "--format", "docx", "--language", "es")[0] == 0
    assert Document(str(docx)).paragraphs[0].text == "Hoja para la consulta"
    more = ("--note", "Ann Smith gave it to me.", "--date", "2026-01-31")
    assert run("packet", str(answer), "--out", str(markdown), "--format", "markdown", *more)[0] == 0
    text = markdown.read_text(encoding="utf-8")
    assert "> [name] gave it to me." in text
    assert "Date: 2026-01-31" in text


def test_a_doctored_answer_makes_none(run: Run, answer: Path, tmp_path: Path) -> None:
    """One sentence on standard error, exit code 1, and no file."""
    document: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    document["markdown"] += " Keep it."
    answer.write_text(json.dumps(document), encoding="utf-8")
    target = tmp_path / "packet.pdf"
    code, _, errors = run("packet", str(answer), "--out", str(target))
    assert code == 1
    assert "error: The answer is not as the desk gave it" in errors
    assert "hint:" in errors
    assert not target.exists()


def test_what_cannot_be_read_or_written_is_told(run: Run, answer: Path, tmp_path: Path) -> None:
    """A file without an answer, a folder as target, a note that is too long."""
    (tmp_path / "empty.json").write_text("{}", encoding="utf-8")
    assert "holds no answer" in run("packet", str(tmp_path / "empty.json"), "--out", str(tmp_path / "p.pdf"))[2]
    assert "cannot be written" in run("packet", str(answer), "--out", str(tmp_path))[2]
    assert run("packet", str(answer), "--out", str(tmp_path / "p.pdf"), "--note", "x" * 2001)[0] == 2
