"""What stands around an answer: what was masked and how the question was handled above it, the receipt below it."""

from __future__ import annotations

from html import escape

import streamlit as st

from assistant.schemas import AnswerOut, CodeOut
from ui.draft import Draft
from ui.language import text
from ui.parts.code_lists import UNSTATED
from ui.parts.words import spoken


def show_notices(draft: Draft, asked: str) -> None:
    """How a question was handled; where identifiers were removed, what was processed in place of what was asked."""
    answer = draft.whole
    if answer is None:
        return
    for notice in answer.notices:
        told = spoken(notice.text, answer.language)
        # An earlier turn's identifiers were masked when that one was answered.
        if notice.kind != "identifiers_removed":
            st.html(f'<p class="notice">{told}</p>')
        elif answer.question != asked:
            processed = escape(text("answer", "masked_question", question=answer.question))
            st.html(f'<div class="masked"><p>{told}</p><p>{processed}</p></div>')


def show_receipt(draft: Draft) -> None:
    """By what the answer can be checked again, on which editions it rests, and what wrote it."""
    if draft.whole is not None:
        st.html(f'<p class="receipt">{escape(_receipt(draft.whole))}</p>')


def _receipt(answer: AnswerOut) -> str:
    extractive = answer.generator == "extractive"
    writer = text("answer", "writer_extractive") if extractive else text("answer", "writer_model", model=answer.generator)
    codes = " · ".join(f"{c.id} ({_edition(c)})" for c in answer.corpus.codes)
    return text("answer", "receipt", receipt=answer.receipt.id, codes=codes, version=answer.corpus.version, writer=writer)


def _edition(code: CodeOut) -> str:
    return text("answer", "edition_unstated") if code.edition == UNSTATED else code.edition
