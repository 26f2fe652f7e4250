"""What our functions make of the reference data: path of a reference number to our number."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from dashboard.analysis.statistics import recommended
from dashboard.estimates.calibrated import calibrated
from dashboard.estimates.change import adjusted, differences
from dashboard.estimates.crosstab import Overlap, overlapping, rao_scott
from dashboard.estimates.intervals import around_mean, korn_graubard, wilson
from dashboard.estimates.numeric import (
    Ratio,
    borda_points,
    box_shares,
    means,
    ratio,
    ratios,
    with_the_rest,
)
from dashboard.estimates.shares import proportions, shares
from dashboard.estimates.sums import Estimates, Sums, kish
from dashboard.estimates.weighting import Margin, rake

GOLDEN = Path(__file__).parents[1] / "golden"
AGES = ("(0,19]", "(19,39]", "(39,59]", "(59,Inf]")
Ours = dict[str, Any]


def columns(name: str) -> dict[str, np.ndarray]:
    """A reference file by column: numbers, NaN for blanks, text where it is text."""
    with (GOLDEN / name).open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    found = {}
    for key in rows[0]:
        cells = [row[key] for row in rows]
        try:
            found[key] = np.array([float(cell) if cell else np.nan for cell in cells])
        except ValueError:
            found[key] = np.array(cells)
    return found


def sums(w: np.ndarray, *masks: np.ndarray) -> Sums:
    """Sums over the respondents in each mask, stacked along the last axis."""
    return Sums(
        *(np.array([part[mask].sum() for mask in masks]) for part in (np.ones_like(w), w, w * w))
    )


def scalar(of: Sums) -> Sums:
    return Sums(*(part[..., 0] for part in of))


def over(w: np.ndarray, y: np.ndarray, mask: np.ndarray | None = None) -> tuple[Sums, np.ndarray]:
    """Sums over the distinct values of y, and the values."""
    kept = np.isfinite(y) if mask is None else mask & np.isfinite(y)
    values = np.unique(y[kept])
    return sums(w, *(kept & (y == value) for value in values)), values


def normal(path: str, estimate: float, error: float) -> Ours:
    low, high = around_mean(estimate, error, np.inf)
    return {
        f"{path}.est": estimate,
        f"{path}.se": error,
        f"{path}.lo": float(low),
        f"{path}.hi": float(high),
    }


def kish_of(path: str, base: Sums) -> Ours:
    effective = float(kish(base))
    return {
        f"{path}.n": float(base.n),
        f"{path}.sum_w": float(base.w),
        f"{path}.sum_w2": float(base.w2),
        f"{path}.n_eff": effective,
        f"{path}.deff_w": float(base.n) / effective,
    }


def by_method(path: str, given: Sums, base: Sums, rows: int) -> Ours:
    """A share and its intervals under the names of R's methods, those that we have."""
    raw = proportions(given, base, rows)
    p, error, n = float(raw.share), float(np.sqrt(raw.variance)), float(base.n)
    ours: Ours = {f"{path}.degf": n - 1, f"{path}.n_design": n}
    methods = ["xlogit", "beta", "mean", "asin", "wilson"]
    limits: dict[str, tuple[Any, Any]] = {
        "mean": around_mean(p, error, n - 1),
        "mean_dfinf": around_mean(p, error, np.inf),
    }
    if 0 < p < 1:
        methods += ["logit", "likelihood"]
        effective = p * (1 - p) / error**2
        limits["beta"] = korn_graubard(p, effective)
        limits["wilson"] = wilson(p, effective, n - 1)
        limits["wilson_dfinf"] = wilson(p, effective, np.inf)
    for method in methods:
        ours |= {f"{path}.{method}.est": p, f"{path}.{method}.se": error}
    for method in ("xlogit_dfinf", "mean_dfinf", "wilson_dfinf"):
        ours[f"{path}.{method}.est"] = p
    for method, (low, high) in limits.items():
        ours |= {f"{path}.{method}.lo": float(low), f"{path}.{method}.hi": float(high)}
    return ours


def waves() -> Iterator[Ours]:
    d = columns("data.csv")
    first = {key: value[d["wave"] == 1] for key, value in d.items()}
    second = {key: value[d["wave"] == 2] for key, value in d.items()}
    w = first["wt"]
    everyone = np.ones(len(w), dtype=bool)
    races = [first["race"] == r for r in (1, 2, 3, 4)]
    ages = [first["agecat"] == a for a in AGES]
    sexes = [first["sex"] == s for s in (1, 2)]
    all_first = scalar(sums(w, everyone))
    at = "nhanes_element"

    yield {f"{at}.rows": len(d["wt"]), f"{at}.n_wave1": len(w), f"{at}.n_wave2": len(second["wt"])}
    for name, wave in (("wave1", first), ("wave2", second)):
        mask = np.ones(len(wave["wt"]), dtype=bool)
        yield kish_of(f"{at}.kish.{name}", scalar(sums(wave["wt"], mask)))

    for path, masks, names in (
        ("race", races, [f"race{r}" for r in (1, 2, 3, 4)]),
        ("agecat", ages, [f"agecat{a}" for a in AGES]),
    ):
        found = shares(sums(w, *masks), all_first, 1074)
        for k, name in enumerate(names):
            yield normal(
                f"{at}.single_choice_{path}_wave1.{name}", found.share[k], found.standard_error[k]
            )
        if path == "race":
            for k in range(4):
                yield {
                    f"{at}.mean_deff_wave1.est[{k}]": found.share[k],
                    f"{at}.mean_deff_wave1.se[{k}]": found.standard_error[k],
                    f"{at}.mean_deff_wave1.deff_replace[{k}]": found.design_effect[k],
                }

    # High cholesterol: asked of all, not answered by some.
    answered, high = np.isfinite(first["HI_CHOL"]), first["HI_CHOL"] == 1
    given, base = sums(w, high), scalar(sums(w, answered))
    chol = shares(given, base, 1074)
    yield normal(f"{at}.hi_chol_narm_wave1.HI_CHOL", chol.share[0], chol.standard_error[0])
    yield {f"{at}.hi_chol_base_wave1.n_answered": float(base.n)}
    yield kish_of(f"{at}.hi_chol_base_wave1.kish", base)
    yield by_method(f"{at}.hi_chol_ciprop_wave1", scalar(given), base, 1074)
    w_2, answered_2, high_2 = second["wt"], np.isfinite(second["HI_CHOL"]), second["HI_CHOL"] == 1
    given_2, base_2 = sums(w_2, high_2), scalar(sums(w_2, answered_2))
    yield by_method(f"{at}.hi_chol_ciprop_wave2", scalar(given_2), base_2, 1074)
    for k, race in enumerate(races):
        raw = proportions(scalar(sums(w, high & race)), scalar(sums(w, answered & race)), 1074)
        yield {
            f"{at}.hi_chol_by_race_wave1[{k}].est": float(raw.share),
            f"{at}.hi_chol_by_race_wave1[{k}].se": float(np.sqrt(raw.variance)),
            f"{at}.hi_chol_by_race_wave1[{k}].n": int((answered & race).sum()),
        }
    young_men = answered & races[3] & ages[0] & sexes[0]
    small = scalar(sums(w, high & young_men)), scalar(sums(w, young_men))
    yield {f"{at}.domain_small.n": float(small[1].n)}
    yield by_method(f"{at}.domain_small", *small, 1074)
    women = answered & races[3] & sexes[1]
    small = scalar(sums(w, high & women)), scalar(sums(w, women))
    yield {f"{at}.ciprop_small_domain.n": float(small[1].n)}
    yield by_method(f"{at}.ciprop_small_domain", *small, 1074)

    change = differences(chol, shares(given_2, base_2, 1074))
    yield {f"{at}.diff_waves.d": change.change[0], f"{at}.diff_waves.se": change.standard_error[0]}
    change = differences(shares(given, base, 2148), shares(given_2, base_2, 2148))
    yield {
        f"{at}.diff_waves.via_contrast.d": change.change[0],
        f"{at}.diff_waves.via_contrast.se": change.standard_error[0],
    }

    f, r = answered & sexes[1], answered & races[1]
    one, two, both = ((sums(w, high & m), sums(w, m)) for m in (f, r, f & r))
    change = overlapping(Overlap((two), (one), (both)), 1074)
    apart = differences(shares(*_bases(two), 1074), shares(*_bases(one), 1074))
    p_f, p_r = (proportions(*pair, 1074) for pair in (one, two))
    yield {
        f"{at}.diff_overlap.seg_f.est": p_f.share[0],
        f"{at}.diff_overlap.seg_f.se": np.sqrt(p_f.variance[0]),
        f"{at}.diff_overlap.seg_r.est": p_r.share[0],
        f"{at}.diff_overlap.seg_r.se": np.sqrt(p_r.variance[0]),
        f"{at}.diff_overlap.d": change.change[0],
        f"{at}.diff_overlap.se": change.standard_error[0],
        f"{at}.diff_overlap.se_if_independent": apart.standard_error[0],
        f"{at}.diff_overlap.n_overlap": both[1].n[0],
    }
    two_races = choice_difference(
        scalar(sums(w, races[1])), scalar(sums(w, races[0])), Sums.of(0), all_first, 1074
    )
    yield {
        f"{at}.diff_choices_same_base.d": float(two_races.estimate),
        f"{at}.diff_choices_same_base.se": float(np.sqrt(two_races.variance)),
    }

    hi_lo = [high, answered & ~high]
    race_by_sex = [sums(w, *(race & sex for sex in sexes)) for race in races]
    yield {
        f"{at}.table_race_sex_wave1.cells[{i}][{j}]": row.w[j]
        for i, row in enumerate(race_by_sex)
        for j in range(2)
    }
    for name, rows, across, down in (
        ("race_sex", 1074, races, sexes),
        ("agecat_race", 1074, ages, races),
        ("hichol_agecat_answered", 986, hi_lo, ages),
    ):
        table = [sums(w, *(a & b for b in down)) for a in across]
        found_f = rao_scott(Sums(*map(np.stack, zip(*table, strict=True))), rows)
        yield {
            f"{at}.chisq_{name}_wave1.F.stat": found_f.f,
            f"{at}.chisq_{name}_wave1.F.ndf": found_f.df,
            f"{at}.chisq_{name}_wave1.F.ddf": found_f.df_error,
            f"{at}.chisq_{name}_wave1.F.p": found_f.p_value,
            f"{at}.chisq_{name}_wave1.Chisq.stat": found_f.pearson,
        }
    for k, sex in enumerate(sexes):
        row = shares(sums(w, *(race & sex for race in races)), scalar(sums(w, sex)), 1074)
        for r_ in range(4):
            yield {
                f"{at}.crosstab_row_pct[{k}].race{r_ + 1}": row.share[r_],
                f"{at}.crosstab_row_pct[{k}].se.race{r_ + 1}": row.standard_error[r_],
            }
    codes = sum((k + 1) * age for k, age in enumerate(ages))
    age = means(*over(w, np.asarray(codes, dtype=float)), 1074)
    yield normal(f"{at}.mean_agecat_code_wave1.a", float(age.estimate), float(age.standard_error))
    rating = np.select(ages, [0.0, 7.0, 7.0, 10.0])
    score = recommend_score(*over(w, rating), 1074)
    yield normal(
        f"{at}.score_like.nps", float(score.estimate) / 100, float(score.standard_error) / 100
    )
    yield from weighted(first, races, ages, sexes, high, answered)


def choice_difference(first: Sums, second: Sums, both: Sums, base: Sums, rows: int) -> Ratio:
    """Share of the second choice less share of the first, of the same base, as one ratio."""
    parts = []
    for a, b, ab, whole in zip(first, second, both, base, strict=True):
        only_a, only_b = a - ab, b - ab
        parts.append(np.stack([only_b, only_a, whole - only_a - only_b], axis=-1))
    return ratio(Sums(*parts), [1.0, -1.0, 0.0], [1.0, 1.0, 1.0], rows)


def recommend_score(given: Sums, rating: np.ndarray, rows: int) -> Estimates:
    """The score as pages show it."""
    return means(given, recommended(rating), rows)


def _bases(pair: tuple[Sums, Sums]) -> tuple[Sums, Sums]:
    return pair[0], scalar(pair[1])


def weighted(first, races, ages, sexes, high, answered) -> Iterator[Ours]:
    at = "nhanes_element"
    code = {"sex": np.stack(sexes).argmax(0), "age": np.stack(ages).argmax(0)}
    sex = Margin(name="sex", labels=("1", "2"), code=code["sex"], target=np.array([480.0, 520.0]))
    age = Margin(
        name="age", labels=AGES, code=code["age"], target=np.array([250.0, 300.0, 250.0, 200.0])
    )
    everyone = np.ones(len(first["wt"]), dtype=bool)
    by_sex, by_both = rake(first["wt"], [sex]), rake(first["wt"], [sex, age])
    for path, weighting in (
        ("poststrat_sex", by_sex),
        ("rake_sex_age", by_both),
        ("calibrate_raking_sex_age", by_both),
    ):
        w, cells = weighting.weight, range(len(weighting.calibration.w2))
        at_path = f"{at}.{path}"

        def split(yes, base, w=w, cells=cells, cell=weighting.cell) -> Sums:
            rows = [sums(w, *((cell == c) & m for c in cells)) for m in (yes, base & ~yes)]
            return Sums(*map(np.stack, zip(*rows, strict=True)))

        found = {
            name: calibrated(split(yes, base), [1.0, 0.0], weighting.calibration)
            for name, yes, base in (
                *((f"race.race{k + 1}", race, everyone) for k, race in enumerate(races)),
                ("hi_chol.HI_CHOL", high, answered),
            )
        }
        for name, raw in found.items():
            ours = normal(f"{at_path}.{name}", float(raw.estimate), float(np.sqrt(raw.variance)))
            if path == "rake_sex_age":  # weights and estimates only: see NOT_OURS
                ours = {f"{at_path}.{name}.est": float(raw.estimate)}
            yield ours
        base = scalar(sums(w, everyone))
        if path != "calibrate_raking_sex_age":
            yield kish_of(f"{at_path}.kish", base)
            fixed = shares(sums(w, *races), base, 1074).standard_error
            yield {f"{at_path}.naive_race_se[{k}]": fixed[k] for k in range(4)}
        if path != "poststrat_sex":
            yield {f"{at_path}.w_first10[{k}]": w[k] for k in range(10)}
        if path == "rake_sex_age":
            yield {f"{at_path}.w_range[{k}]": v for k, v in enumerate((w.min(), w.max()))}
            errors = jackknife(first["wt"], [sex, age], races)
            yield {f"{at_path}.race_se_jackknife[{k}]": e for k, e in enumerate(errors)}
        if path == "poststrat_sex":
            yield {f"{at_path}.wsum": w.sum()}
            yield {f"{at_path}.margin[{k}].Freq": w[m].sum() for k, m in enumerate(sexes)}
        if path == "rake_sex_age":
            for name, masks in (("sex", sexes), ("agecat", ages)):
                for k, m in enumerate(masks):
                    yield {f"{at_path}.margins.{name}[{k}].Freq": w[m].sum()}


def jackknife(base, margins, races) -> np.ndarray:
    """Standard errors from weighting anew without each respondent in turn."""
    replicates = []
    n = len(base)
    for i in range(n):
        left = np.delete(np.arange(n), i)
        kept = [
            Margin(name=m.name, labels=m.labels, code=m.code[left], target=m.target)
            for m in margins
        ]
        w = rake(base[left], kept).weight
        replicates.append([w[race[left]].sum() / w.sum() for race in races])
    spread = np.array(replicates)
    return np.sqrt((n - 1) / n * ((spread - spread.mean(axis=0)) ** 2).sum(axis=0))


def invented() -> Iterator[Ours]:
    d = columns("data_synth.csv")
    w = d["w"]
    everyone = np.ones(80, dtype=bool)
    all_ = scalar(sums(w, everyone))
    answered = np.isfinite(np.stack([d[f"tool_{t}"] for t in "abc"])).any(axis=0)
    tools = [answered & (d[f"tool_{t}"] == 1) for t in "abc"]
    base = scalar(sums(w, answered))
    found = shares(sums(w, *tools), base, 80)
    for k, tool in enumerate("abc"):
        yield normal(f"synthetic.multi.tool_{tool}", found.share[k], found.standard_error[k])
    yield kish_of("synthetic.multi_base.kish", base)
    yield {
        "synthetic.multi_base.n": float(base.n),
        "synthetic.multi_base.asked": float((d["asked_tools"] == 1).sum()),
    }
    a, b, both = (scalar(sums(w, m)) for m in (tools[0], tools[1], tools[0] & tools[1]))
    change = choice_difference(b, a, both, base, 80)
    yield {
        "synthetic.multi_diff_a_b.d": float(change.estimate),
        "synthetic.multi_diff_a_b.se": float(np.sqrt(change.variance)),
    }
    for k in (1, 2, 3):
        part = means(*over(w, d[f"alloc_{k}"]), 80)
        yield normal(
            f"synthetic.allocation_mean.alloc_{k}", float(part.estimate), float(part.standard_error)
        )
    score = recommend_score(*over(w, d["nps"]), 80)
    yield normal("synthetic.nps.s", float(score.estimate), float(score.standard_error))
    likert, points = over(w, d["likert"])
    mean = means(likert, points, 80)
    yield normal("synthetic.likert_mean.likert", float(mean.estimate), float(mean.standard_error))
    ratings, rating = over(w, d["nps"])
    for name, inside in (("pro", rating >= 9), ("det", rating <= 6)):
        box = box_shares(ratings, inside, 80)
        yield normal(f"synthetic.nps_parts.{name}", float(box.share), float(box.standard_error))
    yield by_method("synthetic.top2", likert.total(points >= 4), all_, 80)

    ranks = np.stack([np.nan_to_num(d[f"rank_{k}"]) for k in (1, 2, 3, 4)])
    given = [sums(w, *(ranks[k] == r for r in (1, 2, 3))) for k in range(4)]
    items = Sums(*map(np.stack, zip(*given, strict=True)))
    whole = Sums(*(np.full(4, part) for part in all_))
    first = box_shares(items, [True, False, False], 80, base=whole)
    borda = means(with_the_rest(items, whole), borda_points([1, 2, 3, 0], 3, 4), 80)
    for k in range(4):
        yield normal(f"synthetic.rank_first.f{k + 1}", first.share[k], first.standard_error[k])
        yield normal(
            f"synthetic.rank_borda_0_1.b{k + 1}", borda.estimate[k], borda.standard_error[k]
        )
    yield from best_and_worst(w)
    p = np.array([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216])
    holm, bh = adjusted([p], "holm")[0], adjusted([p])[0]
    for k in range(10):
        yield {
            f"synthetic.p_adjust.p[{k}]": p[k],
            f"synthetic.p_adjust.holm[{k}]": holm[k],
            f"synthetic.p_adjust.BH[{k}]": bh[k],
        }


def best_and_worst(w: np.ndarray) -> Iterator[Ours]:
    d = columns("data_maxdiff.csv")
    rid = d["rid"].astype(int)
    for item in range(1, 7):
        seen = sum(d[f"i{k}"] == item for k in (1, 2, 3, 4))
        best, worst = d["best"] == item, d["worst"] == item
        less, times = np.zeros(len(w)), np.zeros(len(w))
        np.add.at(less, rid - 1, best.astype(float) - worst)
        np.add.at(times, rid - 1, seen)
        pairs, which = np.unique(np.stack([less, times]), axis=1, return_inverse=True)
        given = sums(w, *(which == k for k in range(pairs.shape[1])))
        score = ratios(given, pairs[0], np.where(pairs[1] > 0, pairs[1], np.nan), 80)
        at = f"synthetic.maxdiff[{item - 1}]"
        yield {
            f"{at}.item": item,
            f"{at}.shown": (given.n * pairs[1]).sum(),
            f"{at}.best": best.sum(),
            f"{at}.worst": worst.sum(),
            f"{at}.score": float(score.estimate),
            f"{at}.se": float(score.standard_error),
        }


def ours(*parts: Callable[[], Iterator[Ours]]) -> Ours:
    """All our numbers by path."""
    return {path: value for part in parts for found in part() for path, value in found.items()}
