"""One view of a survey, and every number and figure of it: what pages and exports work with."""

import logging
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol, TypeVar

from dashboard.analysis.lifts import CoUse, co_use
from dashboard.analysis.results import Result, has_shares, results
from dashboard.analysis.scores import Scores, Statistic, scores
from dashboard.analysis.view_changes import ViewChanges, follow_view, mixes_of
from dashboard.codebook import Codebook, Question, Year
from dashboard.errors import DashboardError, contained
from dashboard.estimates.mix import MixAdjusted
from dashboard.figures import Figure, View, draw_all
from dashboard.query.selection import Of, Selection, Weights
from dashboard.responses import Responses
from dashboard.stories.chosen import Choices

log = logging.getLogger(__name__)

Found = Result | Scores
Kind = TypeVar("Kind")
Key = tuple[Hashable, ...]


class Memory(Protocol):
    """Where what was computed is kept: as long as a desk is open, or for the next reader."""

    def once(self, key: Key, compute: Callable[[], Kind]) -> Kind:
        """What `compute` gives, which the key alone decides; computed when first asked for."""


@dataclass(frozen=True)
class Remembered:
    """What was computed, as long as this lives."""

    _kept: dict[Key, Any] = field(default_factory=dict, repr=False)

    def once(self, key: Key, compute: Callable[[], Kind]) -> Kind:
        """What `compute` gives for a key, computed once."""
        if key not in self._kept:
            self._kept[key] = compute()
        found: Kind = self._kept[key]
        return found


@dataclass(frozen=True, kw_only=True)
class Drawings:
    """Results and figures by question id; `failed` has an error for each figure there is not."""

    found: dict[str, Found]
    figures: dict[str, Figure]
    failed: dict[str, DashboardError]

    def figure(self, code: str) -> Figure:
        """A question's figure; the DashboardError that kept it from being drawn."""
        if code in self.failed:
            raise self.failed[code]
        return self.figures[code]


def _each(
    codes: Sequence[str],
    all_of: Callable[[Sequence[str]], dict[str, Kind]],
    one_of: Callable[[str], dict[str, Kind]],
) -> dict[str, Kind | DashboardError]:
    """What is made of all codes at once; where that fails, of one by one, and the errors."""
    try:
        return dict(all_of(codes))
    except Exception as error:
        log.warning("%s. One by one, then.", error)
    found: dict[str, Kind | DashboardError] = {}
    for code in codes:
        made = contained(f"Figure {code!r}", partial(one_of, code))
        found[code] = made if isinstance(made, DashboardError) else made[code]
    return found


def _about(found: Mapping[str, Found]) -> Key:
    """What tells results of one view from all others."""
    return tuple(
        (
            code,
            one.statistic if isinstance(one, Scores) else one.of,
            one.weights,
            one.by.id if one.by else None,
        )
        for code, one in found.items()
    )


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One view of the survey at hand; `release` names the release its numbers come from."""

    responses: Responses
    chosen: Choices
    memory: Memory
    narrow: bool = False
    release: str = ""

    @property
    def codebook(self) -> Codebook:
        """The survey as data."""
        return self.responses.codebook

    @property
    def year(self) -> Year:
        """The newest year in view that has responses."""
        years = self.chosen.selection.years
        return max((y for y in years if y in self.responses.years), default=years[-1])

    @property
    def plain(self) -> Selection:
        """The filters in the newest year alone."""
        return Selection(years=(self.year,), where=self.chosen.selection.where)

    def without(self, name: str) -> Selection:
        """The newest year with one filter left out."""
        where = {n: codes for n, codes in self.plain.where.items() if n != name}
        return Selection(years=self.plain.years, where=where)

    def question(self, code: str) -> Question:
        """A question by its id."""
        return self.codebook.questions[code]

    def weights(self, question: Question) -> Weights:
        """The weights a question is shown with: use cases count only in their details."""
        weights = self.chosen.address.weights
        fits = weights is not Weights.USE_CASES or question.id in self.codebook.details
        return weights if fits else Weights.NONE

    def found(self, questions: Iterable[Question]) -> dict[str, Found]:
        """Results of questions of all kinds for the whole view: shares where there are any."""
        wanted = {question.id: question for question in questions}
        view, found = self.chosen.selection, dict[str, Found]()
        for by in [None] if self.chosen.by is None else [self.chosen.by, None]:
            mine = [c for c, question in wanted.items() if self.groups(question) is by]
            able = [code for code in mine if has_shares(wanted[code])]
            found |= self.shares(able, view, by)
            found |= self.scores([code for code in mine if code not in able], None, view, by)
        return {code: found[code] for code in wanted}

    def groups(self, question: Question) -> Question | None:
        """What a question is broken down by; None also where it is published apart from that."""
        by = self.chosen.by
        return by if by is not None and self.responses.stand_together(question, by) else None

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
            found |= self.shares_with(weights, questions, selection or self.plain, by, whom)
        return found

    def shares_with(
        self,
        weights: Weights,
        questions: Sequence[Question],
        selection: Selection,
        by: Question | None,
        of: Of,
    ) -> dict[str, Result]:
        """Shares of several questions with given weights, in one query."""
        return self.memory.once(
            ("shares", _ids(questions), selection.key(), _ids([by]), of, weights),
            lambda: results(self.responses, questions, selection, by, of, weights),
        )

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
            where = selection or self.plain
            found |= self.scores_with(weights, questions, where, by, statistic)
        return found

    def scores_with(
        self,
        weights: Weights,
        questions: Sequence[Question],
        selection: Selection,
        by: Question | None,
        statistic: Statistic | None,
    ) -> dict[str, Scores]:
        """Scores of several questions with given weights, in one query."""
        return self.memory.once(
            ("scores", _ids(questions), selection.key(), _ids([by]), statistic, weights),
            lambda: scores(self.responses, questions, selection, by, statistic, weights),
        )

    def together(self, question: Question, code: str, others: Sequence[Question]) -> CoUse:
        """What goes with one choice of a question, in the newest year."""
        weights = self.weights(question)
        return self.memory.once(
            ("together", question.id, code, _ids(others), self.plain.key(), weights),
            lambda: co_use(self.responses, question, code, others, self.plain, weights),
        )

    def _by_weights(self, codes: Iterable[str]) -> dict[Weights, list[Question]]:
        groups: dict[Weights, list[Question]] = {}
        for code in codes:
            question = self.question(code)
            groups.setdefault(self.weights(question), []).append(question)
        return groups

    def figures(self, found: Mapping[str, Found]) -> dict[str, Figure]:
        """The figures of results of the whole view."""
        chosen = self.chosen
        view = self.view(chosen.selection, chosen.address.compare)
        return self.memory.once(
            ("drawn", _about(found), view.selection.key(), view.compare, view.of, view.narrow),
            lambda: draw_all(found, replace(view, changes=self.changes(found))),
        )

    def results(self, questions: Iterable[Question]) -> dict[str, Found | DashboardError]:
        """Results of questions for the whole view, or for one that fails its error."""
        wanted = {question.id: question for question in questions}

        def one(code: str) -> dict[str, Found]:
            return self.found([wanted[code]])

        return _each(list(wanted), lambda codes: self.found(wanted[code] for code in codes), one)

    def drawn(self, questions: Iterable[Question]) -> Drawings:
        """Results and figures of questions for the whole view, the sound ones whatever fails."""
        results = self.results(questions)
        failed = {c: one for c, one in results.items() if isinstance(one, DashboardError)}
        found = {c: one for c, one in results.items() if not isinstance(one, DashboardError)}

        def one(code: str) -> dict[str, Figure]:
            return self.figures({code: found[code]})

        figures = _each(list(found), lambda codes: self.figures(found), one)
        failed |= {c: one for c, one in figures.items() if isinstance(one, DashboardError)}
        drawn = {c: one for c, one in figures.items() if not isinstance(one, DashboardError)}
        return Drawings(found=found, figures=drawn, failed=failed)

    def changes(self, found: Mapping[str, Found]) -> ViewChanges:
        """The changes over the years of results, tested together with all others of their topics.

        So a change is marked or not whichever questions are drawn beside it: on its page, alone,
        in a report.
        """
        selection = self.chosen.selection
        if self.chosen.by is not None or len(selection.years) < 2:
            return self._changes(found)
        topics = dict.fromkeys(self.question(code).topic for code in found)
        return self._changes(self.found(self._shown(topics)))

    def _changes(self, found: Mapping[str, Found]) -> ViewChanges:
        selection = self.chosen.selection
        return self.memory.once(
            ("changes", _about(found), selection.key()),
            lambda: follow_view(self.responses, list(found.values()), selection),
        )

    def mixes(self, changes: ViewChanges, pair: tuple[Year, Year]) -> list[MixAdjusted | None]:
        """The changes of shares between two years with the earlier year's mix of people."""
        selection, shares = self.chosen.selection, changes.of_shares()
        about_them = _about({one.found.question.id: one.found for one in shares})
        return self.memory.once(
            ("mixes", about_them, selection.key(), pair),
            lambda: mixes_of(self.responses, shares, selection, pair),
        )

    def _shown(self, topics: Iterable[str]) -> Iterator[Question]:
        """The questions of topics that the years in view asked."""
        years = set(self.chosen.selection.years)
        for topic in topics:
            for question in self.codebook.topic(topic).questions:
                if question.published and years & set(question.asked):
                    yield question

    def view(self, selection: Selection | None = None, compare: str | None = None) -> View:
        """What figures are drawn for; by default the newest year, compared by nothing."""
        return View(
            codebook=self.codebook,
            selection=selection or self.plain,
            compare=compare,
            of=self.chosen.address.of,
            narrow=self.narrow,
        )

    def not_compared(self) -> str:
        """Says that a figure leaves the comparison aside; empty where nothing is compared."""
        if self.chosen.address.compare is None:
            return ""
        return f"This chart does not change with the comparison; it shows {self.year}."


def _ids(questions: Iterable[Question | None]) -> Key:
    return tuple(question.id if question else None for question in questions)


def available(desk: Desk, code: str) -> bool:
    """Whether a question exists, is published, and was asked in the year at hand."""
    question = desk.codebook.questions.get(code)
    return question is not None and question.published and desk.year in question.asked


def those_available(desk: Desk, codes: Sequence[str]) -> list[str]:
    """The questions of a list that are available."""
    return [code for code in codes if available(desk, code)]


def asked_years(desk: Desk, question: Question) -> Selection:
    """The filters in every year that asked a question and has responses."""
    years = tuple(y for y in desk.responses.years if y in question.asked)
    return Selection(years=years or (desk.year,), where=desk.chosen.selection.where)
