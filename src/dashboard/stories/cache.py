"""The cache: what was computed for one reader is there for the next, as long as the data stay."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from dashboard.query.selection import Query

Kind = TypeVar("Kind")


@dataclass
class _Entry:
    """One thing that is or will be computed; whoever computes it holds the lock."""

    lock: Lock = field(default_factory=Lock)
    found: Any = None
    computed: bool = False


class Cache:
    """What was computed, by the stamp of the data, the query, and what of it; the last used stay.

    What it gives is shared by all who ask, and is read, never changed.
    """

    def __init__(self, most: int = 2000) -> None:
        self._most = most
        self._lock = Lock()
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()

    def once(self, stamp: str, query: Query, what: Hashable, compute: Callable[[], Kind]) -> Kind:
        """What `compute` gives, computed when it is first asked for.

        Stamp, query and `what` alone decide it. Others who ask meanwhile wait for it.
        """
        key = (stamp, query, what)
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
        with entry.lock:
            if not entry.computed:
                entry.found, entry.computed = compute(), True
        found: Kind = entry.found
        return found
