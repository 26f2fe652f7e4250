"""The command line: `python -m dashboard COMMAND`; `--help` lists the commands."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from dashboard.errors import DashboardError, unknown

DATA = Path("data")
# Named here too, so that printing the help needs nothing of the dashboard.
STATISTICS = ["share", "mean", "median", "top2", "recommend", "allocation", "volume", "first"]
STATISTICS += ["topk", "borda", "maxdiff"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 where it succeeded, 2 where it could not, with the reason on stderr."""
    parser = argparse.ArgumentParser(prog="dashboard", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for add in (_import, _tabulate, _schema, _questionnaire, _sample, _codebook, _release, _check):
        add(commands)
    options = parser.parse_args(arguments)
    run: Callable[[argparse.Namespace], None] = options.run
    try:
        run(options)
    except DashboardError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    return 0


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _import(commands: Commands) -> None:
    command = commands.add_parser("import", help="turn a raw export into a data folder")
    command.add_argument("raw", type=Path, metavar="RAW", help="CSV, XLSX or SPSS")
    command.add_argument("--year", type=int, required=True)
    command.add_argument("--survey", type=Path, required=True, metavar="SURVEY_DIR")
    command.add_argument("--to", type=Path, required=True, metavar="OUT_DIR")
    command.add_argument("--format", help="the tool it comes from, where that is not recognised")

    def run(options: argparse.Namespace) -> None:
        from dashboard.importing import import_raw

        report = import_raw(
            options.raw, options.year, options.survey, options.to, format=options.format
        )
        print(report.text())

    command.set_defaults(run=run)


def _tabulate(commands: Commands) -> None:
    command = commands.add_parser("tabulate", help="print the results of a question")
    command.add_argument("question", metavar="QUESTION")
    command.add_argument("--item", help="one row of a matrix")
    command.add_argument("--year", type=int, action="append", help="may be given several times")
    command.add_argument(
        "--where", action="append", default=[], metavar="FILTER=CHOICE,CHOICE", help="narrow"
    )
    command.add_argument(
        "--by",
        metavar="QUESTION",
        help="break down, for example by company_size; of a question with several answers the "
        "segments share people",
    )
    command.add_argument(
        "--less",
        metavar="SEGMENT",
        help="also print each segment less everybody else ('others'), or less one of the segments, "
        "in lines whose statistic is less_SEGMENT and less_SEGMENT_adjusted_p",
    )
    command.add_argument("--of", choices=["answered", "everyone"], default="answered")
    command.add_argument(
        "--statistic",
        choices=STATISTICS,
        help="what to compute; shares if not given",
    )
    command.add_argument(
        "--weights",
        choices=["none", "survey", "use_cases"],
        default="none",
        help="the survey's own weights, or those of use cases",
    )
    command.add_argument(
        "--change-from",
        type=int,
        metavar="YEAR",
        help="also print what changed since that year, in lines whose statistic is change, "
        "mix_adjusted_change (persona and company size as in the earlier year) and "
        "change_adjusted_p (Benjamini and Hochberg's, over the whole question)",
    )
    command.add_argument("--data", type=Path, default=DATA, metavar="DIR")
    command.add_argument("--format", choices=["table", "csv", "json"], default="table")

    def run(options: argparse.Namespace) -> None:
        from dashboard.codebook import read_codebook
        from dashboard.responses import load_responses
        from dashboard.results import Of
        from dashboard.scores import Statistic
        from dashboard.selection import select
        from dashboard.tabulate import Format, tabulate, write_rows
        from dashboard.weights import Weights

        codebook = read_codebook(options.data)
        question = codebook.question(options.question)
        by = codebook.question(options.by) if options.by else None
        if options.item is not None:
            question.item(options.item)
        responses = load_responses(codebook)
        years = options.year or [max(responses.years)]
        if options.change_from is not None:
            select(codebook, [options.change_from])
        table = tabulate(
            responses,
            question,
            select(codebook, years, dict(map(_filter, options.where))),
            by=by,
            of=Of(options.of),
            statistic=Statistic(options.statistic) if options.statistic else None,
            weights=Weights(options.weights),
            change_from=options.change_from,
            less=options.less,
        )
        kept = [
            row
            for row in table.rows
            if options.item in (None, row.item) or (row.flag == "not_asked" and not row.item)
        ]
        form = Format(options.format)
        print(write_rows(kept, form), end="")
        if form is Format.TABLE:
            for reason in table.notes:
                print(reason)

    command.set_defaults(run=run)


def _filter(text: str) -> tuple[str, list[str]]:
    name, equals, codes = text.partition("=")
    if not equals or not codes:
        raise DashboardError(f"{text!r} is no filter; write it as persona=code or persona=a,b.")
    return name, codes.split(",")


def _schema(commands: Commands) -> None:
    command = commands.add_parser("schema", help="print the JSON Schema of a codebook file")
    command.add_argument("file", choices=["survey", "topic", "choices", "registry", "renamed"])

    def run(options: argparse.Namespace) -> None:
        import json

        from dashboard.codebook.entries import FILES, schema

        print(json.dumps(schema(FILES[options.file]), indent=2))

    command.set_defaults(run=run)


def _questionnaire(commands: Commands) -> None:
    command = commands.add_parser("questionnaire", help="print the survey in reading order")
    command.add_argument("--year", type=int, help="the edition; the newest if not given")
    command.add_argument("--data", type=Path, default=DATA, metavar="DIR")

    def run(options: argparse.Namespace) -> None:
        from dashboard.codebook import read_codebook
        from dashboard.page_files import page_files
        from dashboard.questionnaire import questionnaire, text

        # Respondents meet the topics in the order of the pages.
        codebook = read_codebook(options.data, pages=page_files() or None)
        year = options.year if options.year is not None else max(codebook.years)
        if year not in codebook.years:
            raise DashboardError(unknown("year", year, codebook.years))
        print(text(questionnaire(codebook, year)))

    command.set_defaults(run=run)


def _sample(commands: Commands) -> None:
    command = commands.add_parser("sample", help="make synthetic responses from the codebook")
    command.add_argument("--to", type=Path, metavar="DIR", help="the data folder if not given")
    command.add_argument("--respondents", type=int, metavar="N", help="in each year")
    command.add_argument("--raw", action="store_true", help="write raw exports instead")
    command.add_argument("--data", type=Path, default=DATA, metavar="DIR")

    def run(options: argparse.Namespace) -> None:
        from dashboard.codebook import read_codebook
        from dashboard.sample import make_sample

        codebook = read_codebook(options.data)
        to = options.to or options.data
        print(make_sample(codebook, to, respondents=options.respondents, raw=options.raw))

    command.set_defaults(run=run)


def _codebook(commands: Commands) -> None:
    command = commands.add_parser(
        "codebook", help="draft a codebook from a raw export, or compare the two"
    )
    command.add_argument("raw", type=Path, metavar="RAW", help="CSV, XLSX or SPSS")
    command.add_argument("--year", type=int, required=True)
    command.add_argument("--to", type=Path, metavar="NEW_DIR", help="where the draft goes")
    command.add_argument("--topic", default="personas", help="the page that shows its questions")
    command.add_argument("--against", type=Path, metavar="SURVEY_DIR", help="what to compare with")
    command.add_argument("--format", help="the tool it comes from, where that is not recognised")

    def run(options: argparse.Namespace) -> None:
        from dashboard.drafting import drift, write_draft

        if (options.to is None) is (options.against is None):
            raise DashboardError("Name either --to, for a draft, or --against, for a comparison.")
        if options.against is not None:
            print(drift(options.raw, options.against, options.year, options.format).text(), end="")
        else:
            print(write_draft(options.raw, options.year, options.to, options.topic, options.format))

    command.set_defaults(run=run)


def _release(commands: Commands) -> None:
    command = commands.add_parser(
        "release",
        help="make an imported folder safe to publish",
        description="Needs a secret in SURVEY_SEED, or in the file that SURVEY_SEED_FILE names.",
    )
    command.add_argument(
        "source", type=Path, metavar="SOURCE", help="what import wrote, or a raw export"
    )
    command.add_argument("--to", type=Path, default=DATA, metavar="DIR")
    command.add_argument("--note", default="", help="why, where a released year is corrected")
    command.add_argument("--year", type=int, help="of a raw export")
    command.add_argument("--survey", type=Path, metavar="SURVEY_DIR", help="for a raw export")
    command.add_argument("--format", help="the tool a raw export comes from, if not recognised")

    def run(options: argparse.Namespace) -> None:
        from dashboard.release import release, release_raw, seed_from

        seed = seed_from()
        if not options.source.is_file():
            report = release(options.source, options.to, seed, options.note)
        elif options.year is None or options.survey is None:
            raise DashboardError("To release a raw export, give its --year and its --survey.")
        else:
            raw, year, survey = options.source, options.year, options.survey
            imported, report = release_raw(
                raw, year, survey, options.to, seed, options.note, options.format
            )
            print(imported.text())
        print(report.text(), end="")

    command.set_defaults(run=run)


def _check(commands: Commands) -> None:
    command = commands.add_parser("check", help="repeat every check of a release")
    command.add_argument("folder", type=Path, nargs="?", default=DATA, metavar="DATA_DIR")

    def run(options: argparse.Namespace) -> None:
        from dashboard.release import check

        report = check(options.folder)
        if not report.passed:
            raise DashboardError(report.text().rstrip())
        print(report.text(), end="")

    command.set_defaults(run=run)


if __name__ == "__main__":
    sys.exit(main())
