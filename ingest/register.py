"""Builds the clause register from the source files and writes it as the committed golden file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.errors import CorpusFault
from assistant.types import Clause, Code
from ingest.outline import CodeOutline, read_outline
from ingest.split import split_code


def read_source(folder: Path, outline: CodeOutline) -> str:
    """The source file's text; CorpusFault when it is missing or is not the file that was recorded."""
    path = folder / outline.file
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CorpusFault([f"{outline.file} cannot be read: {error.strerror}"]) from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != outline.sha256:
        raise CorpusFault(
            [f"{outline.file} has checksum {digest[:12]}…, but outline.yaml records {outline.sha256[:12]}…"],
            "Restore the file, or review the change and record the new checksum in corpus/sources/outline.yaml.",
        )
    return data.decode("utf-8")


def build_register(corpus: Path) -> tuple[list[Code], list[Clause]]:
    """All codes and clauses, read from corpus/sources; CorpusFault names the faults of every source."""
    folder = corpus / "sources"
    codes: list[Code] = []
    clauses: list[Clause] = []
    refused: list[CorpusFault] = []
    for outline in read_outline(folder / "outline.yaml").codes:
        codes.append(Code(id=outline.id, title=outline.title, edition=outline.edition, file=outline.file, sha256=outline.sha256))
        try:
            clauses.extend(split_code(outline, read_source(folder, outline)))
        except CorpusFault as error:
            refused.append(error)
    if refused:
        raise CorpusFault([f for error in refused for f in error.faults], refused[0].hint)
    return codes, clauses


def register_json(codes: list[Code], clauses: list[Clause]) -> str:
    """The register as committed: stable order, one field a line."""
    document: dict[str, Any] = {"codes": [asdict(c) for c in codes], "clauses": [asdict(c) for c in clauses]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def write_register(corpus: Path) -> Path:
    """Regenerate corpus/register.json from the sources."""
    path = corpus / "register.json"
    path.write_text(register_json(*build_register(corpus)), encoding="utf-8")
    return path
