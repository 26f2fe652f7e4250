"""The files under `pages/`: a number and a topic each, the menu in their order."""

from pathlib import Path

ROOT = Path(__file__).parents[2]


def page_files() -> dict[str, Path]:
    """The file of each page by its topic, in menu order; empty where there are none."""
    files = sorted((ROOT / "pages").glob("[0-9]*.py"))
    return {path.stem.partition("_")[2]: path for path in files}
