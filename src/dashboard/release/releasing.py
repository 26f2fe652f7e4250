"""From an imported folder to one that anybody may publish, or the reasons why not."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from dashboard.codebook import Codebook, Year, read_codebook
from dashboard.codebook.reading import codebook_files
from dashboard.errors import DashboardError
from dashboard.importing.import_report import ImportReport
from dashboard.importing.importer import import_raw
from dashboard.importing.parquet_writer import write_parquet
from dashboard.importing.survey_folder import check_target
from dashboard.importing.unfinished import (
    RELEASING,
    kept_from_all,
    put_in_place,
    written_aside,
)
from dashboard.release.manifest import (
    FORMAT,
    MANIFEST,
    REPORT,
    column_hashes,
    file_hash,
    history_entry,
    read_manifest,
    released_years,
    response_files,
    structure,
    write_manifest,
)
from dashboard.release.privacy_plan import Plan, make_plan
from dashboard.release.release_checks import CheckReport, inspect
from dashboard.release.release_report import markdown
from dashboard.release.secret import Seed
from dashboard.release.sensitivity import sensitivity
from dashboard.release.utility import compare_figures, utility_faults
from dashboard.release.year_release import YearRelease, YearReport, plain
from dashboard.responses.schema import RESPONDENT, separate_file, year_file

BETWEEN = "survey-importing-"
"""How the temporary folder is called that holds answers nobody has made anonymous yet."""


@dataclass(frozen=True)
class ReleaseReport:
    """What was released where, what that took, and how it fared in the checks."""

    to: Path
    version: int
    years: dict[Year, YearReport]
    check: CheckReport
    markdown: str

    def text(self) -> str:
        """What a maintainer needs to see at once."""
        names = ", ".join(map(str, self.years))
        lines = [f"{names} released to {self.to}, version {self.version}."]
        for year, report in self.years.items():
            withheld = ", ".join(f"{code} {n:,}" for code, n in report.withheld.items())
            lines.append(
                f"  {year}: {report.rows:,} respondents; withheld: {withheld or 'nothing'}"
            )
            for code, n in report.sensitive.items():
                lines.append(f"    {code}, sensitive: withheld of {n:,}")
        return "\n".join([*lines, f"  The whole report is {self.to / REPORT}."]) + "\n"


def release(source: Path, to: Path, seed: Seed, note: str = "") -> ReleaseReport:
    """Make the years of an imported folder safe, and put them into the data folder `to`.

    Years that `to` holds already and `source` does not stay as they are. The result is the same
    for the same `source` and seed. Raises DashboardError, leaving `to` as it was, where anything
    stands against publishing; `source` is never changed.
    """
    codebook = read_codebook(source)
    seed.check(synthetic=codebook.synthetic)
    plan = make_plan(codebook)
    if read_manifest(source) is not None:
        raise DashboardError(f"{source} is a release already; release what was imported instead.")
    if to.exists() and source.samefile(to):
        raise DashboardError("A release does not overwrite its source; name another folder.")
    years = released_years(source, codebook)
    if not years:
        raise DashboardError(f"{source} has no responses; import them first.")
    check_target(to, codebook)
    # What stands there is looked at once nobody else can change it.
    with written_aside(to, RELEASING) as aside:
        before = _released_before(to, codebook)
        new = aside / "new"
        for path in codebook_files(source):
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / path, new / path)
        for path in response_files(to) if before else ():
            if path.parent.name not in {f"year={year}" for year in years}:
                (new / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(to / path, new / path)
        reports = {year: _release_year(source, year, plan, seed, new) for year in years}
        checked = inspect(new, plan)
        if not checked.passed:
            faults = "\n".join(f"  {fault}" for fault in checked.faults)
            raise DashboardError(f"The release does not pass its checks:\n{faults}")
        manifest = _manifest(new, codebook, plan, reports, checked, before, note)
        write_manifest(new, manifest)
        useful = compare_figures(codebook, source, new, list(reports))
        if moved := list(utility_faults(codebook, useful)):
            raise DashboardError(
                "The release would not show what was answered:\n" + "\n".join(moved)
            )
        for year, facts in useful.items():
            manifest["years"][str(year)]["utility"] = plain(facts)
        if (newest := max(released_years(new, codebook))) in reports:
            marks = sensitivity(codebook, source, newest)
            manifest["years"][str(newest)]["sensitivity"] = plain(marks)
        write_manifest(new, manifest)
        page = markdown(codebook, manifest)
        (new / REPORT).write_text(page, encoding="utf-8")
        files = [*codebook_files(new), *response_files(new), Path(MANIFEST), Path(REPORT)]
        stale = {*codebook_files(to), *response_files(to)} - set(files)
        put_in_place(new, to, files, stale)
    return ReleaseReport(to, manifest["version"], reports, checked, page)


def _released_before(to: Path, codebook: Codebook) -> dict[str, Any] | None:
    """The manifest of what stands in a folder; an error where that is something else."""
    check_target(to, codebook)
    before = read_manifest(to, older=True)
    if before is None and response_files(to):
        raise DashboardError(f"{to} holds responses that were never released; name another folder.")
    return before


def release_raw(
    raw: Path,
    year: Year,
    survey: Path,
    to: Path,
    seed: Seed,
    note: str = "",
    format: str | None = None,
) -> tuple[ImportReport, ReleaseReport]:
    """Import a raw export by the codebook in `survey`, and release it; nothing between is kept."""
    with kept_from_all(BETWEEN) as between:
        imported = import_raw(raw, year, survey, between / "imported", format=format)
        return imported, release(between / "imported", to, seed, note)


def _release_year(source: Path, year: Year, plan: Plan, seed: Seed, new: Path) -> YearReport:
    # The same file by the same rules gives the same release; any other is drawn anew as a whole.
    draws = seed.draws(
        plan.codebook.id, year, file_hash(year_file(source, year)), json.dumps(plan.rules(year))
    )
    try:
        main, apart, report = YearRelease(source, year, plan, draws).tables()
    except (pa.ArrowException, OSError) as error:
        name = year_file(Path(), year)
        raise DashboardError(f"{source / name} cannot be read: {error}.") from error
    write_parquet(main, year_file(new, year))
    for (code, key), table in apart.items():
        write_parquet(table, separate_file(new, year, code, key))
    return report


def _manifest(
    folder: Path,
    codebook: Codebook,
    plan: Plan,
    reports: dict[Year, YearReport],
    checked: CheckReport,
    before: dict[str, Any] | None,
    note: str,
) -> dict[str, Any]:
    files = {
        str(path): {
            "sha256": file_hash(folder / path),
            "rows": checked.files[str(path)].rows,
            "columns": column_hashes(folder / path),
            "risks": [plain(risk) for risk in checked.files[str(path)].risks],
        }
        for path in response_files(folder)
    }
    earlier = before or {"version": 0, "changes": [], "files": {}, "years": {}}
    said = _difference(earlier["files"], files)
    rests_on = {"files": files, "codebook": structure(codebook, released_years(folder, codebook))}
    if before and not said and before["codebook"] == rests_on["codebook"]:
        version, changes = earlier["version"], earlier["changes"]
    else:
        version = earlier["version"] + 1
        what = said if before else ["First release."]
        entry = {"version": version, "what": what or ["The codebook changed."], "note": note}
        changes = [*earlier["changes"], entry | history_entry(rests_on, codebook)]
    kept = {year: facts for year, facts in earlier["years"].items() if int(year) not in reports}
    fresh = {
        str(year): _veiled(plain(report), plan.k) | {"attacks": plain(checked.attacks[year])}
        for year, report in reports.items()
    }
    return {
        "format": FORMAT,
        "passed": checked.passed,
        "version": version,
        "changes": changes,
        "codebook": rests_on["codebook"],
        "years": dict(sorted((kept | fresh).items())),
        "files": files,
    }


def _veiled(facts: dict[str, Any], k: int) -> dict[str, Any]:
    """The facts of a year in which no count of people stands that is smaller than k."""

    def veil(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: veil(part) for name, part in value.items()}
        return f"under {k}" if isinstance(value, int) and 0 < value < k else value

    counts = ("withheld", "records_withheld", "separate", "sensitive", "raw")
    return facts | {name: veil(facts[name]) for name in counts}


MAIN = "/responses.parquet"


def _difference(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What changed between two releases, by file and column, as sentences."""
    said = []
    redrawn = set()
    for name in sorted({*before, *after}, key=lambda name: (not name.endswith(MAIN), name)):
        if name in before and name in after and name.endswith(MAIN):
            ids = (facts[name]["columns"][RESPONDENT] for facts in (before, after))
            if len(set(ids)) > 1:
                more = after[name]["rows"] - before[name]["rows"]
                redrawn.add(Path(name).parent)
                said.append(
                    f"{Path(name).parent.name.removeprefix('year=')} was drawn anew as a whole, "
                    "since its answers or the rules of its release changed."
                    + (f" {more:+,} respondents." if more else "")
                )
        if Path(name).parent in redrawn:
            continue
        if name not in before:
            said.append(f"{name} is new.")
        elif name not in after:
            said.append(f"{name} was taken out.")
        elif before[name]["sha256"] != after[name]["sha256"]:
            old, new = before[name]["columns"], after[name]["columns"]
            columns = [c for c in sorted({*old, *new}) if old.get(c) != new.get(c)]
            rows = after[name]["rows"] - before[name]["rows"]
            more = f" {rows:+,} respondents." if rows else ""
            said.append(f"{name}: changed in {', '.join(columns) or 'form only'}.{more}")
    return said
