"""A survey folder opened to be shown: the one way for pages, exports and the commands that draw."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from dashboard.codebook import Codebook, Year
from dashboard.release.gate import gate
from dashboard.release.history import release_name
from dashboard.release.manifest import read_manifest
from dashboard.responses import Responses, load_responses
from dashboard.responses.engines import engine_settings

READ = (".yaml", ".yml", ".parquet", ".json")


@dataclass(frozen=True, kw_only=True)
class Survey:
    """A survey folder, read; `stamp` changes whenever one of its files does.

    `manifest` is that of its release, None where it is only a preview.
    """

    codebook: Codebook
    responses: Responses
    stamp: str
    manifest: Mapping[str, Any] | None

    @property
    def released(self) -> bool:
        """Whether the folder was released, and is as it was released."""
        return self.manifest is not None

    @property
    def marks(self) -> Mapping[Year, Mapping[str, Any]]:
        """By year, which findings the release found to hold for other respondents, too."""
        years = self.manifest["years"] if self.manifest is not None else {}
        return {
            int(y): facts["sensitivity"] for y, facts in years.items() if "sensitivity" in facts
        }

    @property
    def released_on(self) -> str | None:
        """The day of the release at hand; None where its record has none."""
        return None if self.manifest is None else self.manifest["changes"][-1].get("date")

    @property
    def release(self) -> str:
        """What references say behind their @."""
        return release_name(self.manifest)


def open_survey(codebook: Codebook, *, preview: bool, stamp: str = "") -> Survey:
    """The survey of a codebook's folder.

    Raises DashboardError where it was not released, or is not as it was released, and no preview
    is allowed; and where its responses cannot be read.
    """
    refusal = gate(codebook.folder, codebook)
    if refusal is not None and not preview:
        raise refusal
    return Survey(
        codebook=codebook,
        responses=load_responses(codebook, settings=engine_settings(os.environ)),
        stamp=stamp or stamp_of(codebook.folder),
        manifest=read_manifest(codebook.folder) if refusal is None else None,
    )


def stamp_of(folder: Path) -> str:
    """What changes when a file of the folder changes: names, sizes and times."""
    # Pages ask for it at every run, so with as little ceremony as there can be.
    found, places = [], [str(folder)]
    while places:
        with suppress(FileNotFoundError), os.scandir(places.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                with suppress(FileNotFoundError):  # a release took it out this moment
                    if entry.is_dir(follow_symlinks=False):
                        places.append(entry.path)
                    elif entry.name.endswith(READ):
                        about = entry.stat()
                        found.append((entry.path, about.st_size, about.st_mtime_ns, about.st_ino))
    return blake2b(repr(sorted(found)).encode(), digest_size=16).hexdigest()
