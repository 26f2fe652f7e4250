"""Every number of the reference files: reproduced, or listed here with the reason why not."""

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import pytest
from golden_survey import GOLDEN, invented, ours, waves
from golden_usecases import example_numbers

NOT_OURS = {
    "meta.*": "versions and remarks, not numbers",
    "*.rule": "a remark",
    "*.rule_base": "a remark",
    "*.note": "a remark",
    "*.race": "the name of a segment",
    "*.s": "the name of a segment",
    "*.m_ge4": "the name of a segment",
    "*.sex": "the name of a segment",
    "*.agecat": "the name of a segment",
    "*.dimnames.*": "the name of a segment",
    "*.Chisq.p": "the p-value of a chi-square mixture; we give the F form of the same test",
    "*.Chisq.ndf": "degrees of freedom of that form",
    "*.Chisq.ddf": "degrees of freedom of that form",
    "*.adjWald.*": "the adjusted Wald test; we give Rao and Scott's",
    "*.logit.lo": "a logit interval; ours is Wilson's",
    "*.logit.hi": "a logit interval; ours is Wilson's",
    "*.xlogit*.lo": "a logit interval; ours is Wilson's",
    "*.xlogit*.hi": "a logit interval; ours is Wilson's",
    "*.asin.lo": "an arcsine interval; ours is Wilson's",
    "*.asin.hi": "an arcsine interval; ours is Wilson's",
    "*.likelihood.lo": "a likelihood interval; ours is Wilson's",
    "*.likelihood.hi": "a likelihood interval; ours is Wilson's",
    "nhanes_element.domain_small.logit.*": "where an iterative fit stopped; the share is 0",
    "nhanes_element.domain_small.beta.*": "no interval in R where the share is 0; we have a rule",
    "nhanes_element.domain_small.wilson*.*": "no interval in R at share 0; we have a rule",
    "nhanes_element.diff_waves.via_contrast.cov": "rounding in R; ours is 0 exactly",
    "nhanes_element.rake_sex_age.*.se": "known to be 29 % too large; calibrate's are reproduced",
    "nhanes_element.rake_sex_age.*.lo": "follows from that error",
    "nhanes_element.rake_sex_age.*.hi": "follows from that error",
    "nhanes_complex_full.*": "strata and clusters, which an open survey does not have",
    "failure_empty_segment.R_error": "the words in which R refuses",
}


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf of a JSON document with its path."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from leaves(value, f"{path}[{index}]")
    else:
        yield path, node


def reference() -> list[tuple[str, Any]]:
    files = ("expected.json", "usecase_expected.json")
    return [
        leaf
        for name in files
        for leaf in leaves(json.loads((GOLDEN / name).read_text(encoding="utf-8")))
    ]


@cache
def computed() -> dict[str, Any]:
    return ours(waves, invented, example_numbers)


def reason(path: str) -> str | None:
    """Why a number is not ours, or None where it is; a computed number never has a reason."""
    if path in computed():
        return None
    return next((why for pattern, why in NOT_OURS.items() if fnmatchcase(path, pattern)), None)


def reproduced(path: str, expected: Any) -> bool:
    """Whether a number is computed, and is the reference's."""
    tolerance = 1e-7 if "logit" in path.split(".")[-2:] else 1e-9
    ours = computed()
    return path in ours and ours[path] == pytest.approx(expected, rel=tolerance, abs=1e-14)


@pytest.mark.parametrize(
    ("path", "expected"), [pytest.param(*leaf, id=leaf[0]) for leaf in reference()]
)
def test_each_reference_number_is_reproduced_or_has_a_reason(path, expected):
    assert reproduced(path, expected) or reason(path), "neither computed nor listed as not ours"


def test_nothing_is_computed_that_the_reference_does_not_have():
    assert set(computed()) <= {path for path, _ in reference()}


def test_every_reason_is_used():
    paths = [path for path, _ in reference() if path not in computed()]
    unused = [p for p in NOT_OURS if not any(fnmatchcase(path, p) for path in paths)]
    assert unused == []


def test_most_reference_numbers_are_reproduced(record_property):
    paths = [path for path, _ in reference()]
    without = [path for path in paths if reason(path) is not None]
    record_property("reproduced", f"{len(paths) - len(without)} of {len(paths)}")
    print(f"golden: {len(paths) - len(without)} of {len(paths)}, {len(without)} not applicable")
    assert len(without) < len(paths) / 3
