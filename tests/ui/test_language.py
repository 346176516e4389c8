"""The interface's texts: both languages are there, and nothing on a page lacks its words."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import ui
from assistant.records import FeedbackReason
from assistant.wire_packet import PacketFormat
from ui.language import texts

NAMES_OF_THE_DESK = {*get_args(FeedbackReason), *get_args(PacketFormat)}
"""Texts that are asked for by what the desk calls a thing."""
FOLDER = Path(ui.__file__).parent
PAGES = sorted(path.stem for path in (FOLDER / "texts").glob("*.yaml"))


def fields(words: str) -> set[str]:
    """The names of the values that are filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def nodes() -> Iterator[ast.AST]:
    """All that the program consists of."""
    for path in FOLDER.rglob("*.py"):
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def used() -> list[tuple[str, str]]:
    """The keys that are asked for by name, `text("page", "key")`."""
    calls = []
    for node in nodes():
        match node:
            case ast.Call(func=ast.Name(id="text"), args=[ast.Constant(value=str(page)), ast.Constant(value=str(key)), *_]):
                calls.append((page, key))
    return calls


def made(page: str) -> str:
    """A pattern for the keys of a page that are put together, `text("page", f"one_{of_many}")`."""
    found = []
    for node in nodes():
        match node:
            case ast.Call(func=ast.Name(id="text"), args=[ast.Constant(value=name), ast.JoinedStr(values=parts), *_]) if name == page:
                found.append("".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in parts))
    return "|".join(found) or "(?!)"


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_say_something_of_their_own(page: str) -> None:
    """Each text is there in both, and fills in the same values."""
    for key, wording in texts(page).items():
        assert fields(wording.en) == fields(wording.es), key
        assert wording.en.strip(), key
        assert wording.es.strip(), key


def test_every_text_that_is_asked_for_exists() -> None:
    """A page never stops at a text that nobody wrote."""
    asked = used()
    assert len(asked) > 30
    assert [f"{page}.{key}" for page, key in asked if key not in texts(page)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_text_is_used(page: str) -> None:
    """Nobody reviews and translates what no reader sees: each key is asked for, put together, or named somewhere."""
    asked = {key for name, key in used() if name == page}
    named = {node.value for node in nodes() if isinstance(node, ast.Constant)} | NAMES_OF_THE_DESK
    assert [key for key in texts(page) if key not in asked | named and not re.fullmatch(made(page), key)] == []
