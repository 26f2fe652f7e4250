"""Which columns of an export hold which question: headers, wildcards, alternatives."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dashboard.codebook import Choice, Codebook, Kind, Question, Year
from dashboard.errors import DashboardError, listed, nearest, shown
from dashboard.importing.labels import keys_with_codes, normalised
from dashboard.importing.raw_table import Headers

TASK_PARTS = ("shown", "most", "least")
TASK = re.compile(rf"\d+ ({'|'.join(TASK_PARTS)})")


@dataclass(frozen=True)
class Found:
    """A column and what the wildcard of its pattern stands for, empty without a wildcard."""

    position: int
    star: str = ""


@dataclass(frozen=True)
class Source:
    """The columns of one question.

    `whole` are columns for the question as such, in file order; `parts` those that stand for one
    choice or item, by its id.
    """

    whole: tuple[int, ...] = ()
    parts: dict[str, int] = field(default_factory=dict)

    def positions(self) -> list[int]:
        """Every column of the question."""
        return [*self.whole, *self.parts.values()]


class HeaderIndex:
    """Finds columns by header. Of two columns with one header, "Header #2" is the second."""

    def __init__(self, headers: Headers):
        self._rows: list[list[str]] = []
        for row in headers:
            texts = [normalised(text) for text in row]
            self._rows.append(texts)
        self.headers = headers

    def find(self, pattern: str) -> list[Found]:
        """The columns whose header, in the first header row with any such, fits the pattern."""
        wanted = normalised(pattern)
        if not wanted:
            return []
        for texts in self._rows:
            exact = [Found(position) for position, text in enumerate(texts) if text == wanted]
            if exact:
                return exact
            numbered = re.fullmatch(r"(.+) #(\d+)", wanted)
            if numbered:
                same = [Found(at) for at, text in enumerate(texts) if text == numbered[1]]
                nth = int(numbered[2])
                if 1 <= nth <= len(same):
                    return [same[nth - 1]]
            if "*" in wanted:
                fits = re.compile("(.+)".join(map(re.escape, wanted.split("*"))))
                matches = ((at, fits.fullmatch(text)) for at, text in enumerate(texts))
                found = [Found(at, match[1].strip()) for at, match in matches if match]
                if found:
                    return found
        return []

    def nearest(self, pattern: str) -> str | None:
        """The header, as written, that a pattern comes closest to."""
        return nearest(pattern, (text for row in self.headers for text in row if text))


def find_columns(codebook: Codebook, year: Year, headers: Headers) -> dict[str, Source]:
    """The columns of every question asked in `year`, derived ones apart.

    A question without `columns` is looked for by its id, its wording, its title; its rows by
    these with the row's label in square brackets. A DashboardError
    lists every question whose columns are missing or cannot be told apart.
    """
    index = HeaderIndex(headers)
    sources: dict[str, Source] = {}
    problems: list[str] = []
    for question in codebook.asked_in(year):
        if question.derived:
            continue
        try:
            sources[question.id] = source_of(question, year, index)
        except DashboardError as error:
            problems.append(str(error))
    problems += _claimed_twice(sources, headers)
    if problems:
        raise DashboardError(
            f"The export does not fit the codebook of {year}:\n"
            + "\n".join(f"  {problem}" for problem in problems)
        )
    return sources


def source_of(question: Question, year: Year, index: HeaderIndex) -> Source:
    entries = question.items or question.choices
    parts = dict(_own_columns(question, entries, year, index))
    own = any(year in entry.columns for entry in entries)
    declared = question.columns.get(year, ())
    patterns = declared or (() if own else _usual_headers(question, year))
    found = [column for pattern in patterns for column in index.find(pattern)]
    found = list({column.position: column for column in found}.values())
    found = [column for column in found if column.position not in parts.values()]
    if not found and not parts:
        raise DashboardError(_missing(question, patterns[0], index))
    if question.kind is Kind.MAXDIFF:
        return Source((), _tasks(question, found))
    if question.items or question.kind in (Kind.MULTIPLE, Kind.RANKING):
        named = _named_by_star(question, year, found)
        if named:
            return Source((), parts | named)
        if question.items and found:
            raise DashboardError(
                f"{question.id}: the column {shown(patterns[0])} does not say which item it "
                "holds; give 'columns' on the items."
            )
    elif len(found) > 1 and declared:
        # Alternatives name the one column as different exports do: the first that exists counts.
        first = index.find(next(pattern for pattern in patterns if index.find(pattern)))
        if len(first) > 1:
            columns = ", ".join(str(column.position + 1) for column in first)
            raise DashboardError(
                f"{question.id}: {shown(patterns[0])} fits the columns {columns}; "
                "'Header #2' names the second of that name."
            )
        found = first
    else:
        found = found[:1]
    return Source(tuple(sorted(column.position for column in found)), parts)


def _usual_headers(question: Question, year: Year) -> tuple[str, ...]:
    """Where a question stands if the codebook does not say; rows follow in brackets or a dash."""
    names = (question.id, question.wording[year], question.title)
    grids = tuple(f"{name} [*]" for name in names)
    if question.items or question.kind in (Kind.MULTIPLE, Kind.RANKING):
        grids += tuple(f"{name} - *" for name in names)
    return grids if question.items or question.kind is Kind.MAXDIFF else (*names, *grids)


def _tasks(question: Question, found: list[Found]) -> dict[str, int]:
    """The columns of a MaxDiff as "1 shown", "1 most", "1 least", "2 shown" and so on."""
    parts = {column.star: column.position for column in found if TASK.fullmatch(column.star)}
    tasks = range(1, (question.tasks or 1) + 1)
    missing = [f"{n} {part}" for n in tasks for part in TASK_PARTS if f"{n} {part}" not in parts]
    if missing:
        raise DashboardError(
            f"{question.id}: each task of a MaxDiff has three columns, such as "
            f"'{question.id} [1 shown]', '[1 most]' and '[1 least]'; missing: {listed(missing)}."
        )
    return parts


def _own_columns(
    question: Question, entries: Iterable[Choice], year: Year, index: HeaderIndex
) -> Iterator[tuple[str, int]]:
    """The columns that choices or items declare for themselves."""
    for entry in entries:
        if year not in entry.asked or year not in entry.columns:
            continue
        found = [column for pattern in entry.columns[year] for column in index.find(pattern)]
        if not found:
            what = _missing(question, entry.columns[year][0], index)
            raise DashboardError(f"{what} It should hold {entry.id!r}.")
        if len({column.position for column in found}) > 1:
            columns = ", ".join(str(column.position + 1) for column in found)
            raise DashboardError(f"{question.id}: {entry.id!r} fits the columns {columns}.")
        yield entry.id, found[0].position


def _named_by_star(question: Question, year: Year, found: list[Found]) -> dict[str, int]:
    """Columns by choice or item, if what the wildcard stands for is a label in every one."""
    entries = question.shown_items(year) if question.items else question.offered(year)
    keys = keys_with_codes(entries, year, question.id)
    if not found or not all(column.star in keys for column in found):
        return {}
    return {keys[column.star]: column.position for column in found}


def _missing(question: Question, pattern: str, index: HeaderIndex) -> str:
    near = index.nearest(pattern)
    meant = f" The nearest header is {shown(near)}." if near else ""
    return f"{question.id}: no column has the header {shown(pattern)}.{meant}"


def _claimed_twice(sources: dict[str, Source], headers: Headers) -> Iterator[str]:
    claimed: dict[int, str] = {}
    for code, source in sources.items():
        for position in source.positions():
            if position in claimed and claimed[position] != code:
                header = next((row[position] for row in headers if row[position]), "")
                both = f"{claimed[position]} and {code}"
                yield f"Column {position + 1} ({shown(header)}) is claimed by {both}."
            claimed.setdefault(position, code)
