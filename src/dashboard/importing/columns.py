"""Which columns of an export hold which question: headers, wildcards, alternatives."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dashboard.codebook import Choice, Codebook, Kind, Question, Year
from dashboard.errors import DashboardError, listed, nearest, shown
from dashboard.importing.excel_damage import damaged_forms, damaged_keys
from dashboard.importing.formats.headings import questions_over
from dashboard.importing.labels import OTHERS, keys_with_codes, normalised, tidied, without_tags
from dashboard.importing.raw_table import Headers

TASK_PARTS = ("shown", "most", "least")
# How tools head what respondents typed, in a column beside those of choices or rows.
TYPED = frozenset({*OTHERS, "comment", "comments", "[other]", "[comment]", "text"})
# What tools write between a question, its rows and their choices.
_AROUND = " -:|/>[]()"
TASK = re.compile(rf"\d+ ({'|'.join(TASK_PARTS)})")


_PLACE = re.compile(r"\d+")


@dataclass(frozen=True)
class Found:
    """A column and what the wildcard of its pattern stands for, empty without a wildcard."""

    position: int
    star: str = ""


@dataclass(frozen=True)
class Source:
    """The columns of one question.

    `whole` are columns for the question as such, in file order, or that of their places; `parts`
    those that stand for one choice or item, by its id; `grid` those that stand for one choice of
    one item, by both ids.
    `again` are further columns in which the question stands once more, by the column they are
    merged into.
    """

    whole: tuple[int, ...] = ()
    parts: dict[str, int] = field(default_factory=dict)
    grid: dict[tuple[str, str], int] = field(default_factory=dict)
    again: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def positions(self) -> list[int]:
        """Every column of the question."""
        more = [position for places in self.again.values() for position in places]
        return [*self.whole, *self.parts.values(), *self.grid.values(), *more]


class HeaderIndex:
    """Finds columns by header. Of two columns with one header, "Header #2" is the second."""

    def __init__(self, headers: Headers):
        self._rows: list[list[str]] = []
        for row in headers:
            texts = [normalised(text) for text in row]
            self._rows.append(texts)
        self.headers = headers
        # Below a row of questions, each over the first of its columns, stands what they hold.
        self._over = [questions_over(row) for row in self._rows[:-1]]

    def find(self, pattern: str) -> list[Found]:
        """The columns whose header, in the first header row with any such, fits the pattern."""
        wanted = normalised(pattern)
        if not wanted:
            return []
        damaged = damaged_forms(pattern)
        for texts in self._rows:
            exact = [Found(position) for position, text in enumerate(texts) if text == wanted]
            if exact:
                return exact
            repaired = [Found(at) for at, text in enumerate(texts) if text in damaged]
            if repaired:
                return repaired
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

    def cells(
        self, pattern: str, items: Mapping[str, str], choices: Mapping[str, str]
    ) -> dict[tuple[str, str], list[int]]:
        """The columns that stand for one choice of one item, by "{item} - {choice}".

        `items` and `choices` are what may stand for each, with its id. All columns that the
        pattern fits must name an item and a choice.
        """
        wanted = normalised(pattern)
        parts = re.split(r"(\{item\}|\{choice\})", wanted)
        names = {"{item}": "(?P<item>.+)", "{choice}": "(?P<choice>.+)"}
        fits = re.compile("".join(names.get(part, re.escape(part)) for part in parts))
        for texts in self._rows:
            found: dict[tuple[str, str], list[int]] = {}
            for at, text in enumerate(texts):
                for pair in _pairs(fits, text, items, choices):
                    found.setdefault(pair, []).append(at)
            if found:
                return found
        return {}

    def among(self, found: Iterable[Found], names: Iterable[str]) -> list[Found]:
        """Of some columns those below a question of one of these names; all if that is none."""
        known = set(map(normalised, names))
        columns = list(found)
        for over in self._over:
            mine = [column for column in columns if over[column.position] in known]
            if mine:
                return mine
        return columns

    def nearest(self, pattern: str) -> str | None:
        """The header, as written, that a pattern comes closest to."""
        return nearest(
            tidied(without_tags(pattern)),
            (tidied(without_tags(text)) for row in self.headers for text in row if text),
        )


def _pairs(
    fits: re.Pattern[str], text: str, items: Mapping[str, str], choices: Mapping[str, str]
) -> list[tuple[str, str]]:
    """The item and choice that a header names; a label may hold what parts the two."""
    match = fits.fullmatch(text)
    if not match:
        return []
    item, choice = match["item"].strip(), match["choice"].strip()
    if item in items and choice in choices:
        return [(items[item], choices[choice])]
    return [
        (items[one], choices[other])
        for one in items
        for other in choices
        if _is_written(fits, text, one, other)
    ][:1]


def _is_written(fits: re.Pattern[str], text: str, item: str, choice: str) -> bool:
    exact = fits.pattern.replace("(?P<item>.+)", re.escape(item))
    return bool(re.fullmatch(exact.replace("(?P<choice>.+)", re.escape(choice)), text))


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
    problems += _claimed_twice(codebook, year, sources, headers)
    if problems:
        raise DashboardError(
            f"The export does not fit the codebook of {year}:\n"
            + "\n".join(f"  {problem}" for problem in problems)
        )
    return sources


def source_of(question: Question, year: Year, index: HeaderIndex) -> Source:
    """The columns of a question; DashboardError where they are missing or cannot be told apart."""
    again: dict[int, tuple[int, ...]] = {}
    grid = _grid(question, year, index, again)
    if grid:
        return Source(grid=grid, again=again)
    entries = question.items or question.choices
    parts = dict(_own_columns(question, entries, year, index, again))
    own = any(year in entry.columns for entry in entries)
    declared = _told_apart(question.columns.get(year, ()))
    patterns = declared or (() if own else _usual_headers(question, year))
    found = [column for pattern in patterns for column in index.find(pattern)]
    found = list({column.position: column for column in found}.values())
    mine = {*parts.values(), *(at for places in again.values() for at in places)}
    found = [column for column in found if column.position not in mine]
    if not found and not parts:
        raise DashboardError(_missing(question, patterns[0], index))
    if question.kind is Kind.MAXDIFF:
        return Source((), _tasks(question, found))
    if question.items or question.kind in (Kind.MULTIPLE, Kind.RANKING):
        mine_only = index.among(found, _names(question, year))
        named = _named_by_star(question, year, mine_only, again, len(declared) > 1)
        if named:
            return Source((), parts | named, again=again)
        if question.items and found:
            raise DashboardError(
                f"{question.id}: the column {shown(patterns[0])} does not say which item it "
                "holds; give 'columns' on the items."
            )
        whole = tuple(sorted(column.position for column in found))
        if not declared and whole and whole[-1] - whole[0] >= len(whole):
            raise DashboardError(_several(question, patterns[0], found))
        if question.kind is Kind.RANKING:
            whole = _by_place(found) or whole
        return Source(whole, parts, again=again)
    return _one_answer(question, year, index, patterns, bool(declared), found, parts, again)


def _by_place(found: Sequence[Found]) -> tuple[int, ...]:
    """Columns of places, "Rank 2" and "Rank 1", in the order of their numbers; else none."""
    numbers = [_PLACE.findall(column.star) for column in found]
    places = {int(given[0]): column.position for given, column in zip(numbers, found, strict=True)
              if len(given) == 1}  # fmt: skip
    in_order = sorted(places) == list(range(1, len(found) + 1))
    return tuple(places[place] for place in sorted(places)) if in_order else ()


def _one_answer(
    question: Question,
    year: Year,
    index: HeaderIndex,
    patterns: Sequence[str],
    is_declared: bool,
    found: list[Found],
    parts: dict[str, int],
    again: dict[int, tuple[int, ...]],
) -> Source:
    """The columns of a question that takes one answer: one, or one for each of its choices."""
    found = index.among(found, _names(question, year)) if not is_declared else found
    plain = [column for column in found if not column.star]
    stars = [column for column in found if column.star]
    named = _named_by_star(question, year, stars, again, is_declared and len(patterns) > 1)
    other = _others(question)
    if not plain and len(named) > 1:
        return Source((), parts | named, again=again)
    if plain and named and set(named) <= other:
        # The text that respondents typed beside "Other" stands in a column of its own.
        parts = parts | named
    if is_declared:
        # In the order declared: the first is merged with the others, and so are all columns of a
        # wildcard, of which a respondent fills one.
        for pattern in patterns:
            fits = index.find(pattern)
            if len(fits) > 1 and not any(column.star for column in fits):
                raise DashboardError(_several(question, pattern, fits))
        plain = [column for column in found if column.position not in parts.values()]
    elif not plain:
        plain = found[:1]
        if len(found) > 1:
            columns = ", ".join(str(column.position + 1) for column in found)
            raise DashboardError(
                f"{question.id}: the columns {columns} do not say which choice they hold; give "
                "'columns' on the question or on its choices."
            )
    elif len(plain) > 1:
        name = next(pattern for pattern in patterns if any(c in plain for c in index.find(pattern)))
        plain = [column for column in plain if column in index.find(name)]
        if len(plain) > 1:
            raise DashboardError(_several(question, name, plain))
    whole = tuple(column.position for column in plain[:1])
    if len(plain) > 1:
        again = again | {whole[0]: tuple(column.position for column in plain[1:])}
    return Source(whole, parts, again=again)


def _told_apart(patterns: Sequence[str]) -> tuple[str, ...]:
    """Patterns of which one that stands beside its own "Header #2" means the first of that name."""
    numbered = {
        pattern.rpartition(" #")[0] for pattern in patterns if re.search(r" #\d+$", pattern)
    }
    return tuple(f"{pattern} #1" if pattern in numbered else pattern for pattern in patterns)


def _several(question: Question, pattern: str, found: Sequence[Found]) -> str:
    columns = ", ".join(str(column.position + 1) for column in found)
    return (
        f"{question.id}: {shown(pattern)} fits the columns {columns}; 'Header #2' names the "
        f"second of that name, and columns: [{pattern}, '{pattern} #2'] merges the two."
    )


def _others(question: Question) -> set[str]:
    return {choice.id for choice in question.choices if choice.other}


def _names(question: Question, year: Year) -> tuple[str, ...]:
    """What an export may call a question."""
    return (question.id, question.wording[year], question.title)


def _grid(
    question: Question, year: Year, index: HeaderIndex, again: dict[int, tuple[int, ...]]
) -> dict[tuple[str, str], int]:
    """The columns of a matrix that has one for each choice of each row; none if it has not."""
    if question.kind is not Kind.MATRIX:
        return {}
    items = keys_with_codes(question.shown_items(year), year, question.id)
    choices = keys_with_codes(question.offered(year), year, question.id)
    declared = question.columns.get(year, ())
    own = [item for item in question.shown_items(year) if year in item.columns]
    patterns = [pattern for pattern in declared if "{item}" in pattern and "{choice}" in pattern]
    found: dict[tuple[str, str], list[int]] = {}
    for pattern in patterns or (() if declared or own else _usual_grids(question, year)):
        for pair, places in index.cells(pattern, items, choices).items():
            mine = index.among(map(Found, places), _names(question, year))
            found.setdefault(pair, []).extend(column.position for column in mine)
    by_item = [(item.id, pattern) for item in own for pattern in item.columns[year]]
    # A pattern of the question may name the row itself: "Hammer - *".
    by_item += [
        (items[name], pattern)
        for pattern in declared
        if (name := normalised(pattern.replace("*", "")).strip(_AROUND)) in items
    ]
    for code, pattern in by_item:
        columns = index.among(index.find(pattern), _names(question, year))
        if len(columns) > 1 and all(column.star in choices for column in columns):
            for column in columns:
                found.setdefault((code, choices[column.star]), []).append(column.position)
    if not found:
        if patterns:
            raise DashboardError(_missing(question, patterns[0], index))
        return {}
    shown_items = [item.id for item in question.shown_items(year)]
    absent = [item for item in shown_items if not any(item == pair[0] for pair in found)]
    if absent:
        raise DashboardError(
            f"{question.id}: there are columns for each choice of some rows, but none for "
            f"{listed(absent)}."
        )
    for pair, places in found.items():
        unique = list(dict.fromkeys(places))
        if len(unique) > 1 and len(patterns) < 2:
            numbers = ", ".join(str(at + 1) for at in unique)
            item_id, choice_id = pair
            raise DashboardError(
                f"{question.id}: {item_id!r} with {choice_id!r} fits the columns {numbers}."
            )
        if len(unique) > 1:
            again[unique[0]] = tuple(unique[1:])
    return {pair: places[0] for pair, places in found.items()}


def _usual_grids(question: Question, year: Year) -> Iterator[str]:
    """Where a matrix with a column for each choice of each row stands if the codebook is silent."""
    for name in _names(question, year):
        yield from (f"{name} [{{item}}] [{{choice}}]", f"{name} [{{item}}_{{choice}}]")
        yield from (f"{name} [{{item}} - {{choice}}]", f"{name} - {{item}} - {{choice}}")


def _usual_headers(question: Question, year: Year) -> tuple[str, ...]:
    """Where a question stands if the codebook does not say; rows follow in brackets or a dash."""
    names = _names(question, year)
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


def _own_columns(
    question: Question,
    entries: Iterable[Choice],
    year: Year,
    index: HeaderIndex,
    again: dict[int, tuple[int, ...]],
) -> Iterator[tuple[str, int]]:
    """The columns that choices or items declare for themselves; several declared are merged."""
    for entry in entries:
        if year not in entry.asked or year not in entry.columns:
            continue
        places: list[int] = []
        for pattern in _told_apart(entry.columns[year]):
            found = index.among(index.find(pattern), _names(question, year))
            if len({column.position for column in found}) > 1:
                columns = ", ".join(str(column.position + 1) for column in found)
                raise DashboardError(f"{question.id}: {entry.id!r} fits the columns {columns}.")
            places += [column.position for column in found if column.position not in places]
        if not places:
            what = _missing(question, entry.columns[year][0], index)
            raise DashboardError(f"{what} It should hold {entry.id!r}.")
        if len(places) > 1:
            again[places[0]] = tuple(places[1:])
        yield entry.id, places[0]


def _named_by_star(
    question: Question,
    year: Year,
    found: list[Found],
    again: dict[int, tuple[int, ...]],
    may_merge: bool,
) -> dict[str, int]:
    """Columns by choice or item, if what the wildcard stands for is a label in every one.

    A label that a spreadsheet took for a date is one too. What respondents typed beside the
    choices or rows, under "Other (please specify)", is passed over where no choice stands for it.
    Of several columns for the same choice all count where several patterns are declared, and for
    "Other", where one holds the tick and another the text; else a DashboardError names them.
    """
    entries = question.shown_items(year) if question.items else question.offered(year)
    keys = keys_with_codes(entries, year, question.id)
    keys = damaged_keys(keys) | keys
    named = [column for column in found if column.star in keys or column.star not in TYPED]
    if not named or not all(column.star in keys for column in named):
        return {}
    places: dict[str, list[int]] = {}
    for column in named:
        places.setdefault(keys[column.star], []).append(column.position)
    others = _others(question) | {question.write_ins}
    for code, positions in places.items():
        if len(positions) > 1:
            if not may_merge and code not in others:
                numbers = ", ".join(str(at + 1) for at in positions)
                raise DashboardError(
                    f"{question.id}: {code!r} fits the columns {numbers}. Give 'columns' for both, "
                    "such as those of either place, to merge them."
                )
            again[positions[0]] = tuple(positions[1:])
    return {code: positions[0] for code, positions in places.items()}


def _missing(question: Question, pattern: str, index: HeaderIndex) -> str:
    near = index.nearest(pattern)
    meant = f" The nearest header is {shown(near)}." if near else ""
    return f"{question.id}: no column has the header {shown(pattern)}.{meant}"


def _claimed_twice(
    codebook: Codebook, year: Year, sources: dict[str, Source], headers: Headers
) -> Iterator[str]:
    """Columns that two questions take, except one that reads them otherwise and says so.

    Votes for and against may stand in the columns of a plain multi-select: of two kinds that name
    their columns, each reads the same cells in its own way.
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
    """Whether a question says itself where it stands."""
    entries = (*question.items, *question.choices)
    return year in question.columns or any(year in entry.columns for entry in entries)
