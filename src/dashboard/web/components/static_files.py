"""Files that browsers fetch once and keep: put into `static/`, with a version in their names."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

# Browsers guess how long a file stays good from its age, and Streamlit sends no better hint; an
# old date and a version in the name make it good for months.
OLD = 1_577_836_800.0  # 2020-01-01


def version_of(content: str) -> str:
    """What stands in the name of a file with this content."""
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def put(path: Path, content: Callable[[], bytes]) -> None:
    """Write a file that is served from now on, unless it is there; OSError where it cannot be."""
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        return
    # Whole or not at all: another process may be serving the folder.
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(content())
    os.utime(file.name, (OLD, OLD))
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)
