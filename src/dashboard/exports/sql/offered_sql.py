"""The part `offered`: what a year had to choose from, so that what nobody gave has a line, too."""

from collections.abc import Mapping, Sequence

from dashboard.codebook import Year
from dashboard.exports.sql.statement_text import array

Codes = Mapping[Year, Sequence[str]]


def offered(codes: Codes) -> tuple[str, str]:
    """Its SQL: `choice`, and `year` where the years did not offer the same."""
    if _alike(codes):
        return "offered", f"SELECT unnest({array(next(iter(codes.values())))}) AS choice"
    lines = (
        f"SELECT {year} AS year, unnest({array(listed)}) AS choice"
        for year, listed in codes.items()
    )
    return "offered", "\nUNION ALL\n".join(lines)


def joined(codes: Codes) -> str:
    """SQL that puts what was offered beside each line of another part."""
    return "CROSS JOIN offered" if _alike(codes) else "JOIN offered USING (year)"


def _alike(codes: Codes) -> bool:
    return len({tuple(listed) for listed in codes.values()}) == 1
