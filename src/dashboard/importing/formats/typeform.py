"""Typeform: question texts; in the older layout a column for each choice, headed by it alone."""

from collections.abc import Iterator, Sequence

from dashboard.codebook import Codebook, Kind, Question, Year
from dashboard.importing.formats.row_rules import RowRule
from dashboard.importing.formats.tool_layout import Heads, Layout
from dashboard.importing.labels import matching_keys, normalised

OTHER = "other"
RULES = (
    RowRule("incomplete", frozenset({"response type"}), without=frozenset({"partial", "started"})),
    RowRule("submitted twice", frozenset({"#"}), repeated=True),
)


def _fits(heads: Heads, first: Sequence[str]) -> bool:
    """Whether it begins with the id and ends with the times and the network."""
    ends = {"network id", "submit date (utc)", "start date (utc)"}
    return bool(first) and first[0] == "#" and bool(ends & set(first))


def _rewrite(heads: Heads, codebook: Codebook, year: Year) -> Heads:
    """A row in which a column headed by a choice is preceded by its question.

    Several questions may have choices of the same name; the run of columns with most choices of a
    question, in the order of the questionnaire, belongs to that question.
    """
    row = list(heads[0])
    place = 1
    for question, keys in _by_choice(codebook, year):
        run = _longest(row, keys, place)
        for at in run:
            row[at] = f"{question.wording[year]} [{row[at]}]"
        place = run.stop if run else place
    return [row, *heads]


def _by_choice(codebook: Codebook, year: Year) -> Iterator[tuple[Question, set[str]]]:
    """The questions that may have a column for each choice, with what heads those."""
    for question in codebook.asked_in(year):
        if question.kind is Kind.MULTIPLE and not question.derived:
            keys = set(matching_keys(question.offered(year), year, question.id))
            yield question, keys | {OTHER}


def _longest(row: Sequence[str], keys: set[str], start: int) -> range:
    """The first longest run of columns from `start` on that are headed by choices, each once."""
    best = range(0)
    at = start
    while at < len(row):
        seen: set[str] = set()
        end = at
        while end < len(row) and (text := normalised(row[end])) in keys and text not in seen:
            seen.add(text)
            end += 1
        if end - at > max(len(best), 1) and seen != {OTHER}:
            best = range(at, end)
        at = max(end, at + 1)
    return best


TYPEFORM = Layout(
    format="typeform",
    name="Typeform",
    fits=_fits,
    rewrite=_rewrite,
    separators=(" / ", ", "),
    rules=RULES,
)
