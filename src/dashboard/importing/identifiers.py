"""Patterns that identify a person: the second check, after the list of declared columns.

Everything that a release publishes passes through it: ids, titles and wordings of questions, the
headers they read, ids and labels of choices. Drafts of codebooks are checked here as well.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache

from dashboard.codebook import Choice, Question
from dashboard.importing.excel_damage import damaged_keys
from dashboard.importing.identifying_names import plain_words, telling_words
from dashboard.importing.identifying_values import (
    CODES,
    IN_LABELS,
    LEADING_ZERO,
    PHONE,
    POLISH_POSTAL,
    VALUES,
)
from dashboard.importing.labels import normalised, tidied
from dashboard.importing.person_names import all_names, is_one_name, names_in

# In a sentence the word alone says little ("by e-mail", "names of columns"): it must be asked for.
_ASKED = (
    r"e ?mail( ?address(es)?)?|(first |last |full |sur ?|nick ?)?name|(tele)?phone( number)?|"
    r"mobile( number)?|(home |postal |street )?address|contact( details| data| information)?|"
    r"linkedin|twitter|github|slack|discord|date of birth|birthday|(post|zip) ?code"
)
_ASKS_FOR = re.compile(
    r"(?<!\w)("
    rf"(your|my)( \w+)? ({_ASKED})|"
    r"(leave|enter|provide|give|tell|type|fill in)( us| me)?( here| below)? "
    rf"(an?|the|us)( \w+)? ({_ASKED})|"
    r"(contact|reach|call|write to|e ?mail|get back to|follow up with) you(?! \w+ by)|"
    r"who are you|what are you called"
    r")(?!\w)"
)
LONG_HEADER = 60
NAME = "a name"

# A question that speaks of such things: "Which e-mail service do you use?", "Phone or laptop?"
_SPEAKS_OF = re.compile(
    r"(?i)((which|what|do|does|did|how|have|has|are|is|where|when|who|why|can|would|should)\b.*|"
    r".*\bor\b.*)\?$"
)

_THINGS = frozenset({"e mail", "email", "phone", "telephone", "username", "user name", "street"})

# Subjects of a question that do not identify respondents.
_OF_EVENTS = frozenset({"a date", "a date and time", "a name", "an address", "a browser"})

FEWEST_TEXTS = 5
POSTAL_CODE = "a postal code"
RARELY_FILLED = 0.2


def identifying_name(name: str) -> str | None:
    """The part of a column's name that announces an identifier, or None; only whole words count."""
    return telling_words(name)


def identifying_header(text: str) -> str | None:
    """The identifier that a header or a wording asks for, or holds, or None.

    A short text is read as a name; in a sentence only what it asks for counts.
    """
    if (held := identifying_label(text)) and held not in _OF_EVENTS:
        return held
    if named := names_in(text):
        return masked(named)
    found = _ASKS_FOR.search(plain_words(text))
    if found:
        return found[0]
    told = identifying_name(text) if len(text) < LONG_HEADER else None
    spoken_of = told in _THINGS and _SPEAKS_OF.fullmatch(text.strip())
    return None if spoken_of else told


def identifying_value(text: str) -> str | None:
    """The kind of identifier that a text holds, such as "an e-mail address", or None."""
    plain = tidied(text)
    found = (what for what, pattern in VALUES if pattern.search(plain))
    return next(found, NAME if is_one_name(plain) else None)


# Questions share their choices, and years their labels: few texts, asked for many times.
@lru_cache(maxsize=10_000)
def identifying_label(text: str) -> str | None:
    """The kind of identifier that the label of a declared choice holds, or None.

    Labels are allowed more than undeclared answers: "H2O.ai" is not a web address here, nor is
    "1000000-5000000" a phone number.
    """
    plain = tidied(text)
    found = (what for what, pattern in VALUES if what in IN_LABELS and pattern.search(plain))
    other = NAME if is_one_name(plain) else None
    return next(found, "a phone number" if PHONE.search(plain) else other)


@lru_cache(maxsize=10_000)
def identifying_code(code: str) -> str | None:
    """The kind of identifier that the id of a choice was made from, or None."""
    found = (what for what, pattern in CODES if pattern.search(code))
    return next(found, NAME if is_one_name(code.replace("_", " ")) else None)


def identifying_values(texts: Iterable[str], declared: Iterable[str]) -> dict[str, str]:
    """One masked example of each kind of identifier among texts that are not declared choices."""
    exempt = {text.casefold().strip() for text in declared}
    undeclared = [text for text in texts if text.casefold().strip() not in exempt]
    found: dict[str, str] = {}
    for text in undeclared:
        if what := identifying_value(text):
            found.setdefault(what, masked(text))
    if codes := postal_codes(undeclared):
        found.setdefault(POSTAL_CODE, masked(codes[0]))
    return found


def postal_codes(texts: Iterable[str]) -> list[str]:
    """The texts of one question or column that are Polish postal codes, such as "02-677".

    One of them may be a range, "10-100". Two ranges of this form overlap, since both hold 99 and
    100, so that a list of ranges has one; and no range has a leading zero.
    """
    codes = [text for text in dict.fromkeys(map(str.strip, texts)) if POLISH_POSTAL.fullmatch(text)]
    return codes if len(codes) > 1 and any(map(LEADING_ZERO.search, codes)) else []


def identifying_parts(
    question: Question, no_persons: Collection[str] = (), tools: Collection[str] = ()
) -> Iterator[str]:
    """Everything in a question's declaration that identifies a person, as masked sentences.

    `tools`, ids of choices, and the labels in `no_persons` may be a person's name. What a question
    is called and reads matters only where its answers are published; its choices are published with
    the codebook in any case.
    """
    known = {text.casefold() for text in no_persons}
    if question.published:
        names: dict[str, Callable[[str], str | None]] = {
            question.id: identifying_name,
            question.title: identifying_name,
        }
        names |= dict.fromkeys(question.wording.values(), identifying_header)
        names |= dict.fromkeys(_read(question), identifying_header)
        for text, look in names.items():
            named = names_in(text)
            if (word := look(text)) and not (named and named.casefold() in known):
                yield (
                    f"{question.id}: its name, wording or header says {word!r}, which "
                    "identifies a respondent. Leave it out, or mark it 'published: false'."
                )
                break
    for choice in (*question.choices, *question.items):
        found = [(identifying_label(text), text) for text in _said(choice)]
        found.append((identifying_code(choice.id), choice.label))
        if choice.id in tools or choice.label.casefold() in known:
            found = [(what, text) for what, text in found if what != NAME]
        for held, text in found:
            if not held:
                continue
            what = "a choice" if text == choice.label else f"a text of the choice {choice.id!r}"
            yield f"{question.id}: {what} holds {held}, such as {masked(text)!r}. Leave it out."
            return
    for entries in (question.choices, question.items):
        label = [
            one.label
            for one in entries
            if not (one.outside or one.other or one.label.casefold() in known)
        ]
        if codes := postal_codes(label):
            yield (
                f"{question.id}: its choices look like postal codes, such as {masked(codes[0])!r}. "
                "Leave it out."
            )
        if all_names(label):
            yield (
                f"{question.id}: its choices look like names of persons, such as "
                f"{masked(label[0])!r}. Leave it out."
            )


def _read(question: Question) -> Iterator[str]:
    """The headers that a question and its parts read."""
    parts: list[Question | Choice] = [question, *question.choices, *question.items]
    for part in parts:
        for headers in part.columns.values():
            yield from headers


def _said(choice: Choice) -> Iterator[str]:
    """The texts of a choice; "2025-02-09", which a spreadsheet makes of "2-9", is none of these."""
    yield from (choice.label, choice.description, *choice.wording.values())
    if not any(choice.labels.values()):
        return
    wordings = {choice.label, *choice.wording.values()}
    damaged = damaged_keys({normalised(text): choice.id for text in wordings})
    for labels in choice.labels.values():
        yield from (text for text in labels if normalised(text) not in damaged)


def free_text(people: Mapping[str, int], asked: int) -> bool:
    """Whether declared choices are free text: few respondents answered, and all differently.

    `people` counts the respondents who gave each choice, `asked` those who were asked.
    """
    given = [n for n in people.values() if n]
    return len(given) >= FEWEST_TEXTS and max(given) == 1 and len(given) <= RARELY_FILLED * asked


def masked(text: str) -> str:
    """A text of which only its first character, its length and its signs can be seen."""
    shown = re.sub(r"\w", "*", text[:30])
    return text[:1] + shown[1:] + ("..." if len(text) > 30 else "")
