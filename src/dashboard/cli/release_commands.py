"""Commands of maintainers: make a folder safe to publish, and check it again."""

import argparse
from pathlib import Path

from dashboard.cli.arguments import DATA, Commands
from dashboard.errors import DashboardError


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
    command.add_argument("--year", type=int, help="year of a raw export")
    command.add_argument(
        "--survey", type=Path, metavar="SURVEY_DIR", help="codebook for a raw export"
    )
    command.add_argument("--format", help="survey tool of a raw export; default: detected")

    def run(options: argparse.Namespace) -> None:
        from dashboard.release.releasing import release, release_raw
        from dashboard.release.secret import seed_from

        seed = seed_from()
        if options.source.is_dir() or not options.source.exists():
            report = release(options.source, options.to, seed, options.note)
        elif options.year is None or options.survey is None:
            raise DashboardError("To release a raw export, set --year and --survey.")
        else:
            raw, year, survey = options.source, options.year, options.survey
            imported, report = release_raw(
                raw, year, survey, options.to, seed, options.note, options.format
            )
            print(imported.text())
        print(report.text(), end="")

    command.set_defaults(run=run)


def add_check(commands: Commands) -> None:
    command = commands.add_parser("check", help="repeat all checks of a release")
    command.add_argument("folder", type=Path, nargs="?", default=DATA, metavar="DATA_DIR")
    command.add_argument(
        "--against",
        type=Path,
        metavar="OLD_DIR",
        help="an older version: what do the two tell together",
    )
    command.add_argument(
        "--imported",
        type=Path,
        metavar="DIR",
        help="what was released: compare every figure with what was answered, again",
    )

    def run(options: argparse.Namespace) -> None:
        from dashboard.release.release_checks import check

        for folder in (options.against, options.imported):
            if folder is not None and not (folder / "responses").is_dir():
                raise DashboardError(f"{folder} holds no responses.")
        report = check(options.folder, options.imported, options.against)
        if not report.passed:
            raise DashboardError(report.text().rstrip())
        print(report.text(), end="")

    command.set_defaults(run=run)
