"""Weights: computed once a year from all of its responses, whoever writes or reads them.

`weight` brings respondents to margins that the survey file declares; `weight_use_cases` makes the
one use case each respondent described stand for all use cases. The command that writes a year's
file adds them by `write_weights`; whoever reads it computes them anew and compares.
"""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.codebook import Choice, Codebook, Question, Year
from dashboard.codebook.weighting_entries import Estimand
from dashboard.errors import DashboardError
from dashboard.estimates.allocation import closed
from dashboard.estimates.sums import Floats, Sums, kish
from dashboard.estimates.usecases import UseCaseWeights, use_case_weights
from dashboard.estimates.weighting import Margin, Weighting, checked_weights, rake
from dashboard.responses.answer_codes import answers_in, entries_of, filled, missing, places, whole
from dashboard.responses.schema import USE_CASE_WEIGHT, WEIGHT

SAME = 1e-9
"""How far, relatively, a stored weight may be from the one computed anew."""


@dataclass(frozen=True, kw_only=True)
class WeightSummary:
    """What weights cost: how many unweighted answers the weighted ones are worth, and the rest.

    `design_effect` is `respondents` over `effective_n`; `largest` is in mean weights.
    """

    respondents: int
    effective_n: float
    design_effect: float
    largest: float


def summary(weight: Floats) -> WeightSummary:
    """The summary of weights, one each respondent; refused are those `checked_weights` refuses."""
    checked = checked_weights(weight)
    effective = float(kish(Sums.of(len(checked), checked.sum(), (checked**2).sum())))
    return WeightSummary(
        respondents=len(checked),
        effective_n=effective,
        design_effect=len(checked) / effective,
        largest=float(checked.max() / checked.mean()),
    )


def columns_needed(codebook: Codebook, present: Collection[str]) -> list[str]:
    """The columns of a year's file that its weights are computed from."""
    wanted = [WEIGHT, *(margin.question for margin in codebook.weighting.margins)]
    if (entry := codebook.weighting.use_cases) is not None:
        wanted += [entry.count, entry.margin.overview, entry.margin.details]
    return [name for name in dict.fromkeys(wanted) if name in present]


def survey_weights(codebook: Codebook, year: Year, answers: pa.Table) -> Floats | None:
    """Each respondent's weight, raked to the year's margins; None where none are declared.

    Weights that the responses carry are the starting point, and stay as they are where an answer
    that a margin needs is not published beside them. Respondents without an answer to a margin's
    question keep the part of the total that they have.
    """
    carried = WEIGHT in answers.column_names
    base = numbers(answers.column(WEIGHT)) if carried else np.ones(len(answers))
    margins = _survey_margins(codebook, year, answers, base)
    if not margins:
        return checked_weights(base) if carried and len(answers) else None
    return rake(base, margins).weight


def carried_alone(codebook: Codebook, year: Year, answers: pa.Table) -> bool:
    """Whether the weights in `answers` say more than the declared margins make of its answers."""
    if WEIGHT not in answers.column_names or not len(answers):
        return False
    made = survey_weights(codebook, year, answers.drop_columns([WEIGHT]))
    return made is None or not _alike(made, numbers(answers.column(WEIGHT)))


def survey_weighting(codebook: Codebook, year: Year, answers: pa.Table) -> Weighting | None:
    """How the margins of a year made the weights that stand in `answers`; None where none did.

    Weights that started from ones are known to have. Where the export carried weights of its own,
    those are gone once the margins are met, and the weights that stand there take their place.
    Raises DashboardError where the weights do not meet the declared margins.
    """
    stored = checked_weights(numbers(answers.column(WEIGHT)))
    ones = np.ones(len(stored))
    if not (margins := _survey_margins(codebook, year, answers, ones)):
        return None
    found = rake(ones, margins)
    if not _alike(found.weight, stored):
        found = rake(stored, _survey_margins(codebook, year, answers, stored))
    if not _alike(found.weight, stored):
        raise DashboardError(
            f"The column {WEIGHT!r} holds weights that do not meet the margins of the survey file. "
            "Write the year's file anew with the command that made it."
        )
    return found


def _alike(one: Floats, other: Floats) -> bool:
    """Whether weights are the same in proportion, up to rounding."""
    scaled = one / one.mean(), other / other.mean()
    return bool(np.allclose(*scaled, rtol=SAME, atol=SAME))


def _survey_margins(
    codebook: Codebook, year: Year, answers: pa.Table, base: Floats
) -> list[Margin]:
    """The declared margins of a year; none where an answer that one needs is not at hand."""
    declared = [margin for margin in codebook.weighting.margins if year in margin.shares]
    if any(margin.question not in answers.column_names for margin in declared) or not len(answers):
        return []
    margins = []
    for entry in declared:
        question = codebook.questions[entry.question]
        choices = [choice for choice in question.choices if choice.id in entry.shares[year]]
        code = _positions(answers, question, choices)
        labels = [choice.label for choice in choices]
        shares = np.array([entry.shares[year][choice.id] for choice in choices])
        if (code < 0).any():
            silent = float(base[code < 0].sum() / base.sum())
            shares = np.append(shares * (1 - silent), silent)
            labels.append("no answer")
            code = np.where(code < 0, len(choices), code)
        target = shares / shares.sum() * len(answers)
        margins.append(Margin(name=question.title, labels=tuple(labels), code=code, target=target))
    return margins


def use_case_count(codebook: Codebook, answers: pa.Table) -> Floats | None:
    """How many use cases each respondent has, NaN where not said; None where it was not asked.

    Of an answer in bands it is the band's declared value. The cap is applied later.
    """
    entry = codebook.weighting.use_cases
    if entry is None or entry.count not in answers.column_names:
        return None
    question = codebook.questions[entry.count]
    if not question.choices:
        return numbers(answers.column(question.id))
    values = [np.nan if band.value is None else band.value for band in question.choices]
    code = _positions(answers, question, question.choices)
    count: Floats = np.array([*values, np.nan], dtype=np.float64)[code]
    return count


def use_case_weights_of(codebook: Codebook, answers: pa.Table) -> UseCaseWeights | None:
    """The use-case weights of a year, all of whose respondents are in `answers`.

    None where the survey file does not declare them, the year did not ask what they need, or
    nobody answered it. Every respondent counts alike before: survey weights play no part.
    """
    entry = codebook.weighting.use_cases
    number = use_case_count(codebook, answers)
    names = set(answers.column_names)
    if entry is None or number is None or not {*vars(entry.margin).values()} <= names:
        return None
    overview = codebook.questions[entry.margin.overview]
    details = codebook.questions[entry.margin.details]
    parts = closed(_percentages(answers, overview))
    place = {item.id: at for at, item in enumerate(overview.items)}
    by_choice = np.array([*(place[choice.id] for choice in details.choices), -1])
    segment = by_choice[_positions(answers, details, details.choices)]
    shared_out = np.isfinite(parts).all(axis=1) & (number > 0)
    if not (parts[shared_out].sum(axis=0)[segment] * (segment >= 0)).any():
        return None
    if entry.estimand is Estimand.RESPONDENTS:
        number = np.where(number > 0, 1.0, number)
    groups = dict.fromkeys(p for p in entry.parents.values() if p not in place)
    nodes = place | {code: len(place) + at for at, code in enumerate(groups)}
    return use_case_weights(
        number,
        parts,
        segment,
        parents=[nodes[entry.parents[c]] if c in entry.parents else -1 for c in nodes],
        cap=entry.cap,
    )


def weight_columns(codebook: Codebook, year: Year, answers: pa.Table) -> Mapping[str, pa.Array]:
    """The weight columns of a year as its file should have them."""
    found: dict[str, pa.Array] = {}
    if (weight := survey_weights(codebook, year, answers)) is not None:
        found[WEIGHT] = pa.array(weight, pa.float64())
    if (weighted := use_case_weights_of(codebook, answers)) is not None:
        found[USE_CASE_WEIGHT] = pa.array(
            weighted.weight, pa.float64(), mask=~(weighted.weight > 0)
        )
    return found


def read_answers(codebook: Codebook, path: Path, *more: str) -> pa.Table:
    """The columns of a year's file that its weights are computed from, and more, as a table."""
    present = column_names(path)
    wanted = [*columns_needed(codebook, present), *more]
    # Without a column a table forgets how many respondents there are.
    return answers_in(path, wanted or present[:1])


def column_names(path: Path) -> list[str]:
    """The columns of a year's file."""
    names: list[str] = pq.read_schema(path).names
    return names


def read_column(path: Path, name: str) -> Floats:
    """One column of numbers of a year's file, NaN where it is null."""
    return numbers(pq.ParquetFile(path).read([name]).column(name))


def write_weights(
    codebook: Codebook, year: Year, path: Path, *, compression_level: int | None = None
) -> tuple[str, ...]:
    """Add a year's weights to its file, whole or not at all; the names of the columns written.

    Raises DashboardError where a declared margin cannot be met or a carried weight is unusable.
    """
    try:
        columns = weight_columns(codebook, year, read_answers(codebook, path))
    except DashboardError as error:
        raise DashboardError(f"{year} cannot be weighted. {error}") from error
    if not columns:
        return ()
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.weighted")
    file = pq.ParquetFile(path)
    kept = [field for field in file.schema_arrow if field.name not in columns]
    added = [pa.field(name, column.type) for name, column in columns.items()]
    schema = pa.schema([kept[0], *added, *kept[1:]])
    start = 0
    try:
        with pq.ParquetWriter(
            unfinished, schema, compression="zstd", compression_level=compression_level
        ) as writer:
            for group in range(file.num_row_groups):
                rows = file.read_row_group(group)
                arrays = [
                    columns[name].slice(start, len(rows)) if name in columns else rows.column(name)
                    for name in schema.names
                ]
                writer.write_table(pa.table(arrays, schema=schema), row_group_size=len(rows))
                start += len(rows)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return tuple(columns)


def numbers(column: pa.ChunkedArray) -> Floats:
    """A column of numbers, NaN where it is null."""
    values = whole(column)
    if values.type != pa.float64():
        values = values.cast(pa.float64())
    found: Floats = filled(values, np.nan)
    return found


def _positions(answers: pa.Table, question: Question, among: Collection[Choice]) -> np.ndarray:
    """Each respondent's answer as its place among some choices; -1 for none of them."""
    known = {choice.id: at for at, choice in enumerate(among)}
    return places(whole(answers.column(question.id)), known).astype(np.intp)


def _percentages(answers: pa.Table, question: Question) -> Floats:
    """Percentages as answered, shape (respondents, items), NaN for a blank part."""
    given = whole(answers.column(question.id))
    percent = np.full((len(given), len(question.items)), np.nan)
    row, keys, parts = entries_of(given)
    item = places(keys, {item.id: at for at, item in enumerate(question.items)})
    percent[row, item] = filled(parts, np.nan)
    percent[missing(given)] = np.nan
    return percent
