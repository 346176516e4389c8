"""The packet of an answer, made by the desk in every format."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from assistant.client import CallFailed, Invalid
from assistant.schemas import AnswerOut
from assistant.wire_packet import PacketFormat, Paper
from ui.desk import desk, sentence
from ui.language import language, text

FORMATS: tuple[PacketFormat, ...] = get_args(PacketFormat)
_NOT_PRINTED = {"answer-outdated": "outdated", "answer-changed": "changed"}
"""The text on each problem for which the desk prints no packet."""
_LETTER = frozenset("US CA MX PR CL CO CR DO GT HN NI PA PH SV VE".split())
"""Regions where paper is Letter; a reader's browser tells the region, if it tells one."""


@dataclass(frozen=True, kw_only=True)
class Packet:
    """A packet in every format; `failure` is a sentence on why there is none."""

    day: datetime.date
    note: str = ""
    files: Mapping[PacketFormat, bytes] = field(default_factory=dict)
    failure: str = ""


def make_packet(answer: AnswerOut, turns: Sequence[str], note: str = "") -> Packet:
    """Have the packet of an answer made, in the reader's language, of her day and for her paper."""
    day, paper = _today(), _paper(st.context.locale or "")
    try:
        files = {
            format: desk().packet(answer, format=format, turns=turns, note=note, language=language(), paper=paper, date=day)
            for format in FORMATS
        }
    except CallFailed as error:
        return Packet(day=day, note=note, failure=_sentence(error))
    return Packet(day=day, note=note, files=files)


def _sentence(error: CallFailed) -> str:
    kind = error.problem.type.rpartition(":")[2] if isinstance(error, Invalid) else ""
    return text("packet", _NOT_PRINTED[kind]) if kind in _NOT_PRINTED else sentence(error)


def _today() -> datetime.date:
    """The reader's day, as far as her browser tells where she is."""
    try:
        zone = ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return datetime.datetime.now(zone).date()


def _paper(locale: str) -> Paper:
    """A4 where the browser names a region in which Letter is not the usual paper."""
    region = locale.rpartition("-")[2].upper()
    return "a4" if "-" in locale and len(region) == 2 and region not in _LETTER else "letter"
