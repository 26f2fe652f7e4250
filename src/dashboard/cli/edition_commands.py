"""Commands that publish a year's figures: the figure book, and the static twin."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.cli.arguments import Commands, add_pages, add_survey, survey_of
from dashboard.cli.figure_commands import progress_bar, say_missing
from dashboard.errors import DashboardError, how_many, unknown

if TYPE_CHECKING:
    from dashboard.codebook import Year
    from dashboard.exports.batch.opener import AtHand


def add_book(commands: Commands) -> None:
    """Add `book`."""
    command = commands.add_parser(
        "book",
        help="write a year's figure book: HTML, DOCX, Markdown, PDF, and all figures in a ZIP",
        description="Exits with 2 if images are missing because Chromium is missing or crashed; "
        "the book has tables instead.",
    )
    command.add_argument("figures", nargs="*", metavar="FIGURE", help="default: standard figures")
    command.add_argument("--year", type=int, help="default: the newest")
    command.add_argument("--to", type=Path, required=True, metavar="DIR")
    add_pages(command)
    add_survey(command)

    def run(options: argparse.Namespace) -> int:
        from dashboard.exports.batch.book import book

        survey = survey_of(options)
        year = _year(survey, options.year)
        with progress_bar() as progress:
            files, told = book(
                survey,
                year,
                options.to,
                names=options.figures,
                pages=options.pages,
                progress=progress,
            )
        drawn = sum(1 for one in told if one.title)
        print(f"{how_many(drawn, 'figure')} of {year}:")
        for path in files:
            print(f"  {path} ({path.stat().st_size / 1e6:.1f} MB)")
        return say_missing(told)

    command.set_defaults(run=run)


def add_publish(commands: Commands) -> None:
    """Add `publish`."""
    command = commands.add_parser(
        "publish",
        help="write the static site: every page with filters, to host anywhere",
        description="Writes every page with the filters and comparisons that the site holds, and a "
        "page per figure with image, table and files. With FIGURE, only the pages of these "
        "figures. Exits with 2, leaving the folder unchanged, if images cannot be created.",
    )
    command.add_argument("folder", type=Path, metavar="DIR")
    command.add_argument("figures", nargs="*", metavar="FIGURE", help="default: standard figures")
    command.add_argument(
        "--site",
        default="",
        metavar="URL",
        help="URL where the folder will be served, for link previews and the sitemap",
    )
    command.add_argument("--year", type=int, help="default: the newest")
    command.add_argument(
        "--no-pictures", action="store_true", help="descriptions instead of images: faster"
    )
    add_pages(command)
    add_survey(command)

    def run(options: argparse.Namespace) -> int:
        from dashboard.exports.site.twin import publish

        survey = survey_of(options)
        year = _year(survey, options.year)
        with progress_bar() as progress:
            told = publish(
                survey,
                year,
                options.folder,
                names=options.figures,
                site=options.site,
                pages=options.pages,
                pictures=not options.no_pictures,
                progress=progress,
            )
        drawn = sum(1 for one in told if one.title)
        print(f"{how_many(drawn, 'figure')} of {year}; open {options.folder / 'index.html'}.")
        return say_missing(told)

    command.set_defaults(run=run)


def _year(survey: "AtHand", year: "Year | None") -> "Year":
    """A year with responses, the newest if none is asked for."""
    if year is None:
        return survey.newest
    if year not in survey.responses.years:
        raise DashboardError(unknown("year", year, survey.responses.years))
    return year
