"""Commands of maintainers: from a raw export, or from nobody, to a folder of data."""

import argparse
from pathlib import Path

from dashboard.cli.arguments import DATA, Commands
from dashboard.errors import DashboardError


def add_import(commands: Commands) -> None:
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


def add_codebook(commands: Commands) -> None:
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
        from dashboard.importing.drafting import drift, write_draft

        if (options.to is None) is (options.against is None):
            raise DashboardError("Name either --to, for a draft, or --against, for a comparison.")
        if options.against is not None:
            print(drift(options.raw, options.against, options.year, options.format).text(), end="")
        else:
            print(write_draft(options.raw, options.year, options.to, options.topic, options.format))

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
