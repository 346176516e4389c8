"""A rate in words and as a picture: how many of a hundred, and between which bounds."""

from __future__ import annotations

from math import ceil, floor

from assistant.wire_evaluation import MeasureOut
from ui.language import text


def rate_item(name: str, measure: MeasureOut) -> str:
    """A rate as an item of a list, in HTML: what was counted, the picture, what it tells and what a miss looks like."""
    rate = text("rates", "of_hundred", n=of_hundred(measure.rate))
    low, high = bounds(measure)
    return (
        f'<li class="rate"><p class="said">{text("rates", name, rate=f"<strong>{rate}</strong>")}</p>'
        f"{_picture(measure)}"
        f'<p class="range">{text("rates", "range", low=low, high=high, n=measure.n)}</p>'
        f"<details><summary>{text('rates', 'more')}</summary>"
        f"<p><b>{text('rates', 'means')}</b> {text('rates', f'{name}_means')}</p>"
        f"<p><b>{text('rates', 'miss')}</b> {text('rates', f'{name}_miss')}</p></details></li>"
    )


def of_hundred(share: float) -> int:
    """A share, 0 to 1, as so many of a hundred; 0 and 100 only where it is none and all."""
    if share in (0, 1):
        return round(share * 100)
    return min(99, max(1, round(share * 100)))


def bounds(measure: MeasureOut) -> tuple[int, int]:
    """The interval in hundredths, rounded outwards, so that it never looks narrower than it is."""
    # In ten-thousandths first, as published: 0.29 * 100 is a little more than 29.
    return floor(round(measure.low * 10_000) / 100), ceil(round(measure.high * 10_000) / 100)


def _picture(measure: MeasureOut) -> str:
    """A line from 0 to 100 with a bar for the interval and a dot for the rate; its words are its name for who cannot see it."""
    low, high = bounds(measure)
    rate = text("rates", "of_hundred", n=of_hundred(measure.rate))
    name = text("rates", "picture", rate=rate, low=low, high=high)
    ends = "".join(f'<span class="tick" style="left: {at}%">{at}</span>' for at in (0, 50, 100))
    return (
        f'<div class="scale" role="img" aria-label="{name}"><span class="interval" style="left: {measure.low:.1%}; '
        f'width: {measure.high - measure.low:.1%}"></span><span class="dot" style="left: {measure.rate:.1%}"></span>{ends}</div>'
    )
