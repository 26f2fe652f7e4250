"""Commands of maintainers: from a raw export, or from nobody, to a folder of data."""

import argparse
from pathlib import Path

from dashboard.cli.arguments import DATA, Commands, add_reading, reading_of
from dashboard.errors import DashboardError


def add_import(commands: Commands) -> None:
    command = commands.add_parser("import", help="turn a raw export into a data folder")
    command.add_argument("raw", type=Path, metavar="RAW", help="CSV, XLSX or SPSS")
    command.add_argument("--year", type=int, required=True)
    command.add_argument("--survey", type=Path, required=True, metavar="SURVEY_DIR")
    command.add_argument("--to", type=Path, required=True, metavar="OUT_DIR")
    add_reading(command)

    def run(options: argparse.Namespace) -> None:
        from dashboard.importing.importer import import_raw

        report = import_raw(
            options.raw,
            options.year,
            options.survey,
            options.to,
            format=options.format,
            reading=reading_of(options),
        )
        print(report.text())

    command.set_defaults(run=run)


def add_codebook(commands: Commands) -> None:
    command = commands.add_parser(
        "codebook",
        help="draft a codebook from raw exports, or compare one with a codebook",
        description="With --to, drafts a codebook from the exports of one or more years. With "
        "--against, lists what an export has that a codebook lacks, and the edits to make.",
    )
    command.add_argument("raw", type=Path, nargs="+", metavar="RAW", help="CSV, XLSX or SPSS")
    command.add_argument(
        "--year",
        type=int,
        action="append",
        default=[],
        help="of each export, in their order; where not given, the one in the file's name",
    )
    command.add_argument("--to", type=Path, metavar="NEW_DIR", help="where the draft goes")
    command.add_argument("--topic", default="personas", help="the page that shows its questions")
    command.add_argument("--against", type=Path, metavar="SURVEY_DIR", help="what to compare with")
    command.add_argument("--format", help="the tool it comes from, where that is not recognised")
    command.add_argument("--header-rows", type=int, choices=(1, 2, 3), help="of a plain table")
    command.add_argument("--separator", help="what joins several answers in one cell")
    command.add_argument("--encoding", help="of a text file, where it is not recognised")
    command.add_argument("--sheet", help="of a workbook: its name or number")
    command.add_argument(
        "--codes",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a code list of a coded export: text or XLSX, lines of code and label; may be "
        "repeated",
    )

    def run(options: argparse.Namespace) -> None:
        from dashboard.codebook.entries import ReadEntry
        from dashboard.importing.drafting import drift, write_draft, years_of

        if (options.to is None) is (options.against is None):
            raise DashboardError("Use --to for a draft or --against for a comparison.")
        raws = years_of(options.raw, options.year)
        if options.against is not None:
            for raw, year in raws:
                print(drift(raw, options.against, year, options.format).text(), end="")
            return
        given = {
            name: value
            for name in ("header_rows", "separator", "encoding", "sheet")
            if (value := getattr(options, name)) is not None
        }
        print(
            write_draft(
                raws,
                options.to,
                options.topic,
                how=ReadEntry(**given) if given else None,
                format=options.format,
                codes=options.codes,
            )
        )

    command.set_defaults(run=run)


def add_sample(commands: Commands) -> None:
    command = commands.add_parser("sample", help="make synthetic responses from the codebook")
    command.add_argument("--to", type=Path, metavar="DIR", help="the data folder if not given")
    command.add_argument("--respondents", type=int, metavar="N", help="in each year")
    command.add_argument("--raw", action="store_true", help="write raw exports instead")
    command.add_argument("--data", type=Path, default=DATA, metavar="DIR")

    def run(options: argparse.Namespace) -> None:
        from dashboard.codebook import read_codebook
        from dashboard.synthetic import make_sample

        codebook = read_codebook(options.data)
        to = options.to or options.data
        print(make_sample(codebook, to, respondents=options.respondents, raw=options.raw))

    command.set_defaults(run=run)
