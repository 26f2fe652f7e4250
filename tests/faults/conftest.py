"""The club's folders, which these tests break."""

from release.conftest import club

__all__ = ["club"]
