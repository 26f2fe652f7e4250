"""Two versions of a release held against each other, as whoever has both can.

Each version may be safe and the two together not: an id that stands in both joins what they say,
and an order that both share tells the order of answering. Values that one version withholds and
the other shows can be read wherever the other answers tell that two rows are the same person's;
against that helps only to withdraw the older version.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.release.manifest import file_hash, response_files
from dashboard.responses.schema import RESPONDENT, USE_CASE_WEIGHT, WEIGHT

CHANCE = 4.0
"""So many standard deviations above chance neighbours in both versions are no accident."""

BESIDE = frozenset({RESPONDENT, WEIGHT, USE_CASE_WEIGHT})


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What two versions of a file tell together.

    `ids` stand in both; of `pairs` of neighbours in the older one who can be found in the newer,
    `chained` are neighbours there, where `expected` would be by chance. `shown` counts values
    that one version withholds of somebody of whom the other shows them.
    """

    file: str
    ids: int
    pairs: int
    chained: int
    expected: float
    shown: int

    def faults(self) -> Iterator[str]:
        """What makes the two together unsafe, in sentences."""
        if self.ids:
            yield f"{self.ids:,} ids are in both versions, so the answers can be joined."
        if self.chained > self.expected + CHANCE * max(self.expected, 1.0) ** 0.5:
            yield (
                f"{self.chained:,} of {self.pairs:,} adjacent rows are adjacent in both versions "
                f"(expected if random: {self.expected:.0f}), which reveals the order of answering."
            )

    def notes(self) -> Iterator[str]:
        """What else whoever has both can read."""
        if self.shown:
            yield (
                f"{self.file}: {self.shown:,} values withheld in one version are in the other; "
                "withdraw the older version wherever it is available."
            )


def attack(old: Path, new: Path) -> list[Pair]:
    """Every file of responses that stands in both folders and is not the same, attacked."""
    both = [path for path in response_files(old) if path in set(response_files(new))]
    changed = [path for path in both if file_hash(old / path) != file_hash(new / path)]
    return [_attacked(str(path), _table(old / path), _table(new / path)) for path in changed]


def _table(path: Path) -> pa.Table:
    return pq.ParquetFile(path).read()


def _attacked(name: str, old: pa.Table, new: pa.Table) -> Pair:
    ids = [set(table.column(RESPONDENT).to_pylist()) for table in (old, new)]
    columns = [c for c in old.column_names if c in new.column_names and c not in BESIDE]
    hidden = {c.removesuffix("__withheld") for t in (old, new) for c in t.column_names
              if c.endswith("__withheld")}  # fmt: skip
    told = [c for c in columns if c.split("__")[0] not in hidden]
    found = _same(_rows(old, told), _rows(new, told))
    places = np.array([found.get(at, -1) for at in range(len(old))])
    next_to = (places[:-1] >= 0) & (places[1:] >= 0)
    chained = next_to & (np.abs(np.diff(places)) == 1)
    pairs = int(next_to.sum())
    return Pair(
        file=name,
        ids=len(ids[0] & ids[1]),
        pairs=pairs,
        chained=int(chained.sum()),
        expected=2 * pairs / max(len(new), 1),
        shown=sum(_shown(old, new, code, found) for code in sorted(hidden)),
    )


def _rows(table: pa.Table, columns: Sequence[str]) -> list[str]:
    """What each row says, as a text."""
    said = (table.column(name).to_pylist() for name in columns)
    return [json.dumps(row, default=str) for row in zip(*said, strict=True)]


def _same(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Where in the newer version a row of the older one stands, if no other says the same."""
    once: dict[str, int] = {}
    for at, text in enumerate(new):
        once[text] = -1 if text in once else at
    seen: dict[str, int] = {}
    for text in old:
        seen[text] = seen.get(text, 0) + 1
    return {
        at: once[text] for at, text in enumerate(old) if seen[text] == 1 and once.get(text, -1) >= 0
    }


def _shown(old: pa.Table, new: pa.Table, code: str, found: dict[int, int]) -> int:
    """Of how many rows one version withholds an answer that the other shows."""
    if code not in old.column_names or code not in new.column_names:
        return 0
    hidden, given = [], []
    for table in (old, new):
        name = f"{code}__withheld"
        hidden.append(table.column(name).to_pylist() if name in table.column_names else None)
        given.append(table.column(code).to_pylist())
    count = 0
    for was, now in found.items():
        veiled = [h is not None and h[at] for h, at in zip(hidden, (was, now), strict=True)]
        shown = [g[at] is not None for g, at in zip(given, (was, now), strict=True)]
        count += (veiled[0] and shown[1]) or (veiled[1] and shown[0])
    return count
