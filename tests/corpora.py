"""A corpus that is checked and built in a second: the real one, with few ways of asking."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from assistant.settings import default_corpus

_KEPT = {"questions": 2, "keywords": 1, "questions_es": 1, "asks": 1}
_DROPPED = ("situations", "typos", "spanish")
_EXAMPLES = 12


def small_corpus(folder: Path) -> Path:
    """Write the small corpus into a new folder: all clauses, topics and silences, a few examples."""
    corpus = default_corpus()
    shutil.copytree(corpus, folder, ignore=shutil.ignore_patterns("examples", "embedder*"))
    for path in (*folder.glob("guide/clauses/*.yaml"), *folder.glob("guide/topics/*.yaml"), folder / "guide" / "silences.yaml"):
        document = read_yaml(path)
        for entry in next(iter(document.values())):
            _cut(entry)
        write_yaml(path, document)
    examples = read_yaml(corpus / "guide" / "examples" / "contrasts.yaml")["examples"]
    write_yaml(folder / "guide" / "examples" / "few.yaml", {"examples": examples[:_EXAMPLES]})
    return folder


def _cut(entry: dict[str, Any]) -> None:
    for name in _DROPPED:
        entry.pop(name, None)
    for name, count in _KEPT.items():
        if name in entry:
            entry[name] = entry[name][:count]


def read_yaml(path: Path) -> Any:
    """The document of a YAML file."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def write_yaml(path: Path, document: Any) -> None:
    """Write a document as YAML; folders are made as needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000), encoding="utf-8")


def edit_yaml(path: Path, old: str, new: str) -> None:
    """Replace a text that occurs in a file once or more; AssertionError when it does not, so that no test edits nothing."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
