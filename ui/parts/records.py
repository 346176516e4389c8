"""Records as a file to download."""

from __future__ import annotations

import json
from collections.abc import Sequence

from assistant.wire_desk import CaseRecordOut


def as_file(records: Sequence[CaseRecordOut]) -> bytes:
    """The records as the JSON that `ethics-desk evals add-feedback` reads."""
    return json.dumps([r.model_dump(mode="json") for r in records], ensure_ascii=False, indent=2).encode()
