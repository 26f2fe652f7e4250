"""The eight respondents of the use-case example: reference paths to our numbers."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from golden_survey import Ours, columns
from reference import influence

from dashboard.estimates.numeric import ratio
from dashboard.estimates.sums import Sums
from dashboard.estimates.usecase_estimates import moments, two_part, year_moments
from dashboard.estimates.usecases import UseCaseWeights, use_case_weights

SEGMENTS = "ABC"


def example() -> dict[str, Any]:
    """The example's columns, with allocation and segment as arrays of numbers."""
    d: dict[str, Any] = columns("usecase_example.csv")
    d["p"] = np.stack([d[f"p{s}"] for s in SEGMENTS], axis=1)
    d["segment"] = np.array([SEGMENTS.find(s) if s else -1 for s in d["s"]])
    return d


def estimated(weights: UseCaseWeights, y: np.ndarray, base: np.ndarray | None = None):
    """The two-part estimate of y from moments over its distinct values."""
    values = np.unique(y[np.isfinite(y)])
    code = np.where(np.isfinite(y), np.searchsorted(values, y), -1)
    return two_part(moments(weights, code, len(values), base), values, year_moments(weights))


def details_error(found, cases: int) -> float:
    """The standard error with the margins taken as known: the described cases alone."""
    return float(np.sqrt(cases / (cases - 1) * found.details))


def example_numbers() -> Iterator[Ours]:
    d = example()
    weights = use_case_weights(d["m"], d["p"], d["segment"])
    described = d["segment"] >= 0
    for k, s in enumerate(SEGMENTS):
        yield {
            f"margins_total.{s}": weights.margins[k],
            f"pi_hat.{s}": weights.margins[k] / weights.margins.sum(),
        }
    once = use_case_weights(np.ones(8), d["p"], d["segment"])
    for k, s in enumerate(SEGMENTS):
        yield {f"pi_hat_respondent_average.{s}": once.margins[k] / once.margins.sum()}
    one_each = Sums.of(np.ones(7))
    y, m = d["y"][described], d["m"][described]
    yield {
        "unweighted": float(ratio(one_each, y, np.ones(7), 8).estimate),
        "weight_m_only": float(ratio(one_each, y * m, m, 8).estimate),
    }
    at = "R_postStratify"
    yield {f"{at}.weights[{k}]": weights.weight[described][k] for k in range(7)}
    yield {f"{at}.kish_n_eff": weights.report.effective_n}
    for name in ("y", "sat"):
        yield from one_answer(name, d, weights)
        found = estimated(weights, d[name])
        yield {
            f"{at}.{name}.est": float(found.estimate),
            f"{at}.{name}.se": details_error(found, 7),
        }
    for k, s in enumerate(SEGMENTS):
        found = estimated(weights, d["y"], d["segment"] == k)
        yield {
            f"{at}.by_segment[{k}].est": float(found.estimate),
            f"{at}.by_segment[{k}].se": details_error(found, 7),
            f"y.ybar.{s}": float(found.estimate),
            f"sat.ybar.{s}": float(estimated(weights, d["sat"], d["segment"] == k).estimate),
        }
    for k, domain in enumerate((d["m"] < 4, d["m"] >= 4)):
        found = estimated(weights, d["y"], domain)
        yield {
            f"{at}.domain_m_ge4[{k}].est": float(found.estimate),
            f"{at}.domain_m_ge4[{k}].se": details_error(found, 7),
        }
    w = weights.weight[described]
    fixed = ratio(Sums.of(np.ones(7), w, w**2), y, np.ones(7), 7)
    yield {"naive_fixed_weights_se": float(np.sqrt(fixed.variance))}
    yield from variants(d)


def one_answer(name: str, d: dict[str, Any], weights: UseCaseWeights) -> Iterator[Ours]:
    found = estimated(weights, d[name])
    parts = influence(weights, d[name])
    yield {f"{name}.theta": float(found.estimate)}
    for k in range(8):
        yield {
            f"{name}.u[{k}]": parts.u[k],
            f"{name}.e[{k}]": parts.details[k],
            f"{name}.dpi[{k}]": parts.margins[k],
        }
    yield {
        f"{name}.se_margins_known_n7": details_error(found, 7),
        f"{name}.se_two_part_n8": float(np.sqrt(found.variance)),
        f"{name}.se_margin_part_only": float(np.sqrt(8 / 7 * found.margins)),
        f"{name}.se_details_part_only_n8": details_error(found, 8),
    }
    replicates = np.array(
        [
            estimated(
                use_case_weights(d["m"][left], d["p"][left], d["segment"][left]), d[name][left]
            ).estimate
            for left in (np.delete(np.arange(8), k) for k in range(8))
        ]
    )
    yield {f"{name}.jackknife.reps[{k}]": replicates[k] for k in range(8)}
    for key, center in (("se", replicates.mean()), ("se_full", found.estimate)):
        error = np.sqrt(7 / 8 * ((replicates - center) ** 2).sum())
        yield {f"{name}.jackknife.{key}": float(error)}


def variants(d: dict[str, Any]) -> Iterator[Ours]:
    chosen = use_case_weights(d["m"], d["p"], d["segment"], chance=np.ones(8))
    found = estimated(chosen, d["y"])
    described = d["segment"] >= 0
    own = d["m"] * d["p"][np.arange(8), d["segment"]]
    yield {f"variant_w_mp.base[{k}]": own[described][k] for k in range(7)}
    yield {
        "variant_w_mp.est": float(found.estimate),
        "variant_w_mp.se": details_error(found, 7),
    }
    once = use_case_weights(np.ones(8), d["p"], d["segment"])
    found = estimated(once, d["y"])
    yield {
        "variant_respondent_margins.est": float(found.estimate),
        "variant_respondent_margins.se": details_error(found, 7),
    }
    without_c = np.where(d["segment"] == 2, -1, d["segment"])
    partial = use_case_weights(d["m"], d["p"], without_c)
    found = estimated(partial, d["y"])
    yield {
        "failure_empty_segment.coverage": partial.report.coverage,
        "failure_empty_segment.est_renormalised": float(found.estimate),
        "failure_empty_segment.se": details_error(found, 5),
    }
