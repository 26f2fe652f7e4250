"""What a figure is drawn for, and the words around it: subtitle, base, note, source, alt text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from dashboard.analysis.changes import Family
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import count, percent
from dashboard.analysis.unweighted_rows import weights_in_words
from dashboard.codebook import Choice, Codebook, Condition, Kind, Question, Year
from dashboard.estimates.reliability import COUNT_FROM, SHARE_FROM, Flag
from dashboard.figures.words import listed, lowered, sentence
from dashboard.query.selection import (
    MOST_NAMED,
    Of,
    Query,
    Weights,
    in_words,
    words_of,
    years_in_words,
)

UNCERTAINTY = (
    "Thin lines show the uncertainty from sample size and weighting only; "
    "respondents chose to take part."
)
SELF_SELECTED = "Respondents chose to take part."


@dataclass(frozen=True, kw_only=True)
class View:
    """Whom and what a figure is about: `compare` is None, "year", or the name of a filter.

    `narrow` is for phones: every label stands above its marks. `changes` are those of the whole
    page, tested together; without them a figure tells none.
    """

    codebook: Codebook
    query: Query
    compare: str | None = None
    narrow: bool = False
    changes: Family = field(default_factory=Family)

    @property
    def of(self) -> Of:
        """Whom shares are shares of."""
        return self.query.of

    def subtitle(self, result: Result, measure: str | None = None) -> str:
        """What is measured, of whom, in which years, in one line."""
        query = replace(self.query, years=shown_years(result))
        parts = [measure or self.measure(result), in_words(self.codebook, query)]
        if result.by is not None:
            parts.append(f"by {lowered(result.by.title)}")
        return " · ".join(parts)

    def measure(self, result: Result) -> str:
        """What the numbers of a result are, in words."""
        if not result.each_choice:
            return "Scores"
        if result.weights is Weights.USE_CASES:
            return "Share of use cases"
        if self.of is Of.EVERYONE:
            return "Share of all respondents"
        if result.question.items:
            return "Share of those who answered, row by row"
        return "Share of those who answered"

    def base_line(self, result: Result) -> str:
        """How many people the numbers rest on, by year or by segment where these are compared."""
        if set(result.years) <= set(result.gaps):
            return "Base: nobody, since nothing can be shown for this selection"
        return "Base: " + "; ".join(_bases(result)) + _weighting(result)

    def note(self, result: Result, *sentences: str) -> str:
        """What a reader must know besides: the figure's own sentences, then routing and gaps."""
        said = [*sentences]
        question = result.question
        years = shown_years(result)
        if years and question.asked_of.get(years[-1]) is not None:
            said.append(asked_of_words(self.codebook, question, years[-1]))
        if result.weights is Weights.USE_CASES:
            said.append(self.use_case_words())
        elif question.id in self.codebook.details:
            said.append("Respondent view: each described use case counts once.")
        words = weights_in_words(self.codebook, result)
        said += [text for year, text in words.items() if year in years]
        if result.each_choice and (question.kind is Kind.MULTIPLE or question.multiple):
            said.append("Several answers were possible, so shares add up to more than 100 %.")
        if moved := self.codebook.privacy.moved.get(question.id):
            said.append(f"Moved by what is withheld to protect respondents: {moved}")
        said += [why for year, why in result.withheld.items() if year in years]
        if isinstance(result, Result) and any(
            (result.shares.flag[y] == Flag.FEW).any()
            for y, year in enumerate(result.years)
            if year in years
        ):
            said.append(
                "What fewer than "
                f"{self.codebook.privacy.k} people gave is withheld, which is not nought."
            )
        said += [why for year, why in result.gaps.items() if len(result.years) > 1 or year in years]
        return " ".join(dict.fromkeys(sentence(text) for text in said if text))

    def use_case_words(self) -> str:
        """What counting use cases means, and that the described case was not drawn by lot."""
        entry = self.codebook.weighting.use_cases
        if entry is None:
            return ""
        overview = self.codebook.question(entry.margin.overview).title
        chosen = self.codebook.question(entry.details_from).title
        return (
            "Use-case view: each described case stands here for all cases of its kind, as "
            f"“{overview}” shares them out. How cases were chosen: see “{chosen}”."
        )

    def source_line(self, result: Result) -> str:
        """Where the numbers come from: title, publisher, years, licence, and what they are not."""
        book = self.codebook
        years = years_in_words(shown_years(result))
        parts = [f"Source: {book.title} {years}" if years else f"Source: {book.title}"]
        if book.publisher and book.publisher not in book.title:
            parts.append(book.publisher)
        if book.licence:
            parts.append(book.licence.name)
        if book.synthetic:
            parts.append("synthetic sample responses")
        if book.paraphrased:
            parts.append("our paraphrase of the wording")
        return ", ".join(parts)


def alt_text(
    kind: str, title: str, subtitle: str, base: str, facts: Iterable[str], caveat: str
) -> str:
    """A figure for those who do not see it: kind, measure, base, facts, caveat."""
    parts = [f"{kind}: {title}", subtitle, base, *facts, caveat]
    return " ".join(sentence(part) for part in parts if part)


def shown_years(result: Result) -> tuple[Year, ...]:
    """The years a figure speaks of: all that are compared, else the newest that has numbers."""
    if result.by is None and len(result.years) > 1:
        return result.years
    return (newest(result),) if result.years else ()


def newest(result: Result) -> Year:
    """The newest year without a gap; the newest of all where every year has one."""
    return max((year for year in result.years if year not in result.gaps), default=result.years[-1])


def label_in(choice: Choice, year: Year) -> str:
    """A choice's label as a year printed it, where its wording is not the same in all years."""
    if len(set(choice.wording.values())) > 1:
        return choice.wording.get(year, choice.label)
    return choice.label


def asked_of_words(codebook: Codebook, question: Question, year: Year) -> str:
    """To whom a routed question was put."""
    condition = question.asked_of.get(year)
    simple = condition is not None and condition.question and condition.item is None
    if isinstance(condition, Condition) and simple and condition.any_of:
        source = codebook.question(str(condition.question))
        if len(condition.any_of) > MOST_NAMED:
            many = f"{len(condition.any_of)} of the {len(source.choices)} answers"
            return f"Asked of those who gave one of {many} to “{source.title}”."
        answers = words_of(source, condition.any_of)
        return f"Asked of those who answered “{source.title}” with {answers}."
    return "Asked of some respondents only, depending on earlier answers."


def facts(found: Sequence[tuple[str, float, object]], lead: str = "Highest") -> list[str]:
    """The one to three leading numbers as sentences; only numbers on a sufficient base count."""
    sure = [(label, share) for label, share, flag in found if flag is Flag.OK]
    if not sure:
        return []
    first = f"{sure[0][0]} {percent(sure[0][1])}"
    rest = [f"{label} {percent(share)}" for label, share in sure[1:3]]
    return [f"{lead}: {first}", *([f"Then {listed(rest)}"] if rest else [])]


def _number(number: float) -> str:
    return count(number) if number >= COUNT_FROM or number == 0 else f"fewer than {COUNT_FROM}"


def _bases(result: Result) -> list[str]:
    """The parts of the base line."""
    tally = result.tally
    asked, answered, everyone = tally.asked.n, tally.answered.n, tally.everyone.n
    if result.by is not None:
        y = result.years.index(newest(result))
        people = answered[y].max(axis=-1)
        labels = [result.by.choice(str(segment)).label for segment in result.segments]
        enough = [i for i, n in enumerate(people) if n >= SHARE_FROM]
        everybody = float(
            people.sum() if tally.overall is None else tally.overall.answered.n[y].max()
        )
        total = f"{_number(everybody)} answered"
        if tally.overall is not None:
            total += ", some in several groups"
        if 0 < len(people) <= 4:
            each = [f"{label} {_number(float(n))}" for label, n in zip(labels, people, strict=True)]
            # A total would tell the size of the one group that is too small to be told.
            hidden = ((people > 0) & (people < COUNT_FROM)).any()
            return [", ".join(each) if hidden else f"{total} ({', '.join(each)})"]
        if not enough:
            return [total]
        low, high = people[enough].min(), people[enough].max()
        return [f"{total}, {_between(low, high)} in each group shown"]
    if len(result.years) > 1:
        people = answered[:, 0].max(axis=-1)
        known = [(y, n) for y, n in zip(result.years, people, strict=True) if y not in result.gaps]
        if not known:
            return ["nobody answered in these years"]
        if len(known) <= 4:
            return [", ".join(f"{_number(float(n))} answered in {year}" for year, n in known)]
        return [f"{_between(min(n for _, n in known), max(n for _, n in known))} answered a year"]
    parts = []
    if result.each_choice and result.of is Of.EVERYONE:
        parts.append(f"{_number(float(everyone[0, 0]))} respondents")
    low, high = float(answered[0, 0].min()), float(answered[0, 0].max())
    most = float(asked[0, 0].max())
    if low == high:
        return [", ".join([*parts, f"{_number(most)} asked, {_number(high)} answered"])]
    rows = f"{_number(most)} asked, {_between(low, high)} answered, depending on the row"
    return [", ".join([*parts, rows])]


def _between(low: float, high: float) -> str:
    if _number(low) == _number(high):
        return _number(high)
    if low < COUNT_FROM:
        return f"up to {_number(high)}"
    return f"{_number(low)} to {_number(high)}"


def _weighting(result: Result) -> str:
    tally = result.tally
    if np.array_equal(tally.cells.n, tally.cells.w):
        return ""
    effective = float(np.nan_to_num(result.estimates.effective_base).max(initial=0))
    return f"; weighted, worth {count(effective)} unweighted answers" if effective >= 1 else ""
