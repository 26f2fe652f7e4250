"""Patterns of what tells who somebody is: the second net below the list of declared columns.

Everything that a release publishes passes through it: ids, titles and wordings of questions, the
headers they read, ids and labels of choices. Whoever drafts a codebook asks here as well.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from dashboard.codebook import Choice, Question
from dashboard.importing.identifying_names import plain_words, telling_words
from dashboard.importing.identifying_values import CODES, IN_LABELS, PHONE, VALUES
from dashboard.importing.labels import tidied
from dashboard.importing.person_names import all_names

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

# A question that speaks of such things: "Which e-mail service do you use?", "Phone or laptop?"
_SPEAKS_OF = re.compile(
    r"(?i)((which|what|do|does|did|how|have|has|are|is|where|when|who|why|can|would|should)\b.*|"
    r".*\bor\b.*)\?$"
)

_THINGS = frozenset({"e mail", "email", "phone", "telephone", "username", "user name", "street"})

# What a question may speak of without telling who answers it.
_OF_EVENTS = frozenset({"a date", "a date and time", "a name", "an address", "a browser"})

FEWEST_TEXTS = 5
RARELY_FILLED = 0.2


def identifying_name(name: str) -> str | None:
    """The part of a column's name that announces an identifier, or None; only whole words count."""
    return telling_words(name)


def identifying_header(text: str) -> str | None:
    """What a header or a wording asks for, or holds, that tells who somebody is, or None.

    A short text is taken for a name; of a long one, a sentence, only what it asks for counts.
    """
    if (held := identifying_label(text)) and held not in _OF_EVENTS:
        return held
    found = _ASKS_FOR.search(plain_words(text))
    if found:
        return found[0]
    told = identifying_name(text) if len(text) < LONG_HEADER else None
    spoken_of = told in _THINGS and _SPEAKS_OF.fullmatch(text.strip())
    return None if spoken_of else told


def identifying_value(text: str) -> str | None:
    """What kind of identifier a text holds, such as "an e-mail address", or None."""
    plain = tidied(text)
    return next((what for what, pattern in VALUES if pattern.search(plain)), None)


def identifying_label(text: str) -> str | None:
    """What kind of identifier the label of a declared choice holds, or None.

    Stricter than for undeclared answers: "H2O.ai" is no web address, "1000000-5000000" no number
    to call.
    """
    plain = tidied(text)
    found = (what for what, pattern in VALUES if what in IN_LABELS and pattern.search(plain))
    return next(found, "a phone number" if PHONE.search(plain) else None)


def identifying_code(code: str) -> str | None:
    """What kind of identifier the id of a choice was made from, or None."""
    return next((what for what, pattern in CODES if pattern.search(code)), None)


def identifying_values(texts: Iterable[str], declared: Iterable[str]) -> dict[str, str]:
    """One masked example for every kind of identifier among texts that are no declared choice."""
    exempt = {text.casefold().strip() for text in declared}
    found: dict[str, str] = {}
    for text in texts:
        if text.casefold().strip() not in exempt and (what := identifying_value(text)):
            found.setdefault(what, masked(text))
    return found


def identifying_parts(question: Question) -> Iterator[str]:
    """Everything in a question's declaration that tells who somebody is, as sentences; masked.

    What a question is called and reads matters only where its answers are published; what its
    choices say is published with the codebook, whether its answers are or not.
    """
    if question.published:
        names: dict[str, Callable[[str], str | None]] = {
            question.id: identifying_name,
            question.title: identifying_name,
        }
        names |= dict.fromkeys(question.wording.values(), identifying_header)
        names |= dict.fromkeys(_read(question), identifying_header)
        for text, look in names.items():
            if word := look(text):
                yield (
                    f"{question.id}: its name, wording or header says {word!r}, which tells who "
                    "somebody is. Leave it out, or mark it 'published: false'."
                )
                break
    for choice in (*question.choices, *question.items):
        held = next((what for text in _said(choice) if (what := identifying_label(text))), None)
        if held := held or identifying_code(choice.id):
            example = masked(choice.label)
            yield f"{question.id}: a choice holds {held}, such as {example!r}. Leave it out."
            return
    for entries in (question.choices, question.items):
        if all_names(label := [one.label for one in entries if not (one.outside or one.other)]):
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
    yield from (choice.label, choice.description, *choice.wording.values())
    for labels in choice.labels.values():
        yield from labels


def free_text(people: Mapping[str, int], asked: int) -> bool:
    """Whether declared choices are in truth what people wrote: few wrote, and no two the same.

    `people` counts who gave each choice, `asked` who was asked.
    """
    given = [n for n in people.values() if n]
    return len(given) >= FEWEST_TEXTS and max(given) == 1 and len(given) <= RARELY_FILLED * asked


def masked(text: str) -> str:
    """A text of which only its first character, its length and its signs can be seen."""
    shown = re.sub(r"\w", "*", text[:30])
    return text[:1] + shown[1:] + ("..." if len(text) > 30 else "")
