"""Charts as SVG: plain bars, and dots along a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from .document import Bars, Name, Runs, Timeline

_WIDTH, _FIGURE = 680, 170
_LEAST_LABEL, _MOST_LABEL = 80, 300
_LETTER, _HAN = 7.3, 14
_ROW, _BAR = 30, 16
_LANE, _DOT = 26, 5

Marked = Callable[[Runs], str]
"""A line of runs as SVG text: escaped, with its marks as raised links."""


def bars_svg(chart: Bars, marked: Marked, *, name: str) -> str:
    """Bars with their labels at the left and their figures at their ends; aims are hollow."""
    left = _room(bar.label for bar in chart.bars)
    room = _WIDTH - left - _FIGURE
    height = _ROW * len(chart.bars)
    rows = []
    for at, bar in enumerate(chart.bars):
        length = max(1.0, float(bar.share) * room)
        middle = at * _ROW + _ROW / 2
        label = escape(_text(bar.label))
        rows.append(
            f'<text class="label" x="{left - 10:g}" y="{middle + 5:g}">{label}</text>'
            f'<rect class="{"aim" if bar.is_target else "bar"}" x="{left:g}" '
            f'y="{middle - _BAR / 2:g}" width="{length:.1f}" height="{_BAR}"/>'
            f'<text x="{left + length + 8:.1f}" y="{middle + 5:g}">{marked(bar.figure)}</text>'
        )
    return _svg(height, name, "".join(rows))


def timeline_svg(chart: Timeline, marked: Marked, *, name: str) -> str:
    """A lane a place, a dot an event, and the first and the last day under them."""
    places = list(dict.fromkeys(_text(one.place) for one in chart.moments))
    left = _room(one.place for one in chart.moments)
    room = _WIDTH - left - 40
    height = _LANE * len(places) + 34
    drawn = []
    for at, place in enumerate(places):
        middle = at * _LANE + _LANE / 2
        drawn.append(
            f'<text class="label" x="{left - 10:g}" y="{middle + 5:g}">{escape(place)}</text>'
            f'<line class="lane" x1="{left:g}" x2="{_WIDTH}" y1="{middle:g}" y2="{middle:g}"/>'
        )
        drawn += [
            f'<circle class="dot" cx="{left + 20 + float(one.share) * room:.1f}" '
            f'cy="{middle:g}" r="{_DOT}"/>'
            for one in chart.moments
            if _text(one.place) == place
        ]
    first, last = chart.moments[0], chart.moments[-1]
    foot = height - 8
    drawn.append(f'<text x="{left:g}" y="{foot}">{marked(first.day)}</text>')
    drawn.append(f'<text class="end" x="{_WIDTH}" y="{foot}">{marked(last.day)}</text>')
    return _svg(height, name, "".join(drawn))


def _room(labels: Iterable[Runs]) -> float:
    """How wide the widest of some labels is, about."""
    widths = [sum(_LETTER if c < "\u2e80" else _HAN for c in _text(one)) for one in labels]
    return min(_MOST_LABEL, max(_LEAST_LABEL, *widths) + 14)


def _svg(height: float, name: str, drawn: str) -> str:
    """A drawing named by the element with id `name`."""
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height:g}" role="group" aria-labelledby="{name}">'
        f"{drawn}</svg>"
    )


def _text(runs: Runs) -> str:
    """A label without what stands in brackets behind it."""
    return "".join(run.text for run in runs if not isinstance(run, Name)).partition(" (")[0]
