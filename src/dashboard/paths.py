"""The files under `pages/` in the order of the menu, and files that no folder is about."""

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
