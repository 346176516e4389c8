"""Whatever a question or an answer holds, it stands on the page as text."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from assistant.client import EthicsDesk
from assistant.schemas import AnswerOut
from tests.ui.conftest import View
from ui.conversation import Conversation, Exchange
from ui.draft import drafted

TAGS = set("a bdi blockquote details div h2 h3 h4 li ol p span strong style summary ul".split())
ATTRIBUTES = set("aria-label class href id lang role tabindex".split())
MARKUP = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '" style="position:fixed',
    "</div></blockquote>",
    "<a href='javascript:alert(1)'>",
    "&lt;b&gt;<b>",
    "<!--",
    "]]>",
    "\u202e",
    "\x00",
]
HOSTILE = st.lists(
    st.one_of(st.sampled_from(MARKUP), st.text(st.characters(exclude_categories=["Cs"]), max_size=20)), min_size=1, max_size=4
)
QUESTION = "My client Maria Gonzalez gave me a gift card. May I accept it?"

DANGER = "My client just told me he is going to kill his wife tonight"


class Read(HTMLParser):
    """What a browser reads in a piece of HTML: AssertionError for a tag or an attribute that is not ours, or one left open."""

    def __init__(self, piece: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(piece)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One of ours."""
        assert tag in TAGS
        assert {name for name, _ in attrs} <= ATTRIBUTES
        assert all((value or "").startswith("#") for name, value in attrs if name == "href")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Of the tag that was opened last."""
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        """None is ours."""
        raise AssertionError(data)


def spoilt(answer: AnswerOut, words: str) -> AnswerOut:
    """The answer with these words wherever it holds words or a name."""
    ids = {c.clause_id: f"{c.clause_id}{words}" for c in answer.citations}
    names = ("label", "code", "section", "force", "quote")
    return answer.model_copy(
        update={
            "question": words,
            "generator": words,
            "statements": [
                s.model_copy(update={"text": s.text + words, "citations": [ids[c] for c in s.citations]}) for s in answer.statements
            ],
            "citations": [
                c.model_copy(update={"clause_id": ids[c.clause_id]} | {n: getattr(c, n) + words for n in names}) for c in answer.citations
            ],
            "consult": [r.model_copy(update={"why": words, "clause_ids": list(ids.values())}) for r in answer.consult],
            "notices": [n.model_copy(update={"text": words}) for n in answer.notices],
            "receipt": answer.receipt.model_copy(update={"id": words}),
        }
    )


def test_nothing_of_a_question_or_an_answer_is_read_as_markup(view: View, desk_url: str) -> None:
    """Every tag and attribute of the page is ours, each is closed, and links lead to the page itself."""
    test = view("ask", desk_url)
    with EthicsDesk(desk_url) as desk:
        answers = [desk.ask(QUESTION), desk.ask(DANGER), desk.ask("What will the weather be tomorrow?")]

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(HOSTILE, st.sampled_from(answers))
    def holds(pieces: list[str], answer: AnswerOut) -> None:
        words = "".join(pieces)
        exchange = Exchange(question=words, draft=drafted(spoilt(answer, words)), waiting=False)
        test.session_state["conversation"] = Conversation(exchanges=[exchange])
        test.run()
        assert not test.exception, [e.value for e in test.exception]
        for piece in pieces_of(test):
            Read(piece)

    holds()


def pieces_of(test: AppTest) -> list[str]:
    """The pieces of HTML on the page, without our style sheets."""
    pieces = [part.value for part in test.html if "<style" not in part.value]
    assert len(pieces) > 5
    return pieces
