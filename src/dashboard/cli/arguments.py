"""Options that several commands share: data folder, view, progress."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from dashboard.errors import DashboardError

if TYPE_CHECKING:
    from dashboard.exports.batch.opener import AtHand
    from dashboard.query.url import Address

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

DATA = Path("data")


def filter_of(text: str) -> tuple[str, list[str]]:
    """A filter's name and codes; DashboardError for any other text."""
    name, equals, codes = text.partition("=")
    if not equals or not codes:
        raise DashboardError(f"{text!r} is not a filter; use persona=code or persona=a,b.")
    return name, codes.split(",")


def add_reading(command: argparse.ArgumentParser) -> None:
    """Add the options for how a raw export is written."""
    command.add_argument("--format", help="survey tool of the export; default: detected")
    command.add_argument(
        "--header-rows", type=int, choices=(1, 2, 3), metavar="N", help="default: detected"
    )
    command.add_argument("--encoding", metavar="NAME", help="default: detected")
    command.add_argument(
        "--sheet", metavar="SHEET", help="sheet of a workbook, by name or number from 0"
    )
    command.add_argument(
        "--separator", metavar="TEXT", help="separator of multiple answers in a cell"
    )
    command.add_argument("--decimal", choices=(".", ","), help="decimal mark")
    command.add_argument(
        "--no-quotes",
        action="store_true",
        help="treat quotes in a text file as part of the cells",
    )
    command.add_argument(
        "--keep-empty-rows",
        action="store_true",
        help="count empty rows as respondents without answers",
    )


def reading_of(options: argparse.Namespace) -> dict[str, object]:
    """The keys of `read` in survey.yaml that these options override."""
    sheet = options.sheet
    given = {
        "header_rows": options.header_rows,
        "encoding": options.encoding,
        "sheet": int(sheet) if sheet is not None and sheet.isdigit() else sheet,
        "separator": options.separator,
        "decimal": options.decimal,
        "quotes": False if options.no_quotes else None,
        "empty_rows": True if options.keep_empty_rows else None,
    }
    return {name: value for name, value in given.items() if value is not None}


def add_survey(command: argparse.ArgumentParser) -> None:
    """Add the options for the survey and the URL of its dashboard."""
    command.add_argument("--data", type=Path, default=DATA, metavar="DIR")
    command.add_argument("--app", default="", metavar="URL", help="URL of the dashboard")


def survey_of(options: argparse.Namespace) -> "AtHand":
    """The survey of these options, loaded; DashboardError where it may not be shown."""
    import os

    from dashboard.exports.batch.opener import at_hand

    for name in ("app", "site"):
        address = getattr(options, name, "")
        if address and not address.startswith(("https://", "http://")):
            raise DashboardError(
                f"--{name} {address!r} is not a web address; it must start with https://."
            )
    return at_hand(options.data, os.environ, options.app)


def add_where(command: argparse.ArgumentParser) -> None:
    """Add the option that filters respondents."""
    command.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="FILTER=CHOICE,CHOICE",
        help="filter respondents; may be repeated",
    )


def add_view(command: argparse.ArgumentParser) -> None:
    """Add the options for a view, as a reader chooses it beside a page."""
    command.add_argument("--year", action="append", help="default: the newest; may be repeated")
    add_where(command)
    compared = command.add_mutually_exclusive_group()
    compared.add_argument(
        "--by",
        metavar="QUESTION",
        help="compare groups by persona, company_size or the answers to a question",
    )
    compared.add_argument("--compare", metavar="WHAT", help="compare years, or groups like --by")
    command.add_argument(
        "--of", help="percentages of those who answered, were asked, or of everyone"
    )
    command.add_argument("--weights", help="none, survey or use_cases")


def add_pages(command: argparse.ArgumentParser) -> None:
    """Add the option for the number of images created in parallel."""
    command.add_argument(
        "--pages",
        type=int,
        choices=range(1, 33),
        metavar="N",
        help="images created in parallel; default: number of processors",
    )


def views_of(options: argparse.Namespace, survey: "AtHand") -> list["Address"]:
    """The views of these options, one for each year; DashboardError where one is unknown."""
    chosen = {name: ",".join(codes) for name, codes in map(filter_of, options.where)}
    if len(chosen) < len(options.where):
        raise DashboardError("A filter is given twice; list its choices as persona=a,b.")
    more = {"compare": options.compare or options.by, "of": options.of, "weights": options.weights}
    chosen |= {name: text for name, text in more.items() if text}
    years = dict.fromkeys(options.year or [str(survey.newest)])
    return [survey.address(year=year, **chosen) for year in years]


def several(text: str) -> tuple[str, ...]:
    """Names separated by commas, each once."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def note(text: str) -> None:
    """Print a note to standard error."""
    print(text, file=sys.stderr)


def summary(lines: Sequence[str], most: int = 5) -> str:
    """The first lines, and how many more there are."""
    rest = len(lines) - most
    return "\n".join([*lines[:most], *([f"and {rest} more"] if rest > 0 else [])])
