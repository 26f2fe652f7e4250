"""Checks whether a data folder is safe to publish: every release check, run on the files alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from dashboard.codebook import Codebook, Question, Year, read_codebook
from dashboard.paths import DATA_ENDINGS, in_folder
from dashboard.release.check_report import Attacks, CheckReport, Fault, FileFacts
from dashboard.release.file_inspection import FileInspection
from dashboard.release.manifest import (
    column_hashes,
    file_hash,
    irregular_files,
    read_manifest,
    released_years,
    response_files,
    structure,
    structure_faults,
)
from dashboard.release.privacy_plan import Plan, make_plan
from dashboard.release.utility import compare_figures, utility_faults
from dashboard.release.versions import attack
from dashboard.responses.schema import separate_file, year_file

OWN_FILES = frozenset({"release.json"})
# The findings planted in synthetic responses; real ones have no such file.
SYNTHETIC_FILES = OWN_FILES | {"truths.json"}
# Errors of reading a Parquet file that is damaged, or claims to be larger than it is.
DAMAGE = (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError)
UNREAD = "cannot be read as Parquet"
IRREGULAR = "is not a regular file"


def check(folder: Path, imported: Path | None = None, against: Path | None = None) -> CheckReport:
    """Repeat every check of a release on a published folder, and compare it with its manifest.

    With the `imported` folder, every figure is compared with the original answers; otherwise the
    findings of the release are used. With `against`, the folder of an older version, the two are
    attacked together.
    """
    codebook = read_codebook(folder)
    plan = make_plan(codebook)
    report = inspect(folder, plan)
    faults = list(report.faults)
    manifest = read_manifest(folder)
    if manifest is None:
        faults.append(Fault("release.json", "", "is missing: the folder was not released."))
    else:
        if manifest.get("passed") is not True:
            faults.append(Fault("release.json", "", "says that the release did not pass."))
        unread = {fault.file for fault in faults if fault.says.startswith((UNREAD, IRREGULAR))}
        faults += (one for one in _changed(folder, codebook, manifest) if one.file not in unread)
        faults += _useful(codebook, manifest)
    if imported is not None:
        years = released_years(folder, codebook)
        kept = [year for year in years if year in released_years(imported, codebook)]
        found = compare_figures(codebook, imported, folder, kept)
        faults += [Fault("", "", says.strip()) for says in utility_faults(codebook, found)]
    pairs = attack(against, folder) if against is not None else []
    faults += [Fault(pair.file, "", says) for pair in pairs for says in pair.faults()]
    notes = tuple(note for pair in pairs for note in pair.notes())
    return CheckReport(folder, tuple(faults), report.files, report.attacks, notes)


def _useful(codebook: Codebook, manifest: dict[str, Any]) -> Iterator[Fault]:
    """Faults where figures were not compared with the answers, or moved without a reason."""
    for year, told in manifest["years"].items():
        if "utility" not in told:
            yield Fault(
                "release.json",
                "",
                f"does not say whether the figures of {year} match the original answers.",
            )
            continue
        for code in told["utility"]["moved"]:
            if code not in codebook.privacy.moved:
                says = f"was moved in {year}, and no reason is declared."
                yield Fault("release.json", code, says)


def inspect(folder: Path, plan: Plan) -> CheckReport:
    """Check everything that the files themselves show, without a manifest."""
    faults: list[Fault] = []
    files: dict[str, FileFacts] = {}
    attacks: dict[Year, Attacks] = {}
    years = released_years(folder, plan.codebook)
    irregular = irregular_files(folder)
    faults += [Fault(str(path), "", f"{IRREGULAR}.") for path in irregular]
    if not years and not irregular:
        faults.append(Fault("responses", "", "there are no responses in the folder."))
    expected = set()
    seen_ids: set[str] = set()
    for year in years:
        main = year_file(Path(), year)
        told: dict[str, dict[str, float]] = {}
        for name, questions in _files(plan, year):
            expected.add(name)
            if name in irregular:
                continue
            if not (folder / name).is_file():
                faults.append(Fault(str(name), "", "is missing."))
                continue
            try:
                checker = FileInspection(folder, name, year, plan, questions, seen_ids)
                found = [*checker.faults()]
                told_of, attacked = checker.facts(), checker.attacks() if name == main else None
                share = checker.told() if len(questions) > 1 and name != main else None
            except DAMAGE as error:
                faults.append(Fault(str(name), "", f"{UNREAD}: {_why(error)}."))
                continue
            faults += found
            files[str(name)] = told_of
            if attacked is not None:
                attacks[year] = attacked
                faults += checker.singled_out(attacked)
            if share is not None:
                told.setdefault(questions[0].id, {})[questions[1].id] = share
        if year in attacks:
            attacks[year].told.update(told)
    faults += [
        Fault("", str(path), "does not belong here; a release did not write it.")
        for path in _strangers(folder, {*expected, *irregular}, plan.codebook.synthetic)
    ]
    return CheckReport(folder, tuple(faults), files, attacks)


def _files(plan: Plan, year: Year) -> Iterator[tuple[Path, tuple[Question, ...]]]:
    """The files of a year's release, relative to its folder, with the questions in each."""
    yield year_file(Path(), year), plan.main_in(year)
    for apart in plan.separate_in(year):
        yield separate_file(Path(), year, apart.id), (apart,)
        for key in plan.keys_in(year):
            yield separate_file(Path(), year, apart.id, key.id), (apart, key)


def _why(error: Exception) -> str:
    """The message of an error, on one line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200].rstrip(".")


def _strangers(folder: Path, expected: set[Path], synthetic: bool) -> Iterator[Path]:
    own = SYNTHETIC_FILES if synthetic else OWN_FILES
    for path in in_folder(folder, "**/*"):
        name = path.relative_to(folder)
        if path.is_dir() or name in expected or str(name) in own:
            continue
        in_responses = name.parts[0] == "responses"
        if in_responses or DATA_ENDINGS.intersection(s.casefold() for s in path.suffixes):
            yield name


def _changed(folder: Path, codebook: Codebook, manifest: dict[str, Any]) -> Iterator[Fault]:
    """Differences from the release: files by column, and the codebook by question."""
    declared: dict[str, dict[str, Any]] = manifest["files"]
    present = {str(path) for path in response_files(folder)}
    for name in sorted({*declared, *present}):
        if name not in present:
            yield Fault(name, "", "was released and is missing.")
        elif name not in declared:
            yield Fault(name, "", "is not in the manifest.")
        elif file_hash(folder / name) != declared[name]["sha256"]:
            before = declared[name]["columns"]
            try:
                now = column_hashes(folder / name)
            except DAMAGE as error:
                yield Fault(name, "", f"is not what was released, and damaged: {_why(error)}.")
                continue
            differing = [c for c in sorted({*before, *now}) if before.get(c) != now.get(c)]
            for column in differing:
                yield Fault(name, column, "is not what was released.")
            if not differing:
                yield Fault(name, "", "was rewritten after the release, with the same answers.")
    years = released_years(folder, codebook)
    for says in structure_faults(manifest["codebook"], structure(codebook, years)):
        yield Fault("codebook", "", says)
