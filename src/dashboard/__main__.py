"""The command line: `python -m dashboard COMMAND`; `--help` lists the commands."""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

from dashboard.cli.change_commands import add_changes
from dashboard.cli.edition_commands import add_book, add_publish
from dashboard.cli.figure_commands import add_export, add_verify
from dashboard.cli.import_commands import add_codebook, add_import, add_sample
from dashboard.cli.reading_commands import (
    add_diff,
    add_questionnaire,
    add_schema,
    add_tabulate,
)
from dashboard.cli.release_commands import add_check, add_release
from dashboard.cli.signals import ends_cleanly
from dashboard.errors import DashboardError

COMMANDS = (
    *(add_import, add_tabulate, add_schema, add_questionnaire, add_sample, add_codebook, add_diff),
    *(add_release, add_check, add_export, add_verify, add_book, add_publish),
    add_changes,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: 0 where it succeeded, 2 where it could not, with the reason on stderr.

    Some commands say more by their number; their help tells what.
    """
    _write_utf8()
    parser = argparse.ArgumentParser(prog="dashboard", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for add in COMMANDS:
        add(commands)
    try:
        with ends_cleanly():
            options = parser.parse_args(arguments)
            run: Callable[[argparse.Namespace], int | None] = options.run
            status = run(options) or 0
            sys.stdout.flush()
            return status
    except DashboardError as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        # Whoever read the output has had enough; nothing is left to be written at exit.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"{where}{(error.strerror or str(error)).lower()}.", file=sys.stderr)
    except MemoryError:
        print("There is not enough memory for this on the machine at hand.", file=sys.stderr)
    return 2


def _write_utf8() -> None:
    """Write UTF-8 whatever the console's encoding, since labels hold signs that few others have.

    What no encoding has, as a broken name of a file, is written as its code.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
