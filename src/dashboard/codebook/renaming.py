"""Old names of questions, choices and filters: what is wrong with them, and where each leads."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain

from dashboard.codebook.entries import RenamedFile
from dashboard.codebook.model import Codebook
from dashboard.codebook.old_names import Renamed
from dashboard.codebook.yaml_source import Found
from dashboard.errors import unknown

Table = Mapping[str, str]


def renaming_faults(file: RenamedFile, codebook: Codebook) -> Iterator[Found]:
    """Everything wrong with the table, given a codebook that is otherwise whole.

    An old name is one that nothing bears today, and leads, perhaps over other old names, to one
    that something does.
    """
    # A question can be looked up by the name of the filter that it gives.
    taken = {*codebook.questions, *codebook.filters}
    table = file.questions
    yield from _faults("question", ("questions",), table, table, codebook.questions, taken)
    for code, table in file.choices.items():
        place = ("choices", code)
        if code in file.questions:
            today = _end(code, file.questions)
            yield place, f"{code!r} is an old name; its choices stand under {today!r}."
        elif code not in codebook.questions:
            yield place, unknown("question", code, codebook.questions)
        else:
            question = codebook.questions[code]
            codes = dict.fromkeys(entry.id for entry in (*question.choices, *question.items))
            yield from _faults(f"choice of {code!r}", place, table, table, codes, codes)
    known = codebook.filters
    yield from _faults("filter", ("filters",), file.filters, _filter_table(file), known, known)
    yield from _figure_faults(file, codebook)


def renamed(file: RenamedFile, codebook: Codebook) -> Renamed:
    """Where each old name leads, by a table without faults."""
    filters = _filter_table(file)
    return Renamed(
        questions={old: _end(old, file.questions) for old in file.questions},
        choices={
            code: {old: _end(old, table) for old in table} for code, table in file.choices.items()
        },
        figures=file.figures,
        filters={
            old: _end(old, filters) for old in filters if _end(old, filters) in codebook.filters
        },
    )


def _figure_faults(file: RenamedFile, codebook: Codebook) -> Iterator[Found]:
    # Which figures there are, only their catalogue knows; a question's own goes with the question.
    place, table = ("figures",), file.figures
    ends = {_end(old, table) for old in table}
    questions = [*codebook.questions, *file.questions]
    yield from _faults("figure", place, table, table, ends, questions)
    names = renamed(file, codebook)
    for old in table:
        end = names.figure(old)
        begins = names.old_beginning(end)
        if begins is not None and not _ring(old, table):
            yield (*place, old), f"{old!r} leads to {end!r}, and {begins!r} is an old name."


def _filter_table(file: RenamedFile) -> dict[str, str]:
    """Names of filters; most filters are named after their question, and renamed with it."""
    return {**file.questions, **file.filters}


def _faults(
    what: str,
    place: tuple[str, ...],
    names: Collection[str],
    table: Table,
    known: Collection[str],
    taken: Collection[str],
) -> Iterator[Found]:
    """What is wrong with the old names `names`, which lead on by `table`; each thing once."""
    for old in names:
        if old in taken:
            yield (*place, old), f"{old!r} is in use; an old name is one that nothing has today."
        ring, end = _ring(old, table), _end(old, table)
        if ring:
            if old == min(name for name in ring if name in names):
                yield (*place, old), f"The names go in a circle: {' -> '.join([*ring, old])}."
        elif table[old] not in names and end not in known:
            yield (*place, old), unknown(what, end, known)


def _ring(name: str, table: Table) -> list[str]:
    """The names between `name` and itself, beginning with it; empty where it does not come back."""
    names = list(_after(name, table))
    return [name, *names[:-1]] if names and names[-1] == name else []


def _end(name: str, table: Table) -> str:
    *_, end = chain([name], _after(name, table))
    return end


def _after(name: str, table: Table) -> Iterator[str]:
    """The names that follow one upon another, up to the first that stood before."""
    seen = {name}
    while name in table:
        name = table[name]
        yield name
        if name in seen:
            return
        seen.add(name)
