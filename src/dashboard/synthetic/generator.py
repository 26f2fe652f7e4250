"""The synthetic answers of one year, a chunk of respondents at a time."""

from collections.abc import Iterator

import numpy as np

from dashboard.codebook import Codebook, Kind, Question, Year
from dashboard.synthetic.composites import (
    allocation,
    described_case,
    matrix,
    maxdiff,
    ranking,
    shown_items,
)
from dashboard.synthetic.drawing import Ask, number, one_of, several_of, trait
from dashboard.synthetic.drawn_answers import Answer, Shares, Sheet
from dashboard.synthetic.hints import SampleHints
from dashboard.synthetic.leanings import Leanings
from dashboard.synthetic.module_plan import answering_order, overviews, pages
from dashboard.synthetic.popularity import Popularity
from dashboard.synthetic.population import people
from dashboard.synthetic.skip_logic import derived, derived_asked, holds
from dashboard.synthetic.streams import Bools, Stream, odds, shifted
from dashboard.synthetic.truths import Truths

CHUNK = 25_000
SKIPPED = 0.025
SKIPPED_IF_SENSITIVE = 0.12
HASTE = 0.6


class Generator:
    """Makes answers from a codebook, hints and a seed.

    Every question draws from a stream of its own, keyed by seed, year, question and chunk.
    """

    def __init__(self, codebook: Codebook, hints: SampleHints, seed: int):
        self.codebook = codebook
        self.hints = hints
        self.seed = seed
        self.popularity = Popularity(codebook, hints, seed)
        self.leanings = Leanings(codebook, hints, seed)
        self.truths = Truths(codebook, hints.truths)
        self._overviews = overviews(codebook)

    def year(self, year: Year, respondents: int) -> Iterator[Sheet]:
        """The answers of a year's respondents, in sheets of up to CHUNK."""
        order = answering_order(self.codebook, year, self._moved_by)
        for chunk, start in enumerate(range(0, respondents, CHUNK)):
            yield self._sheet(year, order, chunk, min(CHUNK, respondents - start))

    def _moved_by(self, question: Question) -> Iterator[str]:
        yield from self.leanings.needs(question)
        yield from self.truths.needs(question)

    def _sheet(self, year: Year, order: list[Question], chunk: int, count: int) -> Sheet:
        key = (self.seed, year, "people", chunk)
        sheet = Sheet(year, people(self.codebook, self.popularity, self.hints, year, count, key))
        there = self._still_there(year, chunk, count)
        for question in order:
            if question.derived:
                sheet.asked[question.id] = derived_asked(question, sheet)
                sheet.answers[question.id] = derived(question, sheet, self.codebook)
            else:
                self._put(sheet, question, there[question.topic], chunk)
        self.truths.finish(sheet)
        return sheet

    def _still_there(self, year: Year, chunk: int, count: int) -> dict[str, Bools]:
        """The respondents still there before each topic; all are before the first."""
        topics = pages(self.codebook, year)
        chance = self.hints.leave / 100 / max(len(topics) - 1, 1)
        there = np.ones(count, dtype=np.bool_)
        still: dict[str, Bools] = {}
        for topic in topics:
            if still:
                lot = Stream(self.seed, year, "leave", topic, chunk).uniform(count)
                there = there & (lot >= chance)
            still[topic] = there
        return still

    def _put(self, sheet: Sheet, question: Question, there: Bools, chunk: int) -> None:
        """Put a question to the sheet's respondents; note who was asked and what they say."""
        asked = there.copy()
        if question.module is not None:
            asked &= sheet.people.modules[question.module]
        condition = question.asked_of.get(sheet.year)
        if condition is not None:
            asked &= holds(condition, sheet, self.codebook).true
        shown = None
        if question.kind is Kind.MATRIX:
            shown = shown_items(question, sheet, self.codebook)
            asked &= shown.any(axis=1)
        key = (self.seed, sheet.year, question.id, chunk)
        stream = Stream(*key)
        rows = np.flatnonzero(asked & ~self._skips(question, sheet, stream))
        ask = Ask(
            question=question,
            sheet=sheet,
            asked=asked,
            rows=rows,
            stream=stream,
            popularity=self.popularity,
            leanings=self.leanings,
            planted=self.truths.plant(question, sheet, rows, key),
        )
        sheet.asked[question.id] = asked
        sheet.answers[question.id] = matrix(ask, shown) if shown is not None else self._drawn(ask)

    def _skips(self, question: Question, sheet: Sheet, stream: Stream) -> Bools:
        """Respondents who skip the question: more of the hasty, and more if it is sensitive."""
        said = self.hints.of(question.id).skip
        usual = SKIPPED_IF_SENSITIVE if question.sensitive else SKIPPED
        chance = usual if said is None else said / 100
        lot = stream.uniform(sheet.size)
        return np.asarray(lot < shifted(chance, odds(HASTE * sheet.people.haste)))

    def _drawn(self, ask: Ask) -> Answer:
        question = ask.question
        if question.id == self.codebook.persona:
            return trait(ask, ask.sheet.people.profile)
        if question.id == self.codebook.company_size:
            return trait(ask, ask.sheet.people.size)
        overview = self._overviews.get(question.id)
        if overview is not None:
            own = ask.sheet.answers.get(overview)
            if isinstance(own, Shares):
                return described_case(ask, own, self.codebook.questions[overview])
        match question.kind:
            case Kind.MULTIPLE:
                return several_of(ask)
            case Kind.ALLOCATION:
                return allocation(ask)
            case Kind.RANKING:
                return ranking(ask)
            case Kind.MAXDIFF:
                return maxdiff(ask)
            case Kind.NUMBER if not question.choices:
                return number(ask)
            case _:
                return one_of(ask)
