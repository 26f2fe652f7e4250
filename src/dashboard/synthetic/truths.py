"""Planted truths: who gives a planted answer, and what a right analysis must find."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from dashboard.codebook import Choice, Codebook, Question, Year
from dashboard.synthetic.drawn_answers import Codes, Numbers, Shares, Sheet
from dashboard.synthetic.hints import Planted, TruthKind
from dashboard.synthetic.streams import Bools, Floats, Ints, Stream, systematic

TRUTHS_FILE = "truths.json"


@dataclass
class _Count:
    """Sums of a truth over the chunks of a year."""

    base: int = 0
    expected: float = 0.0
    taken: int = 0
    by: dict[str, list[int]] = field(default_factory=dict)
    volume: dict[str, float] = field(default_factory=dict)


class Truths:
    """Plants truths question by question and keeps count of what was planted."""

    def __init__(self, codebook: Codebook, planted: Sequence[Planted]):
        self._codebook = codebook
        self._planted = planted
        self._counts: dict[tuple[str, Year], _Count] = {}

    def needs(self, question: Question) -> Iterable[str]:
        """The questions that decide who gives a planted answer to `question`."""
        for truth in self._planted:
            if truth.question == question.id and truth.by is not None:
                yield truth.by

    def plant(
        self, question: Question, sheet: Sheet, rows: Ints, key: Sequence[object]
    ) -> dict[int, Bools]:
        """Which of `rows` give each planted choice, by its position.

        Right to within one respondent in total, and almost so in every cell of persona and
        company size.
        """
        planted: dict[int, Bools] = {}
        free = np.ones(len(rows), dtype=np.bool_)
        for truth in self._planted:
            if truth.question != question.id:
                continue
            place = [choice.id for choice in question.choices].index(truth.choice)
            if sheet.year not in question.choices[place].asked:
                continue
            chance = self._chance(truth, question.choices[place], sheet, rows)
            # Where one choice is given at most, those who gave a planted one are out.
            left = free.mean() if planted and question.has_one_answer and len(rows) else 1.0
            stream = Stream(*key, "truth", truth.id)
            order = np.lexsort((stream.uniform(len(rows)), *self._cells(truth, sheet, rows)))
            drawn = chance * free / left if question.has_one_answer else chance
            taken = systematic(np.minimum(drawn, 1.0), order, float(stream.uniform(1)[0]))
            planted[place] = taken
            free &= ~taken
            self._count(truth, sheet, rows, chance, taken)
        return planted

    def _chance(self, truth: Planted, choice: Choice, sheet: Sheet, rows: Ints) -> Floats:
        """The planted chance of each of `rows`."""
        if truth.kind is TruthKind.GROWTH:
            first, last = min(choice.asked), max(choice.asked)
            part = (sheet.year - first) / max(last - first, 1)
            share = (truth.start or 0.0) + truth.points * part
            return np.full(len(rows), share / 100)
        assert truth.by is not None
        choices = self._codebook.questions[truth.by].choices
        usual = sum(truth.shares.values()) / len(truth.shares) / 100
        table = [truth.shares.get(choice.id, 100 * usual) / 100 for choice in choices]
        code = sheet.codes(truth.by)
        if code is None:
            return np.full(len(rows), usual)
        return np.array([*table, usual])[code[rows]]

    def _cells(self, truth: Planted, sheet: Sheet, rows: Ints) -> list[Ints]:
        """The sort keys of respondents for systematic sampling, last key first."""
        weighting = self._codebook.weighting.use_cases
        names = [self._codebook.company_size, self._codebook.persona, truth.by]
        if truth.kind is TruthKind.USE_CASES and weighting:
            names.insert(2, weighting.count)
        cells = []
        for name in names:
            answer = sheet.answers.get(name or "")
            if isinstance(answer, Codes):
                cells.append(answer.code[rows].astype(np.int64))
            elif isinstance(answer, Numbers):
                cells.append(np.nan_to_num(answer.value[rows], nan=-1).astype(np.int64))
        return cells

    # Counting --------------------------------------------------------------------------------

    def _count(
        self, truth: Planted, sheet: Sheet, rows: Ints, chance: Floats, taken: Bools
    ) -> None:
        count = self._counts.setdefault((truth.id, sheet.year), _Count())
        count.base += len(rows)
        count.expected += float(chance.sum())
        count.taken += int(taken.sum())
        code = sheet.codes(truth.by) if truth.by is not None else None
        if code is None or truth.by is None:
            return
        for place, choice in enumerate(self._codebook.questions[truth.by].choices):
            here = code[rows] == place
            sums = count.by.setdefault(choice.id, [0, 0])
            sums[0] += int(here.sum())
            sums[1] += int((here & taken).sum())

    def finish(self, sheet: Sheet) -> None:
        """Count the use cases of a complete sheet by segment, for truths about use cases."""
        weighting = self._codebook.weighting.use_cases
        if weighting is None:
            return
        overview = weighting.margin.overview
        number = self._use_cases(sheet, weighting.count, weighting.cap)
        for truth in self._planted:
            count = self._counts.get((truth.id, sheet.year))
            if truth.kind is not TruthKind.USE_CASES or count is None or number is None:
                continue
            answer = sheet.answers.get(overview)
            if not isinstance(answer, Shares):
                continue
            usable = answer.answered & (number > 0)
            for column, at in enumerate(answer.items):
                code = self._codebook.questions[overview].items[at].id
                cases = number[usable] * answer.percent[usable, column] / 100
                count.volume[code] = count.volume.get(code, 0.0) + float(cases.sum())

    def _use_cases(self, sheet: Sheet, question: str, cap: float) -> Floats | None:
        """How many use cases each respondent has, 0 where not said."""
        answer = sheet.answers.get(question)
        match answer:
            case Numbers(value=value):
                return np.asarray(np.minimum(np.nan_to_num(value), cap))
            case Codes(code=code):
                choices = self._codebook.questions[question].choices
                numbers = np.array([*map(_stands_for, choices), 0.0])
                return np.asarray(np.minimum(numbers[code], cap))
        return None

    def report(self) -> dict[str, Any]:
        """The truths with what was planted each year; percentages have two decimals."""
        return {
            "truths": [
                {
                    **truth.model_dump(mode="json", exclude_defaults=True),
                    "years": {
                        str(year): self._year(truth, count)
                        for (code, year), count in sorted(self._counts.items())
                        if code == truth.id and count.base
                    },
                }
                for truth in self._planted
            ]
        }

    def _year(self, truth: Planted, count: _Count) -> dict[str, Any]:
        said: dict[str, Any] = {
            "base": count.base,
            "planted": round(100 * count.expected / count.base, 2),
            "unweighted": round(100 * count.taken / count.base, 2),
        }
        groups = {code: sums for code, sums in count.by.items() if sums[0]}
        if groups:
            known = sum(base for base, _ in groups.values())
            said["mix"] = {code: round(100 * base / known, 2) for code, (base, _) in groups.items()}
            said["shares"] = {
                code: round(100 * taken / base, 2) for code, (base, taken) in groups.items()
            }
        if count.volume:
            said["use_cases"] = _weighted(count.volume, truth.shares)
            said["use_case_mix"] = _weighted_mix(count.volume)
        return said


def _stands_for(choice: Choice) -> float:
    """The number a band of use cases counts as: its value, its middle, or where it begins."""
    if choice.value is not None:
        return choice.value
    low = choice.low or 0.0
    return low if choice.high is None else (low + choice.high - 1) / 2


def _weighted(volume: Mapping[str, float], shares: Mapping[str, float]) -> float:
    """The planted share over all use cases, in percent: segments by their number of use cases."""
    usual = sum(shares.values()) / len(shares)
    total = sum(volume.values()) or 1.0
    return round(sum(v * shares.get(code, usual) for code, v in volume.items()) / total, 2)


def _weighted_mix(volume: Mapping[str, float]) -> dict[str, float]:
    total = sum(volume.values()) or 1.0
    return {code: round(100 * v / total, 2) for code, v in volume.items()}


def write_truths(report: Mapping[str, Any], path: Path) -> None:
    """Write the report as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
