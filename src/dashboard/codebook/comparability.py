"""What may be compared between two years, computed from the codebook, with the reason in words.

Numbers are compared only where the verdict is "same" or "relabeled", and under "choices changed"
for the choices that the change left alone: ticks and rows, as one answer of several takes from all
others. Choices that were merged, split or renamed form groups
whose numbers are counted anew from the respondents who gave any of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from dashboard.codebook.choice_groups import Group, groups_of, matched
from dashboard.codebook.entry_types import Kind
from dashboard.codebook.model import Choice, Question, Year


class Verdict(StrEnum):
    """Whether two years' numbers mean the same thing."""

    SAME = "same"
    RELABELED = "relabeled"
    REWORDED = "reworded"
    CHOICES_CHANGED = "choices_changed"
    BASE_CHANGED = "base_changed"
    SCALE_CHANGED = "scale_changed"
    OUTSIDE_CHANGED = "outside_changed"
    RIVALS_CHANGED = "rivals_changed"
    FAULTY = "faulty"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A verdict with its reason in one sentence; `comparable` says whether a change may be told."""

    verdict: Verdict
    reason: str
    comparable: bool


LIST_CHANGED = "The list of answers changed "
CHANGED_MEANING = "changed meaning with the list of answers."
"""What is said of "other" and the like; in the past tense, so that several can be its subject."""


def compare_question(question: Question, first: Year, second: Year) -> Comparison:
    """Whether a question's numbers of two years may be compared as a whole."""
    first, second = sorted((first, second))
    for year in (first, second):
        if year not in question.asked:
            return _no(Verdict.NOT_ASKED, f"The question was not asked in {year}.")
    for year in (first, second):
        if year in question.not_comparable:
            return _no(Verdict.FAULTY, not_comparable(question, year))
    if question.asked_of.get(first) != question.asked_of.get(second):
        return _no(Verdict.BASE_CHANGED, f"The group that was asked changed {when(first, second)}.")
    if _scale_changed(question, first, second):
        return _no(Verdict.SCALE_CHANGED, f"The scale changed {when(first, second)}.")
    if (only := _only_one_offered(_beside(question), first, second)) is not None:
        year, choice = only
        return _no(
            Verdict.OUTSIDE_CHANGED,
            f"“{choice.label}” was an answer in {year} only, which changes the base.",
        )
    if (only := _only_one_offered(_rivals(question), first, second)) is not None:
        year, choice = only
        told = added(choice.label) if year == second else f"“{choice.label}” was dropped "
        lot = "lowers" if year == second else "raises"
        return _no(
            Verdict.RIVALS_CHANGED,
            f"{told}{when(first, second)}, which {lot} all others.",
        )
    before, after = question.wording.get(first, ""), question.wording.get(second, "")
    changed = before != after and _plain(before) != _plain(after)
    if changed and (why := _editorial(question, first, second)) is None:
        return _no(Verdict.REWORDED, f"The question was reworded {when(first, second)}.")
    if not _offered_alike(question.choices, first, second):
        return _yes(Verdict.CHOICES_CHANGED, f"{LIST_CHANGED}{when(first, second)}.")
    if not _offered_alike(question.items, first, second):
        return _yes(Verdict.CHOICES_CHANGED, f"The list of rows changed {when(first, second)}.")
    if changed:
        return _yes(Verdict.RELABELED, f"The wording was edited without change of meaning: {why}")
    answers = (*question.choices, *question.items)
    worded = [one for one in answers if one.wording.get(first) != one.wording.get(second)]
    if any(_relabeled(choice, first, second) for choice in worded):
        return _yes(
            Verdict.RELABELED,
            f"Some answers were relabeled {when(first, second)}, with the same meaning.",
        )
    return _yes(Verdict.SAME, f"The question was the same in {first} and {second}.")


def added(label: str) -> str:
    """How a reason begins that tells of an answer added, which needs no second sentence."""
    return f"“{label}” was added "


def when(first: Year, second: Year) -> str:
    """When something changed of which two editions differ: in the second, or between both."""
    return f"in {second}" if second == first + 1 else f"between {first} and {second}"


def not_comparable(question: Question, year: Year) -> str:
    """The declared fault of a year, in a sentence; empty where there is none."""
    reason = question.not_comparable.get(year)
    return _sentence(f"{year} is not comparable with other years: {reason}") if reason else ""


class TwoYears:
    """A question's choices, or its items, in two years: what may be compared with what.

    `plain` are the codes that mean in both years what they say, each by itself, and `same` those
    of them that may be compared.
    """

    def __init__(
        self,
        question: Question,
        among: tuple[Choice, ...],
        first: Year,
        second: Year,
        whole: Comparison | None = None,
    ) -> None:
        """`whole` is what `compare_question` says of the two years, where that is known."""
        self.first, self.second = first, second = sorted((first, second))
        self.whole = compare_question(question, first, second) if whole is None else whole
        self._among = {choice.id: choice for choice in among}
        self.plain, groups = matched(among, first, second)
        joined = [group for group in groups if not group.is_plain]
        self.plain |= {one.first[0] for one in groups if one not in joined}
        self._groups = {code: one for one in groups for code in (*one.first, *one.second)}
        self._joined = {code: one for one in joined for code in one.first}
        is_item, changed = among is question.items, not _offered_alike(among, first, second)
        self._new_list = changed and not is_item
        self._usual = self.whole
        if self._new_list or (changed and question.kind is Kind.ALLOCATION):
            told = f"{LIST_CHANGED}{when(first, second)}."
            self._usual = self._if_comparable(Verdict.CHOICES_CHANGED, told)
        elif self.whole.verdict is Verdict.RELABELED:
            self._usual = _labeled_anew(first, second)
        else:
            told = f"The question was the same in {first} and {second}."
            self._usual = self._if_comparable(Verdict.SAME, told)
        self.same = self.plain if self._usual.comparable else set()
        for choice in among if self.same else ():
            # Nearly all choices are worded as they were.
            worded = choice.wording.get(first) == choice.wording.get(second)
            odd = not worded or (self._new_list and (choice.other or choice.exclusive))
            if odd and choice.id in self.plain and not self.verdict(choice.id).comparable:
                self.same = self.same - {choice.id}

    def _if_comparable(self, verdict: Verdict, reason: str) -> Comparison:
        return _yes(verdict, reason) if self.whole.comparable else self.whole

    @property
    def verdicts(self) -> dict[str, Comparison]:
        """Whether the numbers of each choice or item may be compared, by its code."""
        return {code: self.verdict(code) for code in self._among}

    def verdict(self, code: str) -> Comparison:
        """Whether the numbers of a choice or item may be compared."""
        choice, first, second = self._among[code], self.first, self.second
        if code not in self.plain:
            return self._of_group(choice)
        if not self.whole.comparable:
            return self.whole
        relabeled = _relabeled(choice, first, second)
        # What comes from a registry is a thing with a name; a new name makes no other thing.
        named = choice.category is not None
        if relabeled and not named and _editorial(choice, first, second) is None:
            reason = f"“{choice.label}” was reworded {when(first, second)}."
            return _no(Verdict.REWORDED, reason)
        if self._new_list and (choice.other or choice.exclusive):
            reason = f"“{choice.label}” {CHANGED_MEANING}"
            return _no(Verdict.CHOICES_CHANGED, reason)
        if relabeled and self._usual.verdict is Verdict.SAME:
            return _labeled_anew(first, second)
        return self._usual

    def _of_group(self, choice: Choice) -> Comparison:
        """The verdict of a choice that is not the same in both years."""
        group, whole, first, second = (
            self._groups.get(choice.id),
            self.whole,
            self.first,
            self.second,
        )
        # A scale that changed as a whole may keep bands that are sums of the other year's bands.
        summed = group is not None and whole.verdict is Verdict.SCALE_CHANGED
        if not whole.comparable and not summed:
            return whole
        if group is None:
            missing = [year for year in (first, second) if year not in choice.asked]
            return _no(Verdict.NOT_ASKED, f"“{choice.label}” was not an answer in {missing[0]}.")
        return _yes(Verdict.CHOICES_CHANGED, _told(self._among, group, first, second))

    def together(self, before: tuple[str, ...], after: tuple[str, ...]) -> Comparison:
        """Whether some earlier codes, taken together, may be compared with some later ones.

        Every code must be comparable, and both sides must be made of whole groups.
        """
        for code in (*after, *before):
            if not (verdict := self.verdict(code)).comparable:
                return verdict
        if not self._add_up(before, after):
            reason = "The answers of the two years do not add up to the same."
            return _no(Verdict.CHOICES_CHANGED, reason)
        return self.verdict(after[0])

    def comparable(self, before: tuple[str, ...], after: tuple[str, ...]) -> bool:
        """The same without a reason, which takes longer to write."""
        joined = self.whole.comparable or self.whole.verdict is Verdict.SCALE_CHANGED
        for code in (*after, *before):
            if code not in self.same and not (
                joined and code not in self.plain and code in self._groups
            ):
                return False
        return self._add_up(before, after)

    def _add_up(self, before: tuple[str, ...], after: tuple[str, ...]) -> bool:
        """Whether some comparable codes of each year are whole groups of both."""
        if before == after and len(before) == 1 and before[0] in self.plain:
            return True
        plain = [Group(first=(code,), second=(code,)) for code in before if code in self.plain]
        touched = [*plain, *(self._joined[code] for code in before if code in self._joined)]
        inside = [g for g in touched if {*g.first} <= {*before} and {*g.second} <= {*after}]
        covered = {c for g in inside for c in g.first}, {c for g in inside for c in g.second}
        return covered == ({*before}, {*after})


def compare_all(
    question: Question, among: tuple[Choice, ...], first: Year, second: Year
) -> Mapping[str, Comparison]:
    """Whether the numbers of each of `among`, a question's choices or items, may be compared."""
    return TwoYears(question, among, first, second).verdicts


def _labeled_anew(first: Year, second: Year) -> Comparison:
    return _yes(Verdict.RELABELED, f"Relabeled {when(first, second)}, with the same meaning.")


def _yes(verdict: Verdict, reason: str) -> Comparison:
    return Comparison(verdict=verdict, reason=_sentence(reason), comparable=True)


def _no(verdict: Verdict, reason: str) -> Comparison:
    return Comparison(verdict=verdict, reason=_sentence(reason), comparable=False)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else text + "."


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _editorial(one: Question | Choice, first: Year, second: Year) -> str | None:
    """Why wording changed between two years without change of meaning; None if not said.

    It has to be said of every change between the two.
    """
    texts = [(year, text) for year, text in sorted(one.wording.items()) if first <= year <= second]
    changed = [year for (_, a), (year, b) in pairwise(texts) if _plain(a) != _plain(b)]
    if any(year not in one.editorial for year in changed):
        return None
    said = [reason for year, reason in sorted(one.editorial.items()) if first < year <= second]
    return said[-1] if said else None


def _relabeled(choice: Choice, first: Year, second: Year) -> bool:
    before, after = choice.wording.get(first), choice.wording.get(second)
    if before is None or after is None or before == after:
        return False
    return _plain(before) != _plain(after)


def _offered_alike(choices: Iterable[Choice], first: Year, second: Year) -> bool:
    """Whether two years offered the same of some choices or items."""
    offered = {choice.asked for choice in choices}
    return not [years for years in offered if (first in years) != (second in years)]


def _beside(question: Question) -> list[Choice]:
    """The answers beside the question, such as "don't know".

    Where one is not offered, those who would give it give none and are in no base, or another one.
    """
    # Of ticks the one that excludes the others has no other meaning: whoever ticks none is no base.
    return [
        choice
        for choice in question.choices
        if choice.outside or (choice.exclusive and question.kind is Kind.MULTIPLE)
    ]


def _rivals(question: Question) -> tuple[Choice, ...]:
    """The answers of which each takes from the others: one of several, parts of 100, places.

    What a new one gets, the others lose, though nobody's view of them changed. Ticks have none.
    """
    if question.kind is Kind.MULTIPLE or question.multiple:
        return ()
    return question.items if question.kind is Kind.ALLOCATION else question.choices


def _only_one_offered(
    among: Sequence[Choice], first: Year, second: Year
) -> tuple[Year, Choice] | None:
    """An answer that only one of two years offered, whole or in parts; the year with it."""
    found = groups_of(among, first, second)
    known = {code for group in found for code in (*group.first, *group.second)}
    for choice in among:
        if choice.id not in known:
            for year in (first, second):
                if year in choice.asked:
                    return year, choice
    return None


def _scale_changed(question: Question, first: Year, second: Year) -> bool:
    """Whether the points of a scale are not the same, or bands do not add up to each other."""
    points = [c for c in question.choices if c.is_named]
    if not points or _offered_alike(points, first, second):
        return False
    ordered = question.kind in (Kind.SCALE, Kind.NUMBER) or all(
        c.is_band or c.value is not None for c in points
    )
    if not ordered:
        return False
    before, after = ({c.id for c in points if year in c.asked} for year in (first, second))
    found = groups_of(points, first, second)
    covered = {code for g in found for code in g.first}, {c for g in found for c in g.second}
    return covered != (before, after)


def _told(choices: Mapping[str, Choice], group: Group, first: Year, second: Year) -> str:
    before, after = (
        " and ".join(f"“{choices[code].label}”" for code in codes)
        for codes in (group.first, group.second)
    )
    verb = "is" if len(group.first) == 1 else "are"
    return f"{before} in {first} {verb} compared with {after} in {second}."
