"""Figures as inline SVG."""

from __future__ import annotations

import re

import pytest

from evals.report.plots import Plot, plots
from tests.evals.made import quoted, reply
from tests.evals.report.made import refused, result, right, silent, wrong

HOSTILE = '<script>"$\\frac$" and much more'


@pytest.fixture(scope="module")
def drawn() -> list[Plot]:
    """The figures of a small run with a hostile category."""
    return plots([right(category=HOSTILE), wrong(), silent(), refused()], "p")


def test_every_figure_is_there(drawn: list[Plot]) -> None:
    """Bars of what was measured, the curve, calibration, latency and the statuses."""
    titles = [p.title for p in drawn]
    assert titles[0] == "Citation recall by category"
    assert titles[-4:] == ["Risk and coverage", "Calibration of absence", "Latency", "Status by label"]
    assert "Referral by category" not in titles


def test_a_figure_says_in_words_what_it_shows(drawn: list[Plot]) -> None:
    """The title and the main numbers are in the label that a screen reader speaks."""
    curve = next(p for p in drawn if p.title == "Risk and coverage")
    assert "(AURC)" in curve.caption
    assert "errors: 1 of the 3 cases" in curve.caption
    for plot in drawn:
        assert plot.svg.startswith("<svg viewBox=")
        assert f'role="img" aria-label="{plot.title}. ' in plot.svg
        assert f"<title>{plot.title}</title>" in plot.svg


def test_figures_bring_nothing_from_outside(drawn: list[Plot]) -> None:
    """No address, style element or font of their own, and only colours of the page."""
    for plot in drawn:
        assert not re.search(r"https?:|<style|<metadata|font-family|#0[1-4]0[1-4]", plot.svg)
        assert "var(--" in plot.svg


def test_ids_are_apart(drawn: list[Plot]) -> None:
    """No two figures of a page share an id, and every reference is to one that is there."""
    every = "".join(p.svg for p in drawn)
    ids = re.findall(r'\bid="([^"]+)"', every)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="|url\()#([^")]+)', every)) <= set(ids)


def test_names_of_categories_are_text(drawn: list[Plot]) -> None:
    """Neither a tag nor mathematics."""
    every = "".join(p.svg for p in drawn)
    assert "<script" not in every
    assert "&lt;script&gt;" in every
    assert "\\frac" in every
    assert "much more" not in every


def test_times_are_labelled_as_times() -> None:
    """Every tick of the latency figure reads as milliseconds, none as a power of ten, and no more of them than there is room for."""
    times = [result(f"T-{n}", reply(quoted("NACM-7")), seconds=0.12 + 0.1 * n) for n in range(8)]
    narrow, wide = (
        next(p.svg for p in plots(cases, "x") if p.title == "Latency")
        for cases in (times, [*times, result("T-fast", reply(quoted("NACM-7")), seconds=0.002)])
    )
    assert "mathdefault" not in narrow + wide
    assert ">200 ms<" in narrow
    assert ">500 ms<" in narrow
    assert ">100 ms<" in wide
    assert ">200 ms<" not in wide


def test_nothing_to_draw_is_no_figure() -> None:
    """A run in which everything was refused has none."""
    assert plots([refused()], "p") == []
