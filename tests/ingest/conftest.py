"""The small corpus, made once, and copies of it that tests may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.corpora import small_corpus


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small corpus without faults, which no test changes."""
    return small_corpus(tmp_path_factory.mktemp("sound") / "corpus")


@pytest.fixture
def corpus(sound: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(sound, tmp_path / "corpus"))
