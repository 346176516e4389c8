"""Desk, versions and documents: what answers are made of."""

from __future__ import annotations

from html import escape

import streamlit as st

from assistant.wire_desk import DeskVersionsOut, DocumentOut
from ui.admin import called
from ui.language import text
from ui.parts.code_lists import UNSTATED
from ui.parts.words import described


def show() -> None:
    """Each version by name, and each code with its source file."""
    st.header(text("desk", "versions"), anchor=False)
    versions = called(lambda admin: admin.versions(), key="again-versions")
    if versions is not None:
        st.html(described(_versions(versions)))
    found = called(lambda admin: admin.documents(), key="again-documents")
    if found is not None:
        st.html(f"<h3>{escape(text('desk', 'documents'))}</h3>" + "".join(map(_document, found.documents)))


def _versions(versions: DeskVersionsOut) -> list[tuple[str, str]]:
    generator = text("desk", "extractive") if versions.generator == "extractive" else versions.generator
    not_loaded = text("desk", "not_loaded")
    return [
        (text("desk", "version_program"), versions.program),
        (text("desk", "version_corpus"), versions.corpus_version or not_loaded),
        (text("desk", "version_register"), versions.register_version or not_loaded),
        (text("desk", "version_guide"), versions.guide_version or not_loaded),
        (text("desk", "version_verifier"), versions.verifier_version or not_loaded),
        (text("desk", "version_embedder"), versions.embedder or not_loaded),
        (text("desk", "version_index"), str(versions.index_format)),
        (text("desk", "version_generator"), generator),
    ]


def _document(document: DocumentOut) -> str:
    rows = [
        (text("desk", "edition"), text("desk", "edition_unstated") if document.edition == UNSTATED else document.edition),
        (text("desk", "file"), document.file),
        (text("desk", "checksum"), document.sha256),
        (text("desk", "clauses"), str(document.clauses)),
        (text("desk", "errata"), str(document.errata)),
    ]
    return f"<h4>{escape(document.title)}</h4>{described(rows)}"
