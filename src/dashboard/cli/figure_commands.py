"""Commands that export figures, and verify them."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.cli.arguments import (
    Commands,
    add_pages,
    add_survey,
    add_view,
    note,
    several,
    summary,
    survey_of,
    views_of,
)
from dashboard.errors import DashboardError, how_many

if TYPE_CHECKING:
    from dashboard.exports.batch.batch_run import Progress, Told


def add_export(commands: Commands) -> None:
    """Add `export`."""
    command = commands.add_parser(
        "export",
        help="export figures as images, data and text",
        description="Exports figures, with a manifest that lists every file and its hash, and what "
        "could not be created and why. Exits with 2 if images are missing because Chromium is not "
        "installed or crashed; everything else is written anyway.",
    )
    command.add_argument(
        "figures",
        nargs="*",
        metavar="FIGURE",
        help="an id, or a reference ID?view@HASH; default: the standard figures",
    )
    command.add_argument("--all", action="store_true", help="every figure for every option")
    add_view(command)
    command.add_argument(
        "--format",
        type=several,
        default=("svg", "png", "csv"),
        metavar="FORMAT,FORMAT",
        help="svg, png, pdf, csv, xlsx, table, json, alt, caption, citation, sql",
    )
    command.add_argument(
        "--size",
        type=several,
        default=("report",),
        metavar="SIZE,SIZE",
        help="report, slide, square, card",
    )
    command.add_argument("--dark", action="store_true", help="images for dark pages")
    command.add_argument("--transparent", action="store_true", help="transparent background")
    command.add_argument("--to", type=Path, required=True, metavar="DIR")
    add_pages(command)
    add_survey(command)

    def run(options: argparse.Namespace) -> int:
        from dashboard.exports.batch.batch_run import export
        from dashboard.exports.batch.figure_files import Order
        from dashboard.exports.batch.request import wanted

        if options.figures and options.all:
            raise DashboardError("Name figures or use --all, not both.")
        if not options.format or not options.size:
            raise DashboardError("--format and --size each need at least one value.")
        order = Order(
            formats=options.format,
            sizes=options.size,
            mode="dark" if options.dark else "light",
            transparent=options.transparent,
        )
        survey = survey_of(options)
        asked = wanted(
            survey, options.figures, views_of(options, survey), every=options.all, note=note
        )
        with progress_bar() as progress:
            told = export(asked, order, options.to, survey, pages=options.pages, progress=progress)
        return report(told, options.to, named=bool(options.figures))

    command.set_defaults(run=run)


@contextmanager
def progress_bar() -> Iterator["Progress"]:
    """A progress bar of figures; none where there is no terminal."""
    from tqdm import tqdm

    with tqdm(unit="figure", disable=None, leave=False) as bar:

        def progress(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        yield progress


def report(told: "list[Told]", folder: Path, *, named: bool) -> int:
    """Print what was created and what is missing; 2 where something requested is missing.

    Figures that were `named` count as requested; standard figures that cannot be drawn are only
    reported.
    """
    files = sum(len(one.files) for one in told)
    drawn = [one for one in told if one.files]
    print(f"{how_many(len(drawn), 'figure')} as {how_many(files, 'file')} in {folder}.")
    failed = say_missing(told)
    return 2 if failed or (named and len(drawn) < len(told)) else 0


def say_missing(told: "list[Told]") -> int:
    """Report what could not be created and why; 2 where the machine is the reason, else 0."""
    reasons: dict[str, list[str]] = {}
    for one in told:
        for what, reason in one.missing.items():
            reasons.setdefault(reason, []).append(f"{one.reference} ({what})")
    for reason, missing in reasons.items():
        note(f"Not created: {reason}\n  " + summary(missing, 3).replace("\n", "\n  "))
    return 2 if any(one.failed for one in told) else 0


def add_verify(commands: Commands) -> None:
    """Add `verify`."""
    command = commands.add_parser(
        "verify",
        help="verify a chart's numbers from its reference",
        description="Exits with 0 if the numbers are current, with 1 if a later release changed "
        "them, with 2 if it cannot be determined.",
    )
    command.add_argument(
        "reference",
        nargs="+",
        metavar="ID@HASH",
        help="as printed under the chart; put it in quotes",
    )
    command.add_argument("--format", choices=["table", "csv", "json"], default="table")
    add_survey(command)

    def run(options: argparse.Namespace) -> int:
        from dashboard.exports.batch.verifying import table_text, verify
        from dashboard.exports.data.metadata import metadata_json
        from dashboard.exports.data.tidy import data_csv

        found = verify(survey_of(options), " ".join(options.reference))
        holds = {True: 0, False: 1, None: 2}[found.holds]
        if found.exhibit is None:
            note(
                f"{found.reference}: {found.fate.says} It cannot be drawn from the current "
                f"data. {found.problem}"
            )
            return holds
        exhibit, figure = found.exhibit, found.exhibit.figure
        match options.format:
            case "csv" | "json":
                note(f"{found.reference}: {found.fate.says}")
                write = data_csv if options.format == "csv" else metadata_json
                print(write(exhibit), end="")
            case _:
                words = (figure.title, figure.subtitle, figure.base, figure.note, figure.source)
                print(f"{found.reference}: {found.fate.says}\n")
                if exhibit.reference != str(found.reference):
                    print(f"Current figure, {exhibit.reference}:\n")
                print("\n".join(text for text in words if text))
                print(f"\n{table_text(figure.table)}")
        return holds

    command.set_defaults(run=run)
