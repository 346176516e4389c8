"""The figures of a report as inline SVG, with colours that follow the page's scheme."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.rates import ALL, Rate, rates
from evals.report import curves
from evals.runner import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MAIN = ("citation recall", "citation precision", "first citation", "abstains", "answers", "referral")
# Inches at 96 pixels: what a phone of 375 pixels shows without shrinking the letters.
_WIDTH, _HEIGHT = 3.4, 2.6
# Letters of a category that leave room for its bar.
_LONGEST = 26
# A range of times, slowest to fastest, that leaves room for three ticks a decade.
_NARROW = 30
# Stand-ins that matplotlib takes for colours; the page's own colours are put in their place.
_INK, _SERIES, _MARK, _LINE = "#010101", "#020202", "#030303", "#040404"
_PAGE_COLOURS = {_INK: "currentColor", _SERIES: "var(--series)", _MARK: "var(--mark)", _LINE: "var(--line)"}
# Pale, so that what is drawn on a bar stands out; its edge keeps the contrast.
_BAR: dict[str, Any] = {"facecolor": (_SERIES, 0.45), "edgecolor": _SERIES, "linewidth": 0.8}
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "report",
    "text.parse_math": False,
    "font.size": 8.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": _LINE,
    "legend.frameon": False,
    **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color", "axes.edgecolor"), _INK),
}
_METADATA: dict[str, None] = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_NAMED = re.compile(r'((?:\bid=|href=)"#?|url\(#)')
# The page has its own fonts, and a style element would reach beyond its figure.
_FOREIGN = re.compile(r"<metadata>.*?</metadata>|<style.*?</style>|font-family: [^;]+; ", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A figure: its title, what it says in words, and an `svg` element that carries both for screen readers."""

    title: str
    caption: str
    svg: str


def plots(results: Sequence[Result], prefix: str) -> list[Plot]:
    """Every figure that these results can fill; `prefix` keeps the ids of the elements apart on a page."""
    import matplotlib

    with matplotlib.rc_context(_STYLE):
        drawn = [*_bars(rates(results)), *_risk(results), *_calibration(results), *_latency(results), *_confusion(results)]
        return [Plot(title=t, caption=c, svg=_svg(figure, t, c, f"{prefix}-{n}")) for n, (t, c, figure) in enumerate(drawn)]


_Drawn = tuple[str, str, "Figure"]


def _axes(height: float = _HEIGHT) -> tuple[Figure, Axes]:
    # The class itself, not pyplot: no global state and no display.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, height), layout="constrained")
    return figure, figure.add_subplot()


def _bars(found: Mapping[str, Mapping[str, Rate]]) -> Iterator[_Drawn]:
    for metric in MAIN:
        by = {c: found[c][metric] for c in sorted(found, reverse=True) if c != ALL and metric in found[c] and found[c][metric].total}
        if not by:
            continue
        figure, axes = _axes(0.75 + 0.24 * len(by))
        values = np.array([r.value for r in by.values()])
        reach = np.array([(r.value - r.low, r.high - r.value) for r in by.values()]).T.clip(0)
        axes.barh([_bar_name(c, r) for c, r in by.items()], values, height=0.66, xerr=reach, ecolor=_INK, **_BAR)
        axes.grid(visible=False, axis="y")
        axes.set(xlim=(0, 1.02), xlabel="rate, with 95% interval")
        worst = min(by, key=lambda c: by[c].value)
        lowest = f"; the lowest is {worst.replace('_', ' ')} with {by[worst].value:.3f}" if by[worst].value < 1 else ""
        yield f"{metric.capitalize()} by category", f"All categories {found[ALL][metric].value:.3f}{lowest}.", figure


def _bar_name(category: str, rate: Rate) -> str:
    name = category.replace("_", " ")
    return f"{name if len(name) <= _LONGEST else name[: _LONGEST - 1] + '…'} ({rate.cases})"


def _risk(results: Sequence[Result]) -> Iterator[_Drawn]:
    curve = curves.risk_coverage(results)
    if curve is None:
        return
    figure, axes = _axes()
    axes.plot(curve.coverage, curve.risk, color=_SERIES, linewidth=1.8)
    axes.set(xlim=(0, 1), ylim=(0, max(0.1, 1.1 * float(curve.risk.max()))))
    axes.set(xlabel="coverage, the surest first", ylabel="risk: share of errors")
    caption = (
        f"Area under the curve (AURC) {curve.area:.3f}, at best {curve.least:.3f}; errors: {curve.errors} of the {len(curve.risk)} cases "
        "that tell a confidence. An error is an answer where none is in the texts, none where one is, or a wrong first citation."
    )
    yield "Risk and coverage", caption, figure


def _calibration(results: Sequence[Result]) -> Iterator[_Drawn]:
    found = curves.calibration(results)
    if found is None:
        return
    figure, axes = _axes()
    reach = np.array((found.true - found.low, found.high - found.true)).clip(0)
    axes.plot((0, 1), (0, 1), color=_INK, linewidth=0.8, linestyle="--")
    axes.errorbar(found.told, found.true, yerr=reach, fmt="o", color=_SERIES, ecolor=_SERIES, markersize=5)
    axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), xlabel="chance told that the texts do not answer", ylabel="share that they do not")
    counts = ", ".join(f"{n} near {told:.2f}" for n, told in zip(found.cases, found.told, strict=True))
    yield "Calibration of absence", f"Expected calibration error {found.error:.3f}. Cases by bin: {counts}.", figure


def _latency(results: Sequence[Result]) -> Iterator[_Drawn]:
    from matplotlib.ticker import LogLocator, NullFormatter

    found = curves.latency(results)
    if found is None:
        return
    figure, axes = _axes()
    low, high = max(found.milliseconds[0], 0.1), max(found.milliseconds[-1], 1.0)
    axes.hist(found.milliseconds.clip(low), bins=list(np.geomspace(low / 1.05, high * 1.05, 21)), **_BAR)
    for name, at, dashes in (("median", found.median, "-"), ("95th percentile", found.p95, "--")):
        axes.axvline(max(at, low), color=_MARK, linestyle=dashes, label=f"{name} {_time(at)}")
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if high < _NARROW * low else (1,)))
    axes.xaxis.set_major_formatter(lambda at, _: _time(at))
    # Within one decade matplotlib would label the small ticks as well, in its own way.
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set(xlabel="time to the reply", ylabel="cases")
    figure.legend(loc="outside upper left", ncols=2)
    slowest = _time(float(found.milliseconds[-1]))
    yield "Latency", f"Median {_time(found.median)}, 95th percentile {_time(found.p95)}, slowest {slowest}.", figure


def _time(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.3g} s" if milliseconds >= 1000 else f"{milliseconds:.3g} ms"


def _confusion(results: Sequence[Result]) -> Iterator[_Drawn]:
    counts = curves.confusion(results)
    if not counts.any():
        return
    figure, axes = _axes()
    share = counts / counts.sum(axis=0, keepdims=True).clip(1)
    for (row, column), count in np.ndenumerate(counts):
        # Faint enough for the number on it to keep its contrast in both schemes.
        axes.barh(row, 1, height=1, left=column - 0.5, color=_SERIES, alpha=0.4 * float(share[row, column]))
        axes.text(column, row, str(count), ha="center", va="center", weight="bold" if count else "normal")
    axes.grid(visible=False)
    axes.set_xticks(range(len(curves.LABELS)), curves.LABELS)
    axes.set_yticks(range(len(curves.STATUSES)), [s.replace("_", " ") for s in curves.STATUSES])
    axes.set(xlim=(-0.5, 2.5), ylim=(len(curves.STATUSES) - 0.5, -0.5), xlabel="labelled answerable", ylabel="status of the reply")
    columns = (
        f"{label}: " + ", ".join(f"{n} {s.replace('_', ' ')}" for n, s in zip(counts[:, i], curves.STATUSES, strict=True) if n)
        for i, label in enumerate(curves.LABELS)
        if counts[:, i].any()
    )
    yield "Status by label", "; ".join(columns) + ".", figure


def _svg(figure: Figure, title: str, caption: str, name: str) -> str:
    """The figure as an element without declarations or outside names, sized by the page."""
    buffer = StringIO()
    figure.savefig(buffer, format="svg", metadata=_METADATA, transparent=True)
    svg = buffer.getvalue()
    head, body = _FOREIGN.sub("", svg[svg.index("<svg") :]).split(">", 1)
    box = re.search(r'viewBox="[^"]+"', head)
    body = _NAMED.sub(rf"\g<1>{name}-", body)
    for stand_in, colour in _PAGE_COLOURS.items():
        body = body.replace(stand_in, colour)
    label = escape(f"{title}. {caption}")
    return f'<svg {box[0] if box else ""} role="img" aria-label="{label}"><title>{escape(title)}</title>{body.strip()}'
