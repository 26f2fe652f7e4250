"""Read a survey folder into a codebook, or say everything that is wrong with it at once."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from dashboard.codebook.choice_entries import AskedEntry, ChoiceEntry, ChoiceListsFile
from dashboard.codebook.entries import RenamedFile
from dashboard.codebook.entry_types import Entry
from dashboard.codebook.faults import CodebookError, Fault
from dashboard.codebook.model import Category, Codebook, Question, Topic
from dashboard.codebook.page_entries import PageEntry
from dashboard.codebook.page_rules import page_faults
from dashboard.codebook.question_entries import QuestionEntry, TopicFile
from dashboard.codebook.registry_entries import RegistryFile
from dashboard.codebook.renaming import renamed, renaming_faults
from dashboard.codebook.resolve import resolve_question
from dashboard.codebook.rules import Found, ending_faults, question_faults
from dashboard.codebook.survey_entries import SurveyFile
from dashboard.codebook.survey_rules import loops, survey_faults
from dashboard.codebook.validate import validate
from dashboard.codebook.yaml_source import Source, dotted, read_yaml
from dashboard.errors import DashboardError, nearest, unknown
from dashboard.paths import in_folder

E = TypeVar("E", bound=Entry)
_TopicRead = tuple[Source | None, TopicFile | None, list[tuple[int, QuestionEntry]]]

SURVEY_FILE = "survey.yaml"
CHOICES_FILE = "choices.yaml"
RENAMED_FILE = "renamed.yaml"
TOPICS = "topics"
REGISTRIES = "registries"
YAML = "*.y*ml"


@dataclass(frozen=True)
class _Located:
    """A resolved question and where it stands."""

    question: Question
    source: Source
    index: int

    def fault(self, found: Found) -> Fault:
        tail, message = found
        place = ("questions", self.index, *tail)
        where = f"{dotted(place)} ({self.question.id})"
        return Fault(self.source.path, self.source.line(place), where, message)


def read_codebook(folder: Path) -> Codebook:
    """The codebook in `folder`; raises CodebookError with every fault found.

    Topics come in the order that the survey file gives, the rest by their names.
    """
    faults: list[Fault] = []
    survey_path = folder / SURVEY_FILE
    if not survey_path.is_file():
        raise DashboardError(_no_survey(folder))
    source, survey = _file(survey_path, SurveyFile, faults)
    lists = _choice_lists(folder, faults)
    registries = _registries(folder, faults)
    old_names = _renamed(folder, faults)
    topics = [_topic_file(path, faults) for path in in_folder(folder / TOPICS, YAML)]
    if not topics and not faults:
        message = f"There is no topic: the folder {TOPICS!r} holds no YAML file."
        faults.append(Fault(survey_path, 1, "", message))
    if survey is None or source is None:
        raise CodebookError(faults)

    located: list[_Located] = []
    found_topics: list[Topic] = []
    years = tuple(sorted(survey.years))
    faulty = {year: e.not_comparable for year, e in survey.years.items() if e.not_comparable}
    for topic_source, topic, entries in topics:
        if topic_source is None or topic is None:
            continue
        faults += _topic_faults(topic_source, topic)
        questions = []
        for index, entry in entries:
            try:
                question = resolve_question(entry, topic.id, years, lists, registries, faulty)
            except DashboardError as error:
                place = ("questions", index)
                where = f"{dotted(place)} ({entry.id})"
                faults.append(Fault(topic_source.path, topic_source.line(place), where, str(error)))
                continue
            asked = entry.asked
            for year in entry.not_comparable:
                if year not in question.asked:
                    what = ("not_comparable", year), unknown("year", year, question.asked)
                    faults.append(_Located(question, topic_source, index).fault(what))
            for year in asked.named() if isinstance(asked, AskedEntry) else asked or ():
                if year not in survey.years:
                    found = ("asked",), unknown("year", year, years)
                    faults.append(_Located(question, topic_source, index).fault(found))
            located.append(_Located(question, topic_source, index))
            questions.append(question)
        found_topics.append(
            Topic(
                id=topic.id,
                title=topic.title,
                lead=topic.lead or "",
                menu=topic.menu or "",
                page=topic.page,
                questions=tuple(questions),
            )
        )
    between = _question_faults(located)
    between += [
        place.fault(found)
        for place in located
        for found in ending_faults(place.question, max(years))
    ]
    by_id = {place.question.id: place.question for place in located}
    for topic_source, topic, _ in topics:
        if topic_source is not None and topic is not None:
            for tail, message in page_faults(topic.page, by_id):
                spot = ("page", *tail)
                line = topic_source.line(spot)
                between.append(Fault(topic_source.path, line, dotted(spot), message))
    for spot, message in survey_faults(survey, by_id):
        between.append(Fault(survey_path, source.line(spot), dotted(spot), message))
    # A question whose own entry is at fault is not also reported as missing elsewhere.
    unread = tuple(f"Unknown question {code!r}" for code in _written(topics) - set(by_id))
    faults += [fault for fault in between if not fault.message.startswith(unread)]
    if faults:
        raise CodebookError(faults)
    order = {topic: n for n, topic in enumerate(survey.topics)}
    found_topics.sort(key=lambda topic: (order.get(topic.id, len(order)), topic.id))
    codebook = _codebook(folder, survey, tuple(found_topics), registries)
    return _with_old_names(codebook, *old_names)


def codebook_files(folder: Path) -> Iterator[Path]:
    """The files a codebook consists of, relative to its folder."""
    for name in (SURVEY_FILE, CHOICES_FILE, RENAMED_FILE):
        if (folder / name).is_file():
            yield Path(name)
    for inside in (REGISTRIES, TOPICS):
        for path in in_folder(folder / inside, YAML):
            yield path.relative_to(folder)


def _no_survey(folder: Path) -> str:
    if not folder.is_dir():
        near = nearest(folder.name, (path.name for path in folder.parent.glob("*")))
        meant = f" Did you mean {near!r}?" if near else ""
        return f"The survey folder {str(folder)!r} does not exist.{meant}"
    return f"The folder {str(folder)!r} is no survey: it has no {SURVEY_FILE}."


def _file(path: Path, entry: type[E], faults: list[Fault]) -> tuple[Source | None, E | None]:
    source, found = read_yaml(path)
    faults += found
    if source is None:
        return None, None
    value, found = validate(source, entry)
    faults += found
    return source, value


def _choice_lists(folder: Path, faults: list[Fault]) -> dict[str, list[ChoiceEntry]]:
    path = folder / CHOICES_FILE
    if not path.is_file():
        return {}
    _, lists = _file(path, ChoiceListsFile, faults)
    return lists.lists if lists else {}


def _renamed(folder: Path, faults: list[Fault]) -> tuple[Source | None, RenamedFile]:
    path = folder / RENAMED_FILE
    if not path.is_file():
        return None, RenamedFile()
    source, found = read_yaml(path)
    faults += found
    # A table to which nobody has added a name yet holds nothing but its comments.
    if source is None or source.data is None:
        return source, RenamedFile()
    table, found = validate(source, RenamedFile)
    faults += found
    return source, table or RenamedFile()


def _with_old_names(codebook: Codebook, source: Source | None, table: RenamedFile) -> Codebook:
    """The codebook with its old names, which only a codebook that is whole can be asked about."""
    if source is None:
        return codebook
    faults = [
        Fault(source.path, source.line(place), dotted(place), message)
        for place, message in renaming_faults(table, codebook)
    ]
    if faults:
        raise CodebookError(faults)
    return replace(codebook, renamed=renamed(table, codebook))


def _registries(folder: Path, faults: list[Fault]) -> dict[str, RegistryFile]:
    registries = {}
    for path in in_folder(folder / REGISTRIES, YAML):
        source, registry = _file(path, RegistryFile, faults)
        if registry is None or source is None:
            continue
        registries[path.stem] = registry
        known = [category.id for category in registry.categories]
        seen: set[str] = set()
        for index, entry in enumerate(registry.entries):
            found: list[Found] = []
            if entry.category not in known:
                found.append((("category",), unknown("category", entry.category, known)))
            if entry.id in seen:
                found.append((("id",), f"The id {entry.id!r} is given twice."))
            for tail, message in found:
                at = ("entries", index, *tail)
                faults.append(Fault(path, source.line(at), dotted(at), message))
            seen.add(entry.id)
    return registries


def _topic_file(path: Path, faults: list[Fault]) -> _TopicRead:
    """A topic and those of its questions that are whole, with their places in the file."""
    source, topic = _file(path, TopicFile, faults)
    if topic is not None or source is None or not isinstance(source.data, dict):
        return source, topic, list(enumerate(topic.questions)) if topic else []
    entries = []
    for index, data in enumerate(_questions_written(source)):
        with suppress(ValidationError):
            entries.append((index, QuestionEntry.model_validate(data)))
    code, title = str(source.data.get("id")), str(source.data.get("title"))
    return (
        source,
        TopicFile.model_construct(
            id=code, title=title, lead=None, menu=None, page=PageEntry(), questions=[]
        ),
        entries,
    )


def _written(topics: list[_TopicRead]) -> set[str]:
    """Every question id that stands in the files, whole or not."""
    return {
        str(question["id"])
        for source, _, _ in topics
        if source is not None and isinstance(source.data, dict)
        for question in _questions_written(source)
        if isinstance(question, dict) and "id" in question
    }


def _questions_written(source: Source) -> list[Any]:
    """What stands where a topic's questions should; nothing where that is no list."""
    written = source.data.get("questions")
    return written if isinstance(written, list) else []


def _topic_faults(source: Source, topic: TopicFile) -> list[Fault]:
    faults = []
    if topic.id != source.path.stem:
        message = f"The topic {topic.id!r} must stand in a file of its name, {topic.id}.yaml."
        faults.append(Fault(source.path, source.line(("id",)), "id", message))
    return faults


def _question_faults(located: list[_Located]) -> list[Fault]:
    faults: list[Fault] = []
    by_id: dict[str, _Located] = {}
    for place in located:
        code = place.question.id
        if code in by_id:
            before = by_id[code]
            where = (
                f"{before.source.path.name}, line {before.source.line(('questions', before.index))}"
            )
            faults.append(place.fault((("id",), f"The id {code!r} is already used in {where}.")))
        by_id.setdefault(code, place)
    questions = {code: place.question for code, place in by_id.items()}
    for place in located:
        faults += [place.fault(found) for found in question_faults(place.question, questions)]
    faults += [by_id[code].fault((("asked_of",), message)) for code, message in loops(questions)]
    return faults


def _codebook(
    folder: Path,
    survey: SurveyFile,
    topics: tuple[Topic, ...],
    registries: dict[str, RegistryFile],
) -> Codebook:
    return Codebook(
        folder=folder,
        id=survey.id,
        title=survey.title,
        synthetic=survey.synthetic,
        paraphrased=survey.paraphrased,
        years=dict(sorted(survey.years.items())),
        topics=topics,
        publisher=survey.publisher or "",
        description=survey.description or "",
        licence=survey.license,
        citation=survey.citation or "",
        url=survey.url or "",
        persona=survey.filters.persona,
        company_size=survey.filters.company_size,
        more_filters=tuple(survey.filters.more),
        profile=tuple(survey.profile),
        maturity=survey.maturity,
        channel=survey.channel,
        read=survey.read,
        weighting=survey.weighting,
        modules=survey.modules,
        privacy=survey.privacy,
        categories={
            name: tuple(
                Category(id=c.id, label=c.label, description=c.description or "")
                for c in registry.categories
            )
            for name, registry in registries.items()
        },
    )
