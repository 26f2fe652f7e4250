"""What is published: responses in which nobody can be told, with the report that shows it."""

from dashboard.release.checking import CheckReport, check
from dashboard.release.gate import gate, previewing
from dashboard.release.releasing import ReleaseReport, release, release_raw
from dashboard.release.secret import Seed, seed_from

__all__ = [
    "CheckReport",
    "ReleaseReport",
    "Seed",
    "check",
    "gate",
    "previewing",
    "release",
    "release_raw",
    "seed_from",
]
