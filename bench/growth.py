"""Growth: how does each cost grow with the archive? A drawing, and a fit for each line.

In: series of points (size, cost). Out: an SVG with a panel for each group of series, both axes logarithmic, written
by hand; and for each series the exponent of the power law that fits it best: cost ~ size^exponent.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

PANEL_WIDTH: Final = 360  # units of the drawing
PANEL_HEIGHT: Final = 260
LEFT, RIGHT, TOP, BOTTOM = 56, 120, 34, 30
COLUMNS: Final = 2
COLOURS: Final = ("#b3261e", "#1f5fa8", "#2e7d32", "#8a5a00", "#6a3d9a", "#00796b", "#5d4037", "#455a64")
# Lines of text beside the ends of lines keep this distance.
LABEL_HEIGHT: Final = 12


class Series(NamedTuple):
    """One cost at several sizes."""

    name: str
    points: Sequence[tuple[float, float]]


class Panel(NamedTuple):
    """Costs of one kind, in one unit."""

    title: str
    series: Sequence[Series]


class Fit(NamedTuple):
    """cost = factor × size^exponent."""

    factor: float
    exponent: float

    def at(self, size: float) -> float:
        """Return the cost at a size."""
        return float(self.factor * size**self.exponent)


def fit(points: Sequence[tuple[float, float]]) -> Fit:
    """Return the power law through points, by least squares of logarithms."""
    sizes = [math.log(size) for size, _ in points]
    costs = [math.log(cost) for _, cost in points]
    line = statistics.linear_regression(sizes, costs)
    return Fit(math.exp(line.intercept), line.slope)


def drawing(panels: Sequence[Panel]) -> str:
    """Return the SVG."""
    rows = -(-len(panels) // COLUMNS)
    width, height = PANEL_WIDTH * COLUMNS, PANEL_HEIGHT * rows
    drawn = "".join(
        f'<g transform="translate({at % COLUMNS * PANEL_WIDTH} {at // COLUMNS * PANEL_HEIGHT})">{_panel(panel)}</g>\n'
        for at, panel in enumerate(panels)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="11" fill="#222">\n'
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n{drawn}</svg>\n'
    )


class _Scale(NamedTuple):
    """A logarithmic axis: values from `low` to `high` on `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        part = math.log(value / self.low) / math.log(self.high / self.low)
        return round(self.start + part * (self.end - self.start), 1)

    def decades(self) -> list[float]:
        """Return the powers of ten on the axis."""
        first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
        return [10.0**power for power in range(first, last + 1)]


def _panel(panel: Panel) -> str:
    points = [point for series in panel.series for point in series.points]
    across = _Scale(*_range([size for size, _ in points]), LEFT, PANEL_WIDTH - RIGHT)
    up = _Scale(*_range([cost for _, cost in points]), PANEL_HEIGHT - BOTTOM, TOP)
    title = f'<text x="{LEFT}" y="18" font-weight="bold">{escape(panel.title)}</text>'
    lines = [_line(series, across, up, COLOURS[at % len(COLOURS)]) for at, series in enumerate(panel.series)]
    return title + _grid(across, up) + "".join(lines) + _labels(panel.series, across, up)


def _range(values: Sequence[float]) -> tuple[float, float]:
    """Return whole decades around values, so that each axis has at least one."""
    low, high = math.floor(math.log10(min(values)) + 1e-9), math.ceil(math.log10(max(values)) - 1e-9)
    return 10.0**low, 10.0 ** max(high, low + 1)


def _grid(across: _Scale, up: _Scale) -> str:
    vertical = "".join(
        f'<path d="M{across(x)} {up.start}V{up.end}" stroke="#ddd"/>'
        f'<text x="{across(x)}" y="{up.start + 16}" text-anchor="middle">{x:,.0f}</text>'
        for x in across.decades()
    )
    horizontal = "".join(
        f'<path d="M{across.start} {up(y)}H{across.end}" stroke="#ddd"/>'
        f'<text x="{across.start - 6}" y="{up(y) + 4}" text-anchor="end">{y:,g}</text>'
        for y in up.decades()
    )
    return vertical + horizontal


def _line(series: Series, across: _Scale, up: _Scale, colour: str) -> str:
    path = "L".join(f"{across(size)} {up(cost)}" for size, cost in series.points)
    dots = "".join(f'<circle cx="{across(size)}" cy="{up(cost)}" r="2.5"/>' for size, cost in series.points)
    return (
        f'<g fill="{colour}"><path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>{dots}</g>'
    )


def _labels(series: Sequence[Series], across: _Scale, up: _Scale) -> str:
    """Return the names at the ends of the lines, moved down where they would overlap."""
    ends = sorted((up(one.points[-1][1]), at) for at, one in enumerate(series))
    written, last = "", -math.inf
    for wanted, at in ends:
        last = max(wanted, last + LABEL_HEIGHT)
        place = f'x="{across.end + 6}" y="{last + 4}" fill="{COLOURS[at % len(COLOURS)]}"'
        written += f'<text {place} font-size="10">{escape(series[at].name)}</text>'
    return written
