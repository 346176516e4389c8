"""Whole numbers as JSON has them, in which 2.0 is 2."""

from __future__ import annotations

from typing import Any

from pydantic import BeforeValidator


def _whole(given: Any) -> Any:
    return int(given) if isinstance(given, float) and given.is_integer() else given


WHOLE = BeforeValidator(_whole)
"""Before a strict integer: a number without a fraction is one, however it is written; a text or a truth value is none."""
