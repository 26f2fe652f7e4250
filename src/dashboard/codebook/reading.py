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
from dashboard.codebook.rules import ending_faults, question_faults
from dashboard.codebook.survey_entries import SurveyFile
from dashboard.codebook.survey_rules import loops, survey_faults
from dashboard.codebook.validate import validate
from dashboard.codebook.yaml_source import Found, Source, read_yaml
from dashboard.errors import DashboardError, nearest, unknown
from dashboard.paths import in_folder

E = TypeVar("E", bound=Entry)

SURVEY_FILE = "survey.yaml"
CHOICES_FILE = "choices.yaml"
RENAMED_FILE = "renamed.yaml"
TOPICS = "topics"
REGISTRIES = "registries"
YAML = "*.y*ml"


@dataclass(frozen=True)
class _TopicRead:
    """A topic's file, and those of its questions that are whole, with their places in it."""

    source: Source
    topic: TopicFile
    entries: list[tuple[int, QuestionEntry]]


@dataclass(frozen=True)
class _Located:
    """A resolved question and where it stands."""

    question: Question
    source: Source
    index: int

    def fault(self, found: Found) -> Fault:
        tail, message = found
        return self.source.fault(("questions", self.index, *tail), message, self.question.id)


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
    paths = in_folder(folder / TOPICS, YAML)
    topics = [read for path in paths if (read := _topic_file(path, faults)) is not None]
    if not paths and not faults:
        message = f"There is no topic: the folder {TOPICS!r} holds no YAML file."
        faults.append(Fault(survey_path, 1, "", message))
    if survey is None or source is None:
        raise CodebookError(faults)

    located: list[_Located] = []
    found_topics: list[Topic] = []
    for read in topics:
        questions = list(_resolved(read, survey, lists, registries, faults))
        located += questions
        found_topics.append(_topic(read.topic, questions))
    by_id = {place.question.id: place.question for place in located}
    newest = max(survey.years)
    between = _question_faults(located)
    between += [
        one.fault(found) for one in located for found in ending_faults(one.question, newest)
    ]
    for read in topics:
        for tail, message in page_faults(read.topic.page, by_id):
            between.append(read.source.fault(("page", *tail), message))
    between += [source.fault(*found) for found in survey_faults(survey, by_id)]
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
    if faults := [source.fault(*found) for found in renaming_faults(table, codebook)]:
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
            if entry.category not in known:
                message = unknown("category", entry.category, known)
                faults.append(source.fault(("entries", index, "category"), message))
            if entry.id in seen:
                message = f"The id {entry.id!r} is given twice."
                faults.append(source.fault(("entries", index, "id"), message))
            seen.add(entry.id)
    return registries


def _topic_file(path: Path, faults: list[Fault]) -> _TopicRead | None:
    source, topic = _file(path, TopicFile, faults)
    if source is None or not isinstance(source.data, dict):
        return None
    if topic is not None:
        return _TopicRead(source, topic, list(enumerate(topic.questions)))
    entries = []
    for index, data in enumerate(_questions_written(source)):
        with suppress(ValidationError):
            entries.append((index, QuestionEntry.model_validate(data)))
    code, title = str(source.data.get("id")), str(source.data.get("title"))
    empty = TopicFile.model_construct(
        id=code, title=title, lead=None, menu=None, page=PageEntry(), questions=[]
    )
    return _TopicRead(source, empty, entries)


def _written(topics: list[_TopicRead]) -> set[str]:
    """Every question id that stands in the files, whole or not."""
    return {
        str(question["id"])
        for read in topics
        for question in _questions_written(read.source)
        if isinstance(question, dict) and "id" in question
    }


def _questions_written(source: Source) -> list[Any]:
    """What stands where a topic's questions should; nothing where that is no list."""
    written = source.data.get("questions")
    return written if isinstance(written, list) else []


def _resolved(
    read: _TopicRead,
    survey: SurveyFile,
    lists: dict[str, list[ChoiceEntry]],
    registries: dict[str, RegistryFile],
    faults: list[Fault],
) -> Iterator[_Located]:
    """The questions of a topic; what is wrong with the file and with their years is noted."""
    topic, source, years = read.topic, read.source, tuple(sorted(survey.years))
    if topic.id != source.path.stem:
        message = f"The topic {topic.id!r} must stand in a file of its name, {topic.id}.yaml."
        faults.append(source.fault(("id",), message))
    faulty = {year: e.not_comparable for year, e in survey.years.items() if e.not_comparable}
    for index, entry in read.entries:
        try:
            question = resolve_question(entry, topic.id, years, lists, registries, faulty)
        except DashboardError as error:
            faults.append(source.fault(("questions", index), str(error), entry.id))
            continue
        one = _Located(question, source, index)
        for year in entry.not_comparable:
            if year not in question.asked:
                says = unknown("year", year, question.asked)
                faults.append(one.fault((("not_comparable", year), says)))
        asked = entry.asked
        for year in asked.named() if isinstance(asked, AskedEntry) else asked or ():
            if year not in survey.years:
                faults.append(one.fault((("asked",), unknown("year", year, years))))
        yield one


def _topic(topic: TopicFile, questions: list[_Located]) -> Topic:
    return Topic(
        id=topic.id,
        title=topic.title,
        lead=topic.lead or "",
        menu=topic.menu or "",
        page=topic.page,
        questions=tuple(one.question for one in questions),
    )


def _question_faults(located: list[_Located]) -> list[Fault]:
    faults: list[Fault] = []
    by_id: dict[str, _Located] = {}
    for place in located:
        code = place.question.id
        if code in by_id:
            before = by_id[code]
            line = before.source.line(("questions", before.index))
            where = f"{before.source.path.name}, line {line}"
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
