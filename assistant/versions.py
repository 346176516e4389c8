"""Checksums of what an answer is made and checked with, so that one can tell later whether it has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.guide import Guide
from assistant.types import Clause, Versions

_PACKAGE = Path(__file__).parent
_DIGITS = 12


def versions_of(clauses: Sequence[Clause], guide: Guide) -> Versions:
    """The versions of a register, a guide, and the verifier that this program holds statements against them with."""
    files = [_PACKAGE / "stages" / "verify.py", _PACKAGE / "text.py", *(_PACKAGE / "claims").glob("*.py")]
    # As text, so that line ends that a checkout changes do not count.
    program = {path.name: path.read_text(encoding="utf-8") for path in files}
    return Versions(
        register=_checksum([[c.id, c.text] for c in clauses]),
        guide=_checksum(asdict(guide)),
        verifier=_checksum([program, asdict(guide.lexicon)]),
    )


def _checksum(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode("ascii")).hexdigest()[:_DIGITS]
