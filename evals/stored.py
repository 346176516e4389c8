"""Searches what was written to a folder for identifiers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import time


class StoreSearch:
    """Finds planted identifiers in the files of a folder that were written since the search was made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._since = time()

    def __call__(self, planted: Sequence[str]) -> list[str]:
        """Those of the identifiers that stand in a file, in UTF-8, in any case."""
        wanted = {p: p.casefold().encode() for p in planted}
        found: set[str] = set()
        for path in self._folder.rglob("*"):
            if path.is_file() and path.stat().st_mtime >= self._since:
                content = path.read_bytes().lower()
                found |= {p for p, sought in wanted.items() if sought in content}
        return sorted(found)
