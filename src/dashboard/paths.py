"""Where files are: the pages of the app, and what stands in a folder of data."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
# How the Mac begins the files in which it keeps what other systems have no place for.
_APPLE_DOUBLE = b"\x00\x05\x16\x07"
# What a raw export, or an extract of one, would look like beside the responses.
DATA_ENDINGS = frozenset(
    {
        *(".csv", ".tsv", ".txt", ".xls", ".xlsx", ".xlsm", ".ods", ".sav", ".zsav", ".por"),
        *(".dta", ".rds", ".parquet", ".feather", ".arrow", ".json", ".jsonl", ".qsf", ".lss"),
        *(".gz", ".zip", ".bz2", ".xz", ".7z", ".db", ".sqlite", ".duckdb", ".bak", ".orig"),
    }
)


def is_passed_over(path: Path) -> bool:
    """Whether a file or folder is one that systems and editors leave about: a dot-file.

    One that may hold answers by its ending is none, except where the Mac wrote it beside another.
    """
    if not path.name.startswith("."):
        return False
    if DATA_ENDINGS.isdisjoint(suffix.casefold() for suffix in path.suffixes):
        return True
    if not path.name.startswith("._") or not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(4) == _APPLE_DOUBLE


def page_files() -> dict[str, Path]:
    """The file of each page by its topic, in menu order; empty where there are none."""
    files = sorted((ROOT / "pages").glob("[0-9]*.py"))
    return {path.stem.partition("_")[2]: path for path in files}


def in_folder(folder: Path, pattern: str) -> list[Path]:
    """What a pattern of names finds in a folder, sorted.

    Files that are passed over are left out, and whatever lies in folders whose names begin with a
    dot: they belong to editors, to the system, or to a command that is not finished.
    """
    return sorted(
        path
        for path in folder.glob(pattern)
        if not any(part.startswith(".") for part in path.relative_to(folder).parts[:-1])
        and not is_passed_over(path)
    )
