"""What a release withholds, as whoever counts must know it: which segments lost too much."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from dashboard.codebook import Kind, Question, Year
from dashboard.errors import DashboardError
from dashboard.query.selection import Query
from dashboard.responses.schema import RELEASE

Thin = Mapping[Year, Mapping[str, frozenset[str]]]

MUCH = 0.05
"""Of a segment so large a part may be withheld that its shares still tell what was answered."""


def keeps_withheld(question: Question) -> bool:
    """Whether withheld answers stay in the base: that of shares is all who answered."""
    kinds = (Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE, Kind.NUMBER)
    return question.is_coded and question.kind in kinds


def thin_segments(folder: Path) -> Thin:
    """By year and key attribute the choices that a release withholds from too many who gave them.

    Nothing where a folder was not released. Raises DashboardError where its report is damaged.
    """
    path = folder / RELEASE
    if not path.is_file():
        return {}
    try:
        years = json.loads(path.read_text(encoding="utf-8"))["years"]
        return {
            int(year): {code: frozenset(choices) for code, choices in facts["thin"].items()}
            for year, facts in years.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DashboardError(f"{path} is damaged, or of another version: {error!r}.") from error


def thin_in_view(
    thin: Thin, question_of: Callable[[str], Question], query: Query, year: Year
) -> bool:
    """Whether a filter of the view asks for a segment that lost too much.

    `question_of` gives the question of a filter's name.
    """
    of_year = thin.get(year, {})
    return any(
        not of_year.get(question_of(name).id, frozenset()).isdisjoint(codes)
        for name, codes in query.where.items()
    )
