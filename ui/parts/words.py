"""Texts as HTML: everything that is not ours is escaped, and each sentence carries the marks of its clauses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from ui.language import language, text

LABELS = {"quote": "quoted", "paraphrase": "explained", "gap": "not_in_text"}
"""The badge of each kind of statement that has one."""


def badge(kind: str) -> str:
    """The badge of a kind of statement, "" for one that has none."""
    name = LABELS.get(kind)
    return f'<span class="badge badge-{name}">{escape(text("common", name))}</span>' if name else ""


def spoken(words: str, tongue: str) -> str:
    """Words as HTML, which says so where they are in another language than the page."""
    return escape(words) if tongue == language() else f'<span lang="{escape(tongue)}">{escape(words)}</span>'


def marks(clause_ids: Iterable[str], labels: Mapping[str, str], place: str) -> str:
    """A link to the card of each clause, for behind a sentence; `place` tells the cards of one answer from another's."""
    return "".join(_mark(c, labels[c], place) for c in clause_ids if c in labels)


def _mark(clause_id: str, label: str, place: str) -> str:
    told = escape(text("common", "mark", label=label))
    return f' <a class="mark" href="#{anchor(place, clause_id)}" aria-label="{told}">[{escape(label)}]</a>'


def anchor(place: str, clause_id: str) -> str:
    """The name of a clause's card in the document, as HTML."""
    return escape(f"{place}-{clause_id.lower()}")


def paragraph(content: str) -> str:
    """HTML as a paragraph."""
    return f"<p>{content}</p>"


def listed(items: Iterable[str], *, numbered: bool = False) -> str:
    """HTML pieces as a list."""
    tag = "ol" if numbered else "ul"
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def described(rows: Iterable[tuple[str, str]]) -> str:
    """Plain texts with their names, as a list of descriptions."""
    return f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(value)}</dd>' for name, value in rows)}</dl>"


def table(caption: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Plain texts as a table; the first cell of a row names it."""
    columns = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(_row(row) for row in rows)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table>"


def _row(cells: Iterable[str]) -> str:
    first, *rest = cells
    return f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
