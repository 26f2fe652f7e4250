"""Responses that count all years and questions of a view at once, and keep what they counted.

For work that asks for nearly all of it, as that of the static site: a statement takes longer to
plan than some thousand answers take to count.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import Any

from dashboard.codebook import Question
from dashboard.estimates.sums import Floats
from dashboard.query.selection import Of, Query, Weights
from dashboard.responses.store import Responses
from dashboard.responses.tally import Tally, of_years, together


@dataclass(frozen=True)
class Remembered(Responses):
    """The same answers: whatever is asked for is counted once, over all years."""

    kept: dict[Hashable, dict[str, Any]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, responses: Responses) -> "Remembered":
        """Responses that are loaded."""
        return cls(**{one.name: getattr(responses, one.name) for one in fields(responses)})

    def tally(
        self,
        questions: Sequence[Question],
        query: Query,
        *,
        volume: bool = False,
        by_cell: bool = False,
        kinds: Sequence[Question] = (),
        within: str | None = None,
    ) -> dict[str, Tally]:
        """As `Responses.tally`."""
        count = partial(super().tally, volume=volume, by_cell=by_cell, kinds=kinds, within=within)
        whole, segments = self._whole(query)
        split = self._is_calibrated(query.years) is self._is_calibrated(whole.years)
        if not (split and self._are_whole(questions)):
            return count(questions, query)
        plain = not (volume or kinds or within)
        by_cell = by_cell and query.weights is not Weights.NONE
        what = ("tally", whole, volume, by_cell, tuple(one.id for one in kinds), within)
        found: dict[str, Tally] = self._all(what, questions, whole, count, alone=not plain)
        if segments:
            found = {code: together(tally, segments) for code, tally in found.items()}
        return {code: of_years(tally, query.years) for code, tally in found.items()}

    def perhaps(self, questions: Sequence[Question], query: Query) -> dict[str, Floats]:
        """As `Responses.perhaps`."""
        if not self._are_whole(questions):
            return super().perhaps(questions, query)
        whole, segments = self._whole(query)
        found = self._all(("perhaps", whole), questions, whole, super().perhaps)
        places = [whole.years.index(year) for year in query.years]
        # Whose attribute is withheld may be in any segment, and is in all of them alike.
        at = segments[:1] or slice(None)
        return {code: people[places][:, at] for code, people in found.items()}

    def _whole(self, query: Query) -> tuple[Query, list[int]]:
        """What is counted for a query, and which segments of it the query is about, if it is.

        Whoever gave one answer to a key attribute is a segment of everybody by that attribute.
        """
        years = tuple(sorted({*self.years, *query.years}))
        whole = replace(query, years=years, of=Of.ANSWERED)
        if whole.by is not None or len(whole.filters) != 1:
            return whole, []
        [(name, codes)] = whole.filters
        by = self.codebook.filter(name)
        if by.id not in self.codebook.key_attributes or not by.has_one_answer:
            return whole, []
        if len(codes) > 1 and query.weights is not Weights.NONE:
            # Sums of weights are added in one order only.
            return whole, []
        places = [at for at, choice in enumerate(by.choices) if choice.id in codes]
        return replace(whole, filters=(), by=by.id), places

    def _are_whole(self, questions: Sequence[Question]) -> bool:
        """Whether questions are the codebook's own, and not parts of them."""
        return all(one is self.codebook.questions.get(one.id) for one in questions)

    def _all(
        self,
        what: Hashable,
        questions: Sequence[Question],
        whole: Query,
        count: Callable[[Sequence[Question], Query], Mapping[str, Any]],
        *,
        alone: bool = False,
    ) -> dict[str, Any]:
        """What was counted of some questions; missing ones are counted with whatever goes along."""
        kept = self.kept.setdefault(what, {})
        missing = [question for question in questions if question.id not in kept]
        if missing:
            along = [] if alone else [one for one in self._along(whole) if one.id not in kept]
            every = {question.id: question for question in (*missing, *along)}
            kept |= count(list(every.values()), whole)
        return {question.id: kept[question.id] for question in questions if question.id in kept}

    def _along(self, whole: Query) -> list[Question]:
        """The questions that one statement counts with others of a view.

        None where a group's people are broken down: of a group that is asked of few questions.
        """
        if whole.weights is not Weights.NONE or whole.merges:
            return []
        if whole.filters and whole.by is not None:
            return []
        by = self.breakdown(whole)
        return [
            question
            for question in self.codebook.questions.values()
            if question.published
            and question.id not in self.apart
            and set(whole.years) & set(question.asked)
            and (by is None or self.stand_together(question, by))
        ]
