"""Seeded samples of what would take too long whole; `SOAK=1` (`make soak`) takes all of it.

`@pytest.mark.sampled(12)` on a parametrized test keeps twelve of its cases. What was kept, and of
how many, stands at the end of the run.
"""

import os
import random
from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

import pytest

SOAK = bool(os.environ.get("SOAK"))
SEED = int(os.environ.get("WALK_SEED", "20250801"))
Case = TypeVar("Case")
SAMPLED = "sampled"


def sampled(
    cases: Sequence[Case], number: int, *, soak: int | None = None, seed: str = ""
) -> list[Case]:
    """So many of some cases, the same ones in every process; in a soak so many more, or all."""
    number = (soak or len(cases)) if SOAK else number
    if len(cases) <= number:
        return list(cases)
    chosen = random.Random(f"{SEED} {seed}").sample(range(len(cases)), number)
    return [cases[at] for at in sorted(chosen)]


def keep_samples(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, of every test marked `sampled`, the cases beyond its number.

    The first case that is kept carries the sizes into its report, and so out of its process.
    """
    cases = defaultdict[str, list[pytest.Item]](list)
    for item in items:
        if item.get_closest_marker("sampled") is not None:
            cases[item.nodeid.partition("[")[0]].append(item)
    left_out = set[pytest.Item]()
    for test, found in cases.items():
        marker = found[0].get_closest_marker("sampled")
        assert marker is not None
        kept = sampled(found, *marker.args, seed=test)
        if len(kept) < len(found):
            kept[0].user_properties.append((SAMPLED, f"{len(kept)} of {len(found)} of {test}"))
            left_out |= set(found) - set(kept)
    if left_out:
        config.hook.pytest_deselected(items=[one for one in items if one in left_out])
        items[:] = [one for one in items if one not in left_out]
