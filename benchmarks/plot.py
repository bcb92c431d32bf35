"""Time and memory against pages as one small SVG, without a plotting library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from typing import Any, NamedTuple

_WIDTH, _HEIGHT = 430, 330
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 24, 30, 74
_COLOURS = ("#c0392b", "#e67e22", "#2980b9", "#27ae60", "#8e44ad", "#7f8c8d", "#16a085")
_LEGEND_COLUMN = 205
_LEGEND_LINE = 15


class Curve(NamedTuple):
    """One line of a plot: pages and a figure for each."""

    name: str
    points: Sequence[tuple[float, float]]


class Axis(NamedTuple):
    """A logarithmic axis from one power of ten to another, drawn from `start` to `end` in pixels."""

    low: int
    high: int
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a value."""
        return self.start + (log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)


def growth_plot(rows: Iterable[Mapping[str, Any]]) -> str:
    """Two plots beside each other: CPU seconds, and peak memory, against pages; both axes logarithmic."""
    done = [row for row in rows if "cost" in row]
    names = list(dict.fromkeys(row["tool"] for row in done))
    plots = (("CPU time, s", "cpu_seconds"), ("peak memory, MiB", "peak_megabytes"))
    drawn = []
    for number, (title, field) in enumerate(plots):
        curves = [
            Curve(name, [(row["pages"], row["cost"][field]) for row in done if row["tool"] == name]) for name in names
        ]
        drawn.append(f'<g transform="translate({number * _WIDTH} 0)">{_plot(title, curves)}</g>')
    legend = "".join(_legend(at, name) for at, name in enumerate(names))
    height = _HEIGHT + (len(names) + 3) // 4 * _LEGEND_LINE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * _WIDTH} {height}" font-family="sans-serif" '
        f'font-size="11"><rect width="100%" height="100%" fill="#fff"/>{"".join(drawn)}{legend}</svg>\n'
    )


def _plot(title: str, curves: Sequence[Curve]) -> str:
    points = [point for curve in curves for point in curve.points]
    across = _axis([x for x, _ in points], _LEFT, _WIDTH - _RIGHT)
    up = _axis([y for _, y in points], _HEIGHT - _BOTTOM, _TOP)
    lines = [_line(curve, _COLOURS[at % len(_COLOURS)], across, up) for at, curve in enumerate(curves)]
    return f'<text x="{_LEFT}" y="{_TOP - 12}">{escape(title)}</text>{_grid(across, up)}{"".join(lines)}'


def _axis(values: Sequence[float], start: float, end: float) -> Axis:
    """Whole powers of ten around the values."""
    low, high = floor(log10(min(values, default=1))), ceil(log10(max(values, default=10)))
    return Axis(low, max(high, low + 1), start, end)


def _grid(across: Axis, up: Axis) -> str:
    parts = []
    for power in range(across.low, across.high + 1):
        x = across.at(10.0**power)
        parts.append(f'<path d="M{x:.1f} {up.start}V{up.end}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{up.start + 16}" text-anchor="middle">{10**power:,}</text>')
    for power in range(up.low, up.high + 1):
        y = up.at(10.0**power)
        parts.append(f'<path d="M{across.start} {y:.1f}H{across.end}" stroke="#ddd"/>')
        parts.append(f'<text x="{across.start - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    middle = (across.start + across.end) / 2
    return f'{"".join(parts)}<text x="{middle}" y="{up.start + 32}" text-anchor="middle">pages</text>'


def _line(curve: Curve, colour: str, across: Axis, up: Axis) -> str:
    places = [(across.at(x), up.at(y)) for x, y in curve.points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>' for x, y in places)
    return f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>{dots}'


def _legend(number: int, name: str) -> str:
    x, y = _LEFT + number % 4 * _LEGEND_COLUMN, _HEIGHT - 16 + number // 4 * _LEGEND_LINE
    colour = _COLOURS[number % len(_COLOURS)]
    swatch = f'<path d="M{x} {y - 4}h18" stroke="{colour}" stroke-width="2.5"/>'
    return f'{swatch}<text x="{x + 24}" y="{y}">{escape(name)}</text>'
