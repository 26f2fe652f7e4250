"""The page on the architecture names what is there, and every package."""

import re
from pathlib import Path

from test_layers import PACKAGES

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
SOURCE = ROOT / "src" / "dashboard"
OTHERS = [ROOT, ROOT / "docs", SOURCE]


def test_every_file_and_folder_it_names_is_there() -> None:
    named = set(re.findall(r"`([\w/]+(?:\.(?:py|md)|/))`", PAGE))
    assert len(named) > 40
    missing = [name for name in named if not any((place / name).exists() for place in OTHERS)]
    assert missing == []


def test_every_class_it_names_is_defined() -> None:
    named = set(re.findall(r"`([A-Z]\w+)`", PAGE))
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    assert named
    assert [name for name in named if f"class {name}" not in code] == []


def test_packages_stand_in_their_order() -> None:
    rows = re.findall(r"^\| `(\w+)/` \|", PAGE, flags=re.MULTILINE)
    assert rows == PACKAGES
