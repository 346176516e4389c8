"""The real index, built once for all tests that need an answer."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from assistant.settings import Settings
from tests.corpora import small_corpus
from tests.fakes import NgramEmbedder

if TYPE_CHECKING:
    from assistant.pipeline import Assistant


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the built index as slow."""
    for item in items:
        if "assistant" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings that keep the data folder out of the user's home."""
    return Settings(data=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def assistant(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant over the real corpus; its parts are imported here, so that tests of one stage start fast."""
    from assistant.wiring import build
    from ingest.command import build_from

    if "PYTEST_XDIST_WORKER" in os.environ:
        # Processes side by side: the first one builds for all, and each works on a copy of its own.
        built = tmp_path_factory.getbasetemp().parent / "index"
        with FileLock(f"{built}.lock"):
            build_from(Settings(data=built), _silent)
        shutil.copytree(built, settings.data, dirs_exist_ok=True)
    return build(settings, _silent)


@pytest.fixture(scope="session")
def small_assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over the small corpus, without weights: right in form, not in what it finds."""
    from assistant.wiring import load
    from ingest.checks import load_corpus
    from ingest.index import build_index

    folder = tmp_path_factory.mktemp("small")
    corpus = small_corpus(folder / "corpus")
    build_index(load_corpus(corpus), NgramEmbedder(), folder / "data", _silent)
    shutil.rmtree(corpus)
    (index,) = (p.parent for p in (folder / "data").rglob("manifest.json"))
    return load(index, NgramEmbedder())


def _silent(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""
