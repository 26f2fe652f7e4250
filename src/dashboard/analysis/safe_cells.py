"""Cells of CSV files that spreadsheets show as they are, and never run as formulas."""

Cell = str | float | int | None


def safe(value: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula: such a text gets an apostrophe in front."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
