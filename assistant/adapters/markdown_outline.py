"""The outline of a Markdown text (markdown-it-py): a title, what stands below it, and sections of paragraphs and lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

# A line of dashes under a paragraph ends it and makes no heading of it; indented text is no code; nothing is a link's address or HTML.
_PARSER = MarkdownIt("commonmark").disable(["lheading", "code", "reference", "html_block", "html_inline", "autolink"])
_BREAKS = ("softbreak", "hardbreak")


@dataclass(slots=True)
class Entry:
    """A paragraph, an item of a list or a heading, with what stands under it; `line` counts from 1."""

    text: str
    line: int
    listed: bool = False
    heading: bool = False
    children: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """The first heading of the first level, the entries before the first section, and the sections."""

    title: Entry | None = None
    opening: list[Entry] = field(default_factory=list)
    sections: list[Entry] = field(default_factory=list)


def outline(text: str, labels: re.Pattern[str]) -> Outline:
    """The outline of a text; any text has one. A line that begins with one of the labels begins an entry of its own."""
    found = Outline()
    into = found.opening
    for node in SyntaxTreeNode(_PARSER.parse(text)).children:
        if node.type != "heading":
            into += _entries(node, labels)
            continue
        entry = Entry(_inline(node), _line(node), heading=True)
        if node.tag == "h1" and found.title is None:
            found.title = entry
        elif node.tag in ("h1", "h2"):
            found.sections.append(entry)
            into = entry.children
        else:
            # Under the section, not under the heading before it.
            (found.sections[-1].children if found.sections else found.opening).append(entry)
            into = entry.children
    return found


def _entries(node: SyntaxTreeNode, labels: re.Pattern[str]) -> list[Entry]:
    """The paragraphs and items in a block."""
    match node.type:
        case "paragraph" | "heading":
            return _labelled_lines(node, labels)
        case "fence":
            return [Entry(" ".join(node.content.split()), _line(node))]
        case "bullet_list" | "ordered_list":
            return [_item(item, labels) for item in node.children]
        case "blockquote":
            return [entry for child in node.children for entry in _entries(child, labels)]
        case _:
            return []


def _labelled_lines(node: SyntaxTreeNode, labels: re.Pattern[str]) -> list[Entry]:
    """A paragraph as one entry, and one more for each of its lines that begins with a label."""
    found: list[Entry] = []
    for number, words in enumerate("".join(map(_words, node.children)).split("\n")):
        if not found or labels.match(words.strip()):
            found.append(Entry(words, _line(node) + number))
        else:
            found[-1].text += f" {words}"
    for entry in found:
        entry.text = " ".join(entry.text.split())
    return found


def _item(node: SyntaxTreeNode, labels: re.Pattern[str]) -> Entry:
    """An item of a list: its paragraphs joined, with the lists and labelled lines in it under it."""
    item = Entry("", _line(node), listed=True)
    for child in node.children:
        for entry in _entries(child, labels):
            if entry.listed or (item.text and labels.match(entry.text)):
                item.children.append(entry)
            else:
                item.text = " ".join(filter(None, [item.text, entry.text]))
    return item


def _inline(node: SyntaxTreeNode) -> str:
    """The words of a block, without marks."""
    return " ".join("".join(map(_words, node.children)).split())


def _words(node: SyntaxTreeNode) -> str:
    if node.type in _BREAKS:
        return "\n"
    return "".join(map(_words, node.children)) if node.children else node.content


def _line(node: SyntaxTreeNode) -> int:
    return node.map[0] + 1 if node.map else 1
