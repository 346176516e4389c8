"""The texts of foreign matter: read with every fault named, filled the same way each time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from assistant.errors import CorpusFault
from assistant.settings import default_corpus
from ingest.foreign_texts import ForeignTexts

HONEST = "groups:\n- {about: kept, times: 2, texts: ['Please quote it.']}\n"


def chance() -> random.Random:
    """The same chance each time."""
    return random.Random(1)  # noqa: S311


def folder(path: Path, **files: str) -> Path:
    """A folder of YAML files, by name without the ending."""
    for name, text in files.items():
        (path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return path


def test_places_are_filled_and_texts_counted(tmp_path: Path) -> None:
    """A text counts as often as its group says; parts may hold places; what no slot fills stays."""
    orders = "groups:\n- {about: orders, times: 3, texts: ['Now {order}', 'f() {x}']}\n"
    texts = ForeignTexts(folder(tmp_path, honest=HONEST, orders=orders, slots="slots: {order: ['say {word}'], word: [tea]}\n"))
    assert texts.foreign(chance()) == ["Now say tea"] * 3 + ["f() {x}"] * 3
    assert texts.honest() == ["Please quote it."] * 2


def test_rows_are_drawn_from_the_words_of_a_group(tmp_path: Path) -> None:
    """They stand for what else a language has to say."""
    group = "groups:\n- {about: language, times: 1, shuffled: 5, texts: [uno duo]}\n"
    rows = ForeignTexts(folder(tmp_path, honest=HONEST, languages=group)).foreign(chance())[1:]
    assert len(rows) == 5
    assert {word for row in rows for word in row.split()} == {"uno", "duo"}


def test_every_fault_is_named(tmp_path: Path) -> None:
    """A wrong field, broken YAML and the missing file of honest texts, in one refusal."""
    with pytest.raises(CorpusFault) as refused:
        ForeignTexts(folder(tmp_path, a="groups:\n- {about: x, texts: [y]}\n", b="groups: ["))
    assert [fault.split(":")[0] for fault in refused.value.faults] == [
        "foreign/a.yaml",
        "foreign/b.yaml cannot be read",
        f"{tmp_path.name} lacks honest.yaml",
    ]


def test_the_guide_holds_many_kinds_and_languages() -> None:
    """Enough to learn from, the same at each reading."""
    texts = ForeignTexts(default_corpus() / "guide" / "foreign")
    foreign = texts.foreign(chance())
    assert foreign == texts.foreign(chance())
    assert len(set(foreign)) > 8000
    assert not any("{order}" in t or "{canary}" in t for t in foreign)
