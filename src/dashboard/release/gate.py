"""The gate of the app: only folders that were released, and are unchanged, may be shown."""

from collections.abc import Mapping
from pathlib import Path

from dashboard.codebook import Codebook, read_codebook
from dashboard.errors import DashboardError
from dashboard.release.manifest import (
    MANIFEST,
    file_hash,
    irregular_files,
    read_manifest,
    released_years,
    response_files,
    structure,
    structure_faults,
)
from dashboard.release.release_report import markdown

PREVIEW = "SURVEY_PREVIEW"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def gate(folder: Path, codebook: Codebook | None = None) -> DashboardError | None:
    """None where `folder` may be shown; otherwise the error that says why not.

    It needs a passing manifest, exactly its response files, unchanged, and a codebook with the same
    columns, codes, values and key attributes. `codebook` saves reading it again.
    """
    try:
        codebook = codebook or read_codebook(folder)
        manifest = read_manifest(folder)
    except DashboardError as error:
        return error
    again = f"`python -m dashboard check {folder}` lists everything."
    if manifest is None:
        return DashboardError(
            f"{folder} was not released: it has no {MANIFEST}. Run `python -m dashboard release`, "
            f"or set {PREVIEW}=1 to look at it on this machine only."
        )
    if manifest.get("passed") is not True:
        return DashboardError(f"The release of {folder} did not pass its checks. {again}")
    if irregular := irregular_files(folder):
        return DashboardError(f"{irregular[0]} is not a regular file. {again}")
    declared = manifest.get("files", {})
    present = {str(path) for path in response_files(folder)}
    if present != set(declared):
        odd = ", ".join(sorted(present ^ set(declared)))
        return DashboardError(f"The responses are not the files that were released: {odd}. {again}")
    for name in sorted(present):
        try:
            found = file_hash(folder / name)
        except OSError as error:
            return DashboardError(f"{name} cannot be read: {error.strerror}. {again}")
        if found != declared[name].get("sha256"):
            return DashboardError(f"{name} is not the file that was released. {again}")
    years = released_years(folder, codebook)
    for says in structure_faults(manifest.get("codebook", {}), structure(codebook, years)):
        return DashboardError(f"The codebook does not fit the release. {says} {again}")
    try:
        markdown(codebook, manifest)
    except DashboardError as error:
        return error
    return None


def previewing(environment: Mapping[str, str], address: str | None) -> bool:
    """Whether an unreleased folder may be shown: requested, and served on loopback only.

    `address` is the address the server listens on; none means all.
    """
    return environment.get(PREVIEW) == "1" and (address or "").strip("[]") in LOOPBACK
