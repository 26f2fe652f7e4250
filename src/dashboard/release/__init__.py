"""What is published: responses in which nobody can be told, with the report that shows it."""

from dashboard.release.checking import CheckReport, check
from dashboard.release.gate import gate, manifest_at_hand, previewing
from dashboard.release.history import Fate, Standing, fate, release_name
from dashboard.release.manifest import release_hash
from dashboard.release.releasing import ReleaseReport, release, release_raw
from dashboard.release.secret import Seed, seed_from

__all__ = [
    "CheckReport",
    "Fate",
    "ReleaseReport",
    "Seed",
    "Standing",
    "check",
    "fate",
    "gate",
    "manifest_at_hand",
    "previewing",
    "release",
    "release_hash",
    "release_name",
    "release_raw",
    "seed_from",
]
