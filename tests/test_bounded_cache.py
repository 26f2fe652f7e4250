"""The cache of computed views: bounded by bytes, computed once however many ask."""

import threading
import time
from dataclasses import dataclass

import numpy as np
import pytest

from dashboard.codebook import Codebook
from dashboard.errors import DashboardError
from dashboard.stories.cache import BoundedCache, bytes_of
from dashboard.web.session import CACHE, cache_limit


@dataclass(frozen=True)
class Found:
    question: object
    values: np.ndarray


def test_what_was_not_asked_for_longest_goes_first() -> None:
    cache = BoundedCache(limit=10 * bytes_of(np.zeros(1_000)))
    for key in range(10):
        cache.once(key, lambda: np.zeros(1_000))
    cache.once(0, lambda: pytest.fail("it is kept"))
    cache.once("new", lambda: np.zeros(1_000))
    assert len(cache) == 10
    cache.once(0, lambda: pytest.fail("it is kept still"))
    again = []
    cache.once(1, lambda: again.append(1))
    assert again


def test_it_never_holds_more_than_its_limit() -> None:
    cache = BoundedCache(limit=100_000)
    for key in range(500):
        cache.once(key, lambda key=key: {"list": list(range(key)), "array": np.zeros(key)})  # type: ignore[misc]
        assert cache.size <= 100_000
    assert len(cache) > 1
    cache.once("large", lambda: np.zeros(100_000))
    assert len(cache) > 1
    assert cache.size <= 100_000


def test_everything_that_a_value_leads_to_counts_and_what_all_share_does_not(
    tiny: Codebook,
) -> None:
    values = np.zeros(10_000)
    question = next(iter(tiny.questions.values()))
    assert bytes_of(Found(question, values)) - bytes_of(Found(None, values)) < 500
    assert bytes_of(Found(question, values)) >= values.nbytes
    assert bytes_of(Found(question, values[:10])) >= values.nbytes
    assert bytes_of({"a": ["x" * 5_000, ("y" * 5_000,)]}) >= 10_000
    loop: list[object] = ["x" * 1_000]
    loop.append(loop)
    assert 1_000 < bytes_of(loop) < 2_000


def test_many_who_ask_at_once_wait_for_one_computation() -> None:
    cache, started, found = BoundedCache(limit=10**6), [], []
    ready = threading.Barrier(8)

    def compute() -> list[int]:
        started.append(1)
        time.sleep(0.1)
        return [1, 2]

    def ask() -> None:
        ready.wait()
        found.append(cache.once("key", compute))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(started) == 1
    assert len(found) == 8
    assert all(one is found[0] for one in found)


def test_what_was_raised_is_not_kept() -> None:
    cache = BoundedCache(limit=10**6)
    for _ in range(2):
        with pytest.raises(DashboardError):
            cache.once("key", lambda: _refuse())
    assert cache.once("key", lambda: 7) == 7


def test_those_who_wait_for_somebody_called_away_compute_it_themselves() -> None:
    cache, begun, found = BoundedCache(limit=10**6), threading.Event(), []

    def called_away() -> int:
        begun.set()
        time.sleep(0.1)
        raise KeyboardInterrupt

    def first() -> None:
        with pytest.raises(KeyboardInterrupt):
            cache.once("key", called_away)

    thread = threading.Thread(target=first)
    thread.start()
    begun.wait()
    found.append(cache.once("key", lambda: 7))
    thread.join()
    assert found == [7]


def _refuse() -> int:
    raise DashboardError("no")


def test_views_of_earlier_files_are_forgotten() -> None:
    cache = BoundedCache(limit=10**6)
    for stamp in ("old", "new"):
        cache.once((stamp, "view"), lambda: [1])
    cache.keep_only(lambda key: isinstance(key, tuple) and key[0] == "new")
    assert len(cache) == 1
    assert cache.size == bytes_of([1])


def test_the_limit_is_a_setting() -> None:
    assert cache_limit({CACHE: "7"}) == 7_000_000
    assert cache_limit({}) == cache_limit({CACHE: ""}) > 0
    for text in ("much", "-1", "1.5", "٧"):
        with pytest.raises(DashboardError, match="whole number of megabytes"):
            cache_limit({CACHE: text})
