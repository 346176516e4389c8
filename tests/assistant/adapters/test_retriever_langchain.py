"""Our retrieval through LangChain's interface."""

from __future__ import annotations

import asyncio

import pytest
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda

from assistant.adapters.retriever_langchain import ClauseRetriever
from assistant.errors import InvalidQuestion
from assistant.pipeline import Assistant
from assistant.settings import default_corpus
from ingest.clean import clean

_QUESTION = "Can I become friends with a client on Facebook?"


def test_it_finds_what_the_answer_cites(assistant: Assistant) -> None:
    """The documents are the clauses that `answer` cites, in the same order."""
    for question in (_QUESTION, "What does NACM 12 say?", "What is the weather in Paris?", "My client says she will kill herself tonight."):
        cited = {s.citations[0]: None for s in assistant.answer([question]).statements if s.kind == "quote"}
        found = ClauseRetriever(assistant=assistant).invoke(question)
        assert [d.metadata["clause_id"] for d in found] == list(cited)


def test_documents_are_verbatim_with_their_place(assistant: Assistant) -> None:
    """The text is the clause, and stands in the file at the offsets given."""
    (document, *_) = ClauseRetriever(assistant=assistant).invoke(_QUESTION)
    data = document.metadata
    clause = next(c for c in assistant.parts.clauses if c.id == data["clause_id"])
    raw = (default_corpus() / "sources" / data["source"]).read_text(encoding="utf-8")
    assert document.page_content == clause.text == clean(raw, data["start"], data["end"]).text
    assert (data["label"], data["code"], data["section"], data["force"]) == (clause.label, clause.code, clause.section, clause.force)
    assert 0 <= data["score"] <= 1


@pytest.mark.parametrize("k", [1, 3, 20])
def test_k_is_the_number_of_documents(assistant: Assistant, k: int) -> None:
    """With k set there are k documents, each clause once, those worth citing first."""
    found = [d.id for d in ClauseRetriever(assistant=assistant, k=k).invoke(_QUESTION)]
    worth = [d.id for d in ClauseRetriever(assistant=assistant).invoke(_QUESTION)]
    assert len(found) == len(set(found)) == k
    assert found[: len(worth)] == worth[:k]


def test_it_takes_its_place_in_a_chain(assistant: Assistant) -> None:
    """It composes with other runnables, and answers asynchronously."""
    retriever = ClauseRetriever(assistant=assistant)
    assert isinstance(retriever, BaseRetriever)
    chain = retriever | RunnableLambda(lambda documents: len(documents))
    assert chain.invoke(_QUESTION) == len(asyncio.run(retriever.ainvoke(_QUESTION)))


def test_unusable_input_is_our_own_error(assistant: Assistant) -> None:
    """The error is not hidden in one of LangChain's."""
    with pytest.raises(InvalidQuestion):
        ClauseRetriever(assistant=assistant).invoke("???")
