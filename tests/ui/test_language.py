"""The interface's texts: both languages are there, and nothing on a page lacks its words."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

import ui
from ui.language import texts

FOLDER = Path(ui.__file__).parent
PAGES = sorted(path.stem for path in (FOLDER / "texts").glob("*.yaml"))


def fields(words: str) -> set[str]:
    """The names of the values that are filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def used() -> list[tuple[str, str]]:
    """The keys that are asked for by name, `text("page", "key")`."""
    calls = []
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="text"), args=[ast.Constant(value=str(page)), ast.Constant(value=str(key)), *_]):
                    calls.append((page, key))
    return calls


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_say_something_of_their_own(page: str) -> None:
    """Each text is there in both, fills in the same values, and is translated."""
    for key, wording in texts(page).items():
        assert fields(wording.en) == fields(wording.es), key
        assert wording.en.strip(), key
        assert wording.es.strip(), key


def test_every_text_that_is_asked_for_exists() -> None:
    """A page never stops at a text that nobody wrote."""
    asked = used()
    assert len(asked) > 30
    assert [f"{page}.{key}" for page, key in asked if key not in texts(page)] == []
