"""How often each answer is given, and which answers have an order.

Everything not said in the hints follows from the names of question and choice alone, so that it
stays when other questions or choices come and go.
"""

import numpy as np

from dashboard.codebook import Choice, Codebook, Kind, Question, Year
from dashboard.synthetic.hints import SampleHints
from dashboard.synthetic.streams import Floats, between, unit

OUTSIDE = 0.05
LIKELY_TICKS = 4.5
MOST_COMMON = 0.97


class Popularity:
    """How often answers are given, for one codebook, its hints and a seed."""

    def __init__(self, codebook: Codebook, hints: SampleHints, seed: int):
        self.codebook = codebook
        self.hints = hints
        self.seed = seed

    def weights(self, question: Question, year: Year) -> Floats:
        """Relative frequencies of choices (of items, in an allocation); 0 where not offered."""
        entries = question.items if question.kind is Kind.ALLOCATION else question.choices
        known = [self._known(question, entry, year) for entry in entries]
        offered = np.array([year in entry.asked for entry in entries])
        given = [value for value, here in zip(known, offered, strict=True) if here and value]
        usual = sum(given) / len(given) if given else 1.0
        made_up = self._slope(question, year) if self.order(question) else None
        weights = np.zeros(len(entries))
        for place, (entry, value) in enumerate(zip(entries, known, strict=True)):
            if value is None and made_up is not None:
                value = made_up.get(entry.id)
            if value is None and not entry.outside:
                share = 0.35 if entry.other else 0.25 + unit(self.seed, question.id, entry.id)
                value = usual * share
            weights[place] = value if value is not None else np.nan
        inside = weights[offered & ~np.isnan(weights)].sum() or 1.0
        return np.where(offered, np.where(np.isnan(weights), OUTSIDE * inside, weights), 0.0)

    def chances(self, question: Question, year: Year) -> Floats:
        """The share of those who answer that ticks each choice; 0 where not offered."""
        entries = question.choices
        known = [self._known(question, entry, year) for entry in entries]
        free = [
            entry.id
            for entry, value in zip(entries, known, strict=True)
            if value is None and year in entry.asked and not entry.exclusive
        ]
        made_up = {code: 0.06 + 0.5 * unit(self.seed, question.id, code) ** 2 for code in free}
        scale = min(1.0, LIKELY_TICKS / sum(made_up.values())) if made_up else 1.0
        chances = np.zeros(len(entries))
        for place, (entry, value) in enumerate(zip(entries, known, strict=True)):
            if value is not None and year in entry.asked:
                chances[place] = value / 100
            elif entry.id in made_up:
                chances[place] = made_up[entry.id] * (0.3 if entry.other else scale)
        return np.clip(chances, 0.0, MOST_COMMON)

    def _known(self, question: Question, entry: Choice, year: Year) -> float | None:
        """The hints for a choice in a year, if need be through its successor or predecessor."""
        value = self._said(question, entry.id, year)
        if value is not None:
            return value
        among = question.choices + question.items
        if entry.renames is not None:
            return self._said(question, entry.renames, year)
        if entry.split_from is not None:
            whole = self._said(question, entry.split_from, year)
            return None if whole is None else whole / 2
        kin = entry.merges or [e.id for e in among if entry.id in (e.split_from, e.renames)]
        said = [self._said(question, code, year) for code in kin]
        known = [value for value in said if value is not None]
        return sum(known) if known and len(known) == len(said) else None

    def _said(self, question: Question, code: str, year: Year) -> float | None:
        """The hints for this very id."""
        hint = self.hints.of(question.id)
        if code in hint.by_year.get(year, {}):
            return hint.by_year[year][code]
        value = hint.popularity.get(code)
        trend = hint.trend.get(code, 0.0)
        if value is None and question.kind is Kind.MULTIPLE:
            value = self.hints.popularity.get(code)
            trend = hint.trend.get(code, self.hints.trend.get(code, 0.0))
        if value is None:
            return None
        # A thing that hardly anybody used some years ago still had a few users.
        return max(value + trend * (year - max(self.codebook.years)), min(value, 0.5))

    def order(self, question: Question) -> tuple[int, ...]:
        """Positions of the choices from low to high; empty where they have no order."""
        said = self.hints.of(question.id).ordered
        inside = [(at, c) for at, c in enumerate(question.choices) if not (c.outside or c.other)]
        has_order = bool(inside) and (
            question.kind is Kind.SCALE
            or all(c.value is not None for _, c in inside)
            or all(c.is_band for _, c in inside)
        )
        if question.kind not in (Kind.SINGLE, Kind.SCALE, Kind.NUMBER, Kind.MATRIX):
            return ()
        if said is False or not (said or has_order):
            return ()
        return tuple(at for at, _ in sorted(inside, key=lambda pair: _level(*pair)))

    def _slope(self, question: Question, year: Year) -> dict[str, float]:
        """Made-up frequencies of ordered choices: one hump somewhere about the middle."""
        order = [at for at in self.order(question) if year in question.choices[at].asked]
        middle = between(0.4, 0.66, self.seed, question.id, "middle")
        hump = self.hump(len(order), middle)
        return {question.choices[at].id: hump[place] for place, at in enumerate(order)}

    @staticmethod
    def hump(points: int, middle: float) -> list[float]:
        """Frequencies of `points` answers: binomial around `middle` in (0, 1), with thick ends."""
        shares = [1.0]
        for _ in range(points - 1):
            up = [0.0, *(share * middle for share in shares)]
            down = [*(share * (1 - middle) for share in shares), 0.0]
            shares = [a + b for a, b in zip(up, down, strict=True)]
        return [0.85 * share + 0.15 / points for share in shares]


def _level(place: int, choice: Choice) -> tuple[float, int]:
    if choice.value is not None:
        return choice.value, place
    if choice.is_band:
        return choice.span[0], place
    return float(place), place
