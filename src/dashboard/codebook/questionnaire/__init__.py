"""The questionnaire as people meet it: reading order, routing, modules, and how long it takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import mean

from dashboard.codebook import Codebook, Question, Year
from dashboard.codebook.questionnaire.routes import Path, module_draw, paths
from dashboard.codebook.questionnaire.timing import seconds
from dashboard.codebook.questionnaire.wording import condition_in_words
from dashboard.errors import DashboardError

__all__ = [
    "LONGEST_MINUTES",
    "Line",
    "Report",
    "module_draw",
    "questionnaire",
    "seconds",
    "text",
]

LONGEST_MINUTES = 15.0
AT_PERCENT = 90
USUAL_PRIORITY = 2


@dataclass(frozen=True, kw_only=True)
class Line:
    """A question with what one needs to know to meet it.

    `seconds` is the mean over the paths that show it, `shown` the share of paths that do.
    """

    question: Question
    topic: str
    routing: str
    module: str
    seconds: float
    shown: float


@dataclass(frozen=True, kw_only=True)
class Report:
    """An edition's questions in reading order, and the minutes its paths take."""

    survey: str
    year: Year
    lines: tuple[Line, ...]
    modules: tuple[tuple[str, float], ...]
    per_respondent: int
    median: float
    nine_in_ten: float
    longest: float
    paths: int


def questionnaire(codebook: Codebook, year: Year) -> Report:
    """What an edition asks and how long it takes.

    Raises DashboardError where one path in ten of the newest edition takes over 15 minutes.
    """
    taken = paths(codebook, year)
    report = _report(codebook, year, taken)
    if year == max(codebook.years) and report.nine_in_ten > LONGEST_MINUTES:
        raise DashboardError(_too_long(report))
    return report


def _report(codebook: Codebook, year: Year, taken: list[Path]) -> Report:
    labels = {m.id: m.label for m in codebook.modules.list_} if codebook.modules else {}
    lines = tuple(
        _line(codebook, question, year, taken, labels) for question in codebook.asked_in(year)
    )
    spent = {
        label: [
            sum(path.shown.get(line.question.id, 0.0) for line in lines if line.module == label)
            for path in taken
            if id in path.modules
        ]
        for id, label in labels.items()
    }
    minutes = sorted(path.minutes for path in taken)
    return Report(
        survey=codebook.title,
        year=year,
        lines=lines,
        modules=tuple((label, mean(times)) for label, times in spent.items() if times),
        per_respondent=codebook.modules.per_respondent if codebook.modules else 0,
        median=_percentile(minutes, 50),
        nine_in_ten=_percentile(minutes, AT_PERCENT),
        longest=minutes[-1],
        paths=len(minutes),
    )


def _line(
    codebook: Codebook, question: Question, year: Year, taken: list[Path], labels: dict[str, str]
) -> Line:
    condition = question.asked_of.get(year)
    times = [path.shown[question.id] for path in taken if question.id in path.shown]
    return Line(
        question=question,
        topic=codebook.topic(question.topic).title,
        routing=condition_in_words(condition, codebook) if condition is not None else "",
        module=labels.get(question.module or "", ""),
        seconds=mean(times) if times else 0.0,
        shown=len(times) / len(taken),
    )


def _percentile(ordered: list[float], percent: int) -> float:
    """The smallest value that `percent` of the values do not exceed."""
    place = -(-percent * len(ordered) // 100)
    return ordered[max(place, 1) - 1]


def _too_long(report: Report) -> str:
    costly = sorted(report.modules, key=lambda module: -module[1])[:3]
    named = ", ".join(f"{label} ({spent:.0f} s)" for label, spent in costly)
    ways = (
        f"The longest modules are {named}. Drop questions of priority 3, shorten lists, "
        "or give each respondent fewer modules."
        if costly
        else "Drop questions of priority 3, shorten lists, or put questions into modules."
    )
    return (
        f"The {report.year} questionnaire is too long: one path in ten takes "
        f"{report.nine_in_ten:.1f} minutes or more, and {LONGEST_MINUTES:.0f} are allowed "
        f"(median {report.median:.1f}, longest {report.longest:.1f}). {ways}"
    )


def text(report: Report) -> str:
    """The report for reading: questions under topics and sections, then the times."""
    return "\n".join(_text(report))


def _text(report: Report) -> Iterator[str]:
    yield f"{report.survey} {report.year}: {len(report.lines)} questions"
    topic = section = ""
    for number, line in enumerate(report.lines, start=1):
        question = line.question
        if line.topic != topic:
            topic, section = line.topic, ""
            yield f"\n{topic}\n{'=' * len(topic)}"
        if question.section != section:
            section = question.section
            yield f"\n{section}"
        yield f"{number:4}. {question.wording[report.year]}"
        yield f"      {_aside(line)}"
    yield ""
    if report.modules:
        yield f"Modules (each respondent gets {report.per_respondent}), seconds on average:"
        yield from (f"  {label:<42}{spent:5.0f}" for label, spent in report.modules)
        yield ""
    yield f"Minutes over {report.paths:,} simulated paths:"
    yield (
        f"  median {report.median:.1f}, 90th percentile {report.nine_in_ten:.1f}, "
        f"longest {report.longest:.1f}"
    )
    yield (
        "  Reading at 238 words a minute (Brysbaert 2019); deciding set so that ordinary questions"
        "\n  take the 8 to 11 seconds that Pew Research Center and TurkPrime report."
    )


def _aside(line: Line) -> str:
    question = line.question
    if question.derived:
        return f"[{question.id}] worked out from other answers"
    parts = [f"[{question.id}] {question.kind}"]
    if line.module:
        parts.append(f"module “{line.module}”")
    if line.routing:
        parts.append(f"if {line.routing}")
    if question.items_from:
        parts.append("rows from what was ticked")
    if question.priority != USUAL_PRIORITY:
        parts.append(f"priority {question.priority}")
    parts.append(f"{line.seconds:.0f} s")
    return ", ".join(parts)
