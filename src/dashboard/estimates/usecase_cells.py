"""Cells of segments: which are weighted together because one alone has too few cases."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.errors import DashboardError
from dashboard.estimates.sums import Floats


def cells_of(
    cases: NDArray[np.intp], by_segment: Floats, parents: ArrayLike | None, smallest: int
) -> NDArray[np.intp]:
    """The cell of each segment: itself, or all of its kin where it has too few cases.

    A cell too small joins everything under its parent, and so on upwards. A segment that still
    has no case, or that nobody has, is in no cell.
    """
    segments = len(cases)
    above = np.full(segments, -1) if parents is None else np.asarray(parents, dtype=np.intp)
    lines = [_line(node, above) for node in range(len(above))]
    node = np.arange(segments)  # the node that stands for each segment's cell
    while True:
        size = np.bincount(node, weights=cases, minlength=len(above))
        share = np.bincount(node, weights=by_segment, minlength=len(above))
        small = [
            n for n in np.unique(node) if share[n] > 0 and size[n] < smallest and above[n] >= 0
        ]
        if not small:
            break
        into = above[small[0]]
        node = np.where([into in lines[n] for n in node], into, node)
    alive = (size[node] > 0) & (share[node] > 0)
    numbered = np.full(segments, -1, dtype=np.intp)
    numbered[alive] = np.unique(node[alive], return_inverse=True)[1]
    return numbered


def _line(node: int, above: NDArray[np.intp]) -> list[int]:
    """A node and all that is above it, upwards."""
    line = [node]
    while above[line[-1]] >= 0:
        line.append(int(above[line[-1]]))
        if len(line) > len(above):
            raise DashboardError(f"The parents of segment {node} run in a circle.")
    return line
