"""Results as text: a table for the eye, CSV and JSON for other programs."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from enum import StrEnum

from dashboard.results import Row

COLUMNS = tuple(field.name for field in fields(Row))


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def write_rows(rows: Iterable[Row], form: Format) -> str:
    """Rows as text: shares are fractions with full precision, except in the table."""
    match form:
        case Format.CSV:
            return to_csv(rows)
        case Format.JSON:
            return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n"
    return _table(list(rows))


def to_csv(rows: Iterable[Row]) -> str:
    """Rows as CSV with a header line; an empty cell is an unknown or withheld number."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow("" if value is None else value for value in asdict(row).values())
    return text.getvalue()


def _table(rows: Sequence[Row]) -> str:
    heads = ["year", "segment", "item", "answer", "share", "interval", "count", "base", ""]
    lines = [heads]
    for row in rows:
        share = "" if row.share is None else f"{row.share:.1%}"
        interval = "" if row.low is None else f"{row.low:.1%} to {row.high:.1%}"
        count = "" if row.count is None else f"{row.count:,}"
        base = "" if row.base is None else f"{row.base:,}"
        flag = "" if row.flag == "ok" else row.flag.replace("_", " ")
        text = row.label or row.choice
        lines.append(
            [str(row.year), row.segment, row.item, text, share, interval, count, base, flag]
        )
    kept = [i for i in range(len(heads)) if i == 0 or any(line[i] for line in lines[1:])]
    widths = [max(len(line[i]) for line in lines) for i in kept]
    right = {"share", "interval", "count", "base"}
    return "".join(
        "  ".join(
            line[i].rjust(width) if heads[i] in right else line[i].ljust(width)
            for i, width in zip(kept, widths, strict=True)
        ).rstrip()
        + "\n"
        for line in lines
    )
