"""What answers are made of: versions, and the documents of the corpus."""

from __future__ import annotations

from collections import Counter
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Depends

from assistant.api.callers import administrator
from assistant.api.desk import Desk, desk
from assistant.api.problems import RESPONSES
from assistant.service import Caller
from assistant.wire_desk import DeskVersionsOut, DocumentOut, DocumentsOut
from assistant.wiring import INDEX_FORMAT

router = APIRouter(prefix="/v1/desk", tags=["Desk"], responses=RESPONSES)
_Desk = Annotated[Desk, Depends(desk)]
_Who = Annotated[Caller, Depends(administrator)]


@router.get("/versions", summary="Which versions answer, in full")
async def desk_versions(who: _Who, desk: _Desk) -> DeskVersionsOut:
    """The versions of the program, the corpus, the clauses, the guide, the verifier and the index, and what writes explanations."""
    parts = desk.service.assistant.parts if desk.service.ready else None
    return DeskVersionsOut(
        program=version("ethics-desk"),
        corpus_version=parts.version if parts else None,
        register_version=parts.versions.register if parts else None,
        guide_version=parts.versions.guide if parts else None,
        verifier_version=parts.versions.verifier if parts else None,
        embedder=parts.embedder.name if parts else None,
        index_format=INDEX_FORMAT,
        generator=desk.settings.chat_model or "extractive",
    )


@router.get("/documents", summary="List the documents of the corpus")
async def documents(who: _Who, desk: _Desk) -> DocumentsOut:
    """Each code with its edition, its source file, the file's checksum, and how many clauses and known slips it has."""
    parts = desk.service.assistant.parts
    code_of = {c.id: c.code for c in parts.clauses}
    clauses = Counter(code_of.values())
    errata = Counter(code_of[s.clause_id] for s in parts.sources for _ in s.errata)
    listed = [
        DocumentOut(code=c.id, title=c.title, edition=c.edition, file=c.file, sha256=c.sha256, clauses=clauses[c.id], errata=errata[c.id])
        for c in parts.codes
    ]
    return DocumentsOut(corpus_version=parts.version, documents=listed)
