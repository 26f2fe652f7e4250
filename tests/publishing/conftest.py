"""The club's release, made as in the tests of the release itself."""

from release.conftest import club, released

__all__ = ["club", "released"]
