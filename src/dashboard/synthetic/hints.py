"""`sample.yaml` beside the codebook: hints for synthetic answers, all of them optional.

It is not part of the survey: only the generator reads it.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from pydantic import Field, model_validator

from dashboard.codebook import Codebook, Kind, Question
from dashboard.codebook.entry_types import Entry, Id, QuestionId, Text
from dashboard.codebook.validate import validate
from dashboard.codebook.yaml_source import Found, Place, read_yaml
from dashboard.errors import DashboardError, unknown

SAMPLE_FILE = "sample.yaml"

Percent = float


class QuestionHints(Entry):
    """How one question is answered; whatever is left out is made up from the question's name.

    `popularity` is in percent as of the newest edition: of those who answer (multiple), or
    relative to the other choices (all other kinds). `trend` is the points per year by which it
    rose until then; `by_year` replaces it in one edition, `rows` in single rows of a matrix and
    `rows_of` in all rows of a registry's category.

    Ordered answers move by log-odds: `lift` for everyone, `items` for a row (in a view of the
    future: for the growth of a part), `items_of` for the rows of a category, `drift` per year,
    `maturity` for each standard deviation of the respondent's maturity, `lifts` by the answer to
    another question. Choices move the same way by `maturity_of` and `leans`. `contrast` says how
    much personas differ (1 is much).
    """

    popularity: dict[Id, Percent] = Field(default={})
    by_year: dict[int, dict[Id, Percent]] = Field(default={})
    trend: dict[Id, Percent] = Field(default={})
    ordered: bool | None = None
    lift: float = 0
    drift: float = 0
    items: dict[Id, float] = Field(default={})
    items_of: dict[Id, float] = Field(default={})
    rows: dict[Id, dict[Id, Percent]] = Field(default={})
    rows_of: dict[Id, dict[Id, Percent]] = Field(default={})
    maturity: float | None = None
    maturity_of: dict[Id, float] = Field(default={})
    contrast: float | None = Field(default=None, ge=0)
    lifts: dict[QuestionId, dict[Id, float]] = Field(default={})
    leans: dict[QuestionId, dict[Id, dict[Id, float]]] = Field(default={})
    skip: Percent | None = Field(default=None, ge=0, le=90)
    median: float | None = None
    spread: float = 0.8


class TruthKind(StrEnum):
    """The subject of a planted truth."""

    GROWTH = "growth"
    COMPOSITION = "composition"
    DIFFERENCE = "difference"
    USE_CASES = "use_cases"


class Planted(Entry):
    """A share that is known exactly because it was planted.

    growth: the choice rises from `start` percent by `points` over the years that asked it.
    Otherwise `shares` gives the percent for each answer to the question `by`, in every year the
    same: of a composition it is the mix of `by` that changes, of a difference nothing, and with
    use_cases `by` is the segment of the one case a respondent describes.
    """

    id: Id
    kind: TruthKind
    question: QuestionId
    choice: Id
    note: Text | None = None
    start: Percent | None = Field(default=None, ge=0, le=100)
    points: Percent = 0
    by: QuestionId | None = None
    shares: dict[Id, Percent] = Field(default={})

    @model_validator(mode="after")
    def _whole(self) -> "Planted":
        if self.kind is TruthKind.GROWTH:
            if self.start is None or not 0 <= self.start + self.points <= 100:
                raise ValueError("growth needs 'start', and start + points within 0 to 100")
        elif self.by is None or not self.shares:
            raise ValueError(f"{self.kind} needs 'by' and 'shares'")
        return self


class SampleHints(Entry):
    """The file: respondents a year, tools and other choices known everywhere, questions, truths.

    `popularity` and `trend` hold for a choice in every multiple question that does not say
    otherwise, and so does `contrast` for every question. `traits` are what respondents have in
    common without being asked, such as the cloud they work on: each trait's values in percent.
    `leans` move choices of multiple questions by a trait or by an answer to a question, in
    log-odds; the popularity of a choice stays what it is, other people give it.
    """

    respondents: dict[int, int] = Field(default={})
    leave: Percent = Field(default=12, ge=0, le=90)
    popularity: dict[Id, Percent] = Field(default={})
    trend: dict[Id, Percent] = Field(default={})
    contrast: float = Field(default=0.6, ge=0)
    traits: dict[Id, dict[Id, Percent]] = Field(default={})
    leans: dict[Id, dict[Id, dict[Id, float]]] = Field(default={})
    questions: dict[QuestionId, QuestionHints] = Field(default={})
    truths: list[Planted] = Field(default=[])

    def of(self, question: str) -> QuestionHints:
        """The hints for a question, empty where the file has none."""
        return self.questions.get(question, NO_HINTS)


NO_HINTS = QuestionHints()


def read_hints(codebook: Codebook, path: Path | None = None) -> SampleHints:
    """The hints at `path`, by default beside the codebook; none where there is no file.

    A DashboardError lists, with lines, every name that the codebook does not have.
    """
    path = path or codebook.folder / SAMPLE_FILE
    if not path.is_file():
        return SampleHints()
    source, faults = read_yaml(path)
    hints = None
    if source is not None and not faults:
        hints, faults = validate(source, SampleHints)
        if hints is not None and not faults:
            faults = [source.fault(*found) for found in _strange(codebook, hints)]
    if hints is None or faults:
        lines = "\n".join(f"  {fault}" for fault in faults)
        raise DashboardError(f"The hints for synthetic responses cannot be used:\n{lines}")
    return hints


def _strange(codebook: Codebook, hints: SampleHints) -> Iterator[Found]:
    yield from _years(("respondents",), hints.respondents, codebook)
    for source, moves in hints.leans.items():
        yield from _sources(("leans", source), source, moves, hints, codebook)
    for code, hint in hints.questions.items():
        place: Place = ("questions", code)
        if code not in codebook.questions:
            yield place, unknown("question", code, codebook.questions)
            continue
        question = codebook.questions[code]
        yield from _years((*place, "by_year"), hint.by_year, codebook)
        answers = _names(question, items=question.kind is Kind.ALLOCATION)
        either = _names(question, items=True) | _names(question, items=False)
        items = {item.id for item in question.items}
        for key, names, allowed in [
            ("popularity", hint.popularity, answers),
            ("trend", hint.trend, answers),
            ("items", hint.items, items),
            ("maturity_of", hint.maturity_of, either),
            *((("by_year", year), named, answers) for year, named in hint.by_year.items()),
        ]:
            at = (*place, *(key if isinstance(key, tuple) else (key,)))
            yield from _codes(at, names, allowed, question)
        categories = {item.category for item in question.items if item.category is not None}
        for key, rows, known in [
            ("rows", hint.rows, items),
            ("rows_of", hint.rows_of, categories),
        ]:
            yield from _codes((*place, key), rows, known, question)
            for row, of_row in rows.items():
                yield from _codes((*place, key, row), of_row, _names(question, False), question)
        yield from _codes((*place, "items_of"), hint.items_of, categories, question)
        for other, lifted in hint.lifts.items():
            yield from _moves((*place, "lifts", other), other, lifted, codebook)
        for other, by_answer in hint.leans.items():
            at = (*place, "leans", other)
            yield from _moves(at, other, by_answer, codebook)
            for answer, moved in by_answer.items():
                yield from _codes((*at, answer), moved, either, question)
    for index, truth in enumerate(hints.truths):
        yield from _truth(("truths", index), truth, codebook)


def _sources(
    place: Place,
    source: str,
    moves: dict[Id, dict[Id, float]],
    hints: SampleHints,
    codebook: Codebook,
) -> Iterator[Found]:
    """Faults in what leans by one source: a trait of the file, or a question."""
    values = hints.traits.get(source)
    if values is None:
        yield from _moves(place, source, moves, codebook)
    else:
        for value in moves:
            if value not in values:
                yield (*place, value), unknown(f"value of the trait {source!r}", value, values)
    known = {choice.id for question in codebook.questions.values() for choice in question.choices}
    for value, moved in moves.items():
        for code in moved:
            if code not in known:
                yield (*place, value, code), unknown("answer", code, sorted(known))


def _names(question: Question, items: bool) -> set[str]:
    return {entry.id for entry in (question.items if items else question.choices)}


def _years(place: Place, years: Iterable[int], codebook: Codebook) -> Iterator[Found]:
    for year in years:
        if year not in codebook.years:
            yield (*place, year), unknown("year", year, codebook.years)


def _codes(
    place: Place, names: Iterable[str], allowed: set[str], question: Question
) -> Iterator[Found]:
    for name in names:
        if name not in allowed:
            message = unknown(f"answer of {question.id!r}", name, sorted(allowed))
            yield (*place, name), message


def _moves(place: Place, other: str, moves: Iterable[str], codebook: Codebook) -> Iterator[Found]:
    if other not in codebook.questions:
        yield place, unknown("question", other, codebook.questions)
        return
    question = codebook.questions[other]
    yield from _codes(place, moves, _names(question, items=False), question)


def _truth(place: Place, truth: Planted, codebook: Codebook) -> Iterator[Found]:
    for key, code in (("question", truth.question), ("by", truth.by)):
        if code is not None and code not in codebook.questions:
            yield (*place, key), unknown("question", code, codebook.questions)
            return
    question = codebook.questions[truth.question]
    yield from _codes((*place, "choice"), [truth.choice], _names(question, False), question)
    if question.kind not in (Kind.MULTIPLE, Kind.SINGLE) or question.derived:
        message = f"A truth is planted in single or multiple questions; this is {question.kind}."
        yield (*place, "question"), message
    if truth.by is None:
        return
    by = codebook.questions[truth.by]
    yield from _codes((*place, "shares"), truth.shares, _names(by, False), by)
    if not by.has_one_answer:
        yield (*place, "by"), f"{by.id!r} is of kind {by.kind}; one answer each is needed."
    if truth.kind is TruthKind.USE_CASES:
        weighting = codebook.weighting.use_cases
        details = [weighting.margin.details] if weighting else []
        if truth.by not in details:
            message = unknown("question with an overview of use cases", truth.by, details)
            yield (*place, "by"), message
