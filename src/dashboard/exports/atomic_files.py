"""Files written whole or not at all."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from dashboard.errors import DashboardError, shown
from dashboard.importing.unfinished import added_to


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder, which is made if need be: all of them, or none.

    Names may hold folders, with strokes. Files of the same name are replaced. Raises
    DashboardError, with everything left as it was, where they cannot be written.
    """
    for name in files:
        place = PurePosixPath(name)
        if not place.parts or place.is_absolute() or ".." in place.parts or "\\" in name:
            raise DashboardError(f"{shown(name)} is no name of a file inside {folder}.")
    size = sum(map(len, files.values()))
    what = f"{len(files)} files of {size / 1e6:.1f} MB together"
    with added_to(folder, what) as new:
        for name, content in files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(content)
    return [folder / name for name in files]
