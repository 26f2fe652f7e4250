"""Where files are: the pages of the app, and what stands in a folder of data."""

from pathlib import Path

ROOT = Path(__file__).parents[2]


def page_files() -> dict[str, Path]:
    """The file of each page by its topic, in menu order; empty where there are none."""
    files = sorted((ROOT / "pages").glob("[0-9]*.py"))
    return {path.stem.partition("_")[2]: path for path in files}


def in_folder(folder: Path, pattern: str) -> list[Path]:
    """What a pattern of names finds in a folder, sorted.

    Names that begin with a dot are passed over, and whatever lies in folders called so: they
    belong to editors, to the system, or to a command that is not finished.
    """
    return sorted(
        path
        for path in folder.glob(pattern)
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
