"""Fresh ids and orders that only the holder of a secret can foretell, or make again."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from dashboard.errors import DashboardError
from dashboard.release.key_columns import Rows

SEED, SEED_FILE = "SURVEY_SEED", "SURVEY_SEED_FILE"
SHORTEST = 16
ID_BYTES = 10


@dataclass(frozen=True)
class Seed:
    """A secret; it never shows in a message or a report."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < SHORTEST:
            raise DashboardError(
                f"The seed is shorter than {SHORTEST} characters; whoever guesses it can undo the "
                "shuffling. A long random one: python -c 'import secrets; "
                "print(secrets.token_hex(32))'."
            )

    def ids(self, count: int, *purpose: object) -> list[str]:
        """An id for each of `count` rows, the same again for the same secret and purpose."""
        key = hashlib.sha256(self.secret).digest()
        base = hashlib.blake2b(key=key, digest_size=ID_BYTES)
        base.update("/".join(map(str, purpose)).encode())
        ids = []
        for row in range(count):
            one = base.copy()
            one.update(row.to_bytes(8, "big"))
            ids.append(one.hexdigest())
        return ids

    def order(self, count: int, *purpose: object) -> Rows:
        """A random rank for each of `count` rows."""
        rank = np.empty(count, dtype=np.int64)
        rank[np.argsort(np.array(self.ids(count, *purpose)))] = np.arange(count)
        return rank


def seed_from(environment: Mapping[str, str] = os.environ) -> Seed:
    """The secret in `SURVEY_SEED`, or in the file that `SURVEY_SEED_FILE` names."""
    if text := environment.get(SEED, "").strip():
        return Seed(text.encode())
    if name := environment.get(SEED_FILE, ""):
        try:
            return Seed(Path(name).read_bytes().strip())
        except OSError as error:
            raise DashboardError(f"{SEED_FILE} cannot be read: {error.strerror}.") from None
    raise DashboardError(
        f"A release needs a secret: put it in the environment variable {SEED}, or name a file "
        f"that holds it in {SEED_FILE}. Keep it: a correction needs the same one."
    )
