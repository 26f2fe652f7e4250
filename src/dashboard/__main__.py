"""The command line: `python -m dashboard COMMAND`; `--help` lists the commands."""

import argparse
import sys
from collections.abc import Callable, Sequence

from dashboard.cli.edition_commands import add_book, add_publish
from dashboard.cli.figure_commands import add_export, add_verify
from dashboard.cli.import_commands import add_codebook, add_import, add_sample
from dashboard.cli.reading_commands import add_questionnaire, add_schema, add_tabulate
from dashboard.cli.release_commands import add_check, add_release
from dashboard.errors import DashboardError

COMMANDS = (
    *(add_import, add_tabulate, add_schema, add_questionnaire, add_sample, add_codebook),
    *(add_release, add_check, add_export, add_verify, add_book, add_publish),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: 0 where it succeeded, 2 where it could not, with the reason on stderr.

    Some commands say more by their number; their help tells what.
    """
    parser = argparse.ArgumentParser(prog="dashboard", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for add in COMMANDS:
        add(commands)
    options = parser.parse_args(arguments)
    run: Callable[[argparse.Namespace], int | None] = options.run
    try:
        return run(options) or 0
    except DashboardError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0


if __name__ == "__main__":
    sys.exit(main())
