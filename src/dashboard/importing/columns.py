"""Which columns of an export hold which question: headers, wildcards, alternatives."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dashboard.codebook import Codebook, Kind, Question, Year
from dashboard.errors import DashboardError, listed, shown
from dashboard.importing.excel_damage import damaged_keys
from dashboard.importing.grid_columns import grid_columns
from dashboard.importing.header_index import Found, HeaderIndex, names_of, numbered
from dashboard.importing.labels import OTHERS, keys_with_codes
from dashboard.importing.raw_table import Headers

TASK_PARTS = ("shown", "most", "least")
# How tools head what respondents typed, in a column beside those of choices or rows.
TYPED = frozenset({*OTHERS, "comment", "comments", "[other]", "[comment]", "text"})
# So many columns of declared choices show that a question's columns are named by its choices.
FEWEST_TELLING = 2
TASK = re.compile(rf"\d+ ({'|'.join(TASK_PARTS)})")
_PLACE = re.compile(r"\d+")


@dataclass(frozen=True)
class Source:
    """The columns of one question.

    `whole` are columns of the question as such, in file order, or of its ranks; `parts` are those
    of one choice or item, by its id; `grid` those of one choice of one item, by both ids. `again`
    are further columns of the same question, by the column they are merged into.
    """

    whole: tuple[int, ...] = ()
    parts: dict[str, int] = field(default_factory=dict)
    grid: dict[tuple[str, str], int] = field(default_factory=dict)
    again: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def positions(self) -> list[int]:
        """Every column of the question."""
        more = [position for places in self.again.values() for position in places]
        return [*self.whole, *self.parts.values(), *self.grid.values(), *more]


def find_columns(codebook: Codebook, year: Year, headers: Headers) -> dict[str, Source]:
    """The columns of every question asked in `year`, except derived ones.

    A question without `columns` is found by its id, wording or title; its rows by these followed by
    the row's label in square brackets. Raises DashboardError with every question whose columns are
    missing or ambiguous.
    """
    sources, unfound = sources_of(codebook, year, HeaderIndex(headers))
    problems = [*map(str, unfound.values()), *_claimed_twice(codebook, year, sources, headers)]
    if problems:
        raise DashboardError(
            f"The export does not fit the codebook of {year}:\n"
            + "\n".join(f"  {problem}" for problem in problems)
        )
    return sources


def sources_of(
    codebook: Codebook, year: Year, index: HeaderIndex
) -> tuple[dict[str, Source], dict[str, DashboardError]]:
    """The columns of each question asked in `year`, and why those of the others are not found."""
    sources: dict[str, Source] = {}
    unfound: dict[str, DashboardError] = {}
    for question in codebook.asked_in(year):
        if not question.derived:
            try:
                sources[question.id] = source_of(question, year, index)
            except DashboardError as error:
                unfound[question.id] = error
    return sources, unfound


def source_of(question: Question, year: Year, index: HeaderIndex) -> Source:
    """The columns of a question; DashboardError where they are missing or ambiguous."""
    grid = grid_columns(question, year, index)
    if grid:
        first = {pair: places[0] for pair, places in grid.items()}
        again = {places[0]: tuple(places[1:]) for places in grid.values() if len(places) > 1}
        return Source(grid=first, again=again)
    return _Search(question, year, index).source()


class _Search:
    """The columns of one question, as a whole or of its choices and rows; `again` is filled."""

    def __init__(self, question: Question, year: Year, index: HeaderIndex):
        self._question = question
        self._year = year
        self._index = index
        self._names = names_of(question, year)
        self._again: dict[int, tuple[int, ...]] = {}
        self._declared = _told_apart(question.columns.get(year, ()))
        self._others = {choice.id for choice in question.choices if choice.other}

    def source(self) -> Source:
        """The columns of the question; DashboardError where they are missing or ambiguous."""
        question, year, index = self._question, self._year, self._index
        parts = dict(self._own_columns())
        own = any(year in entry.columns for entry in question.items or question.choices)
        patterns = self._declared or (() if own else _usual_headers(question, self._names))
        mine = {*parts.values(), *(at for places in self._again.values() for at in places)}
        columns = {c.position: c for pattern in patterns for c in index.find(pattern)}
        found = [column for at, column in columns.items() if at not in mine]
        if not found and not parts:
            raise DashboardError(index.missing(question, patterns[0]))
        if question.kind is Kind.MAXDIFF:
            return Source((), _tasks(question, found))
        if question.items or question.kind in (Kind.MULTIPLE, Kind.RANKING):
            return self._several_answers(patterns, found, parts)
        return self._one_answer(patterns, found, parts)

    def _several_answers(
        self, patterns: Sequence[str], found: list[Found], parts: dict[str, int]
    ) -> Source:
        """The columns of a question of several answers: of its choices or rows, or as a whole."""
        question = self._question
        named = self._named_by_star(self._index.among(found, self._names), len(self._declared) > 1)
        if named:
            return Source((), parts | named, again=self._again)
        if question.items and found:
            raise DashboardError(
                f"{question.id}: the column {shown(patterns[0])} does not say which item it "
                "holds; give 'columns' on the items."
            )
        whole = tuple(sorted(column.position for column in found))
        if not self._declared and whole and whole[-1] - whole[0] >= len(whole):
            raise DashboardError(self._several(patterns[0], found))
        if question.kind is Kind.RANKING:
            whole = _by_place(found) or whole
        return Source(whole, parts, again=self._again)

    def _one_answer(
        self, patterns: Sequence[str], found: list[Found], parts: dict[str, int]
    ) -> Source:
        """The columns of a question that takes one answer: one, or one for each of its choices."""
        question, declared = self._question, self._declared
        found = found if declared else self._index.among(found, self._names)
        plain = [column for column in found if not column.star]
        stars = [column for column in found if column.star]
        named = self._named_by_star(stars, len(declared) > 1)
        if not plain and len(named) > 1:
            return Source((), parts | named, again=self._again)
        if plain and named and set(named) <= self._others:
            # The text that respondents typed beside "Other" is in a column of its own.
            parts = parts | named
        if declared:
            # In the order declared: the first is merged with the others, and so are all columns
            # of a wildcard, of which a respondent fills one.
            for pattern in patterns:
                fits = self._index.find(pattern)
                if len(fits) > 1 and not any(column.star for column in fits):
                    raise DashboardError(self._several(pattern, fits))
            plain = [column for column in found if column.position not in parts.values()]
        elif not plain:
            plain = found[:1]
            if len(found) > 1:
                raise DashboardError(
                    f"{question.id}: the columns {numbered(c.position for c in found)} do not say "
                    "which choice they hold; give 'columns' on the question or on its choices."
                )
        elif len(plain) > 1:
            name = next(p for p in patterns if any(c in plain for c in self._index.find(p)))
            plain = [column for column in plain if column in self._index.find(name)]
            if len(plain) > 1:
                raise DashboardError(self._several(name, plain))
        whole = tuple(column.position for column in plain[:1])
        if len(plain) > 1:
            self._again[whole[0]] = tuple(column.position for column in plain[1:])
        return Source(whole, parts, again=self._again)

    def _several(self, pattern: str, found: Sequence[Found]) -> str:
        columns = numbered(column.position for column in found)
        return (
            f"{self._question.id}: {shown(pattern)} fits the columns {columns}; 'Header #2' names "
            f"the second of that name, and columns: [{pattern}, '{pattern} #2'] merges the two."
        )

    def _own_columns(self) -> Iterator[tuple[str, int]]:
        """The columns that choices or items declare for themselves; several declared are merged."""
        code, year, index = self._question.id, self._year, self._index
        for entry in self._question.items or self._question.choices:
            if year not in entry.asked or year not in entry.columns:
                continue
            places: list[int] = []
            for pattern in _told_apart(entry.columns[year]):
                found = [c.position for c in index.among(index.find(pattern), self._names)]
                if len(set(found)) > 1:
                    raise DashboardError(
                        f"{code}: {entry.id!r} fits the columns {numbered(found)}."
                    )
                places += [at for at in found if at not in places]
            if not places:
                what = index.missing(self._question, entry.columns[year][0])
                raise DashboardError(f"{what} It should hold {entry.id!r}.")
            self._merge(places)
            yield entry.id, places[0]

    def _merge(self, places: Sequence[int]) -> None:
        if len(places) > 1:
            self._again[places[0]] = tuple(places[1:])

    def _named_by_star(self, found: list[Found], may_merge: bool) -> dict[str, int]:
        """Columns by choice or item, if the wildcard stands for a label in most of them.

        Columns of undeclared choices are left out, see `undeclared`; so is the text typed under
        "Other (please specify)" where no choice takes it. A label that a spreadsheet turned into a
        date still counts. Several columns of one choice are merged where several patterns are
        declared, and for "Other", where one has the tick and another the text; otherwise a
        DashboardError names them.
        """
        question, year = self._question, self._year
        entries = question.shown_items(year) if question.items else question.offered(year)
        keys = keys_with_codes(entries, year, question.id)
        keys = damaged_keys(keys) | keys
        named = [column for column in found if column.star in keys or column.star not in TYPED]
        fitting = [column for column in named if column.star in keys]
        others = self._others | {question.write_ins}
        if len(fitting) < len(named):
            # A column of a choice that nobody declared; its like among numbered ones says nothing.
            telling = [column for column in fitting if keys[column.star] not in others]
            if 2 * len(telling) < len(named) or len(telling) < FEWEST_TELLING:
                return {}
        places: dict[str, list[int]] = {}
        for column in fitting:
            places.setdefault(keys[column.star], []).append(column.position)
        for code, positions in places.items():
            if len(positions) > 1 and not may_merge and code not in others:
                raise DashboardError(
                    f"{question.id}: {code!r} fits the columns {numbered(positions)}. Give "
                    "'columns' for both, such as those of either place, to merge them."
                )
            self._merge(positions)
        return {code: positions[0] for code, positions in places.items()}


def _by_place(found: Sequence[Found]) -> tuple[int, ...]:
    """Columns of places, "Rank 2" and "Rank 1", in the order of their numbers; else none."""
    numbers = [_PLACE.findall(column.star) for column in found]
    places = {int(given[0]): column.position for given, column in zip(numbers, found, strict=True)
              if len(given) == 1}  # fmt: skip
    in_order = sorted(places) == list(range(1, len(found) + 1))
    return tuple(places[place] for place in sorted(places)) if in_order else ()


def _told_apart(patterns: Sequence[str]) -> tuple[str, ...]:
    """Patterns, where "Header" next to its own "Header #2" means the first of that name."""
    numbered = {
        pattern.rpartition(" #")[0] for pattern in patterns if re.search(r" #\d+$", pattern)
    }
    return tuple(f"{pattern} #1" if pattern in numbered else pattern for pattern in patterns)


def _usual_headers(question: Question, names: tuple[str, ...]) -> tuple[str, ...]:
    """The headers a question usually has; its rows follow in brackets or behind a dash."""
    grids = tuple(f"{name} [*]" for name in names)
    if question.items or question.is_coded:
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


def _claimed_twice(
    codebook: Codebook, year: Year, sources: dict[str, Source], headers: Headers
) -> Iterator[str]:
    """The columns claimed by two questions, as sentences.

    Votes for and against may share the columns of a plain multi-select: two questions of different
    kinds that both name their columns may read the same cells, each in its own way.
    """
    claimed: dict[int, str] = {}
    for code, source in sources.items():
        for position in source.positions():
            if position in claimed and claimed[position] != code:
                pair = [codebook.questions[claimed[position]], codebook.questions[code]]
                if pair[0].kind is not pair[1].kind and all(_names_own(q, year) for q in pair):
                    continue
                header = next((row[position] for row in headers if row[position]), "")
                both = f"{claimed[position]} and {code}"
                yield f"Column {position + 1} ({shown(header)}) is claimed by {both}."
            claimed.setdefault(position, code)


def _names_own(question: Question, year: Year) -> bool:
    """Whether a question declares its own columns."""
    entries = (*question.items, *question.choices)
    return year in question.columns or any(year in entry.columns for entry in entries)
