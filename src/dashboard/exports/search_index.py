"""What a search finds: tools, answers, questions and pages, each with its names and its way.

The index is plain data that a browser gets once; `web/browser/search.js` is what ranks it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from dashboard.codebook import Choice, Codebook, Question
from dashboard.codebook.synonyms import read_synonyms
from dashboard.codebook.tool_list import tools_of
from dashboard.stories.one_tool import PAGE as TOOL_PAGE

GROUPS = ("Tools", "Answers", "Questions", "Pages")
TOOLS, ANSWERS, QUESTIONS, PAGES = range(len(GROUPS))

# Labels of nothing but such words say nothing without their question.
_PLAIN = {
    *("a", "all", "and", "answer", "any", "applicable", "both", "don't", "i", "know", "n/a"),
    *("neither", "no", "none", "not", "of", "opinion", "or", "other", "others", "prefer", "say"),
    *("sure", "the", "these", "those", "to", "unknown", "we", "yes"),
}


def search_index(codebook: Codebook, pages: Mapping[str, str]) -> dict[str, Any]:
    """The index of a survey; `pages` are titles of further pages by their address.

    Each of `entries` has a `group` (its place in `groups`), a `title`, `names` of its own, `also`
    for other words it is known by, and `ways`: places in the list of all ways, which are pairs of a
    label and an address relative to the site.
    """
    also_known = read_synonyms(codebook.folder)
    entries = [*_tools(codebook), *_answers(codebook), *_questions(codebook)]
    entries += _pages(codebook, pages)
    ways: dict[tuple[str, str], int] = {}
    for entry in entries:
        entry["ways"] = [ways.setdefault(way, len(ways)) for way in entry["ways"]]
        own = " ".join(entry["names"]).casefold()
        entry["also"] += [
            word for word, meant in also_known.items() if any(_is_word(one, own) for one in meant)
        ]
    return {"groups": GROUPS, "ways": list(ways), "entries": entries}


def says_something(label: str) -> bool:
    """Whether a label means something without its question: “Yes” and “None of these” do not."""
    return not set(re.findall(r"[\w'’/]+", label.casefold().replace("’", "'"))) <= _PLAIN


def _tools(codebook: Codebook) -> Iterator[dict[str, Any]]:
    """Tools: each leads to its own page."""
    for tool in tools_of(codebook).values():
        names = _with_inner([tool.label, *tool.aliases])
        way = (tool.category.title, f"{TOOL_PAGE}?{urlencode({'tool': tool.name})}")
        yield _entry(TOOLS, tool.label, [way], names)


def _answers(codebook: Codebook) -> Iterator[dict[str, Any]]:
    """Answers and rows by their label: questions that share one are found together."""
    offering: dict[str, tuple[set[str], list[Question]]] = {}
    for question in _published(codebook):
        for choice in (*question.choices, *question.items):
            if says_something(choice.label):
                names, questions = offering.setdefault(choice.label, (set(), []))
                names.update(_names(choice))
                if question not in questions:
                    questions.append(question)
    for label, (names, questions) in offering.items():
        ways = [_way(codebook, question) for question in questions]
        yield _entry(ANSWERS, label, ways, sorted(names))


def _questions(codebook: Codebook) -> Iterator[dict[str, Any]]:
    for question in _published(codebook):
        wordings = dict.fromkeys(question.wording[year] for year in sorted(question.wording))
        further = [*wordings, question.id.replace("_", " ")]
        found = _entry(QUESTIONS, question.title, [_way(codebook, question)], [])
        yield found | {"also": further}


def _pages(codebook: Codebook, pages: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    topics = {topic.id: topic for topic in codebook.topics if topic.questions}
    for code, topic in topics.items():
        sections = dict.fromkeys(q.section for q in topic.questions if q.published and q.section)
        found = _entry(PAGES, topic.title, [(topic.lead, code)], [])
        yield found | {"also": [*sections, *([topic.lead] if topic.lead else [])]}
    for code, title in pages.items():
        yield _entry(PAGES, title, [("", code)], [])


def _published(codebook: Codebook) -> list[Question]:
    return [question for question in codebook.questions.values() if question.published]


def _names(choice: Choice) -> list[str]:
    """Its name, those of earlier years, and what a label has in brackets."""
    names = dict.fromkeys([choice.label, *choice.wording.values()])
    for labels in choice.labels.values():
        names |= dict.fromkeys(labels)
    return _with_inner(list(names))


def _with_inner(names: list[str]) -> list[str]:
    """Names, then what stands in their brackets."""
    inner = [part for name in names for part in re.findall(r"\(([^()]+)\)", name)]
    return [*names, *inner]


def _way(codebook: Codebook, question: Question) -> tuple[str, str]:
    view = urlencode({"question": question.id})
    topic = codebook.topic(question.topic)
    return f"{question.title} · {topic.title}", f"{topic.id}?{view}"


def _entry(group: int, title: str, ways: list[tuple[str, str]], names: list[str]) -> dict[str, Any]:
    own = list(dict.fromkeys([title, *names]))
    return {"group": group, "title": title, "names": own, "also": [], "ways": ways}


def _is_word(word: str, text: str) -> bool:
    word = word.casefold()
    return word in text and re.search(rf"(?<!\w){re.escape(word)}", text) is not None
