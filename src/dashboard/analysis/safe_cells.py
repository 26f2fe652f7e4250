"""Cells of CSV files that spreadsheets show as they are, and never run as formulas."""

Cell = str | float | int | None
# What a spreadsheet takes for the beginning of a formula, at once or after it dropped a blank.
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(value: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula: such a text gets an apostrophe in front."""
    if isinstance(value, str) and value.startswith(SIGNS):
        return f"'{value}"
    return value
