"""The page of a report."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.errors import InvalidInput
from evals.report.page import write_report
from evals.runs import Run
from tests.evals.made import quoted, reply
from tests.evals.report.made import LABELS, refused, result, right, run, silent, with_model, without_model, wrong

HOSTILE = "<script>alert('x')</script><img src=//evil.example/x onerror=alert(1)>"
_VOID = frozenset(("meta", "input", "br", "img", "link"))


class Page(HTMLParser):
    """The elements of a page; the tags that are open must be closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def hostile() -> Run:
    """A run with tags in every place that others write."""
    said = reply(quoted("NACM-20"), text=f"**Heading**\n\n> {HOSTILE}\n\n- **Bold.** {HOSTILE}")
    bad = result(f'BAD-1" onclick="{HOSTILE}', said, turns=["Earlier.", HOSTILE], category=HOSTILE, key_facts=[HOSTILE], data=HOSTILE)
    return run(bad, refused(data=HOSTILE), answerer=HOSTILE, models={"embedder": HOSTILE})


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of two runs over two data sets."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    first = run(right(data="held_out"), wrong(data="held_out"), silent(data="tuned"), refused(data="tuned"), dirty=True)
    second = run(wrong("RIGHT-1", data="held_out"), right("EXTRA-1", data="held_out"), answerer="dense", kind="baseline")
    write_report(path, [first, second], LABELS)
    return path.read_text(encoding="utf-8")


def test_every_case_is_in_the_page_once(text: str) -> None:
    """Those of later runs too; a case that several runs share is one entry with what the others made of it."""
    found = re.findall(r"<summary><h3>([A-Z]+-1)</h3>", text)
    assert sorted(found) == ["EXTRA-1", "REFUSED-1", "RIGHT-1", "SILENT-1", "WRONG-1"]
    assert text.count("<h4>Other answerers</h4>") == 1


def test_the_record_is_told(text: str) -> None:
    """Commit, changes, corpus, models, judge, data sets, seed, machine, time and memory."""
    for told in (
        "0123456789abcdef",
        "with uncommitted changes",
        "c0ffee",
        "embedder: small",
        "words",
        "abc123",
        "Linux x86_64",
        "1.5 s",
        "100 MiB",
    ):
        assert told in text


def test_each_data_set_has_its_own_table(text: str) -> None:
    """Rate, interval, hits and cases for each answerer; what one of them was not asked is said."""
    held_out, tuned = re.findall(r'aria-label="Rates on [^"]*">.*?<tbody>(.*?)</tbody>', text, re.DOTALL)
    assert "<strong>0.500</strong> [0.095, 0.905]" in held_out
    assert "1 of 2, n 2" in held_out
    assert "citation recall" not in tuned
    assert "not measured" in tuned


def test_misses_are_marked_by_word_and_colour(text: str) -> None:
    """The needed clause that was not cited, the needless one, and the score with its reason."""
    entry = text[text.index("<h3>WRONG-1</h3>") :]
    assert 'NACM 7 or NACM 8 <span class="word bad">missed</span>' in entry
    assert re.search(r'NACM-20\s+<span class="word bad">\s*needless</span>', entry)
    assert "missed [[" in entry
    assert 'data-missed="any|citation recall|citation precision|first citation"' in text


def test_a_difference_says_who_is_better(text: str) -> None:
    """On each data set that both answered; only where the interval leaves no doubt."""
    held_out = text[text.index("dense less ours") :]
    recall = held_out[held_out.index("citation recall") : held_out.index("citation precision")]
    assert "<strong>-1.000</strong>" in recall
    assert "ours is better" in recall
    assert "no clear difference" in held_out
    assert text.count("dense less ours") == 1


def test_the_page_is_one_file_in_order(text: str) -> None:
    """Language, no outside resource, unique ids, headings that skip no level, labels, and no tag left open."""
    page = Page(text)
    assert page.open == []
    assert ("html", {"lang": "en"}) in page.tags
    assert not [t for t, a in page.tags if t in ("link", "img", "iframe") or "src" in a]
    assert all((a.get("href") or "#").startswith("#") and (a.get("xlink:href") or "#").startswith("#") for _, a in page.tags)
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    levels = [int(t[1]) for t, _ in page.tags if re.fullmatch(r"h[1-6]", t)]
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_a_chat_model_is_seen_at_work(tmp_path: Path) -> None:
    """Its figures, its sentences and what was caught, the two texts of an answer side by side, and what else changed."""
    moved = right("MOVED-1")
    assert moved.reply is not None
    other = moved.model_copy(update={"reply": moved.reply.model_copy(update={"status": "partial"})})
    write_report(tmp_path / "r.html", [without_model(right(), moved), with_model(right(), other)], LABELS)
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.open == []
    assert re.search(r"<dt>sentences caught</dt><dd>2: low support 2</dd>", text)
    assert text.count("<h4>Replies side by side</h4>") == 2
    assert text.count("<h5>extractive</h5>") == text.count("<h5>generated</h5>") == 2
    assert '<span class="word good">shown</span> Strive for healthy relationships.' in text
    assert '<span class="word bad">caught</span> &lt;b&gt;Report it.&lt;/b&gt;' in text
    assert '<span class="word bad">1 of 2</span>' in text
    assert re.search(r"differs</span> MOVED-1: <span class=\"faint\">status answered → partial", text)
    levels = [int(t[1]) for t, _ in page.tags if re.fullmatch(r"h[1-6]", t)]
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_equal_replies_are_shown_once(tmp_path: Path) -> None:
    """Side by side only what differs, and only replies of our assistant."""
    write_report(tmp_path / "r.html", [without_model(right()), without_model(right()), run(wrong("RIGHT-1"), kind="baseline")], LABELS)
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Replies side by side" not in text
    assert text.count("<h4>Reply of extractive</h4>") == 1


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """Tags in questions, replies, names and labels are shown and not obeyed."""
    write_report(tmp_path / "r.html", [hostile()], {"NACM-7": HOSTILE, "NACM-8": HOSTILE})
    page = Page((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert [t for t, _ in page.tags].count("script") == 1
    assert not [t for t, a in page.tags if t == "img" or any(name.startswith("on") for name in a)]
    assert "&lt;script&gt;" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_the_reply_is_shown_as_read(tmp_path: Path) -> None:
    """Headings, quotes and paragraphs, without the marks of emphasis."""
    write_report(tmp_path / "r.html", [hostile()], {})
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<p><strong>Heading</strong></p>" in text
    assert "<blockquote>&lt;script&gt;" in text
    assert "<p>- Bold. &lt;script&gt;" in text


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    """No run, or no folder to write to."""
    with pytest.raises(InvalidInput, match="no run"):
        write_report(tmp_path / "r.html", [], {})
    with pytest.raises(InvalidInput, match="cannot be written"):
        write_report(tmp_path / "missing" / "r.html", [run(refused())], {})
