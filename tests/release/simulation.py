"""Surveys with a known truth, released as real ones are: do what readers are shown and told hold?

Two years of the same people's minds, so that every change is chance. Shares lie from 2% to 10% and
above; segments have from 60 to some 300 people. Every survey has a seed of its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from surveys import topic_of, write_survey

from dashboard.analysis.changes import page_family
from dashboard.analysis.results import Result, results
from dashboard.analysis.sentences import changes_in_words, lead
from dashboard.codebook import Codebook, Question
from dashboard.estimates.reliability import Flag
from dashboard.query.selection import Query, select
from dashboard.release.releasing import release
from dashboard.release.secret import Seed
from dashboard.responses import Responses, load_responses

YEARS = (2023, 2024)
SIZES = (150, 300, 600)
LEAST, MOST = 0.02, 0.10
FEWEST, MANY = 60, 300
QUESTIONS, CHOICES = 6, 9
ROLES = {"dev": 0.4, "ops": 0.35, "lead": 0.25}
TEAMS = {"small": 0.5, "large": 0.5}
REGIONS = {"north": 0.6, "south": 0.34, "isle": 0.06}


@dataclass
class Found:
    """What came of simulated surveys: numbers of intervals, cells, comparisons and views.

    `views` are the topic's page in each survey under each filter of the first question; `marked`,
    `told` and `led` count those where a mark, a sentence or a lead tells a change, although there
    is none.
    """

    surveys: int = 0
    shares: int = 0
    covered: int = 0
    bases: set[int] = field(default_factory=set)
    withheld: int = 0
    noughts: int = 0
    comparisons: int = 0
    marks: int = 0
    views: int = 0
    marked: int = 0
    told: int = 0
    led: int = 0

    def __iadd__(self, other: "Found") -> "Found":
        for one in fields(self):
            mine, more = getattr(self, one.name), getattr(other, one.name)
            setattr(self, one.name, mine | more if isinstance(mine, set) else mine + more)
        return self

    @property
    def coverage(self) -> float:
        """The part of the intervals that hold the truth."""
        return self.covered / self.shares


def simulate(seeds: Iterable[int]) -> Found:
    """Surveys of these seeds together; their sizes take turns."""
    found = Found()
    for seed in seeds:
        with TemporaryDirectory() as folder:
            found += simulated(Path(folder), seed, SIZES[seed % len(SIZES)])
    return found


def simulated(folder: Path, seed: int, people: int) -> Found:
    """One survey of so many people a year, made, released, and held against its truth."""
    rng = np.random.default_rng([20260601, seed])
    truth = _truth(rng)
    years = {year: list(_people(rng, truth, people)) for year in YEARS}
    questions = [_single("role", ROLES), _single("team", TEAMS), _single("region", REGIONS)]
    questions += [_single(code, range(CHOICES)) for code in truth]
    questions[-1]["sensitive"] = True
    moved = {question["id"]: "Simulated." for question in questions}
    head = {
        "id": "simulated",
        "title": "Simulated",
        "synthetic": True,
        "years": {year: {} for year in YEARS},
        "filters": {"persona": "role", "company_size": "team", "more": ["region"]},
        "privacy": {
            "k": 5,
            "key_attributes": ["role", "team"],
            "separate": ["region"],
            "singled_out_ceiling": 1,
            "moved": moved,
        },
    }
    raw = write_survey(folder / "raw", head, topic_of(questions), years=years)
    secret = Seed(f"simulated survey {seed:016d}".encode())
    responses = load_responses(raw, release(raw.folder, folder / "out", secret).to)
    raw_answers = load_responses(raw)
    found = Found(surveys=1)
    for query in _views(responses.codebook):
        _hold(found, responses, raw_answers, query, truth)
        _compare(found, responses, query, [*truth])
    return found


def _truth(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """By question the chance of each answer by role: five of 2% to 10%, and some of more."""
    truth = {}
    for n in range(QUESTIONS):
        rare = rng.uniform(LEAST, MOST, (len(ROLES), 5))
        rest = rng.dirichlet(np.full(CHOICES - 5, 4.0), len(ROLES))
        truth[f"q{n}"] = np.hstack([rare, rest * (1 - rare.sum(axis=1, keepdims=True))])
    return truth


def _people(
    rng: np.random.Generator, truth: dict[str, np.ndarray], count: int
) -> Iterator[dict[str, Any]]:
    for _ in range(count):
        role = int(rng.choice(len(ROLES), p=list(ROLES.values())))
        row = {"role": [*ROLES][role], "team": str(rng.choice([*TEAMS], p=[*TEAMS.values()]))}
        row["region"] = str(rng.choice([*REGIONS], p=[*REGIONS.values()]))
        row |= {code: f"c{rng.choice(CHOICES, p=p[role])}" for code, p in truth.items()}
        yield row


def _single(code: str, named: Iterable[Any]) -> dict[str, Any]:
    codes = [f"c{one}" if isinstance(one, int) else one for one in named]
    choices = [{"id": one, "label": one.title()} for one in codes]
    return {"id": code, "kind": "single", "title": code.title(), "choices": choices}


def _views(book: Codebook) -> Iterator[Query]:
    """Everybody, and each role by itself."""
    yield select(book, YEARS)
    for role in ROLES:
        yield select(book, YEARS, {"persona": [role]})


def _hold(
    found: Found,
    released: Responses,
    raw: Responses,
    query: Query,
    truth: dict[str, np.ndarray],
) -> None:
    """Hold the intervals of small shares against the truth, and withheld cells against nought."""
    roles = [role for _, codes in query.filters for role in codes] or [*ROLES]
    parts = np.array([ROLES[role] for role in roles])
    rows = [[*ROLES].index(role) for role in roles]
    asked = [released.codebook.questions[code] for code in truth]
    shown, given = (results(one, asked, query) for one in (released, raw))
    for question in asked:
        p = parts @ truth[question.id][rows] / parts.sum()
        _count(found, question, shown[question.id], given[question.id], p)


def _count(found: Found, question: Question, now: Result, was: Result, p: np.ndarray) -> None:
    shares = now.shares
    small = (p >= LEAST) & (p <= MOST)
    for y in range(len(YEARS)):
        at = (y, 0, 0)
        base = shares.base[at][0]
        known = np.isfinite(shares.share[at]) & small & (FEWEST <= base <= MANY)
        inside = (shares.low[at] <= p) & (p <= shares.high[at])
        found.shares += int(known.sum())
        found.covered += int((known & inside).sum())
        found.bases |= {round(base)} if known.any() else set()
        few = shares.flag[at] == Flag.FEW
        found.withheld += int(few.sum())
        gave = was.tally.cells.n[at]
        found.noughts += int(((now.shares.count[at] == 0) & (gave > 0)).sum())


def _compare(found: Found, responses: Responses, query: Query, codes: list[str]) -> None:
    """Count the changes that the page tells between two years of the same truth."""
    questions = [responses.codebook.questions[code] for code in codes]
    family = page_family(responses, questions, query)
    changes = [change for one in family.of_shares() for change in one.changes.values()]
    newest = results(responses, questions, select(responses.codebook, [YEARS[-1]], query.where))
    said = [text or "" for text in (lead(one, family) for one in newest.values())]
    found.comparisons += len(changes)
    found.marks += sum(change.marked for change in changes)
    found.views += 1
    found.marked += any(change.marked for change in changes)
    found.told += bool(changes_in_words(family, {}, YEARS))
    found.led += any(f" points from {YEARS[0]}" in text for text in said)
