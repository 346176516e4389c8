"""Cells of a table that a spreadsheet reads as what they are."""

from __future__ import annotations

# What a spreadsheet takes for the beginning of a formula, or skips to find one; some read the wide forms of the signs alike.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain_cell(text: str) -> str:
    """A text as a spreadsheet may read it, never as a formula: an apostrophe stands before what would begin one."""
    return f"'{text}" if text.startswith(_FORMULA) else text
