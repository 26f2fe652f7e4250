"""Errors that a person reads: one sentence with the value, the allowed values, the nearest name.

A fault of the dashboard's own is kept to the figure or the page it happened in: its reason goes
to the log, a sentence to the reader.
"""

import logging
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import TypeVar

log = logging.getLogger(__name__)

MOST_LISTED = 12

Kind = TypeVar("Kind")


class DashboardError(Exception):
    """Something a person can put right; its text is one or more plain sentences."""


class Fault(DashboardError):
    """A fault of the dashboard's own, which no reader can put right; the log has its reason."""


class UnknownName(DashboardError):
    """A name that does not exist, the `value`; `meant` is the nearest that does, None without."""

    def __init__(self, what: str, value: object, allowed: Iterable[object]) -> None:
        names = [str(name) for name in allowed]
        super().__init__(unknown(what, value, names))
        self.value, self.meant = str(value), nearest(value, names)


def contained(what: str, compute: Callable[[], Kind]) -> Kind | DashboardError:
    """The value that `compute` gives, or the error that kept it from being made.

    A DashboardError is given as it is, for it says its reason. Any other exception is logged with
    its traceback, and given as a Fault that says of `what` ("Figure 'used'") that it could not be
    made. What is no Exception passes: a keyboard interrupt, a page that is to be run again.
    """
    try:
        return compute()
    except DashboardError as error:
        return error
    except Exception:
        log.exception("%s could not be made.", what)
        return Fault(
            f"{what} could not be made: a fault of the dashboard, whose reason is in the log."
        )


def nearest(value: object, allowed: Iterable[object]) -> str | None:
    """The allowed name that `value` is a word of, else most resembles; None where none is close."""
    names = {str(name).casefold(): str(name) for name in allowed}
    text = str(value)[:200].casefold()
    worded = [name for name in names if text in name.split("_")]
    close = worded or get_close_matches(text, names, n=1, cutoff=0.6)
    return names[close[0]] if close else None


def shown(value: object) -> str:
    """A value as it may stand in a message: quoted, on one line, at most 80 characters."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else text[:77] + "..."


def listed(allowed: Iterable[object]) -> str:
    """Allowed values in one line; a long list is cut and says how many more there are."""
    names = [str(name) for name in allowed]
    rest = len(names) - MOST_LISTED
    return ", ".join(names[:MOST_LISTED]) + (f" and {rest} more" if rest > 0 else "")


def how_many(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 answer", "1,200 answers"; `plural` where it takes no "s"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def unknown(what: str, value: object, allowed: Iterable[object]) -> str:
    """The sentence for a name that does not exist: value, allowed values, nearest name."""
    names = [str(name) for name in allowed]
    close = nearest(value, names)
    meant = f" Did you mean {close!r}?" if close else ""
    choices = f" Known: {listed(names)}." if names else " There is none."
    return f"Unknown {what} {shown(value)}.{meant}{choices}"
