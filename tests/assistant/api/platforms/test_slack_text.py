"""Slack's notation, both ways: nothing is lost on the way in or out, and nothing is taken for markup."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.api.platforms.pieces import pieces, together
from assistant.api.platforms.slack_text import MOST_MESSAGES, SLACK, answer_messages, escaped, plain
from assistant.markdown import blocks
from assistant.pipeline import Assistant
from assistant.types import Answer, Statement


def texts(messages: list[dict[str, Any]]) -> list[str]:
    """The texts of all blocks."""
    return [b["text"]["text"] for m in messages for b in m["blocks"]]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@UBOT> may I?", "may I?"),
        ("<@UBOT|desk>, may I?", ", may I?"),
        ("may I, <@UBOT>?", "may I, ?"),
        ("<@UBOT> <@U2|jane.roe> asks", "[name] asks"),
        ("in <#C1|general> and <#C2>", "in general and"),
        ("<!here> see <https://a.example/x|the page> or <https://a.example>", "see the page or https://a.example"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("2 < 3", "2 < 3"),
        ("@jane.roe asked me, mail a@b.example, @", "[name] asked me, mail a@b.example, @"),
        ("", ""),
    ],
)
def test_what_was_written_is_read_without_slacks_notation(written: str, read: str) -> None:
    """Mentions go, other people are masked, links are their words, and only Slack's three escapes are undone."""
    assert plain(written, ["UBOT"]) == read


@given(st.text(st.characters(exclude_characters="@")))
def test_what_slack_escapes_is_read_as_it_was_typed(text: str) -> None:
    """A text without mentions comes back as it was, and the way there holds nothing that Slack would act on."""
    assert not re.search("[<>]", escaped(text))
    assert plain(escaped(text)) == text.strip()


@given(st.lists(st.text(st.sampled_from("ab&<>\n *"), max_size=60), max_size=12), st.integers(10, 40), st.integers(1, 4))
def test_nothing_is_lost_in_pieces(given_blocks: list[str], most: int, most_blocks: int) -> None:
    """However small the pieces, all characters but white space are there in order, each escape in one piece, and none is too long."""
    whole = [escaped(b) for b in given_blocks]
    cut = [p for b in whole for p in pieces(b, most)]
    assert all(len(p) <= most for p in cut)
    assert all(re.fullmatch(r"([^&]|&(amp|lt|gt);)*", p) for p in cut)
    assert re.sub(r"\s", "", "".join(cut)) == re.sub(r"\s", "", "".join(whole))
    groups = [*together(cut, 2 * most, most_blocks)]
    assert [p for g in groups for p in g] == cut
    assert all(g and len(g) <= most_blocks and (len(g) == 1 or sum(map(len, g)) <= 2 * most) for g in groups)


def test_a_long_quote_stays_a_quote() -> None:
    """Every piece of a quote is marked as one."""
    cut = [*pieces("> " + "word " * 30, 40)]
    assert len(cut) > 3
    assert all(p.startswith("> ") and len(p) <= 40 for p in cut)


def test_an_answer_is_rendered_in_slacks_notation(small_assistant: Assistant) -> None:
    """Bold with one star, quotes as quotes, marks of the clauses, not a star of markdown; screen readers, which see no blocks, get all."""
    answer = small_assistant.answer(["What does NACM 7 say?"])
    (message,) = answer_messages(answer, small_assistant.parts.guide.phrases)
    assert texts([message])[:2] == ["*The words of the codes*", "_NACM Case Management Code of Ethics_"]
    assert texts([message])[2].startswith("> “Strive to maintain healthy")
    assert all(b["text"]["verbatim"] for b in message["blocks"])
    assert message["text"] == "\n\n".join(texts([message]))
    assert "**" not in str(message)


def test_safety_comes_first(small_assistant: Assistant) -> None:
    """In an emergency the first words are what to do now, in the notification too."""
    answer = small_assistant.answer(["My client says she will kill herself tonight. What should I do?"])
    (message,) = answer_messages(answer, small_assistant.parts.guide.phrases)
    assert message["text"].startswith("*Safety first*\n\n1. Call 911")
    assert "911" in texts([message])[1]
    assert "• *Emergency services.*" in "\n".join(texts([message]))


def quoting(assistant: Assistant, times: int) -> Answer:
    """An answer that quotes every clause, each so many times over."""
    statements = tuple(
        Statement(text=c.text, kind="quote", citations=(c.id,), verdict="verbatim", section="quotes") for c in assistant.parts.clauses
    )
    answer = assistant.answer(["What does NACM 7 say?"])
    return replace(answer, statements=statements * times, citations=assistant.parts.clauses)


def test_all_clauses_fit_and_are_whole(small_assistant: Assistant) -> None:
    """An answer with every clause of both codes goes out in several messages within Slack's limits, and holds every word."""
    messages = answer_messages(quoting(small_assistant, 1), small_assistant.parts.guide.phrases)
    assert 1 < len(messages) <= MOST_MESSAGES
    assert all(len(m["blocks"]) <= 50 and sum(len(t) for t in texts([m])) <= 12_000 for m in messages)
    assert all(len(t) <= 3000 for t in texts(messages))
    sent = "\n".join(texts(messages))
    assert [c.id for c in small_assistant.parts.clauses if escaped(c.text) not in sent] == []


def test_what_slack_does_not_take_is_said(small_assistant: Assistant) -> None:
    """An answer of more than five messages ends with a sentence that says so, never in silence."""
    messages = answer_messages(quoting(small_assistant, 12), small_assistant.parts.guide.phrases)
    assert len(messages) == MOST_MESSAGES
    assert texts(messages)[-1].startswith("The rest of this answer is too long")


def test_words_of_the_asker_in_an_answer_are_no_markup(small_assistant: Assistant) -> None:
    """What an answer repeats of a question mentions nobody and links to nothing."""
    gap = Statement(text="No clause uses “<!channel> <https://evil.example|x> & *”.", kind="gap", section="short")
    answer = replace(small_assistant.answer(["What does NACM 7 say?"]), statements=(gap,), citations=())
    assert [*blocks(answer, small_assistant.parts.guide.phrases, SLACK)] == [
        "No clause uses “&lt;!channel&gt; &lt;https://evil.example|x&gt; &amp; *”."
    ]
