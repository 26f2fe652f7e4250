"""What the types cannot say of a whole survey: filters, margins, modules, routing, editions."""

from collections.abc import Iterator, Mapping, Sequence

from dashboard.codebook.model import Question, Year
from dashboard.codebook.survey_entries import SurveyFile
from dashboard.codebook.weighting_rules import margin_faults, use_case_faults
from dashboard.codebook.yaml_source import Found, Place
from dashboard.errors import listed, shown, unknown


def edition_faults(question: Question, year: Year) -> Iterator[Found]:
    """What keeps one edition's export from being imported, though the codebook as such is whole."""
    if question.write_ins is None or question.derived:
        return
    if question.write_ins not in [choice.id for choice in question.offered(year)]:
        offered = [choice.asked for choice in question.choices if choice.id == question.write_ins]
        years = listed(offered[0]) if offered and offered[0] else "no year"
        yield (
            ("write_ins",),
            f"{question.id}: write-ins of {year} would count as {question.write_ins!r}, which "
            f"{year} did not offer (offered in {years}).",
        )


def survey_faults(survey: SurveyFile, questions: Mapping[str, Question]) -> Iterator[Found]:
    """What is wrong in the survey file, given all questions."""
    for year, edition in survey.years.items():
        if edition.fieldwork and edition.fieldwork.from_ > edition.fieldwork.to:
            yield ("years", year, "fieldwork"), "Fieldwork ends before it begins."
    filters = _filters(survey)
    named = filters | {("maturity",): survey.maturity, ("channel",): survey.channel}
    named |= _each(("privacy", "key_attributes"), survey.privacy.key_attributes)
    named |= _each(("profile",), survey.profile)
    for place, code in named.items():
        if code is not None and code not in questions:
            yield place, unknown("question", code, questions)
    for place, code in filters.items():
        asked = questions.get(code or "")
        if asked and not asked.has_one_answer:
            yield place, f"A filter is a single-choice question; {code!r} is of kind {asked.kind}."
    maturity, channel = questions.get(survey.maturity or ""), questions.get(survey.channel or "")
    if maturity and not maturity.has_one_answer:
        yield ("maturity",), f"Levels are of a single-choice question, not of kind {maturity.kind}."
    elif maturity and not maturity.published:
        yield ("maturity",), f"{maturity.id!r} is not published."
    if channel and not channel.has_one_answer:
        yield ("channel",), f"{channel.id!r} is not a question with one answer to choose."
    for year in survey.read:
        if year not in survey.years:
            yield ("read", year), unknown("year", year, survey.years)
    weighting = survey.weighting
    if weighting.use_cases:
        for message in use_case_faults(weighting.use_cases, questions):
            yield ("weighting", "use_cases"), message
    for index, margin in enumerate(weighting.margins):
        for message in margin_faults(margin, questions, survey.years):
            yield ("weighting", "margins", index), message
    modules = [module.id for module in survey.modules.list_] if survey.modules else []
    for question in questions.values():
        if question.module is not None and question.module not in modules:
            message = f"{question.id!r}: " + unknown("module", question.module, modules)
            yield ("modules",), message
    topics = list(dict.fromkeys(question.topic for question in questions.values()))
    for index, topic in enumerate(survey.topics):
        if topic not in topics:
            yield ("topics", index), unknown("topic with questions", topic, topics)


def _filters(survey: SurveyFile) -> dict[Place, str | None]:
    filters = survey.filters
    return {
        ("filters", "persona"): filters.persona,
        ("filters", "company_size"): filters.company_size,
        **_each(("filters", "more"), filters.more),
    }


def _each(place: Place, codes: Sequence[str]) -> dict[Place, str | None]:
    """The elements of a list by their places."""
    return {(*place, index): code for index, code in enumerate(codes)}


def loops(questions: Mapping[str, Question]) -> Iterator[tuple[str, str]]:
    """Questions whose routing comes back to themselves, each loop once, with its sentence."""
    needs: dict[str, list[str]] = {}
    for question in questions.values():
        before = [*question.routed_by, *sorted(question.worked_out_from), *question.items_from]
        needs[question.id] = list(dict.fromkeys(before))
    done: set[str] = set()
    for start in needs:
        yield from _loop_from(start, needs, [], done)


def _loop_from(
    code: str, needs: Mapping[str, Sequence[str]], path: list[str], done: set[str]
) -> Iterator[tuple[str, str]]:
    if code in path:
        ring = " -> ".join([*path[path.index(code) :], code])
        yield code, f"The routing goes in a circle: {shown(ring)}."
    elif code not in done and code in needs:
        for before in needs[code]:
            yield from _loop_from(before, needs, [*path, code], done)
        done.add(code)
