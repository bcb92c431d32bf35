"""Matrices, boxes and directions, as PDF writes them: engines share these."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kpi_extract.place import Box
from kpi_extract.readers.pdf.marks import Flow

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]

UNTURNED: Matrix = (1, 0, 0, 1, 0, 0)


def applied(matrix: Matrix, point: Point) -> Point:
    """The point in the coordinates the matrix leads to."""
    a, b, c, d, e, f = matrix
    x, y = point
    return (a * x + c * y + e, b * x + d * y + f)


def combined(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that applies the first, then the second."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def scale_of(matrix: Matrix) -> float:
    """How many times as long lines become, on average over the directions."""
    a, b, c, d, _, _ = matrix
    return math.sqrt(abs(a * d - b * c))


def around(points: Sequence[Point]) -> Box:
    """The box around some points: smallest x, smallest y, largest x, largest y."""
    xs = [x for x, _ in points]
    ys = [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys))


def box_applied(matrix: Matrix, box: Box) -> Box:
    """The box around a box in the coordinates the matrix leads to."""
    x0, y0, x1, y1 = box
    return around([applied(matrix, corner) for corner in ((x0, y0), (x1, y0), (x0, y1), (x1, y1))])


def common(box: Box, other: Box) -> Box:
    """What two boxes share; empty (x0 > x1) where they share nothing."""
    return (max(box[0], other[0]), max(box[1], other[1]), min(box[2], other[2]), min(box[3], other[3]))


def cut(box: Box, clip: Box) -> Box | None:
    """What of a box lies inside the clip; None for nothing. A line on the clip's edge is inside."""
    x0, top = max(box[0], clip[0] - 1), max(box[1], clip[1] - 1)
    x1, bottom = min(box[2], clip[2] + 1), min(box[3], clip[3] + 1)
    return (x0, top, x1, bottom) if x0 <= x1 and top <= bottom else None


def flow_of(x: float, y: float) -> Flow | None:
    """The flow of text whose line runs along (x, y), y upwards; None where it is slanted by more than five degrees."""
    if x == 0 and y == 0:
        return "right"
    if abs(y) <= 0.09 * abs(x):
        return "right" if x > 0 else "left"
    if abs(x) <= 0.09 * abs(y):
        return "up" if y > 0 else "down"
    return None


def is_rectangle(points: Sequence[Point]) -> bool:
    """Whether an outline is a rectangle with level and upright sides, closed or not."""
    corners = points[:-1] if len(points) == 5 and math.dist(points[0], points[-1]) < 0.5 else points
    if len(corners) != 4:
        return False
    turned = [*corners[1:], corners[0]]
    return all(min(abs(a[0] - b[0]), abs(a[1] - b[1])) <= 0.5 for a, b in zip(corners, turned, strict=True))
