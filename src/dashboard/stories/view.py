"""One view of a survey, and every number and figure of it: what pages and exports work with."""

import logging
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

from dashboard.analysis.changes import Family, Mixed, judge, mixes, page_family
from dashboard.analysis.following import Step
from dashboard.analysis.lifts import CoUse, co_use
from dashboard.analysis.results import Result, fitted, results
from dashboard.analysis.segments import Apart, Association, apart, associations, shares_apart
from dashboard.analysis.statistics import Statistic
from dashboard.codebook import Codebook, Question, Year
from dashboard.errors import DashboardError, contained
from dashboard.figures import Figure, View, draw
from dashboard.query.selection import Of, Query, Weights
from dashboard.query.url import COMPARE_YEARS
from dashboard.responses import Responses
from dashboard.responses.gaps import not_of_everyone
from dashboard.stories.cache import Cache, Kind
from dashboard.stories.chosen import Choices

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One view of the survey at hand; `release` names the release its numbers come from.

    `marks` has by year which findings the release found to hold for other respondents, too.
    `stamp` tells the data of one opening from those of any other in the cache.
    """

    responses: Responses
    chosen: Choices
    cache: Cache
    stamp: str = ""
    narrow: bool = False
    paired: bool = False
    release: str = ""
    marks: Mapping[Year, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def looks(self) -> tuple[bool, bool]:
        """What of the page decides how figures are composed, beside the view."""
        return self.narrow, self.paired

    def once(self, what: Hashable, compute: Callable[[], Kind], query: Query | None = None) -> Kind:
        """What a query, by default that of the view, and `what` decide; computed once."""
        return self.cache.once(self.stamp, query or self.chosen.query, what, compute)

    @cached_property
    def codebook(self) -> Codebook:
        """The survey as data."""
        return self.responses.codebook

    @cached_property
    def year(self) -> Year:
        """The newest year in view that has responses."""
        years = self.chosen.query.years
        return max([y for y in years if y in self.responses.years], default=years[-1])

    @property
    def sensitivity(self) -> Mapping[str, Any]:
        """What the release tested of the year's findings; empty where it did not."""
        return self.marks.get(self.year, {})

    @cached_property
    def plain(self) -> Query:
        """The view in its newest year alone, without a breakdown."""
        return replace(self.chosen.query, years=(self.year,), by=None)

    def without(self, name: str) -> Query:
        """The same with one filter left out."""
        kept = tuple(one for one in self.plain.filters if one[0] != name)
        return replace(self.plain, filters=kept)

    def question(self, code: str) -> Question:
        """A question by its id."""
        return self.codebook.questions[code]

    def weights(self, question: Question) -> Weights:
        """The weights a question is shown with: use cases count only in their details."""
        return fitted(self.responses, question, self.plain).weights

    def found(
        self, questions: Iterable[Question], statistic: Statistic | None = None
    ) -> dict[str, Result]:
        """Results of questions of all kinds for the whole view: shares where there are any.

        A question that a filter chooses by is shown of the people whom that filter leaves out, too:
        of those it keeps, all gave the answers chosen. So are the other groups where a filter
        keeps but one of those compared.
        """
        wanted = {question.id: question for question in questions}
        alike: dict[Query, list[Question]] = {}
        for question in wanted.values():
            query = fitted(self.responses, question, self._without_own(question))
            alike.setdefault(query, []).append(question)
        found: dict[str, Result] = {}
        for query, those in alike.items():
            found |= self.results_with(query, those, statistic)
        return {code: found[code] for code in wanted}

    def _without_own(self, question: Question) -> Query:
        """The view's query without a filter by this very question, or that keeps but one group.

        One group is compared with all others; of several that a filter keeps, these with each
        other. Over the years filters stay: changes are those of the people in view.
        """
        book, query = self.codebook, self.chosen.query
        if len(query.years) > 1:
            return query
        kept = []
        for name, codes in query.filters:
            by = book.filter(name).id
            makes_groups = by == query.by
            if (makes_groups and len(codes) > 1) or (not makes_groups and by != question.id):
                kept.append((name, codes))
        return replace(query, filters=tuple(kept))

    def of_view(self, found: Iterable[Result]) -> list[Result]:
        """The results that are of the people in view, and so may say something of them."""
        return [one for one in found if one.query.filters == self.chosen.query.filters]

    def groups(self, question: Question) -> Question | None:
        """What a question is broken down by; None also where it is published apart from that."""
        return self.responses.breakdown(fitted(self.responses, question, self.chosen.query))

    def results(
        self,
        codes: Iterable[str],
        query: Query | None = None,
        statistic: Statistic | None = None,
    ) -> dict[str, Result]:
        """A statistic of several questions, by default the usual one in the newest year.

        Each is counted with the weights that fit it, and all as shares of the same people: of
        those asked where not everybody was asked one of them.
        """
        codes = list(codes)
        wanted = self.of_the_same(codes, query or self.plain)
        alike: dict[Query, list[Question]] = {}
        for code in codes:
            question = self.question(code)
            own = replace(wanted, weights=self.weights(question))
            alike.setdefault(own, []).append(question)
        found: dict[str, Result] = {}
        for own, questions in alike.items():
            found |= self.results_with(own, questions, statistic)
        return found

    def of_the_same(self, codes: Iterable[str], query: Query) -> Query:
        """A query whose shares several questions can all give: of those asked, or of everyone."""
        partly = (not_of_everyone(self.responses, self.question(code), query) for code in codes)
        return replace(query, of=Of.ASKED) if any(partly) else query

    def results_with(
        self, query: Query, questions: Sequence[Question], statistic: Statistic | None
    ) -> dict[str, Result]:
        """A statistic of several questions for exactly this query, each counted once."""
        of = {("result", question.id, statistic): question for question in questions}

        def compute(missing: list[tuple[str, str, Statistic | None]]) -> dict[Any, Result]:
            asked = [of[what] for what in missing]
            found = results(self.responses, asked, query, statistic)
            return {what: found[what[1]] for what in missing}

        made = self.cache.each(self.stamp, query, list(of), compute)
        return {question.id: made[what] for what, question in of.items()}

    def lifts(self, question: Question, code: str, others: Sequence[Question]) -> CoUse:
        """What goes with one choice of a question, in the newest year."""
        query = replace(self.plain, weights=self.weights(question))
        return self.once(
            ("lifts", question.id, code, tuple(other.id for other in others)),
            lambda: co_use(self.responses, question, code, others, query),
            query,
        )

    def figure(self, result: Result, beside: Iterable[str] = ()) -> Figure:
        """The figure of a result of the whole view, or of some of its rows.

        Its changes are tested with those of its topic, and of the questions that it stands beside.
        """
        question = result.question
        whole = question is self.codebook.questions.get(question.id)
        rows = None if whole else tuple([item.id for item in question.items])
        topics = self._topics([question.id, *beside])
        view = self.view(self.chosen.query, self.chosen.address.compare)
        return self.once(
            ("figure", topics, question.id, rows, result.query, result.statistic, self.looks),
            lambda: draw(
                result, replace(view, changes=self.changes(topics), apart=self.apart(topics))
            ),
        )

    def each(self, questions: Iterable[Question]) -> dict[str, Result | DashboardError]:
        """Results of questions for the whole view, or for one that fails its error."""
        wanted = {question.id: question for question in questions}

        try:
            if self.chosen.by is not None:
                # What sets groups apart is tested over whole topics: one statement counts them.
                self._asked_in(self._topics(wanted))
            return dict(self.found(wanted.values()))
        except Exception as error:
            log.warning("%s. One by one, then.", error)
        found: dict[str, Result | DashboardError] = {}
        for code, question in wanted.items():
            made = contained(f"Figure {code!r}", partial(self.found, [question]))
            found[code] = made if isinstance(made, DashboardError) else made[code]
        return found

    def drawn(self, questions: Iterable[Question]) -> "Drawings":
        """Results of questions for the whole view, and their figures, whatever else fails."""
        results = self.each(questions)
        return Drawings(
            desk=self,
            found={c: one for c, one in results.items() if not isinstance(one, DashboardError)},
            failed={c: one for c, one in results.items() if isinstance(one, DashboardError)},
        )

    def _topics(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The topics of some questions, each once."""
        return tuple(dict.fromkeys([self.question(code).topic for code in codes]))

    def changes(self, topics: Iterable[str]) -> Family:
        """The changes that figures of topics show: none but where years are compared."""
        return self.family(topics) if self.chosen.address.compare == COMPARE_YEARS else Family()

    def apart(self, topics: tuple[str, ...]) -> dict[tuple[str, str], Apart]:
        """What sets groups apart in some topics: none but where they are compared.

        Tested together are all questions of these topics, whichever of them are drawn.
        """
        if self.chosen.by is None or not topics:
            return {}
        return self.once(
            ("apart", topics),
            lambda: apart(list(self._asked_in(topics).values()), self._associations(topics)),
        )

    def associations(self, codes: Iterable[str]) -> list[Association]:
        """The same of the topics of some questions, for shares alone, as sentences tell it."""
        return self._associations(self._topics(codes))

    def _associations(self, topics: tuple[str, ...]) -> list[Association]:
        return self.once(
            ("associations", topics), lambda: shares_apart(self._asked_in(topics).values())
        )

    def _asked_in(self, topics: Iterable[str]) -> dict[str, Result]:
        return self.found(
            question
            for topic in topics
            for question in self.codebook.topic(topic).questions
            if question.published and self.year in question.asked
        )

    def tables(self, question: Question) -> Association | None:
        """The test of a question's whole table by groups, in the family of its topic's tables."""
        found = self._asked_in([question.topic])
        shares = [one for one in found.values() if one.each_choice and one.by is not None]
        tested = self.once(
            ("tables", question.topic),
            lambda: [one for of_result in associations(shares) for one in of_result],
        )
        return next((one for one in tested if one.question.id == question.id), None)

    def family(self, topics: Iterable[str]) -> Family:
        """The changes over all years of topics, tested together.

        So a change is told and marked or not whichever questions are drawn beside it: on its
        page, alone, in a report, and in whatever year the page stands.
        """
        named = tuple(dict.fromkeys(topics))
        whole = replace(self.chosen.query, years=self.responses.years, by=None)
        return self.once(
            ("family", named), lambda: page_family(self.responses, (), whole, named), whole
        )

    def family_of(self, question: Question) -> Family:
        """The changes of a question as those of its topic tell them, sooner if none is marked.

        Adjusted p-values only grow with a family: what the question's own changes do not mark,
        the topic's do not mark either, and need not be counted.
        """
        fitting = fitted(self.responses, question, self.plain)
        whole = replace(fitting, years=self.responses.years)
        found = self.results_with(whole, [question], None)
        alone = self.once(
            ("alone", question.id), lambda: judge(self.responses, list(found.values())), whole
        )
        changes = [change for one in alone.followed.values() for change in one.changes.values()]
        if any(change.told or change.same or change.marked for change in changes):
            return self.family([question.topic])
        return alone

    def mixes(
        self, topics: Iterable[str], pair: tuple[Year, Year]
    ) -> Mapping[tuple[str, Step], Mixed]:
        """The changes of shares between two years with the earlier year's mix of people."""
        named = tuple(dict.fromkeys(topics))
        return self.once(
            ("mixes", named, pair), lambda: mixes(self.responses, self.family(named), pair)
        )

    def view(self, query: Query | None = None, compare: str | None = None) -> View:
        """What figures are drawn for; by default the newest year, compared by nothing."""
        return View(
            codebook=self.codebook,
            query=query or self.plain,
            compare=compare,
            narrow=self.narrow,
            paired=self.paired,
            kept={
                self.codebook.filter(name).id: codes
                for name, codes in self.chosen.query.where.items()
            },
        )

    def not_compared(self) -> str:
        """Says that a figure leaves the comparison aside; empty where nothing is compared."""
        if self.chosen.address.compare is None:
            return ""
        return "This chart does not change with the comparison."


@dataclass(frozen=True, kw_only=True)
class Drawings:
    """Results of questions shown together, and their figures, each drawn when it is asked for.

    `failed` has an error for each result there is not.
    """

    desk: Desk
    found: dict[str, Result]
    failed: dict[str, DashboardError]

    def figure(self, code: str) -> Figure:
        """A question's figure; the DashboardError that kept it from being drawn."""
        if code not in self.found:
            raise self.failed[code]
        made = contained(f"Figure {code!r}", lambda: self.figure_of(self.found[code]))
        if isinstance(made, DashboardError):
            raise made
        return made

    def figure_of(self, result: Result) -> Figure:
        """The figure of a result beside the others, or of some of its rows."""
        return self.desk.figure(result, self.found)


def available(desk: Desk, code: str) -> bool:
    """Whether a question exists, is published, and was asked in the year at hand."""
    question = desk.codebook.questions.get(code)
    return question is not None and question.published and desk.year in question.asked


def those_available(desk: Desk, codes: Sequence[str]) -> list[str]:
    """The questions of a list that are available."""
    return [code for code in codes if available(desk, code)]


def asked_years(desk: Desk, question: Question) -> Query:
    """The view in every year that asked a question and has responses."""
    years = tuple(y for y in desk.responses.years if y in question.asked)
    return replace(desk.plain, years=years or (desk.year,))
