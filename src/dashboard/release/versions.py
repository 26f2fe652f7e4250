"""Two versions of a release compared with each other, as anyone who has both can.

Each version may be safe and the two together not: an id in both joins their answers, and a shared
order reveals the order of answering. Values that one version withholds and the other shows can be
read wherever the other answers show that two rows belong to the same person; the only remedy is to
withdraw the older version.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import how_many
from dashboard.release.manifest import (
    file_hash,
    has_answers,
    response_files,
    year_of,
)
from dashboard.responses.schema import RESPONDENT, USE_CASE_WEIGHT, WEIGHT

CHANCE = 4.0
"""Standard deviations above coincidence from which neighbors in both versions are a fault."""

BESIDE = frozenset({RESPONDENT, WEIGHT, USE_CASE_WEIGHT})


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The findings about two versions of a file together.

    `ids` are in both; of `pairs` of neighbors in the older one that can be found in the newer,
    `chained` are neighbors there, where `expected` would be by coincidence. `shown` counts values
    that one version withholds and the other shows of the same person. `rows` are those of each, the
    older first; `answered` counts those in each whose answers are not in the other.
    """

    file: str
    ids: int
    pairs: int
    chained: int
    expected: float
    shown: int
    rows: tuple[int, int]
    answered: tuple[int, int]

    def faults(self) -> Iterator[str]:
        """The faults of the two together, in sentences."""
        if self.ids:
            yield f"{how_many(self.ids, 'id')} in both versions, so the answers can be joined."
        if self.chained > self.expected + CHANCE * max(self.expected, 1.0) ** 0.5:
            yield (
                f"{self.chained:,} of {self.pairs:,} adjacent rows are adjacent in both versions "
                f"(expected if random: {self.expected:.0f}), which reveals the order of answering."
            )

    def notes(self) -> Iterator[str]:
        """Further facts that anyone who has both can read."""
        if has_answers(self.file) and any(self.answered):
            yield self._subtracted()
        if self.shown:
            yield (
                f"{self.file}: {how_many(self.shown, 'value')} withheld in one version and shown "
                "in the other; withdraw the older version wherever it is available."
            )

    def _subtracted(self) -> str:
        less = self.rows[0] - self.rows[1]
        if less:
            which = "fewer" if less > 0 else "more"
            differ = (
                f"this version has {how_many(abs(less), 'respondent')} {which} than the older one"
            )
        else:
            those = how_many(max(self.answered), "respondent")
            differ = f"the answers of {those} are not the same in both"
        return (
            f"{year_of(self.file)}: {differ}. Anybody who has both can subtract their counts, "
            "which gives the answers of those by whom they differ. No release prevents that: "
            "withdraw the older files wherever they were published (docs/privacy.md, "
            '"Erasing one person, and correcting").'
        )


def attack(old: Path, new: Path) -> list[Pair]:
    """Every file of responses that differs between the folders, attacked."""
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
    said = [_rows(table, told) for table in (old, new)]
    counts = [Counter(rows) for rows in said]
    found = _same(*said)
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
        rows=(len(old), len(new)),
        answered=((counts[0] - counts[1]).total(), (counts[1] - counts[0]).total()),
    )


def _rows(table: pa.Table, columns: Sequence[str]) -> list[str]:
    """Each row as a text."""
    said = (table.column(name).to_pylist() for name in columns)
    return [json.dumps(row, default=str) for row in zip(*said, strict=True)]


def _same(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """The row in the newer version of a row in the older one, if no other is the same."""
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
    """The number of rows where one version withholds an answer that the other shows."""
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
