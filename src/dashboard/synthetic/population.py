"""Respondents before they are asked anything: persona, size, traits."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.codebook import Choice, Codebook, Year
from dashboard.codebook.module_entries import ModulesEntry
from dashboard.synthetic.hints import SampleHints
from dashboard.synthetic.popularity import Popularity
from dashboard.synthetic.streams import Bools, Floats, Stream, between, picked

MATURITY_BY_SIZE = 1.4
OWN_MATURITY = 0.75


@dataclass(frozen=True)
class People:
    """Traits of a chunk's respondents, each (respondents,).

    `profile` and `size` are positions among the choices of the persona and the company size
    question: what the respondent is, whether or not they will say so. `maturity`, `taste`
    (towards the upper end of scales) and `haste` (leaving questions out) have mean about 0 and
    variance about 1. `traits` are positions among the values of each trait of the hints, `modules`
    says who gets which.
    """

    profile: NDArray[np.int64]
    size: NDArray[np.int64]
    maturity: Floats
    taste: Floats
    haste: Floats
    traits: dict[str, NDArray[np.int64]]
    modules: dict[str, Bools]


def people(
    codebook: Codebook,
    popularity: Popularity,
    hints: SampleHints,
    year: Year,
    count: int,
    key: Sequence[object],
) -> People:
    """`count` respondents of a year, drawn from the streams under `key`."""
    size = _trait(codebook.company_size, codebook, popularity, year, Stream(*key, "size"), count)
    profile = _trait(codebook.persona, codebook, popularity, year, Stream(*key, "profile"), count)
    levels = np.array([0.5])
    if codebook.company_size is not None:
        levels = np.array(size_levels(codebook.questions[codebook.company_size].choices))
    persona = _persona_maturity(codebook, hints, popularity.seed)[profile]
    own = Stream(*key, "maturity").bell(count)
    return People(
        profile=profile,
        size=size,
        maturity=MATURITY_BY_SIZE * (levels[size] - 0.45) + persona + OWN_MATURITY * own,
        taste=Stream(*key, "taste").bell(count),
        haste=Stream(*key, "haste").bell(count),
        traits={
            name: _spread(list(values.values()), Stream(*key, "trait", name), count)
            for name, values in hints.traits.items()
        },
        modules=_modules(codebook, year, count, key),
    )


def _persona_maturity(codebook: Codebook, hints: SampleHints, seed: int) -> Floats:
    """How far each persona's maturity lies from the average."""
    if codebook.persona is None:
        return np.zeros(1)
    said = hints.of(codebook.persona).maturity_of
    choices = codebook.questions[codebook.persona].choices
    made_up = (between(-0.4, 0.4, seed, "maturity", choice.id) for choice in choices)
    return np.array(
        [said.get(choice.id, value) for choice, value in zip(choices, made_up, strict=True)]
    )


def _trait(
    code: str | None,
    codebook: Codebook,
    popularity: Popularity,
    year: Year,
    stream: Stream,
    count: int,
) -> NDArray[np.int64]:
    """Positions among a question's choices, in the proportions of the year to within one."""
    if code is None:
        return np.zeros(count, dtype=np.int64)
    question = codebook.questions[code]
    # A year that did not ask still had people; they are as in the nearest year that did.
    nearest = min(question.asked, key=lambda asked: (abs(asked - year), asked))
    return _spread(popularity.weights(question, nearest), stream, count)


def _spread(weights: ArrayLike, stream: Stream, count: int) -> NDArray[np.int64]:
    """`count` positions among the weights, in their proportions to within one."""
    given = np.asarray(weights, dtype=np.float64)
    return picked(np.broadcast_to(given, (count, len(given))), stream.spread(count))


def size_levels(choices: Sequence[Choice]) -> list[float]:
    """The place of each band between the smallest (0) and the largest (1), by its logarithm.

    Choices without a band are placed by their order. Rounded, so that machines agree.
    """
    if not any(choice.is_band for choice in choices):
        last = max(len(choices) - 1, 1)
        return [round(place / last, 3) for place in range(len(choices))]
    logs = [log(1 + max(choice.low or 0, 0)) if choice.is_band else None for choice in choices]
    largest = max((value for value in logs if value is not None), default=0) or 1
    return [0.5 if value is None else round(value / largest, 3) for value in logs]


def _modules(codebook: Codebook, year: Year, count: int, key: Sequence[object]) -> dict[str, Bools]:
    """Maps each module of the year to who gets it: (respondents,) each."""
    if codebook.modules is None:
        return {}
    asked = {question.module for question in codebook.asked_in(year)}
    got: dict[str, Bools] = {}
    for draw in codebook.modules.rounds:
        names = [name for name in draw.of if name in asked]
        together = _together(codebook.modules, names)
        got |= _drawn(names, draw.per_respondent, together, count, key)
    return got


def _drawn(
    names: list[str],
    per_respondent: int,
    together: list[list[str]],
    count: int,
    key: Sequence[object],
) -> dict[str, Bools]:
    """One draw: `per_respondent` of the modules for each, every module with the same chance.

    Modules that are always together are drawn as one, first; the others fill what is left.
    """
    places = np.full(count, per_respondent)
    got = {name: np.zeros(count, dtype=np.bool_) for name in names}
    chance = per_respondent / max(len(names), 1)
    alone = list(names)
    for group in together:
        drawn = Stream(*key, "module", group[0]).spread(count) < chance
        drawn &= places >= len(group)
        places -= drawn * len(group)
        for name in group:
            alone.remove(name)
            got[name] |= drawn
    if alone:
        draws = np.stack([Stream(*key, "module", name).uniform(count) for name in alone], axis=1)
        rank = np.argsort(np.argsort(draws, axis=1, kind="stable"), axis=1)
        for place, name in enumerate(alone):
            got[name] = rank[:, place] < places
    return got


def _together(modules: ModulesEntry, names: list[str]) -> list[list[str]]:
    groups = [[name for name in group if name in names] for group in modules.always_together]
    return [group for group in groups if len(group) > 1]
