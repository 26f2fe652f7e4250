"""Commands for maintainers: make a folder safe to publish, and check it again."""

import argparse
from datetime import date
from pathlib import Path

from dashboard.cli.arguments import DATA, Commands
from dashboard.errors import DashboardError, shown


def add_release(commands: Commands) -> None:
    command = commands.add_parser(
        "release",
        help="make an imported data folder publishable",
        description="Needs a secret in SURVEY_SEED, or in the file named by SURVEY_SEED_FILE.",
    )
    command.add_argument(
        "source", type=Path, metavar="SOURCE", help="imported data folder or raw export"
    )
    command.add_argument("--to", type=Path, default=DATA, metavar="DIR")
    command.add_argument("--note", default="", help="reason, if a released year is corrected")
    command.add_argument(
        "--date",
        metavar="YYYY-MM-DD",
        help="date of the release for its record; without one, readers see only its version",
    )
    command.add_argument("--year", type=int, help="year of a raw export")
    command.add_argument(
        "--survey", type=Path, metavar="SURVEY_DIR", help="codebook for a raw export"
    )
    command.add_argument("--format", help="survey tool of a raw export; default: detected")

    def run(options: argparse.Namespace) -> None:
        from dashboard.release.releasing import release, release_raw
        from dashboard.release.secret import seed_from

        seed, day = seed_from(), day_of(options.date)
        if options.source.is_dir() or not options.source.exists():
            report = release(options.source, options.to, seed, options.note, day)
        elif options.year is None or options.survey is None:
            raise DashboardError("To release a raw export, set --year and --survey.")
        else:
            raw, year, survey = options.source, options.year, options.survey
            imported, report = release_raw(
                raw, year, survey, options.to, seed, options.note, options.format, day
            )
            print(imported.text())
        print(report.text(), end="")

    command.set_defaults(run=run)


def day_of(text: str | None) -> date | None:
    """A date of the command line; DashboardError where it is not one."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise DashboardError(f"{shown(text)} is not a date; write it as 2026-11-29.") from error


def add_check(commands: Commands) -> None:
    command = commands.add_parser("check", help="repeat all checks of a release")
    command.add_argument("folder", type=Path, nargs="?", default=DATA, metavar="DATA_DIR")
    command.add_argument(
        "--against",
        type=Path,
        metavar="OLD_DIR",
        help="an older version: also check what the two reveal together",
    )
    command.add_argument(
        "--imported",
        type=Path,
        metavar="DIR",
        help="the imported folder: also compare every figure with the original answers",
    )

    def run(options: argparse.Namespace) -> None:
        from dashboard.release.release_checks import check

        for folder in (options.against, options.imported):
            if folder is not None and not (folder / "responses").is_dir():
                raise DashboardError(f"{folder} has no responses.")
        report = check(options.folder, options.imported, options.against)
        if not report.passed:
            raise DashboardError(report.text().rstrip())
        print(report.text(), end="")

    command.set_defaults(run=run)
