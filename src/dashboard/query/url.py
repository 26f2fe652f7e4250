"""The address of a view: what stands behind the `?` of a link, read strictly and written shortly.

Addresses hold codes, never labels, so that rewording a choice breaks no link; names that were
changed are read by the survey's table of old names. Parameters of other names are passed over, as
newsletters and networks add their own. An unknown value of a name that is ours is refused in a
sentence: a link must never show other numbers than it promised.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dashboard.codebook import FURTHER, Codebook, Kind, Question, Year
from dashboard.codebook.entries import LONGEST_FIGURE
from dashboard.codebook.tool_list import tool_of
from dashboard.errors import DashboardError, UnknownName, listed, shown
from dashboard.query.selection import Of, Query, Weights, select

LONGEST = 2000
MOST_CORRECTED = 8
"""Unknown names of an address that are replaced by the nearest known, before it is given up."""
TOO_LONG = f"The address is longer than any view's ({LONGEST} characters)."
COMPARE_YEARS = "year"
# The ways in which addresses were ever written, oldest first: 1 is how all are today. An address
# that does not say is of the oldest.
VERSIONS = ("1",)
VERSION = "v"
RELEASE = re.compile(r"[0-9a-f]{1,16}|\d{4}-\d{2}-\d{2}")
FIGURE = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*")
OTHERS = (
    *("compare", "of", "weights", "question", "figure", "tool"),
    *("against", "since", "statistic", "order"),
)
SECOND = "b."
"""What the name of a filter begins with that is one of the second of two segments."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """A view's state: the year, filters by name, comparison, denominator, a question looked up.

    `figure` is the id of the one figure that a page of its own shows; whether there is such a
    figure, the page finds out. `tool` is the name of the one tool that a page is about. Changes are
    those from the year `against`, or what is new `since` a release. `statistic` and `order` say how
    the one question of a page is shown, which that page checks; `second` are the filters of the
    segment that this one is set against.
    """

    year: Year
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    compare: str | None = None
    of: Of = Of.ANSWERED
    weights: Weights = Weights.NONE
    question: str | None = None
    figure: str | None = None
    tool: str | None = None
    against: Year | None = None
    since: str | None = None
    statistic: str | None = None
    order: str | None = None
    second: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def view(self) -> "Address":
        """The same without what a page is about."""
        return replace(self, question=None, figure=None, tool=None, against=None, since=None)


def newest_year(codebook: Codebook, with_responses: Sequence[Year]) -> Year:
    """The year shown where an address names none: the newest that has responses."""
    return max(with_responses or codebook.years)


def query_of(codebook: Codebook, address: Address, with_responses: Sequence[Year]) -> Query:
    """What an address asks: of every year with responses where years are compared."""
    by_years = address.compare == COMPARE_YEARS
    by = None if by_years or address.compare is None else codebook.question(address.compare).id
    years = with_responses if by_years else [address.year]
    checked = select(codebook, years, address.where)
    return replace(checked, by=by, of=address.of, weights=address.weights)


def further_filters(codebook: Codebook, year: Year | None = None) -> tuple[str, ...]:
    """The questions by id whose answers filter without being a declared filter.

    With a `year`, only those that it asked.
    """
    named = {question.id for question in codebook.filters.values()}
    return tuple(
        question.id
        for question in codebook.questions.values()
        if question.id not in named and not codebook.no_filter(question) and _asks(question, year)
    )


def comparisons(codebook: Codebook, year: Year | None = None) -> tuple[str, ...]:
    """What a view can be compared by: years, and the filters for persona and company size.

    With a `year`, only those filters whose question it asked.
    """
    names = [name for name in ("persona", "company_size") if name in codebook.filters]
    return (COMPARE_YEARS, *(name for name in names if _asks(codebook.filters[name], year)))


def groupings(codebook: Codebook, year: Year | None = None) -> tuple[str, ...]:
    """The questions whose answers can make the groups that a view compares, by id.

    Those with choices of which one or several could be given. Those that have names of their own
    among the comparisons are left out; what is published apart cannot be set beside other
    questions. With a `year`, only those that it asked.
    """
    named = {codebook.filters[name].id for name in comparisons(codebook) if name != COMPARE_YEARS}
    return tuple(
        question.id
        for question in codebook.questions.values()
        if question.published
        and question.id not in named
        and question.id not in codebook.separate
        and question.is_coded
        and (question.has_one_answer or question.kind is Kind.MULTIPLE)
        and _asks(question, year)
    )


def _asks(question: Question, year: Year | None) -> bool:
    """Whether a year asked a question and offered choices; without a year, any question passes."""
    return year is None or (year in question.asked and bool(question.offered(year)))


def possible_weights(codebook: Codebook) -> tuple[Weights, ...]:
    """The weights a view of this survey can have: none, and those that the survey declares."""
    possible = [Weights.NONE]
    if codebook.weighting.margins or any(read.weight for read in codebook.read.values()):
        possible.append(Weights.SURVEY)
    if codebook.weighting.use_cases is not None:
        possible.append(Weights.USE_CASES)
    return tuple(possible)


def read_address(
    parameters: Mapping[str, Sequence[str]], codebook: Codebook, default_year: Year
) -> Address:
    """The view that an address names; DashboardError where any part of it is unknown."""
    one = _parameters(parameters, codebook)
    renamed = codebook.renamed
    year = _year(one[COMPARE_YEARS], codebook) if COMPARE_YEARS in one else default_year
    compare, of, question = one.get("compare"), one.get("of", Of.ANSWERED), one.get("question")
    if compare is not None:
        compare = renamed.filters.get(compare, renamed.questions.get(compare, compare))
        if compare in codebook.filters and compare not in comparisons(codebook):
            compare = codebook.filters[compare].id
        possible = (*comparisons(codebook), *groupings(codebook))
        if compare in codebook.separate:
            raise DashboardError(apart(codebook.question(compare)))
        if compare not in possible:
            raise UnknownName("comparison", compare, possible)
        if compare not in (*comparisons(codebook, year), *groupings(codebook, year)):
            raise DashboardError(not_asked(codebook, compare, year))
    if of not in list(Of):
        raise UnknownName("denominator", of, Of)
    weights = one.get("weights", Weights.NONE)
    if weights not in possible_weights(codebook):
        raise UnknownName("weights", weights, possible_weights(codebook))
    if question is not None:
        question = codebook.question(renamed.questions.get(question, question)).id
    first = {n: text for n, text in one.items() if n in codebook.filters or n.startswith(FURTHER)}
    second = {n.removeprefix(SECOND): text for n, text in one.items() if n.startswith(SECOND)}
    return Address(
        year=year,
        where=_where(first, codebook, year),
        compare=compare,
        of=Of(of),
        weights=Weights(weights),
        question=question,
        figure=_figure(one["figure"], codebook) if "figure" in one else None,
        tool=tool_of(codebook, one["tool"]).name if "tool" in one else None,
        against=_year(one["against"], codebook) if "against" in one else None,
        since=_release(one["since"]) if "since" in one else None,
        statistic=one.get("statistic"),
        order=one.get("order"),
        second=_where(second, codebook, year),
    )


def corrected(
    parameters: Mapping[str, Sequence[str]], codebook: Codebook, default_year: Year
) -> dict[str, str] | None:
    """The parameters with each unknown name replaced by the nearest; None where that is no view.

    None as well where nothing is unknown.
    """
    nearer = {name: list(values) for name, values in parameters.items()}
    for _ in range(MOST_CORRECTED):
        try:
            address = read_address(nearer, codebook, default_year)
        except UnknownName as error:
            if error.meant is None:
                return None
            swap = {error.value: error.meant}
            nearer = {
                _swapped(n, swap): [_swapped(v, swap) for v in of] for n, of in nearer.items()
            }
        except DashboardError:
            return None
        else:
            same = nearer == {name: list(values) for name, values in parameters.items()}
            return None if same else write_address(address, default_year)
    return None


def _swapped(text: str, swap: Mapping[str, str]) -> str:
    """A name or the codes of a value, with those swapped that are wrong, also behind a prefix."""
    if text in swap:
        return swap[text]
    for prefix in (SECOND, FURTHER):
        if text.startswith(prefix):
            return prefix + _swapped(text.removeprefix(prefix), swap)
    return ",".join(swap.get(code, code) for code in text.split(","))


def write_address(address: Address, default_year: Year, *, exact: bool = False) -> dict[str, str]:
    """The parameters of a view; what is as by default is left out.

    An `exact` address names its year all the same: the newest year will be another one.
    """
    parameters = {} if address.figure is None else {"figure": address.figure}
    parameters |= {} if address.tool is None else {"tool": address.tool}
    parameters |= {} if address.against is None else {"against": str(address.against)}
    parameters |= {} if address.since is None else {"since": address.since}
    if exact or address.year != default_year:
        parameters[COMPARE_YEARS] = str(address.year)
    parameters |= {name: ",".join(codes) for name, codes in address.where.items() if codes}
    parameters |= {f"{SECOND}{n}": ",".join(codes) for n, codes in address.second.items() if codes}
    if address.compare is not None:
        parameters["compare"] = address.compare
    if address.of is not Of.ANSWERED:
        parameters["of"] = address.of.value
    if address.weights is not Weights.NONE:
        parameters["weights"] = address.weights.value
    if address.question is not None:
        parameters["question"] = address.question
    parameters |= {} if address.statistic is None else {"statistic": address.statistic}
    parameters |= {} if address.order is None else {"order": address.order}
    if parameters:
        parameters[VERSION] = VERSIONS[-1]
    return parameters


def is_of_view(name: str, codebook: Codebook) -> bool:
    """Whether a parameter of this name, of today or of old, says something of a view."""
    known = (COMPARE_YEARS, VERSION, *OTHERS, *codebook.filters, *codebook.renamed.filters)
    return name in known or name.startswith((FURTHER, SECOND))


def _parameters(parameters: Mapping[str, Sequence[str]], codebook: Codebook) -> dict[str, str]:
    """Our own parameters, by the names of today, each once."""
    today: dict[str, list[str]] = {}
    for written, values in parameters.items():
        if is_of_view(written, codebook):
            segment = SECOND if written.startswith(SECOND) else ""
            name = segment + _of_today(written.removeprefix(segment), codebook)
            today.setdefault(name, []).extend(values)
    if sum(len(name) + sum(map(len, values)) for name, values in today.items()) > LONGEST:
        raise DashboardError(TOO_LONG)
    # First of all: in an address of another version, anything else may mean something else.
    for version in today.get(VERSION, ()):
        if version not in VERSIONS:
            raise DashboardError(unreadable(shown(version)))
    for name, values in today.items():
        if len(values) > 1:
            raise DashboardError(given_often(name, values))
    return {name: values[0] for name, values in today.items() if values}


def given_often(name: str, values: Sequence[str]) -> str:
    """Says that an address has several values for what may have one."""
    return f"The address gives {name!r} {len(values)} times."


def apart(question: Question) -> str:
    """Why the answers to a question published apart make no groups."""
    return (
        f"{question.title} is published apart from the other answers to protect respondents, so "
        "they cannot be compared by it."
    )


def unreadable(version: str) -> str:
    """Says that an address is of a version, as it is shown, that nobody knows here."""
    return (
        f"The address is of version {version}, which this dashboard cannot read; "
        f"it reads {listed(VERSIONS)}."
    )


def not_asked(codebook: Codebook, compare: str, year: Year) -> str:
    """Why a year has no groups of this name, and which years have them."""
    question = codebook.filters.get(compare) or codebook.question(compare)
    able = [str(other) for other in codebook.years if _asks(question, other)]
    return (
        f"{year} did not ask “{question.title}”, so its answers cannot be compared by it. "
        f"Asked in: {listed(able)}."
    )


def _of_today(name: str, codebook: Codebook) -> str:
    """A parameter's name of today."""
    renamed = codebook.renamed
    if name.startswith(FURTHER):
        asked = name.removeprefix(FURTHER)
        return f"{FURTHER}{renamed.questions.get(asked, asked)}"
    return name if name in codebook.filters else renamed.filters.get(name, name)


def _where(
    named: Mapping[str, str], codebook: Codebook, year: Year
) -> Mapping[str, tuple[str, ...]]:
    """Filters by name with their choices as an address has them, checked."""
    where = {
        name: _choices(text, codebook.renamed.choices.get(codebook.filter(name).id, {}))
        for name, text in named.items()
    }
    return select(codebook, [year], where).where


def _choices(text: str, renamed: Mapping[str, str]) -> list[str]:
    return [renamed.get(code, code) for code in text.split(",")]


def _figure(text: str, codebook: Codebook) -> str:
    """A figure's id by the names of today."""
    if len(text) > LONGEST_FIGURE or not FIGURE.fullmatch(text):
        raise DashboardError(
            f"{shown(text)} is no figure: an id has letters, digits and _ in parts joined by dots, "
            f"{LONGEST_FIGURE} characters at most."
        )
    return codebook.renamed.figure(text)


def _release(text: str) -> str:
    """A release by its hash, version or day; whether there is such a release, its history knows."""
    if not RELEASE.fullmatch(text):
        raise DashboardError(f"{shown(text)} is no release: use its hash, its version or a day.")
    return text


def _year(text: str, codebook: Codebook) -> Year:
    if not (text.isascii() and text.isdigit() and int(text) in codebook.years):
        raise UnknownName("year", text, codebook.years)
    return int(text)
