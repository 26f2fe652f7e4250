"""The cache: what was computed for one reader is there for the next, within a number of bytes."""

import gc
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Future
from enum import Enum
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, TypeVar

import numpy as np

from dashboard.analysis.following import Step, Steps
from dashboard.query.selection import Query

Kind = TypeVar("Kind")
Key = TypeVar("Key", bound=Hashable)

# What results point at and do not own: programs, and whatever there is once for a survey, such as
# the names of changes.
_COMMON = (type, ModuleType, FunctionType, MethodType, BuiltinFunctionType, Enum, Step, Steps)
_COMMON_MODULES = ("dashboard.codebook", "dashboard.responses.store")


class BoundedCache:
    """Values by key; those not asked for longest go when all together exceed `limit` bytes.

    Without a limit nothing is measured, and whoever has the cache forgets what is done with.

    Several threads may ask at once: whoever asks for what is being computed waits for it. Values
    are shared, so they are to be read, never changed.
    """

    def __init__(self, limit: int | None) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._coming: dict[Hashable, Future[Any]] = {}
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """Bytes of everything kept."""
        return self._bytes

    def once(self, key: Hashable, compute: Callable[[], Kind]) -> Kind:
        """What `compute` gives for a key; what it raises, all who wait are told."""
        return self._once(key, compute, lambda value: self._keep(key, value))

    def each(
        self, keys: Sequence[Key], compute: Callable[[list[Key]], Mapping[Key, Kind]]
    ) -> dict[Key, Kind]:
        """What `compute` gives for each of several keys: all that are missing, computed at once."""
        with self._lock:
            found = {key: self._kept[key][0] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        missing = [key for key in keys if key not in found]
        if missing:
            made: Mapping[Key, Kind]
            made = self._once(tuple(missing), partial(compute, missing), self._keep_each)
            found |= made
        return {key: found[key] for key in keys}

    def _once(
        self, key: Hashable, compute: Callable[[], Kind], keep: Callable[[Kind], None]
    ) -> Kind:
        while True:
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    found: Kind = self._kept[key][0]
                    return found
                coming = self._coming.get(key)
                if coming is None:
                    self._coming[key] = Future[Any]()
                    break
            error = coming.exception()
            if error is None:
                waited: Kind = coming.result()
                return waited
            if isinstance(error, Exception):
                raise error
            # Whoever computed it was called away, by a click or the end of their visit.
        return self._computed(key, compute, keep)

    def _computed(
        self, key: Hashable, compute: Callable[[], Kind], keep: Callable[[Kind], None]
    ) -> Kind:
        coming = self._coming[key]
        try:
            value = compute()
            keep(value)
        except BaseException as error:
            self._arrived(key)
            coming.set_exception(error)
            raise
        self._arrived(key)
        coming.set_result(value)
        return value

    def _arrived(self, key: Hashable) -> None:
        with self._lock:
            del self._coming[key]

    def _keep_each(self, values: Mapping[Key, object]) -> None:
        for key, value in values.items():
            self._keep(key, value)

    def _keep(self, key: Hashable, value: object) -> None:
        limit = float("inf") if self.limit is None else self.limit
        size = 0 if self.limit is None else bytes_of(value)
        with self._lock:
            if size > limit or key in self._kept:
                return
            self._kept[key] = value, size
            self._bytes += size
            while self._bytes > limit:
                _, (_, freed) = self._kept.popitem(last=False)
                self._bytes -= freed

    def keep_only(self, wanted: Callable[[Hashable], bool]) -> None:
        """Forget every value whose key is not wanted."""
        with self._lock:
            for key in [key for key in self._kept if not wanted(key)]:
                self._bytes -= self._kept.pop(key)[1]


def bytes_of(value: object) -> int:
    """How many bytes a value takes with everything that it alone leads to.

    The codebook and the responses, which all results share, count for nothing; parts that several
    values share count for each of them, so a sum of sizes is rather too large than too small.
    """
    seen: set[int] = set()
    total, left = 0, [value]
    while left:
        one = left.pop()
        if id(one) in seen or isinstance(one, _COMMON):
            continue
        seen.add(id(one))
        if type(one).__module__.startswith(_COMMON_MODULES):
            continue
        total += sys.getsizeof(one)
        if isinstance(one, np.ndarray):
            # A view of an array keeps the whole of it.
            if one.base is not None:
                left.append(one.base)
        else:
            left += gc.get_referents(one)
    return total


USUAL_LIMIT = 128_000_000
"""Bytes that fit beside everything else in a process of one gigabyte."""


class Cache:
    """What was computed, by the stamp of the data, the query, and what of it; the last used stay.

    What it gives is shared by all who ask, and is read, never changed.
    """

    def __init__(self, limit: int | None = USUAL_LIMIT) -> None:
        self.kept = BoundedCache(limit)

    def forget_filtered(self) -> None:
        """Keep only what was computed of everybody."""

        def of_everybody(key: Any) -> bool:
            _, query, _ = key
            return not query.filters

        self.kept.keep_only(of_everybody)

    def once(self, stamp: str, query: Query, what: Hashable, compute: Callable[[], Kind]) -> Kind:
        """What `compute` gives, computed when it is first asked for.

        Stamp, query and `what` alone decide it. Others who ask meanwhile wait for it.
        """
        return self.kept.once((stamp, query, what), compute)

    def each(
        self,
        stamp: str,
        query: Query,
        whats: Sequence[Key],
        compute: Callable[[list[Key]], Mapping[Key, Kind]],
    ) -> dict[Key, Kind]:
        """What `compute` gives for several of them, those that are missing computed at once."""
        keys = {(stamp, query, what): what for what in whats}

        def missing(of: list[tuple[str, Query, Key]]) -> dict[tuple[str, Query, Key], Kind]:
            made = compute([keys[key] for key in of])
            return {key: made[keys[key]] for key in of}

        found = self.kept.each(list(keys), missing)
        return {what: found[key] for key, what in keys.items()}
