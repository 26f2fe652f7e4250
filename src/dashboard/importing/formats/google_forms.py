"""Google Forms: a timestamp, then the question texts; the rows of a grid in brackets."""

from collections.abc import Sequence

from dashboard.importing.formats.tool_layout import Heads, Layout

TIMESTAMPS = frozenset(
    {"timestamp", "zeitstempel", "horodateur", "marca temporal", "carimbo de data/hora",
     "informazioni cronologiche", "tijdstempel", "タイムスタンプ"}
)  # fmt: skip


def _fits(heads: Heads, first: Sequence[str]) -> bool:
    """Whether the first column is the timestamp."""
    return bool(first) and first[0] in TIMESTAMPS


# Nothing in the export tells one submission from another but the moment, which may be shared. Its
# headers are the question, or the question and its row in brackets.
GOOGLE_FORMS = Layout(
    format="google-forms", name="Google Forms", fits=_fits, separators=(", ", ";")
)
