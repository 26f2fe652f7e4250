"""Commands that print: results of a question, the questionnaire, the keys of the codebook."""

import argparse
from pathlib import Path

from dashboard.cli.arguments import DATA, Commands, add_where, filter_of
from dashboard.errors import DashboardError, unknown


def add_tabulate(commands: Commands) -> None:
    command = commands.add_parser("tabulate", help="print the results of a question, or of all")
    command.add_argument("question", metavar="QUESTION", nargs="?")
    command.add_argument(
        "--all",
        action="store_true",
        help="all questions in one table, each with shares or its default statistic",
    )
    command.add_argument("--item", help="one row of a matrix")
    command.add_argument(
        "--year", type=int, action="append", help="default: the newest; may be repeated"
    )
    add_where(command)
    command.add_argument(
        "--by",
        metavar="QUESTION",
        help="break down, for example by company_size; groups of a multiple-choice question "
        "overlap",
    )
    command.add_argument(
        "--less",
        metavar="SEGMENT",
        help="also print each group minus all other respondents ('others'), or minus one of the "
        "groups, in rows with the statistics less_SEGMENT and less_SEGMENT_adjusted_p",
    )
    command.add_argument(
        "--of",
        choices=["answered", "asked", "everyone"],
        default="answered",
        help="base of percentages: respondents who answered, who were asked, or all; the last is "
        "refused if not everyone was asked",
    )
    command.add_argument(
        "--statistic",
        metavar="NAME",
        help="statistic to compute, such as mean or median; default: shares. An unknown name "
        "lists those available",
    )
    command.add_argument(
        "--weights",
        choices=["none", "survey", "use_cases"],
        default="none",
        help="survey weights or use-case weights",
    )
    command.add_argument(
        "--change-from",
        type=int,
        metavar="YEAR",
        help="also print changes since that year, in rows with the statistics change, "
        "mix_adjusted_change (persona and company-size mix of the earlier year), "
        "change_adjusted_p (Benjamini–Hochberg, over the question's whole page) and "
        "change_marked (1 if figures flag it)",
    )
    command.add_argument("--data", type=Path, default=DATA, metavar="DIR")
    command.add_argument("--format", choices=["table", "csv", "json"], default="table")

    def run(options: argparse.Namespace) -> None:
        import os
        from dataclasses import replace

        from dashboard.analysis.statistics import statistic_named
        from dashboard.analysis.tables import Format, tabulate, tabulate_all, write_rows
        from dashboard.codebook import read_codebook
        from dashboard.query.selection import Of, Weights, select, source_words
        from dashboard.responses import load_responses
        from dashboard.responses.engines import engine_settings

        codebook = read_codebook(options.data)
        form = Format(options.format)
        if options.all is (options.question is not None):
            raise DashboardError("Name a question or use --all.")
        if options.all:
            _refuse_with_all(options)
            responses = load_responses(codebook, settings=engine_settings(os.environ))
            years = options.year or [max(responses.years)]
            query = replace(
                select(codebook, years, dict(map(filter_of, options.where))),
                by=codebook.question(options.by).id if options.by else None,
                of=Of(options.of),
                weights=Weights(options.weights),
            )
            table = tabulate_all(responses, query)
            print(write_rows(table.rows, form, source_words(codebook, query.years)), end="")
            return
        question = codebook.question(options.question)
        by = codebook.question(options.by) if options.by else None
        if options.item is not None:
            question.item(options.item)
        responses = load_responses(codebook, settings=engine_settings(os.environ))
        years = options.year or [max(responses.years)]
        if options.change_from is not None:
            select(codebook, [options.change_from])
        query = replace(
            select(codebook, years, dict(map(filter_of, options.where))),
            by=by.id if by is not None else None,
            of=Of(options.of),
            weights=Weights(options.weights),
        )
        table = tabulate(
            responses,
            question,
            query,
            statistic=statistic_named(options.statistic) if options.statistic else None,
            change_from=options.change_from,
            less=options.less,
        )
        kept = [
            row
            for row in table.rows
            if options.item in (None, row.item) or (row.flag == "not_asked" and not row.item)
        ]
        print(write_rows(kept, form, source_words(codebook, query.years)), end="")
        if form is Format.TABLE:
            for reason in table.notes:
                print(reason)

    command.set_defaults(run=run)


def _refuse_with_all(options: argparse.Namespace) -> None:
    """Refuse options that need a single question."""
    given = {"--item": options.item, "--statistic": options.statistic, "--less": options.less}
    given["--change-from"] = options.change_from
    for name, value in given.items():
        if value is not None:
            raise DashboardError(f"{name} needs a single question and cannot be used with --all.")


def add_schema(commands: Commands) -> None:
    command = commands.add_parser(
        "schema",
        help="print the JSON Schema of a codebook file, or the reference of all keys",
    )
    files = ["survey", "topic", "choices", "registry", "renamed"]
    command.add_argument("file", choices=[*files, "reference"])

    def run(options: argparse.Namespace) -> None:
        import json

        from dashboard.codebook.entries import FILES, schema
        from dashboard.codebook.key_reference import key_reference

        if options.file == "reference":
            print(key_reference(), end="")
            return
        print(json.dumps(schema(FILES[options.file]), indent=2))

    command.set_defaults(run=run)


def add_diff(commands: Commands) -> None:
    command = commands.add_parser(
        "diff",
        help="list the differences between two codebooks",
    )
    command.add_argument("old", type=Path, metavar="OLD_DIR")
    command.add_argument("new", type=Path, metavar="NEW_DIR")

    def run(options: argparse.Namespace) -> None:
        from dashboard.codebook import read_codebook
        from dashboard.codebook.codebook_diff import difference

        lines = difference(read_codebook(options.old), read_codebook(options.new))
        print("\n".join(lines or ["No differences."]))

    command.set_defaults(run=run)


def add_questionnaire(commands: Commands) -> None:
    command = commands.add_parser("questionnaire", help="print the questionnaire")
    command.add_argument("--year", type=int, help="survey year; default: the newest")
    command.add_argument("--data", type=Path, default=DATA, metavar="DIR")

    def run(options: argparse.Namespace) -> None:
        from dashboard.codebook import read_codebook
        from dashboard.codebook.questionnaire import questionnaire, text

        codebook = read_codebook(options.data)
        year = options.year if options.year is not None else max(codebook.years)
        if year not in codebook.years:
            raise DashboardError(unknown("year", year, codebook.years))
        print(text(questionnaire(codebook, year)))

    command.set_defaults(run=run)
