"""The tools a survey asks about: choices that its questions mark as tools, each by one name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.codebook.entry_types import Kind
from dashboard.codebook.model import Choice, Codebook, Question
from dashboard.errors import DashboardError, UnknownName, listed, shown

SEPARATOR = "."


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A tool and the questions that offer it, those of the newest edition first.

    `name` stands in addresses, `code` in responses. `aliases` are the other names it has had in
    questionnaires and exports. `judged` are the matrices that have a row for it.
    """

    name: str
    code: str
    label: str
    aliases: tuple[str, ...]
    offered_in: tuple[Question, ...]
    judged: tuple[Question, ...]

    @property
    def category(self) -> Question:
        """The question that names its category: the newest to offer it."""
        return self.offered_in[0]


def tools_of(codebook: Codebook) -> Mapping[str, Tool]:
    """Every tool of a survey by its name, in the order of the questionnaire; often none.

    One id with one label is one tool, whichever questions offer it. Where questions use an id for
    different things, the question's id and a dot come before it.
    """
    offers: dict[tuple[str, str], list[tuple[Question, Choice]]] = {}
    for question in codebook.questions.values():
        if question.published:
            for code in question.tools:
                choice = question.choice(code)
                offers.setdefault((code, choice.label), []).append((question, choice))
    labels: dict[str, int] = {}
    for code, _ in offers:
        labels[code] = labels.get(code, 0) + 1
    found = {}
    matrices: dict[str, list[Question]] = {}
    for question in codebook.questions.values():
        if question.kind is Kind.MATRIX and question.published:
            for item in question.items:
                matrices.setdefault(item.id, []).append(question)
    for (code, label), offered in offers.items():
        # Sorting keeps the order of the questionnaire among those offered equally late.
        if len(offered) > 1:
            offered.sort(key=lambda one: -max(one[1].asked, default=0))
        questions = tuple([question for question, _ in offered])
        name = code if labels[code] == 1 else SEPARATOR.join((questions[0].id, code))
        found[name] = Tool(
            name=name,
            code=code,
            label=label,
            aliases=_aliases(label, [choice for _, choice in offered]),
            offered_in=questions,
            judged=_judged(matrices.get(code, ()), questions),
        )
    return found


def has_tools(codebook: Codebook) -> bool:
    """Whether a survey has any tool."""
    return any(question.tools for question in codebook.questions.values() if question.published)


def tool_names(codebook: Codebook) -> Mapping[tuple[str, str], str]:
    """The name of the tool that a choice of a question, or a row of a matrix, stands for.

    By the ids of question and choice or row.
    """
    return {
        (question.id, tool.code): tool.name
        for tool in tools_of(codebook).values()
        for question in (*tool.offered_in, *tool.judged)
    }


def tool_of(codebook: Codebook, name: str) -> Tool:
    """The tool of a name, of today or of old; a DashboardError where it is none, or several.

    The question before the dot may be any that offers the tool.
    """
    every = tools_of(codebook)
    where, _, code = name.rpartition(SEPARATOR)
    old = codebook.renamed
    where = old.questions.get(where, where)
    asked = [where] if where else [q for q in codebook.questions if codebook.questions[q].tools]
    codes = {code, *(old.choices.get(question, {}).get(code, code) for question in asked)}
    found = [
        tool
        for tool in every.values()
        if tool.code in codes and (not where or where in [q.id for q in tool.offered_in])
    ]
    if len(found) == 1:
        return found[0]
    if found:
        names = listed(tool.name for tool in found)
        raise DashboardError(f"{shown(name)} is the name of several tools: {names}.")
    raise UnknownName("tool", name, every)


def _aliases(label: str, choices: Iterable[Choice]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for choice in choices:
        names |= dict.fromkeys(choice.wording.values())
        for texts in choice.labels.values():
            names |= dict.fromkeys(texts)
    names.pop(label, None)
    return tuple(names)


def _judged(matrices: Iterable[Question], offered_in: Iterable[Question]) -> tuple[Question, ...]:
    """Of the matrices with a row of a tool's id those that ask about the tool of these questions.

    A matrix is told by where its rows come from: elsewhere the same id may be another thing.
    """
    found = []
    for matrix in matrices:
        for question in offered_in:
            if question.id in matrix.items_from:
                found.append(matrix)
                break
    return tuple(found)
