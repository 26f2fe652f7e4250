"""From an imported folder to one that anybody may publish, or the reasons why not."""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from dashboard.codebook import Codebook, Year, read_codebook
from dashboard.codebook.reading import codebook_files
from dashboard.errors import DashboardError, how_many, listed
from dashboard.importing.import_report import ImportReport
from dashboard.importing.importer import import_raw
from dashboard.importing.parquet_writer import write_parquet
from dashboard.importing.survey_folder import check_target
from dashboard.importing.unfinished import (
    RELEASING,
    put_in_place,
    written_aside,
)
from dashboard.release.check_report import CheckReport
from dashboard.release.manifest import (
    FORMAT,
    MANIFEST,
    REPORT,
    column_hashes,
    file_hash,
    has_answers,
    history_entry,
    read_manifest,
    released_years,
    released_years_of,
    response_files,
    structure,
    write_manifest,
    year_of,
)
from dashboard.release.privacy_plan import Plan, make_plan
from dashboard.release.release_checks import inspect
from dashboard.release.release_report import markdown
from dashboard.release.secret import Seed
from dashboard.release.sensitivity import sensitivity
from dashboard.release.utility import compare_figures, utility_faults
from dashboard.release.year_release import YearRelease, YearReport, plain
from dashboard.responses.own_folders import kept_from_all
from dashboard.responses.schema import RESPONDENT, separate_file, year_file

BETWEEN = "survey-importing-"
"""The name of the temporary folder with answers that are not anonymized yet."""


@dataclass(frozen=True)
class ReleaseReport:
    """The result of a release: its folder, its effects, and its checks."""

    to: Path
    version: int
    years: dict[Year, YearReport]
    check: CheckReport
    markdown: str
    remarks: tuple[str, ...] = ()

    def text(self) -> str:
        """The summary for a maintainer."""
        names = ", ".join(map(str, self.years))
        lines = [f"{names} released to {self.to}, version {self.version}."]
        for year, report in self.years.items():
            withheld = ", ".join(f"{code} {n:,}" for code, n in report.withheld.items())
            people = how_many(report.rows, "respondent")
            lines.append(f"  {year}: {people}; withheld: {withheld or 'nothing'}")
            for code, n in report.sensitive.items():
                lines.append(f"    {code}, sensitive: withheld for {n:,}")
        lines += [f"  {remark}" for remark in self.remarks]
        return "\n".join([*lines, f"  The full report is {self.to / REPORT}."]) + "\n"


def release(
    source: Path, to: Path, seed: Seed, note: str = "", day: date | None = None
) -> ReleaseReport:
    """Make the years of an imported folder safe, and put them into the data folder `to`.

    Years that only `to` has stay as they are. The result is the same for the same `source`, seed
    and `day`, which is the date of a new version in its record; a version without a date gets it.
    Raises DashboardError, leaving `to` unchanged, where anything must not be published; `source` is
    never changed.
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
    # The target is read once nobody else can change it.
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
        mark = None if codebook.synthetic else seed.mark(codebook.id)
        manifest = _manifest(new, codebook, plan, reports, checked, before, note, day, mark)
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
    remarks = tuple(_remarks(before, manifest, note, day))
    return ReleaseReport(to, manifest["version"], reports, checked, page, remarks)


def _remarks(
    before: dict[str, Any] | None, manifest: dict[str, Any], note: str, day: date | None
) -> Iterator[str]:
    """Changes against the release before, and requests that were not carried out."""
    newest = manifest["changes"][-1]
    name = f"version {newest['version']}"
    if note and newest["note"] != note:
        yield f"--note was not stored: {name} has the note {newest['note']!r} already."
    if day is not None and newest.get("date") != day.isoformat():
        yield f"--date was not stored: {name} has the day {newest['date']} already."
    if before is None:
        return
    years = released_years_of({*before["files"], *manifest["files"]})
    old, new = ({name: f["sha256"] for name, f in m["files"].items()} for m in (before, manifest))
    differing = {year_of(name) for name in {*old, *new} if old.get(name) != new.get(name)}
    changed = [year for year in years if year in differing]
    same = [year for year in years if year not in changed]
    since = f"since version {before['version']}"
    yield f"Changed {since}: {listed(changed) if changed else 'no responses'}." + (
        f" As they were: {listed(same)}." if changed and same else ""
    )
    if other := [year for year in years if _secrets(before, manifest, str(year)) is True]:
        yield (
            f"WARNING: an earlier release of {listed(other)} used another secret. All is drawn "
            "anew, and answers withheld in one version may be shown in the other. If that was not "
            "intended, release again with the earlier secret; otherwise withdraw the older files."
        )


def _secrets(before: dict[str, Any], after: dict[str, Any], year: str) -> bool | None:
    """Whether a year was released with another secret than before; None if that is unknown."""
    marks = [manifest["years"].get(year, {}).get("secret") for manifest in (before, after)]
    return None if None in marks else marks[0] != marks[1]


def _released_before(to: Path, codebook: Codebook) -> dict[str, Any] | None:
    """The manifest of an earlier release; an error where the folder holds anything else."""
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
    day: date | None = None,
) -> tuple[ImportReport, ReleaseReport]:
    """Import a raw export by the codebook in `survey`, and release it; nothing else is kept."""
    with kept_from_all(BETWEEN) as between:
        imported = import_raw(raw, year, survey, between / "imported", format=format)
        return imported, release(between / "imported", to, seed, note, day)


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
    day: date | None,
    mark: str | None,
) -> dict[str, Any]:
    dated = {} if day is None else {"date": day.isoformat()}
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
    kept = {year: facts for year, facts in earlier["years"].items() if int(year) not in reports}
    secret = {} if mark is None else {"secret": mark}
    fresh = {
        str(year): _veiled(plain(report), plan.k)
        | {"attacks": plain(checked.attacks[year])}
        | secret
        for year, report in reports.items()
    }
    years = dict(sorted((kept | fresh).items()))
    secrets = {year: _secrets(earlier, {"years": years}, year) for year in years}
    said = _difference(earlier["files"], files, secrets)
    rests_on = {"files": files, "codebook": structure(codebook, released_years(folder, codebook))}
    if before and not said and before["codebook"] == rests_on["codebook"]:
        version, [*older, newest] = earlier["version"], earlier["changes"]
        noted = {"note": newest["note"] or note}
        changes = [*older, dated | newest | noted]
    else:
        version = earlier["version"] + 1
        what = said if before else ["First release."]
        entry = {"version": version, "what": what or ["The codebook changed."], "note": note}
        changes = [*earlier["changes"], dated | entry | history_entry(rests_on, codebook)]
    return {
        "format": FORMAT,
        "passed": checked.passed,
        "version": version,
        "changes": changes,
        "codebook": rests_on["codebook"],
        "years": years,
        "files": files,
    }


def _veiled(facts: dict[str, Any], k: int) -> dict[str, Any]:
    """The facts of a year without any count of people smaller than k."""

    def veil(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: veil(part) for name, part in value.items()}
        return f"under {k}" if isinstance(value, int) and 0 < value < k else value

    counts = ("withheld", "records_withheld", "separate", "sensitive", "raw")
    return facts | {name: veil(facts[name]) for name in counts}


WHY = {
    True: "drawn anew as a whole with another secret.",
    False: "drawn anew as a whole, since its answers or the rules of its release changed.",
    None: "drawn anew as a whole, since its answers, the rules of its release or the secret "
    "changed.",
}
"""Why a year was drawn anew, by whether it was released with another secret; None is unknown."""


def _difference(
    before: dict[str, Any], after: dict[str, Any], secrets: Mapping[str, bool | None]
) -> list[str]:
    """Changes between two releases, by file and column, as sentences."""
    said = []
    redrawn = set()
    for name in sorted({*before, *after}, key=lambda name: (not has_answers(name), name)):
        if name in before and name in after and has_answers(name):
            ids = (facts[name]["columns"][RESPONDENT] for facts in (before, after))
            if len(set(ids)) > 1:
                more = after[name]["rows"] - before[name]["rows"]
                redrawn.add(Path(name).parent)
                year = year_of(name)
                said.append(f"{year} was {WHY[secrets[str(year)]]}{_people(more)}")
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
            said.append(f"{name}: changed in {', '.join(columns) or 'form only'}.{_people(rows)}")
    return said


def _people(more: int) -> str:
    """By how many respondents a file has grown, as a sentence to add; empty if by none."""
    return (
        f" {how_many(abs(more), 'respondent')} {'more' if more > 0 else 'fewer'}." if more else ""
    )
