"""What a figure's numbers are, for programs: one JSON object beside the data."""

import json
from collections.abc import Iterator
from typing import Any

from dashboard.analysis.following import NET
from dashboard.analysis.results import Result
from dashboard.analysis.tables import OF, REMARK, SOURCE, columns_of
from dashboard.exports.captions import long_citation, short_alt, short_citation
from dashboard.exports.data.tidy import (
    COLUMN_WORDS,
    FLAG_WORDS,
    OF_WORDS,
    REMARK_WORDS,
    SOURCE_WORDS,
    tidy,
)
from dashboard.exports.exhibit import Exhibit
from dashboard.figures.kinds.scales import NET_WORDS
from dashboard.figures.presets import SYNTHETIC_NOTICE

UNITS = {"percent": "fraction of 1", "points": "fraction of 1, a difference"}


def metadata_json(exhibit: Exhibit) -> str:
    """The metadata as text; the same exhibit gives the same text."""
    found = metadata(exhibit)
    return json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def metadata(exhibit: Exhibit) -> dict[str, Any]:
    """Ids, words, units of every column, flags, citation and SQL of a figure."""
    figure = exhibit.figure
    years = sorted({year for one in figure.results for year in one.years}) or [exhibit.year]
    found: dict[str, Any] = {
        "reference": exhibit.reference,
        "figure": figure.id,
        "title": figure.title,
        "subtitle": figure.subtitle,
        "topic": exhibit.topic,
        "kind": figure.kind,
        "year": exhibit.year,
        "years": years,
        "base": figure.base,
        "note": figure.note,
        "source": figure.source,
        "synthetic": figure.synthetic,
        "facts": list(figure.facts),
        "caveat": figure.caveat,
        "alt": {"short": short_alt(exhibit), "long": figure.alt},
        "wordings": [{"title": title, "wording": text} for title, text in exhibit.wordings],
        "measures": [told for one in figure.results for told in _measures(one)],
        "data": _data_columns(exhibit),
        "table": _table_columns(exhibit),
        "flags": {str(flag): words for flag, words in FLAG_WORDS.items()},
        "citation": {
            "short": short_citation(exhibit),
            "long": long_citation(exhibit),
            "bibtex": exhibit.bibtex,
        },
        "licence": exhibit.licence,
        "release": exhibit.release,
        "link": exhibit.link,
        "method": exhibit.method,
        "sql": exhibit.sql,
    }
    if exhibit.filters is not None:
        found["filters"] = {name: list(codes) for name, codes in exhibit.filters}
    if figure.synthetic:
        found["notice"] = SYNTHETIC_NOTICE
    return found


def _measures(one: Result) -> Iterator[dict[str, str | None]]:
    """What the estimates of one result are, of whom and in which unit; its net scores as well."""
    statistic = one.statistic
    told: dict[str, str | None] = {
        "question": one.question.id,
        "statistic": statistic.name,
        "unit": UNITS["percent"] if one.in_percent else statistic.held or one.unit,
        "by": one.by.id if one.by is not None else None,
        "weights": str(one.weights),
    }
    yield told | ({"of": str(one.of)} if one.each_choice else {"measure": statistic.words})
    if one.net is not None:
        yield told | {"statistic": NET, "unit": UNITS["points"], "measure": NET_WORDS}


def _data_columns(exhibit: Exhibit) -> list[dict[str, str]]:
    """The columns of the CSV with the data."""
    lines = tidy(exhibit)
    if not lines:
        return _table_columns(exhibit)
    words_of = COLUMN_WORDS | {OF: OF_WORDS, REMARK: REMARK_WORDS, SOURCE: SOURCE_WORDS}
    return [
        {"column": name, "unit": words_of[name][0], "meaning": words_of[name][1]}
        for name in (*columns_of(lines), SOURCE)
    ]


def _table_columns(exhibit: Exhibit) -> list[dict[str, str]]:
    """The columns of the table as drawn."""
    columns = exhibit.figure.table.columns
    told = [{"column": c.heading, "unit": UNITS.get(c.unit, c.unit)} for c in columns]
    return [*told, {"column": SOURCE, "unit": SOURCE_WORDS[0]}]
