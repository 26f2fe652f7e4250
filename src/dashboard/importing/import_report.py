"""The report of an import, for the maintainer who decides whether to keep it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.codebook import Year
from dashboard.errors import how_many, shown
from dashboard.importing.identifiers import identifying_name

MOST_TEXTS = 10
WIDTH = 100

Counts = Sequence[tuple[str, int]]

# How the report heads what did not fit: texts with respondents, and counts of respondents.
TEXTS = {
    "undeclared": "Undeclared answers, left unanswered",
    "write_ins": "Write-ins, counted as the question's other answer",
    "repaired": "Answers that a spreadsheet turned into dates or numbers, restored",
}
COUNTS = {
    "contradictions": "Answered although routing left the respondent out (kept, as asked)",
    "exclusive_with_others": "An exclusive choice ticked together with others (kept)",
    "more_than_allowed": "More choices ticked than the question permits (kept)",
    "rows_unticked": "A row answered that the respondent was not shown (kept)",
    "several": "Several choices ticked where one was asked for (left unanswered)",
    "disagreed": "Different answers where the question occurs twice (left unanswered)",
}


@dataclass(frozen=True, kw_only=True)
class QuestionReport:
    """The outcome of one question: respondents asked and answered, and what did not fit.

    `undeclared` and `write_ins` are texts with the number of respondents, most frequent first.
    `contradictions` counts respondents who answered though routing left them out,
    `exclusive_with_others` those who ticked an exclusive choice together with another,
    `more_than_allowed` those who ticked more choices than the question permits, `rows_unticked`
    those who answered a row of a matrix they had not been shown, `several` those who ticked several
    choices where one was asked for, `disagreed` those with different answers in two places of the
    same question.
    """

    question: str
    asked: int
    answered: int
    columns: int = 0
    undeclared: Counts = ()
    write_ins: Counts = ()
    repaired: Counts = ()
    contradictions: int = 0
    exclusive_with_others: int = 0
    more_than_allowed: int = 0
    rows_unticked: int = 0
    several: int = 0
    disagreed: int = 0


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """The source and result of an import, and everything left out or unfit.

    `doubts` are sentences on what had to be guessed; `above` is the text above the header.
    """

    raw: Path
    to: Path
    year: Year
    rows: int
    encoding: str
    columns_used: int
    left_out: tuple[str, ...]
    questions: Mapping[str, QuestionReport]
    empty_rows: int = 0
    uneven_rows: int = 0
    format: str = ""
    dropped: Mapping[str, int] = field(default_factory=dict)
    weighted: Sequence[str] = ()
    doubts: Sequence[str] = ()
    above: str = ""
    empty_kept: bool = False

    def text(self) -> str:
        """The report as lines of plain text."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterable[str]:
        yield from map(doubt_line, self.doubts)
        yield (
            f"{self.year}: {how_many(self.rows, 'respondent')}, "
            f"{how_many(len(self.questions), 'question')} from "
            f"{how_many(self.columns_used, 'column')} of {self.raw.name} ({self.encoding})"
        )
        yield f"Written to {self.to}"
        if self.format:
            yield f"Format: {self.format}"
        yield from self.weighted
        for reason, rows in self.dropped.items():
            yield f"Rows left out, {reason}: {rows:,}"
        if self.above:
            yield f"Above the header, left out: {self.above}"
        if self.empty_rows:
            done = "kept as respondents without answers" if self.empty_kept else "skipped"
            yield f"Empty rows {done}: {self.empty_rows:,}"
        if self.uneven_rows:
            yield f"Rows with more or fewer cells than the header: {self.uneven_rows:,}"
        if self.left_out:
            yield f"Columns left out, since no question declares them: {len(self.left_out)}"
            yield from _wrapped(shown(name) for name in self.left_out)
            if telling := [name for name in self.left_out if identifying_name(name)]:
                yield f"{len(telling)} of these may identify respondents, judging by the name:"
                yield from _wrapped(shown(name) for name in telling)
        questions = self.questions.values()
        for name, title in TEXTS.items():
            texts = [(q.question, getattr(q, name)) for q in questions]
            yield from _texts(title, [(code, found) for code, found in texts if found])
        for name, said in COUNTS.items():
            times = [(q.question, getattr(q, name)) for q in questions]
            found = [f"{code} {count:,}" for code, count in times if count]
            if found:
                yield f"{said}:"
                yield from _wrapped(found)


def doubt_line(doubt: str) -> str:
    """A doubt as the line of a report."""
    return f"DOUBT: {' '.join(doubt.split()).rstrip('.')}."


def _texts(title: str, found: Sequence[tuple[str, Counts]]) -> Iterable[str]:
    if not found:
        return
    yield f"{title}:"
    for code, texts in found:
        total = sum(times for _, times in texts)
        yield f"  {code}: {total:,} in {how_many(len(texts), 'different text')}"
        for text, times in texts[:MOST_TEXTS]:
            yield f"    {times:>6,}  {shown(text)}"
        if len(texts) > MOST_TEXTS:
            yield f"            and {len(texts) - MOST_TEXTS:,} more"


def _wrapped(parts: Iterable[str]) -> Iterable[str]:
    line = ""
    for part in parts:
        if line and len(line) + len(part) + 2 > WIDTH:
            yield f"  {line},"
            line = ""
        line = f"{line}, {part}" if line else part
    if line:
        yield f"  {line}"
