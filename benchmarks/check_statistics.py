"""Simulations with a known truth: do the intervals cover it, are the marks right?

Run by `make check-statistics`; writes docs/statistics-check.md and fails where a number leaves
its range. Every simulation has its own fixed seed. The last goes the whole way, from answers over
their release to what a page shows and tells; it takes most of the time.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dashboard.analysis.statistics import POINTS
from dashboard.estimates.calibrated import calibrated_shares
from dashboard.estimates.change import RATE, adjusted, differences, marks
from dashboard.estimates.mix import mix_adjusted, yes_and_no
from dashboard.estimates.quantiles import quantiles
from dashboard.estimates.shares import Shares, shares
from dashboard.estimates.sums import Sums
from dashboard.estimates.usecase_estimates import Moments, moments, use_case_shares, year_moments
from dashboard.estimates.usecases import use_case_weights
from dashboard.estimates.weighting import Margin, Weighting, rake

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from release.simulation import Found, simulate  # noqa: E402

N = 1000
RUNS = 4000
NULL_YEARS = 200
QUESTIONS, CHOICES = 8, 12
COVERED = (0.93, 0.97)
SURVEYS = 200
REPORT = ROOT / "docs" / "statistics-check.md"


class Line(NamedTuple):
    """One line of the report: what was simulated, what came out, what is wanted."""

    what: str
    runs: int
    found: float
    low: float
    high: float

    @property
    def fine(self) -> bool:
        return self.low <= self.found <= self.high


def main() -> int:
    mix_covered, *mix_marked = of_mix()
    coverage = [
        *of_shares(),
        *of_changes(),
        mix_covered,
        *of_use_cases(),
        *of_raked(),
        of_medians(),
    ]
    marked = [*of_null_years(), of_real_changes(), *mix_marked]
    simulated = simulate(range(SURVEYS))
    released = list(of_release(simulated))
    text = written(coverage, marked, released, simulated)
    REPORT.write_text(text, encoding="utf-8")
    every = (*coverage, *marked, *released)
    for line in every:
        print(f"{'ok ' if line.fine else 'BAD'} {line.found:8.4f}  {line.what}")
    return 0 if all(line.fine for line in every) else 1


def covered(what: str, truth: float, low: np.ndarray, high: np.ndarray) -> Line:
    """How often the interval holds the truth."""
    inside = float(((low <= truth) & (truth <= high)).mean())
    return Line(what, low.size, inside, *COVERED)


def sampled(rng: np.random.Generator, p: float, weighted: bool) -> Shares:
    """Shares of N respondents, RUNS times; weights vary as much as a design effect of 1.4."""
    if not weighted:
        return shares(Sums.of(rng.binomial(N, p, (RUNS, 1))), Sums.of(np.full(RUNS, N)), N)
    w = rng.lognormal(0, 0.58, (RUNS, N))
    yes = rng.random((RUNS, N)) < p
    given = Sums.of(yes.sum(1), (w * yes).sum(1), (w * w * yes).sum(1))
    return shares(given.spread(), Sums.of(np.full(RUNS, N), w.sum(1), (w * w).sum(1)), N)


def of_shares() -> Iterator[Line]:
    rng = np.random.default_rng(20250101)
    for weighted in (False, True):
        for p in (0.03, 0.1, 0.3, 0.5):
            found = sampled(rng, p, weighted)
            words = "weighted" if weighted else "unweighted"
            yield covered(f"share of {p:.0%}, {words}", p, found.low, found.high)


def of_changes() -> Iterator[Line]:
    rng = np.random.default_rng(20250102)
    for weighted in (False, True):
        for first, second in ((0.05, 0.08), (0.3, 0.3), (0.4, 0.5)):
            found = differences(sampled(rng, first, weighted), sampled(rng, second, weighted))
            words = "weighted" if weighted else "unweighted"
            yield covered(
                f"change from {first:.0%} to {second:.0%}, {words}",
                second - first,
                found.low,
                found.high,
            )


def of_use_cases() -> Iterator[Line]:
    """Four segments, up to twenty use cases, details left out more often by the busy."""
    rng = np.random.default_rng(20250103)
    people = 200_000
    number = np.minimum(rng.geometric(0.25, people), 20).astype(float)
    leaning = np.array([2.0, 1.0, 1.0, 0.5]) + np.outer(number > 5, [0.0, 1.5, 0.0, 1.0])
    part = rng.gamma(leaning)
    part /= part.sum(axis=1, keepdims=True)
    is_lead = rng.random(people) < 0.4
    yes = np.array([0.2, 0.5, 0.8, 0.6])
    by_lead = np.array([0.0, 0.15])[is_lead.astype(int)]
    mix = (number[:, None] * part).sum(axis=0) / number.sum()
    truth_lead = float(mix @ (yes + 0.15))
    of_leads = (number * is_lead).sum() / number.sum()
    truth = float(mix @ yes + 0.15 * of_leads)

    limits = []
    for _ in range(RUNS // 2):
        who = rng.integers(0, people, N)
        own = (part[who].cumsum(axis=1) < rng.random((N, 1))).sum(axis=1).clip(0, 3)
        silent = rng.random(N) < 0.1 + 0.02 * number[who]
        answer = (rng.random(N) < yes[own] + by_lead[who]).astype(int)
        weights = use_case_weights(number[who], part[who], np.where(silent, -1, own))
        year = year_moments(weights)
        pair = [moments(weights, answer, 2, base) for base in (None, is_lead[who])]
        given = Moments(
            cases=Sums(*map(np.stack, zip(*(m.cases for m in pair), strict=True))),
            cross=np.stack([m.cross for m in pair]),
        )
        whole = Moments(
            cases=Sums(*(sums.sum(axis=-1, keepdims=True) for sums in given.cases)),
            cross=given.cross.sum(axis=-2, keepdims=True),
        )
        found = use_case_shares(given, whole, year)
        limits.append((found.low[:, 1], found.high[:, 1]))
    low, high = np.array(limits).transpose(1, 2, 0)
    yield covered("share of use cases, 4 segments", truth, low[0], high[0])
    yield covered("share of use cases among 40% of respondents", truth_lead, low[1], high[1])


def of_raked() -> Iterator[Line]:
    """Two margins known of the population; who answers depends on both, and so does the answer."""
    rng = np.random.default_rng(20250108)
    people = 200_000
    first, second = rng.integers(0, 3, people), rng.integers(0, 4, people)
    yes = rng.random(people) < 0.15 + 0.2 * first + 0.05 * second
    is_lead = rng.random(people) < 0.4
    drawn = np.array([1.0, 0.6, 0.3])[first] * np.array([1.0, 0.8, 0.5, 0.9])[second]
    drawn /= drawn.sum()
    targets = [np.bincount(code) / people * N for code in (first, second)]
    truth, truth_lead = float(yes.mean()), float(yes[is_lead].mean())
    limits = []
    for _ in range(RUNS // 2):
        who = rng.choice(people, N, p=drawn)
        margins = [
            Margin(name="m", labels=tuple(map(str, range(len(t)))), code=code[who], target=t)
            for code, t in zip((first, second), targets, strict=True)
        ]
        weighting = rake(np.ones(N), margins)
        bases = [np.ones(N, dtype=bool), is_lead[who]]
        found = calibrated_shares(
            _stacked([_one_value(by_cell(weighting, base & yes[who])) for base in bases]),
            _stacked([by_cell(weighting, base) for base in bases]),
            weighting.calibration,
        )
        limits.append((found.low[:, 0], found.high[:, 0]))
    low, high = np.array(limits).transpose(1, 2, 0)
    yield covered("share with raked weights, 2 margins", truth, low[0], high[0])
    yield covered("share with raked weights among 40% of respondents", truth_lead, low[1], high[1])


def by_cell(weighting: Weighting, kept: np.ndarray) -> Sums:
    """Sums over some respondents by cell of the margins."""
    cells = len(weighting.calibration.w2)
    w = weighting.weight[kept]
    return Sums(
        *(
            np.bincount(weighting.cell[kept], weights=part, minlength=cells)
            for part in (np.ones_like(w), w, w * w)
        )
    )


def _one_value(sums: Sums) -> Sums:
    """Sums (cells,) with an axis for their only value before the cells."""
    return Sums(*(part[None] for part in sums))


def _stacked(parts: list[Sums]) -> Sums:
    """Sums of several bases, along the first axis."""
    return Sums(*(np.stack(part) for part in zip(*parts, strict=True)))


def of_medians() -> Line:
    rng = np.random.default_rng(20250104)
    found = [
        quantiles(Sums.of(np.ones(N)), np.sort(rng.lognormal(0, 1, N)), N) for _ in range(RUNS // 2)
    ]
    low, high = (np.array([getattr(f, side) for f in found]) for side in ("low", "high"))
    return covered("median of a plain number, unweighted", 1.0, low, high)


def view(rng: np.random.Generator, p: np.ndarray) -> Shares:
    """A view of single-choice questions answered by N people: (questions, choices)."""
    return shares(Sums.of(rng.multinomial(N, p)), Sums.of(np.full(len(p), N)), N)


def marked_changes(first: Shares, second: Shares) -> np.ndarray:
    change = differences(first, second)
    return marks(change.change, adjusted([change.p_value])[0], floor=POINTS)


def of_null_years() -> Iterator[Line]:
    rng = np.random.default_rng(20250105)
    wrong = np.zeros(NULL_YEARS)
    for run in range(NULL_YEARS):
        p = rng.dirichlet(np.ones(CHOICES), QUESTIONS)
        wrong[run] = marked_changes(view(rng, p), view(rng, p)).sum()
    compared = QUESTIONS * CHOICES * NULL_YEARS
    yield Line("views with any mark where nothing changed", NULL_YEARS, (wrong > 0).mean(), 0, RATE)
    yield Line(
        "marks where nothing changed, of all comparisons", compared, wrong.sum() / compared, 0, RATE
    )


def of_real_changes() -> Line:
    """A third of the questions change by moving eight points between two choices."""
    rng = np.random.default_rng(20250106)
    parts = []
    for _ in range(NULL_YEARS):
        p = rng.dirichlet(np.full(CHOICES, 3.0), QUESTIONS)
        q = p.copy()
        for question in range(0, QUESTIONS, 3):
            most, least = q[question].argmax(), q[question].argmin()
            q[question, most] -= 0.08
            q[question, least] += 0.08
        marked = marked_changes(view(rng, p), view(rng, q))
        changed = p != q
        false, right = int((marked & ~changed).sum()), int((marked & changed).sum())
        parts.append(false / max(false + right, 1))
    return Line(
        "false among marked changes, a third of questions changed",
        NULL_YEARS,
        float(np.mean(parts)),
        0,
        RATE,
    )


def of_mix() -> Iterator[Line]:
    """Another 24 kinds of people answer, each of the same mind as the year before."""
    rng = np.random.default_rng(20250107)
    plain, held = np.zeros(NULL_YEARS), np.zeros(NULL_YEARS)
    kinds, items = 24, QUESTIONS * CHOICES
    low, high, seen = [], [], []
    for run in range(NULL_YEARS):
        mind = rng.beta(2, 4, (items, kinds))
        before, after = rng.dirichlet(np.full(kinds, 5.0), 2)
        n1, n2 = rng.multinomial(N, before), rng.multinomial(N, after)
        one, two = (
            (Sums.of(rng.binomial(n, mind)), Sums.of(np.broadcast_to(n, mind.shape)))
            for n in (n1, n2)
        )
        raw = differences(
            *(shares(given.total().spread(), base.total(), N) for given, base in (one, two))
        )
        plain[run] = marks(raw.change, adjusted([raw.p_value])[0], floor=POINTS).sum()
        kept = mix_adjusted(yes_and_no(*one), yes_and_no(*two), [1.0, 0.0], N, N)
        held[run] = marks(kept.change, adjusted([kept.p_value])[0], floor=POINTS).sum()
        seen.append(kept.due_p <= RATE)
        low.append(kept.low)
        high.append(kept.high)
    yield covered(
        "mix-adjusted change where only the mix changed", 0.0, np.array(low), np.array(high)
    )
    yield Line(
        "views with a mark before adjusting for a pure change of mix",
        NULL_YEARS,
        (plain > 0).mean(),
        0.5,
        1,
    )
    yield Line("views with a mark after adjusting for it", NULL_YEARS, (held > 0).mean(), 0, RATE)
    yield Line("marks in the first such view after adjusting", 1, held[0], 0, 0)
    found = float(np.mean(seen))
    yield Line(
        "changes whose part due to the mix is seen, without adjustment", 19_200, found, 0.2, 1
    )
    yield Line("the same where the mix did not change", 19_200, _mix_unseen(), 0, 0.06)


def _mix_unseen() -> float:
    """How often a part due to the mix is seen where the same kinds of people answer."""
    rng = np.random.default_rng(20250109)
    seen = []
    for _ in range(NULL_YEARS):
        mind, mix = rng.beta(2, 4, (QUESTIONS * CHOICES, 24)), rng.dirichlet(np.full(24, 5.0))
        one, two = (
            yes_and_no(Sums.of(rng.binomial(n, mind)), Sums.of(np.broadcast_to(n, mind.shape)))
            for n in rng.multinomial(N, mix, 2)
        )
        seen.append(mix_adjusted(one, two, [1.0, 0.0], N, N).due_p <= RATE)
    return float(np.mean(seen))


def of_release(found: Found) -> Iterator[Line]:
    """From answers over their release to the page: intervals, withheld cells, false changes."""
    yield Line("intervals that cover the truth", found.shares, found.coverage, *COVERED)
    yield Line("withheld answers shown as 0", found.withheld, found.noughts, 0, 0)
    yield Line(
        "marks, of all comparisons", found.comparisons, found.marks / found.comparisons, 0, RATE
    )
    for what, count in (
        ("views with any mark", found.marked),
        ("views with a change in words", found.told),
        ("views with a change in a lead", found.led),
    ):
        yield Line(what, found.views, count / found.views, 0, RATE)


def written(
    coverage: list[Line], marked: list[Line], released: list[Line], simulated: Found
) -> str:
    """The report in Markdown."""
    text = [
        "# Statistics check",
        "",
        "Written by `make check-statistics`: simulated answers with known true values and fixed",
        f"seeds. Samples have {N:,} respondents, and two years are two such samples.",
        "",
        "## Do 95% intervals cover the truth?",
        "",
        f"Wanted: between {COVERED[0]:.0%} and {COVERED[1]:.0%} of the time.",
        "",
        "| Estimate | Intervals | Covered | |",
        "|---|---:|---:|---|",
        *(
            f"| {line.what} | {line.runs:,} | {line.found:.1%} | {verdict(line)} |"
            for line in coverage
        ),
        "",
        "## Are marked changes real?",
        "",
        f"A view compares {QUESTIONS * CHOICES} choices of {QUESTIONS} questions. A change is",
        f"marked if it has at least {100 * POINTS:.0f} points and its p-value stays",
        f"below {RATE:.0%} after Benjamini and Hochberg's adjustment over the view.",
        "",
        "| What | Out of | Found | Wanted | |",
        "|---|---:|---:|---|---|",
        *(
            f"| {line.what} | {line.runs:,} | {number(line)} | {wanted(line)} | {verdict(line)} |"
            for line in marked
        ),
        "",
        "## Does it hold after the release step?",
        "",
        f"{simulated.surveys} surveys of 150, 300 and 600 respondents a year, two years of the",
        "same truth each, are written, released with k = 5 (two key attributes, a demographic",
        "apart, a sensitive question) and shown, for everybody and filtered by role. Intervals",
        "are those of shares with a true value of 2% to 10%, on bases of "
        f"{min(simulated.bases)} to {max(simulated.bases)}.",
        "Every change marked or put into words is false.",
        "",
        "| What | Out of | Found | Wanted | |",
        "|---|---:|---:|---|---|",
        *(
            f"| {line.what} | {line.runs:,} | {number(line)} | {wanted(line)} | {verdict(line)} |"
            for line in released
        ),
        "",
        "The tests simulate nine of these surveys in every run, `make soak` all of them.",
        "",
    ]
    return "\n".join(text)


def verdict(line: Line) -> str:
    return "as wanted" if line.fine else "**not as wanted**"


def number(line: Line) -> str:
    return f"{line.found:.0f}" if line.high == 0 else f"{line.found:.2%}"


def wanted(line: Line) -> str:
    if line.high == 0:
        return "0"
    return f"{line.low:.0%} to {line.high:.0%}"


if __name__ == "__main__":
    sys.exit(main())
