"""The view a figure is drawn for, and its texts: subtitle, base, note, source, alt text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from dashboard.analysis.changes import Family
from dashboard.analysis.regroup import members
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import count, count_range, percent
from dashboard.analysis.segments import Apart
from dashboard.analysis.unweighted_rows import weights_in_words
from dashboard.analysis.withheld import in_part
from dashboard.codebook import Choice, Codebook, Condition, Kind, Question, Year, YearEntry
from dashboard.codebook.comparability import not_comparable
from dashboard.estimates.reliability import COUNT_FROM, SHARE_FROM, Flag
from dashboard.figures.canvas import MIDDLING, NARROW, PAIRED
from dashboard.figures.words import listed, lowered, sentence, with_number
from dashboard.query.selection import (
    MOST_NAMED,
    Of,
    Query,
    Weights,
    in_words,
    source_words,
    words_of,
)
from dashboard.responses.gaps import not_of_everyone_words

UNCERTAINTY = "Thin lines: 95% intervals, from sample size and weighting only. Opt-in survey."
SELF_SELECTED = "Opt-in survey."
MEASURES = {
    Of.ANSWERED: "% of respondents",
    Of.ASKED: "% of respondents asked, including those who did not answer",
    Of.EVERYONE: "% of all respondents, including those who did not answer",
}
"""What a share is, by whom it is a share of."""
OF_CASES = "% of use cases"
OF_ROWS = "% of respondents who answered for each row"
OF_ONE_ROW = "% of respondents who answered about it"
ASKED = " asked"
BASES = {Of.ANSWERED: "", Of.ASKED: ASKED, Of.EVERYONE: " in all"}
"""What a base counts, after its number."""
LONG = 100
"""Letters from which the leading numbers are told in sentences of their own."""


@dataclass(frozen=True, kw_only=True)
class View:
    """Whom and what a figure is about: `compare` is None, "year", or the name of a filter.

    `whom` says it in words where the query does not. `narrow` is for phones: every label stands
    above its marks; `paired` where such a figure stands beside another and has a little more room.
    `kept` has the answers that filters keep, by their question: the reader's own groups.
    `listed` keeps answers in the questionnaire's order. `changes` are those of the whole page,
    tested together, and `apart` what sets its groups apart; without them a figure tells none.
    """

    codebook: Codebook
    query: Query
    compare: str | None = None
    narrow: bool = False
    paired: bool = False
    listed: bool = False
    whom: str = ""
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    changes: Family = field(default_factory=Family)
    apart: Mapping[tuple[str, str], Apart] = field(default_factory=dict)

    @property
    def wide(self) -> int:
        """Pixels of the narrowest plot on which a figure of the view is shown."""
        return MIDDLING if not self.narrow else PAIRED if self.paired else NARROW

    def own(self, result: Result) -> set[int]:
        """The groups of a result that the reader's own filters keep, though all are compared."""
        by = result.by
        if by is None or by.id not in self.kept:
            return set()
        known, codes = self.codebook.questions[by.id], set(self.kept[by.id])
        single = {choice.id for choice in known.choices}
        return {
            s
            for s, segment in enumerate(map(str, result.segments))
            if codes & ({segment} if segment in single else {*members(by.choice(segment), known)})
        }

    @property
    def of(self) -> Of:
        """Whom shares are shares of."""
        return self.query.of

    def subtitle(self, result: Result, measure: str | None = None) -> str:
        """What is measured, of whom, in which years, in one line."""
        kept = tuple(one for one in self.query.filters if one[0] not in self._left_out(result))
        query = replace(self.query, years=shown_years(result), filters=kept)
        parts = [measure or self.measure(result), self.whom or in_words(self.codebook, query)]
        if result.by is not None and not self.whom:
            parts.append(f"by {lowered(result.by.title)}")
        return " · ".join(parts)

    def _left_out(self, result: Result) -> list[str]:
        """The filters that a result leaves out: by its own question, or what makes its groups."""
        names = set(self.query.where) - set(result.query.where)
        own = {result.question.id, result.query.by}
        return [name for name in names if self.codebook.filter(name).id in own]

    def measure(self, result: Result) -> str:
        """What the numbers of a result are, in words."""
        if not result.each_choice:
            return "Scores"
        if result.weights is Weights.USE_CASES:
            return OF_CASES
        if result.of is Of.ANSWERED and result.question.items_from:
            # Each row was shown to those alone who had named it.
            return OF_ROWS if len(result.items) > 1 else OF_ONE_ROW
        return MEASURES[result.of]

    def measure_of_answer(self, result: Result, answer: str) -> str:
        """What the numbers of one answer are, in words, where figures show that answer alone."""
        measure = self.measure(result)
        if measure == MEASURES[Of.ANSWERED]:
            return f"{measure} answering “{answer}”"
        return f"% answering “{answer}”, {measure.removeprefix('% ')}"

    def base_line(self, result: Result) -> str:
        """The respondents behind the numbers, by year or by segment where these are compared."""
        if set(result.years) <= set(result.gaps):
            return "Nothing to show for this selection"
        return _base(result) + _weighting(result)

    def note(self, result: Result, *sentences: str) -> str:
        """The figure's own notes, then routing, weights and gaps, each once."""
        said = [*sentences]
        question = result.question
        for name in self._left_out(result):
            by = self.codebook.filter(name)
            if by.id == question.id:
                said.append("The filter by this question is left out here.")
            else:
                said.append(
                    f"All groups are compared: the filter by {lowered(by.title)} is left out."
                )
        years = shown_years(result)
        if years and self.of is Of.EVERYONE and result.of is Of.ASKED:
            said.append(not_of_everyone_words(self.codebook, question, years[-1]))
        if years and question.asked_of.get(years[-1]) is not None:
            said.append(asked_of_words(self.codebook, question, years[-1]))
        if result.weights is Weights.USE_CASES:
            said.append(self.use_case_words())
        elif question.id in self.codebook.details:
            said.append("Each respondent counts once, however many use cases they have.")
        words = weights_in_words(self.codebook, result)
        said += [text for year, text in words.items() if year in years]
        if result.each_choice and (question.kind is Kind.MULTIPLE or question.multiple):
            said.append("Multiple answers allowed.")
        if question.id in self.codebook.separate and result.query.where:
            said.append(APART)
        if moved := self.codebook.privacy.moved.get(question.id):
            said.append(f"Changed by protecting respondents: {moved}")
        said += _together(result.withheld, years)
        few = any(
            (result.estimates.flag[y] == Flag.FEW).any()
            for y, year in enumerate(result.years)
            if year in years
        )
        if not few:
            said += _together(in_part(result.tally), years)
        else:
            said.append(
                f"Answers given by fewer than {self.codebook.privacy.k} people are withheld."
            )
        said += [why for year, why in result.gaps.items() if len(result.years) > 1 or year in years]
        said += [not_comparable(question, year) for year in years]
        said.append(self.about_years(result))
        return " ".join(dict.fromkeys(sentence(text) for text in said if text))

    def about_years(self, result: Result) -> str:
        """What readers have to know of the years shown: their note, and how answers were got."""
        return " ".join(
            about_year(year, self.codebook.years[year])
            for year in shown_years(result)
            if year in self.codebook.years and year not in result.gaps
        ).strip()

    def use_case_words(self) -> str:
        """How use cases are weighted, and where to read how the described case was chosen."""
        entry = self.codebook.weighting.use_cases
        if entry is None:
            return ""
        overview = self.codebook.question(entry.margin.overview).title
        chosen = self.codebook.question(entry.details_from).title
        return (
            "Each use case described is weighted to represent all use cases of its type, as "
            f"reported in “{overview}”. How cases were chosen: see “{chosen}”."
        )

    def source_line(self, result: Result) -> str:
        """The source: title, years, publisher, license, and whether responses are synthetic."""
        return f"Source: {source_words(self.codebook, shown_years(result))}"


APART = (
    "Published apart from other answers, so slightly more or fewer people may match the filters."
)
"""Where a figure's number may be another than that of the view, which counts the other files."""


def about_year(year: Year, entry: YearEntry) -> str:
    """The note of a year, when its answers were collected and how people were reached."""
    got = []
    if entry.fieldwork is not None:
        start, end = entry.fieldwork.from_, entry.fieldwork.to
        got.append(f"collected {start:%B} {start.day} – {end:%B} {end.day}, {end.year}")
    if entry.channels:
        got.append(f"respondents reached through {listed(entry.channels)}")
    said = [entry.note or "", "; ".join(got)]
    text = " ".join(sentence(part) for part in said if part)
    return f"{year}: {text}" if text else ""


def alt_text(
    kind: str, title: str, subtitle: str, base: str, facts: Iterable[str], caveat: str
) -> str:
    """The alt text of a figure: kind, facts, measure, base, caveat."""
    parts = [f"{kind}: {title}", *facts, subtitle, base, caveat]
    return " ".join(sentence(part) for part in parts if part)


def _together(said: Mapping[Year, str], years: Iterable[Year]) -> list[str]:
    """What is said of each year: sentences that differ in the year alone are one."""
    of: dict[str, list[str]] = {}
    for year in years:
        if year in said:
            of.setdefault(said[year].replace(str(year), "{}", 1), []).append(str(year))
    return [text.replace("{}", listed(alike), 1) for text, alike in of.items()]


def shown_years(result: Result) -> tuple[Year, ...]:
    """The years a figure shows: all that are compared, else the newest that has numbers."""
    if result.by is None and len(result.years) > 1:
        return result.years
    return (newest(result),) if result.years else ()


def newest(result: Result) -> Year:
    """The newest year without a gap; the newest of all where every year has one."""
    years = result.years
    return max([year for year in years if year not in result.gaps], default=years[-1])


def label_in(choice: Choice, year: Year) -> str:
    """A choice's label as a year printed it, where its wording is not the same in all years."""
    if len(set(choice.wording.values())) > 1:
        return choice.wording.get(year, choice.label)
    return choice.label


def asked_of_words(codebook: Codebook, question: Question, year: Year) -> str:
    """The respondents a routed question was shown to, in a sentence."""
    condition = question.asked_of.get(year)
    simple = condition is not None and condition.question and condition.item is None
    if isinstance(condition, Condition) and simple and condition.any_of:
        source = codebook.question(str(condition.question))
        others = [c.id for c in source.offered(year) if c.id not in condition.any_of]
        if len(condition.any_of) > MOST_NAMED and 0 < len(others) <= 2:
            answers = _quoted(source, others)
            return f"Asked of respondents whose answer to “{source.title}” was not {answers}."
        if len(condition.any_of) > MOST_NAMED:
            many = f"{len(condition.any_of)} of the {len(source.choices)} answers"
            return f"Asked of respondents who gave one of {many} to “{source.title}”."
        answers = _quoted(source, condition.any_of)
        return f"Asked of respondents whose answer to “{source.title}” was {answers}."
    return "Not all respondents were asked."


def _quoted(question: Question, codes: Iterable[str]) -> str:
    """Some answers to a question, each in quotes; many of them only by their number."""
    labels = [f"“{question.choice(code).label}”" for code in codes]
    return listed(labels, "or") if len(labels) <= MOST_NAMED else words_of(question, codes)


OF_ENOUGH = "among sufficient samples"
"""Beside what is told as highest where the picture has higher numbers on small samples."""
ONLY_ONE = "the only sufficient sample"
"""Instead, where there is nothing on a sufficient sample that it could be higher than."""


def superlative(sure: Sequence[float], drawn: Iterable[float], word: str = "highest") -> str:
    """What the greatest of the numbers on sufficient samples may be called, by all that are drawn.

    A number on a small sample is not told; where it is greater, or where it alone could be less,
    the words say so.
    """
    if len(sure) == 1:
        return word if all(one == sure[0] for one in drawn) else ONLY_ONE
    return f"{word} {OF_ENOUGH}" if any(one > max(sure) for one in drawn) else word


def facts(found: Sequence[tuple[str, float, object]], lead: str = "") -> list[str]:
    """The one to three leading numbers in a sentence, leaving out those on a small base."""
    sure = [one for one in found if one[2] is Flag.OK]
    if not sure:
        return []
    # A picture may show higher numbers on small samples, which are not told.
    if any(share > sure[0][1] for _, share, _ in found):
        if len(sure) == 1:
            lead = f"{lead} ({ONLY_ONE})" if lead else ONLY_ONE.capitalize()
        else:
            lead = f"{lead} {OF_ENOUGH}" if lead else OF_ENOUGH.capitalize()
    each = [with_number(label, percent(share)) for label, share, _ in sure[:3]]
    told = ", ".join(each)
    if len(told) > LONG:
        return [f"{lead}: {each[0]}" if lead else each[0], *each[1:]]
    return [f"{lead}: {told}" if lead else told]


def _few(number: float) -> str:
    return count(number) if number >= COUNT_FROM or number == 0 else f"<{COUNT_FROM}"


def short_base(number: float) -> str:
    """A base in short: "n = 289"."""
    return f"n = {count(number)}" if number >= COUNT_FROM or number == 0 else f"n < {COUNT_FROM}"


def _respondents(number: float) -> str:
    if 0 < number < COUNT_FROM:
        return f"Fewer than {COUNT_FROM} respondents"
    return "1 respondent" if number == 1 else f"{count(number)} respondents"


def _base(result: Result) -> str:
    """The base line without what weights make of it."""
    if result.by is not None:
        return _base_by_segment(result)
    if len(result.years) > 1:
        return _base_by_year(result)
    tally = result.tally
    low, high = float(tally.answered.n[0, 0].min()), float(tally.answered.n[0, 0].max())
    asked = float(tally.asked.n[0, 0].max())
    unequal = f"{asked:,.0f} were asked" if asked >= COUNT_FROM else ""
    if result.of is not Of.ANSWERED:
        of = tally.base(result.of).n[0, 0]
        people = f"{_respondents(float(of.max()))}{ASKED if result.of is Of.ASKED else ''}"
        return f"{people} ({_range(low, high)} answered)"
    if high == 0 and 0 < asked < COUNT_FROM:
        return f"No answers; fewer than {COUNT_FROM} respondents were asked"
    per_row = f"{_range(low, high)} respondents per row"
    people = _respondents(high) if low == high else per_row[:1].upper() + per_row[1:]
    return f"{people} ({unequal})" if unequal and (asked > high or low < high) else people


def _base_by_segment(result: Result) -> str:
    assert result.by is not None
    tally, y = result.tally, result.years.index(newest(result))
    people = tally.base(result.of).n[y].max(axis=-1)
    labels = [result.by.choice(str(segment)).label for segment in result.segments]
    overall = tally.overall
    everybody = float(people.sum() if overall is None else overall.base(result.of).n[y].max())
    total = short_base(everybody) + BASES[result.of]
    if tally.overall is not None:
        total += ", some in several groups"
    if 0 < len(people) <= 4:
        each = [with_number(label, _few(float(n))) for label, n in zip(labels, people, strict=True)]
        # With the total, a reader could work out the size of the one group that is withheld.
        hidden = ((people > 0) & (people < COUNT_FROM)).any()
        return (
            f"n{BASES[result.of]}: {', '.join(each)}" if hidden else f"{total} ({', '.join(each)})"
        )
    enough = people[people >= SHARE_FROM]
    if not enough.size:
        return total
    return f"{total}, {_range(enough.min(), enough.max())} in each group shown"


def _base_by_year(result: Result) -> str:
    people = result.tally.base(result.of).n[:, 0].max(axis=-1)
    known = [(y, n) for y, n in zip(result.years, people, strict=True) if y not in result.gaps]
    if not known:
        return "No respondents in these years"
    if len(known) <= 4:
        return ", ".join(f"{year}: {short_base(float(n))}" for year, n in known) + BASES[result.of]
    spread = _range(min(n for _, n in known), max(n for _, n in known))
    return f"n = {spread} per year{BASES[result.of]}"


def _range(low: float, high: float) -> str:
    """Two counts as a range; a small one is not told."""
    if 0 < high < COUNT_FROM:
        return f"fewer than {COUNT_FROM}"
    if low < COUNT_FROM and low != high:
        return f"up to {count(high)}"
    return count_range(low, high)


def _weighting(result: Result) -> str:
    tally = result.tally
    if np.array_equal(tally.cells.n, tally.cells.w):
        return ""
    effective = float(np.nan_to_num(result.estimates.effective_base).max(initial=0))
    return f"; weighted, effective sample size {count(effective)}" if effective >= 1 else ""
