"""From entries to the codebook: every shorthand written out, every year made explicit."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from dashboard.codebook.choice_entries import ChoiceEntry, ChoicesEntry, FromRegistry
from dashboard.codebook.condition_entries import Condition
from dashboard.codebook.model import Choice, DerivedRule, Family, Question, Year
from dashboard.codebook.question_entries import QuestionEntry
from dashboard.codebook.registry_entries import RegistryEntry, RegistryFile
from dashboard.errors import DashboardError, unknown

ChoiceLists = Mapping[str, list[ChoiceEntry]]
Registries = Mapping[str, RegistryFile]


def resolve_question(
    entry: QuestionEntry,
    topic: str,
    years: tuple[Year, ...],
    lists: ChoiceLists,
    registries: Registries,
    faulty: Mapping[Year, str] = MappingProxyType({}),
) -> Question:
    """One question with its choices; a DashboardError names a list or registry that is missing.

    `faulty` are the years of which no question is comparable, each with the reason.
    """
    asked = tuple(year for year in years if entry.asked is None or year in entry.asked)
    choices = resolve_choices(entry.choices, asked, lists, registries)
    if entry.bands:
        choices += resolve_choices(entry.bands, asked, lists, registries)
    sources = entry.items_from
    return Question(
        id=entry.id,
        topic=topic,
        kind=entry.kind,
        title=entry.title,
        wording=by_year(entry.wording, asked),
        asked=asked,
        asked_of=_asked_of(entry.asked_of, asked),
        choices=choices,
        items=resolve_choices(entry.items, asked, lists, registries),
        items_from=(sources,) if isinstance(sources, str) else tuple(sources or ()),
        section=entry.section or "",
        help=entry.help or "",
        multiple=entry.multiple,
        unit=entry.unit or "",
        minimum=entry.minimum,
        maximum=entry.maximum,
        paired_with=entry.paired_with,
        pick=entry.pick,
        tasks=entry.tasks,
        good=entry.good,
        module=entry.module,
        priority=entry.priority or 2,
        editorial=entry.editorial,
        not_comparable={
            year: reason
            for year, reason in {**faulty, **entry.not_comparable}.items()
            if year in asked
        },
        columns=texts_by_year(entry.columns, asked),
        separator=entry.separator,
        missing=tuple(entry.missing),
        write_ins=entry.write_ins,
        derived=tuple(
            DerivedRule(choice=rule.choice, when=rule.when) for rule in entry.derived or ()
        ),
        finding=entry.finding or "",
        tools=_tools(entry.tools, choices),
        families=tuple(Family(label=one.label, of=tuple(one.of)) for one in entry.families),
        benchmark=entry.benchmark,
        sensitive=entry.sensitive,
        published=entry.published,
        added=entry.added,
        retired=entry.retired,
    )


def _tools(marked: bool | list[str], choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """The choices that are tools: those listed, or all that stand for something with a name.

    Of choices from a registry only those in one of its categories have a name.
    """
    if isinstance(marked, list):
        return tuple(marked)
    registered = any(choice.category for choice in choices)
    return tuple(
        choice.id
        for choice in choices
        if marked
        and not (choice.exclusive or choice.other or choice.outside)
        and (choice.category or not registered)
    )


def resolve_choices(
    entry: ChoicesEntry | None,
    years: tuple[Year, ...],
    lists: ChoiceLists,
    registries: Registries,
) -> tuple[Choice, ...]:
    """Choices written out, by the name of a list, or from a registry."""
    match entry:
        case None:
            return ()
        case str():
            if entry not in lists:
                raise DashboardError(unknown("choice list", entry, lists))
            return tuple(_choice(choice, years) for choice in lists[entry])
        case FromRegistry():
            return _from_registry(entry, years, registries)
        case _:
            return tuple(_choice(choice, years) for choice in entry)


def _choice(entry: ChoiceEntry, years: tuple[Year, ...]) -> Choice:
    asked = tuple(year for year in years if entry.asked is None or year in entry.asked)
    return Choice(
        id=entry.id,
        label=entry.label,
        asked=asked,
        wording=by_year(entry.wording or entry.label, asked),
        description=entry.description or "",
        people=entry.people or "",
        labels=texts_by_year(entry.labels, asked),
        columns=texts_by_year(entry.columns, asked),
        exclusive=entry.exclusive,
        other=entry.other,
        outside=entry.outside,
        neutral=entry.neutral,
        value=entry.value,
        low=entry.from_,
        high=entry.to,
        merges=tuple(entry.merges),
        split_from=entry.split_from,
        renames=entry.renames,
        editorial=entry.editorial,
        added=entry.added,
        retired=entry.retired,
    )


def _from_registry(
    entry: FromRegistry, years: tuple[Year, ...], registries: Registries
) -> tuple[Choice, ...]:
    if entry.registry not in registries:
        raise DashboardError(unknown("registry", entry.registry, registries))
    registry = registries[entry.registry]
    known = [category.id for category in registry.categories]
    for category in entry.category or ():
        if category not in known:
            raise DashboardError(unknown("category", category, known))
    taken = (
        _entity(entity, years)
        for entity in registry.entries
        if (entry.category is None or entity.category in entry.category)
        and (entry.layer is None or entity.layer == entry.layer)
    )
    # An entity that none of the question's years offered is no choice of that question.
    offered = tuple(choice for choice in taken if choice.asked)
    return offered + tuple(_choice(choice, years) for choice in entry.also)


def _entity(entity: RegistryEntry, years: tuple[Year, ...]) -> Choice:
    # Nothing is checked twice: all this the registry's own entry has been checked for.
    entry = ChoiceEntry.model_construct(
        id=entity.id,
        label=entity.name,
        labels=entity.labels,
        asked=entity.asked,
        added=entity.added,
        retired=entity.retired,
        merges=entity.merges,
        split_from=entity.split_from,
        renames=entity.renames,
    )
    choice = _choice(entry, years)
    # A former name holds up to and including its year; afterwards the next one, at last `name`.
    names = {
        year: next(
            (name for until, name in sorted(entity.former_names.items()) if year <= until),
            entity.name,
        )
        for year in choice.asked
    }
    return replace(
        choice,
        wording=names,
        category=entity.category,
        layer=entity.layer,
        open_source=entity.open_source,
        url=entity.url,
    )


def by_year(text: str | Mapping[Year, str], years: Iterable[Year]) -> dict[Year, str]:
    """The text of each year: where several are given, the latest at or before it.

    A year before the first text takes the first.
    """
    if isinstance(text, str):
        return dict.fromkeys(years, text)
    starts = sorted(text)
    return {
        year: text[max((start for start in starts if start <= year), default=starts[0])]
        for year in years
    }


def texts_by_year(
    texts: str | list[str] | Mapping[Year, str | list[str]] | None, years: Iterable[Year]
) -> dict[Year, tuple[str, ...]]:
    """Alternatives for each year; texts given by year hold for that year alone."""
    if texts is None:
        return {}
    if isinstance(texts, Mapping):
        return {
            year: (text,) if isinstance(text, str) else tuple(text)
            for year, text in texts.items()
            if year in set(years)
        }
    alternatives = (texts,) if isinstance(texts, str) else tuple(texts)
    return dict.fromkeys(years, alternatives)


def _asked_of(
    entry: Condition | dict[int, Condition | None] | None, years: tuple[Year, ...]
) -> dict[Year, Condition | None]:
    if not isinstance(entry, dict):
        return dict.fromkeys(years, entry)
    starts = sorted(entry)
    return {
        year: entry[max(start for start in starts if start <= year)]
        if any(start <= year for start in starts)
        else None
        for year in years
    }
