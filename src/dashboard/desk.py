"""What stories work with: the view, its numbers, and whether a survey has what a story needs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dashboard.codebook import Codebook, Question, Year
from dashboard.controls import Choices
from dashboard.figures import View
from dashboard.results import Of, Result
from dashboard.scores import Scores, Statistic
from dashboard.selection import Selection
from dashboard.survey import Survey, measured, scored
from dashboard.viewport import is_narrow
from dashboard.weights import Weights, details_of


@dataclass(frozen=True)
class Desk:
    """One view of the survey at hand; gives numbers through the same caches as all figures."""

    survey: Survey
    chosen: Choices

    @property
    def codebook(self) -> Codebook:
        """The survey as data."""
        return self.survey.codebook

    @property
    def year(self) -> Year:
        """The newest year in view that has responses."""
        years = self.chosen.selection.years
        return max((y for y in years if y in self.survey.responses.years), default=years[-1])

    @property
    def plain(self) -> Selection:
        """The filters in the newest year alone."""
        return Selection(years=(self.year,), where=self.chosen.selection.where)

    @property
    def all_years(self) -> Selection:
        """The filters in every year that has responses."""
        return Selection(years=self.survey.responses.years, where=self.chosen.selection.where)

    def without(self, name: str) -> Selection:
        """The newest year with one filter left out."""
        where = {n: codes for n, codes in self.plain.where.items() if n != name}
        return Selection(years=self.plain.years, where=where)

    def question(self, code: str) -> Question:
        """A question by its id."""
        return self.codebook.questions[code]

    def weights(self, question: Question) -> Weights:
        """The weights a question is shown with: use cases count only in their details."""
        return weights_for(self.codebook, question, self.chosen.address.weights)

    def shares(
        self,
        codes: Iterable[str],
        selection: Selection | None = None,
        by: Question | None = None,
        of: Of | None = None,
    ) -> dict[str, Result]:
        """Shares of several questions, by default of the newest year."""
        found: dict[str, Result] = {}
        for weights, questions in self._by_weights(codes).items():
            whom = of or self.chosen.address.of
            found |= measured(questions, selection or self.plain, by, whom, weights)
        return found

    def scores(
        self,
        codes: Iterable[str],
        statistic: Statistic | None = None,
        selection: Selection | None = None,
        by: Question | None = None,
    ) -> dict[str, Scores]:
        """Scores of several questions, by default of the newest year."""
        found: dict[str, Scores] = {}
        for weights, questions in self._by_weights(codes).items():
            found |= scored(questions, selection or self.plain, by, weights, statistic)
        return found

    def _by_weights(self, codes: Iterable[str]) -> dict[Weights, list[Question]]:
        groups: dict[Weights, list[Question]] = {}
        for code in codes:
            question = self.question(code)
            groups.setdefault(self.weights(question), []).append(question)
        return groups

    def view(self, selection: Selection | None = None, compare: str | None = None) -> View:
        """What figures are drawn for; by default the newest year, compared by nothing."""
        return View(
            codebook=self.codebook,
            selection=selection or self.plain,
            compare=compare,
            of=self.chosen.address.of,
            narrow=is_narrow(),
        )

    def not_compared(self) -> str:
        """Says that a figure leaves the comparison aside; empty where nothing is compared."""
        compare = self.chosen.address.compare
        if compare is None:
            return ""
        by = self.chosen.by
        what = f"by {by.title.lower()}" if by is not None else "of years"
        return f"The comparison {what} does not apply here: shown is everyone in view, {self.year}."


def weights_for(codebook: Codebook, question: Question, weights: Weights) -> Weights:
    """The weights that a question is shown with in a view."""
    fits = weights is not Weights.USE_CASES or question.id in details_of(codebook)
    return weights if fits else Weights.NONE


@dataclass(frozen=True, kw_only=True)
class Story:
    """A part of a page that says more than one question's figure.

    `needs` are the questions without which it is not told: then `replaces`, drawn by it
    otherwise, appear as they are. Without `section` it stands among the leading figures. `charts`
    is how many it draws at most. One that is `plain` steps aside for its questions while a
    comparison is on.
    """

    id: str
    title: str
    show: Callable[[Desk], None]
    needs: tuple[str, ...]
    replaces: tuple[str, ...] = ()
    section: str = ""
    charts: int = 1
    plain: bool = False

    def fits(self, desk: Desk) -> bool:
        """Whether the survey at hand has, published and asked in the year, what is needed."""
        if self.plain and desk.chosen.address.compare is not None:
            return False
        return all(available(desk, code) for code in self.needs)


def available(desk: Desk, code: str) -> bool:
    """Whether a question exists, is published, and was asked in the year at hand."""
    question = desk.codebook.questions.get(code)
    return question is not None and question.published and desk.year in question.asked


def those_available(desk: Desk, codes: Sequence[str]) -> list[str]:
    """The questions of a list that are available."""
    return [code for code in codes if available(desk, code)]


def asked_years(desk: Desk, question: Question) -> Selection:
    """The filters in every year that asked a question and has responses."""
    years = tuple(y for y in desk.survey.responses.years if y in question.asked)
    return Selection(years=years or (desk.year,), where=desk.chosen.selection.where)
