"""How a statement for readers is laid out: named parts one after the other, then the result."""

from collections.abc import Iterable, Sequence
from textwrap import indent

from dashboard.responses.sql_names import literal

WIDTH = 96

# What the parts of a statement hold, written above each.
SAID = {
    "chosen": "Respondents in the view.",
    "rows": "All rows shown, answered or not.",
    "added": "Sum of each answer.",
    "given": "Valid answers.",
    "answers": "One row per choice given.",
    "bases": "Base of each share.",
    "counts": "Respondents per choice.",
    "offered": "Choices offered, so that choices nobody gave have a row as well.",
    "heaps": "Respondents per answer.",
    "ladder": "Respondents per answer, cumulated.",
    "placed": "Rank of each choice per respondent.",
    "judged": "One row per choice shown in an answered task.",
}


def select(
    columns: Sequence[str],
    source: str,
    *,
    where: Sequence[str] = (),
    grouped: bool = False,
    ordered: Sequence[str] = (),
) -> str:
    """A SELECT, its columns on one line where they fit; `grouped` by all that is no sum."""
    inline = f"SELECT {', '.join(columns)}"
    fits = len(inline) <= WIDTH and "\n" not in inline
    lines = [inline if fits else "SELECT\n" + indent(",\n".join(columns), "    ")]
    lines.append(f"FROM {source}")
    if where:
        lines.append("WHERE " + "\n    AND ".join(where))
    if grouped:
        lines.append("GROUP BY ALL")
    if ordered:
        lines.append(f"ORDER BY {', '.join(ordered)}")
    return "\n".join(lines)


def statement(parts: Iterable[tuple[str, str]], result: str) -> str:
    """A whole statement from its named parts and the SELECT of its result."""
    named = ",\n".join(
        f"{_said(name)}{name} AS (\n{indent(body, '    ')}\n)" for name, body in parts
    )
    return f"WITH\n{named}\n{result};"


def _said(name: str) -> str:
    return f"-- {SAID[name]}\n" if name in SAID else ""


def texts(values: Iterable[str]) -> str:
    """Codes as literals with commas between."""
    return ", ".join(literal(value) for value in values)


def array(values: Iterable[str]) -> str:
    """Codes as a list, over several lines where it is long."""
    codes = [literal(value) for value in values]
    listed = ", ".join(codes)
    if len(listed) <= WIDTH - 30:
        return f"[{listed}]"
    lines: list[str] = []
    line = ""
    for one in codes:
        if line and len(line) + len(one) > WIDTH - 10:
            lines, line = [*lines, line], ""
        line = f"{line} {one},".lstrip()
    return "[\n" + indent("\n".join([*lines, line.rstrip(",")]), "    ") + "\n]"


def cases(values: Iterable[tuple[str, str]], other: str = "") -> str:
    """A CASE with a line for each condition."""
    lines = [f"    WHEN {condition} THEN {value}" for condition, value in values]
    return "\n".join(["CASE", *lines, *([f"    ELSE {other}"] if other else []), "END"])


def number(value: float | None) -> str:
    """A number as SQL; NULL for none."""
    if value is None:
        return "NULL"
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def one_of(column: str, codes: Sequence[str]) -> str:
    """The condition that a column holds one of some codes."""
    return f"{column} = {texts(codes)}" if len(codes) == 1 else f"{column} IN ({texts(codes)})"


def values(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> tuple[str, str]:
    """A part that is a small table written out, each row on a line."""
    lines = ",\n    ".join(f"({', '.join(row)})" for row in rows)
    return f"{name} ({', '.join(columns)})", f"VALUES\n    {lines}"
