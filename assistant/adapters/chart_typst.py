"""Draws a chart as a picture, for formats that have no bars of their own (typst)."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import typst

from assistant.packet.blocks import Chart

_PAGE = b"""
#set page(width: 17cm, height: auto, margin: 2pt)
#set text(font: "Libertinus Serif", size: 10.5pt)
#bars(json(bytes(sys.inputs.chart)))
"""
_TEMPLATE = Path(__file__).with_name("chart.typ").read_bytes() + _PAGE
_DOTS_PER_INCH = 200


def chart_png(chart: Chart) -> bytes:
    """The bars of a chart as PNG, without its caption; the texts are data and never read as markup."""
    return typst.compile(_TEMPLATE, format="png", sys_inputs={"chart": json.dumps(asdict(chart))}, ppi=_DOTS_PER_INCH)
