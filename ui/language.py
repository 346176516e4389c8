"""The interface's texts in English and Spanish, from `texts/`; which language a reader sees."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import streamlit as st
import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_TEXTS = Path(__file__).parent / "texts"
_STATE = "language"


class Wording(BaseModel):
    """One text in both languages; `{name}` stands for a value that is filled in."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)

    en: str
    es: str


@cache
def texts(page: str) -> Mapping[str, Wording]:
    """The texts of one page by their keys."""
    loaded = yaml.safe_load((_TEXTS / f"{page}.yaml").read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, Wording]).validate_python(loaded)


def text(page: str, key: str, /, **values: object) -> str:
    """A text of a page in the reader's language, with these values filled in."""
    wording: str = getattr(texts(page)[key], language())
    return wording.format(**values) if values else wording


def language() -> Language:
    """What the reader chose, else the `lang` of the address, else the browser's language where it is Spanish, else English."""
    if _STATE not in st.session_state:
        wanted = st.query_params.get("lang") or (st.context.locale or "")[:2]
        st.session_state[_STATE] = wanted if wanted in LANGUAGES else "en"
    chosen: Language = st.session_state[_STATE]
    return chosen


def choose_language(chosen: Language) -> None:
    """Show the interface in this language from the next run on."""
    st.session_state[_STATE] = chosen
