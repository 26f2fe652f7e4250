"""The files of a release, as they lie in the data folder and exactly as they were released."""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.codebook import Codebook, Year
from dashboard.codebook.reading import codebook_files
from dashboard.errors import DashboardError
from dashboard.release.manifest import MANIFEST, REPORT, read_manifest, version_name, year_of
from dashboard.release.release_report import markdown
from dashboard.responses.schema import year_file

# The same for the same release, whenever somebody downloads it.
ZIP_DATE = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Published:
    """A released Parquet file; `about` is the demographic published apart, None for the answers.

    `beside` is the key attribute in the same file, None where the demographic is by itself.
    `name` is what the download is called, without an ending; `size` is in bytes.
    """

    year: Year
    about: str | None
    beside: str | None
    path: Path
    name: str
    rows: int
    columns: int
    size: int
    sha256: str

    def read(self) -> bytes:
        """The file; DashboardError where it is not the one that was released."""
        content = self.path.read_bytes()
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise DashboardError(f"{self.path.name} of {self.year} does not match the release.")
        return content


@dataclass(frozen=True, kw_only=True)
class Released:
    """A release: its version, what each version changed, its files (newest year first)."""

    codebook: Codebook
    version: int
    changes: tuple[str, ...]
    files: tuple[Published, ...]
    manifest: Mapping[str, Any]

    @property
    def years(self) -> tuple[Year, ...]:
        """The years with files, newest first."""
        return tuple(dict.fromkeys(file.year for file in self.files))

    def report(self) -> str:
        """The release report in Markdown."""
        return markdown(self.codebook, self.manifest)


def released(codebook: Codebook) -> Released | None:
    """The release of a codebook's folder; None where it was not released, or did not pass."""
    manifest = read_manifest(codebook.folder)
    if manifest is None or manifest.get("passed") is not True:
        return None
    found = [_published(codebook, name, facts) for name, facts in manifest["files"].items()]
    found.sort(
        key=lambda file: (-file.year, file.about is not None, file.about or "", file.beside or "")
    )
    changes = [
        f"{version_name(change)}: {' '.join([*change['what'], change['note']]).strip()}"
        for change in manifest["changes"]
    ]
    return Released(
        codebook=codebook,
        version=manifest["version"],
        changes=tuple(reversed(changes)),
        files=tuple(found),
        manifest=manifest,
    )


def _published(codebook: Codebook, name: str, facts: Mapping[str, Any]) -> Published:
    path = codebook.folder / name
    year = year_of(name)
    apart = () if path == year_file(codebook.folder, year) else path.stem.split(".")
    about, beside = (*apart, None, None)[:2]
    return Published(
        year=year,
        about=about,
        beside=beside,
        path=path,
        name="_".join([codebook.id, str(year), *apart]),
        rows=facts["rows"],
        columns=len(facts["columns"]),
        size=path.stat().st_size if path.is_file() else 0,
        sha256=facts["sha256"],
    )


def everything(release: Released, more: Iterable[tuple[str, str]] = ()) -> bytes:
    """A ZIP of the data folder as released: codebook, responses, manifest and report.

    `more` adds texts as (name, content). Unzipped, it is a folder that the dashboard opens.
    """
    folder, top = release.codebook.folder, release.codebook.id
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(f"{top}/{name}", ZIP_DATE), content)

        for path in (*codebook_files(folder), Path(MANIFEST)):
            put(path.as_posix(), (folder / path).read_bytes())
        for file in release.files:
            put(file.path.relative_to(folder).as_posix(), file.read())
        put(REPORT, release.report().encode())
        for name, content in more:
            put(name, content.encode())
    return stream.getvalue()
