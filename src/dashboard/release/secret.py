"""Ids, orders and random choices that only the holder of a secret can predict or repeat.

They derive from the secret and from what is released: the hash of the year's whole imported file,
and of the rules of its release. So the same input gives the same bytes, and where one answer
differs everything is drawn anew: no id and no place in the order identifies a person across
versions.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from dashboard.errors import DashboardError
from dashboard.release.key_columns import Rows

SEED, SEED_FILE = "SURVEY_SEED", "SURVEY_SEED_FILE"
SHORTEST = 32
ID_BYTES = 10

_RANDOM = re.compile(rb"[0-9a-fA-F]{%d,}" % SHORTEST)


@dataclass(frozen=True)
class Seed:
    """A secret; no message or report shows it."""

    secret: bytes = field(repr=False)

    def check(self, *, synthetic: bool) -> None:
        """Refuse a secret that can be guessed: a published id would confirm the guess.

        Only synthetic responses may be released with any string.
        """
        digits = len(set(self.secret.lower()))
        if not self.secret or not (synthetic or (_RANDOM.fullmatch(self.secret) and digits > 1)):
            raise DashboardError(
                f"The secret is not {SHORTEST} or more random hexadecimal digits; whoever guesses "
                "it can undo the shuffling. A random one: python -c 'import secrets; "
                "print(secrets.token_hex(32))'."
            )

    def mark(self, survey: str) -> str:
        """A mark that shows that two releases of a survey used one secret, without revealing it.

        Only of a random secret, as `check` demands for real responses: a guess could be tested
        against the mark.
        """
        purpose = f"mark of the secret/{survey}".encode()
        return hashlib.blake2b(purpose, key=self._key(), digest_size=ID_BYTES).hexdigest()

    def _key(self) -> bytes:
        return hashlib.sha256(self.secret).digest()

    def draws(self, *purpose: object) -> "Draws":
        """The random draws for a purpose, such as the release of one imported file."""
        said = "/".join(map(str, purpose)).encode()
        return Draws(hashlib.blake2b(said, key=self._key()).digest())


@dataclass(frozen=True)
class Draws:
    """Everything random of one release of one year; the same again for the same `key`."""

    key: bytes = field(repr=False)

    def ids(self, count: int, purpose: str) -> list[str]:
        """An id for each of `count` rows."""
        base = hashlib.blake2b(key=self.key, digest_size=ID_BYTES)
        base.update(purpose.encode())
        ids = []
        for row in range(count):
            one = base.copy()
            one.update(row.to_bytes(8, "big"))
            ids.append(one.hexdigest())
        return ids

    def order(self, count: int, purpose: str) -> Rows:
        """A random rank for each of `count` rows."""
        rank = np.empty(count, dtype=np.int64)
        rank[np.argsort(np.array(self.ids(count, purpose)))] = np.arange(count)
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
        f"that holds it in {SEED_FILE}. Keep it: it makes the same release again."
    )
