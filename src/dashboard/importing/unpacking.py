"""How far a packed export may unpack: a small file must not fill a machine's memory or its day."""

from pathlib import Path

from dashboard.errors import DashboardError

LARGEST_UNPACKED = 4_000_000_000
"""Bytes that an export unpacks to at most."""
HARMLESS = 100_000_000
"""Bytes that any export may unpack to, however well it was packed."""
MOST_TIMES = 200
"""Times its size that a larger one unpacks to at most: tables of answers reach some fifty."""


def check_unpacked(path: Path, unpacked: int) -> None:
    """Raise DashboardError where `unpacked` bytes are more than the file at `path` should hold."""
    if unpacked > LARGEST_UNPACKED:
        raise DashboardError(f"{path.name} unpacks to more than 4 GB; export fewer columns.")
    if unpacked > HARMLESS and unpacked > MOST_TIMES * path.stat().st_size:
        raise DashboardError(
            f"{path.name} unpacks to more than {MOST_TIMES} times its size. "
            "No table of responses does; it was not read further."
        )
