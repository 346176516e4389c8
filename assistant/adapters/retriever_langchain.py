"""Our retrieval offered to LangChain (langchain-core)."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field

from assistant.pipeline import Assistant
from assistant.types import Passage


class ClauseRetriever(BaseRetriever):
    """Finds the clauses worth citing for a question, best first; exactly `k` of them when `k` is set.

    A document's text is the clause verbatim. `score` is the estimated chance that citing it is right;
    `source` names the file, in which the clause stands from character `start` to `end`.
    """

    assistant: Assistant
    k: int | None = Field(default=None, ge=1)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [self._document(p) for p in self.assistant.find(query, self.k)]

    def _document(self, passage: Passage) -> Document:
        parts = self.assistant.parts
        clause = next(c for c in parts.clauses if c.id == passage.clause_id)
        code = next(c for c in parts.codes if c.id == clause.code)
        return Document(
            id=clause.id,
            page_content=clause.text,
            metadata={
                "clause_id": clause.id,
                "label": clause.label,
                "code": clause.code,
                "section": clause.section,
                "force": clause.force,
                "score": passage.score,
                "source": code.file,
                "sha256": code.sha256,
                "start": clause.start,
                "end": clause.end,
            },
        )
