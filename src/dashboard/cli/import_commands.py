"""Commands for maintainers: import, codebook drafts and the synthetic sample."""

import argparse
from pathlib import Path

from dashboard.cli.arguments import DATA, Commands, add_reading, reading_of
from dashboard.errors import DashboardError


def add_import(commands: Commands) -> None:
    command = commands.add_parser("import", help="convert a raw export to a data folder")
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
        help="year of each export, in order; default: the year in the file name",
    )
    command.add_argument("--to", type=Path, metavar="NEW_DIR", help="folder for the draft")
    command.add_argument("--topic", default="personas", help="topic page for its questions")
    command.add_argument("--against", type=Path, metavar="SURVEY_DIR", help="compare with")
    add_reading(command)
    command.add_argument(
        "--codes",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="code list of a coded export: text or XLSX with one code and label per line; may be "
        "repeated",
    )

    def run(options: argparse.Namespace) -> None:
        from dashboard.codebook.survey_entries import ReadEntry
        from dashboard.importing.drafting import drift, write_draft, years_of

        if (options.to is None) is (options.against is None):
            raise DashboardError("Use --to for a draft or --against for a comparison.")
        raws = years_of(options.raw, options.year)
        given = reading_of(options)
        if options.against is not None:
            for raw, year in raws:
                found = drift(raw, options.against, year, options.format, given)
                print(found.text(), end="")
            return
        print(
            write_draft(
                raws,
                options.to,
                options.topic,
                how=ReadEntry.model_validate(given),
                format=options.format,
                codes=options.codes,
            )
        )

    command.set_defaults(run=run)


def add_sample(commands: Commands) -> None:
    command = commands.add_parser("sample", help="generate synthetic responses from the codebook")
    command.add_argument("--to", type=Path, metavar="DIR", help="default: the data folder")
    command.add_argument("--respondents", type=int, metavar="N", help="respondents per year")
    command.add_argument("--raw", action="store_true", help="write raw exports instead")
    command.add_argument("--data", type=Path, default=DATA, metavar="DIR")

    def run(options: argparse.Namespace) -> None:
        from dashboard.codebook import read_codebook
        from dashboard.synthetic import make_sample

        codebook = read_codebook(options.data)
        to = options.to or options.data
        print(make_sample(codebook, to, respondents=options.respondents, raw=options.raw))

    command.set_defaults(run=run)
