"""Each package is the one of this checkout, not an installed namesake."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("assistant", "evals", "ingest", "ui")


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_resolves_to_this_checkout(name: str) -> None:
    """Other distributions install folders called `evals`; none of them may stand in for ours."""
    assert Path(str(importlib.import_module(name).__file__)) == ROOT / name / "__init__.py"


@pytest.mark.slow
def test_packages_resolve_outside_the_checkout_as_well(tmp_path: Path) -> None:
    """What is installed for the console script is this checkout, from any folder."""
    code = f"import {', '.join(PACKAGES)}; print(*(m.__file__ for m in ({', '.join(PACKAGES)})), sep='\\n')"
    found = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert found.stdout.splitlines() == [str(ROOT / p / "__init__.py") for p in PACKAGES]


@pytest.mark.slow
def test_importing_the_pipeline_loads_no_heavy_library() -> None:
    """Adapters load their libraries; the core needs numpy and the standard library only."""
    code = "import sys, assistant.pipeline; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"torch", "chromadb", "sentence_transformers", "onnxruntime", "bm25s", "pydantic", "yaml", "langchain_core", "rich", "typer"}
    assert not heavy & set(found.stdout.split())
