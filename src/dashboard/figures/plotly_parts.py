"""The parts of the Plotly library that draw this dashboard's figures, cut out of the whole of it.

The library is one text: modules `name=W((exports,module)=>{…})`, which run when another calls
`name()`, and between them passages of functions that run once `name=Ea(()=>{…})` is called. What
nothing kept calls never runs. A module that is left out stays as an empty one, a passage goes.
"""

import re
from collections.abc import Iterable, Mapping

TRACES = ("scatter", "bar")
"""The traces that figures are drawn of."""

_MODULE = re.compile(r"([\w$]+)=W\((?:\([\w$,]*\)|[\w$]+)=>(?=\{)")
_PASSAGE = re.compile(r"([\w$]+)=Ea\(")
_CALL = re.compile(r"(?<![\w$.])([\w$]+)\(\)")
_REGISTER = re.compile(r"\.register\(\[((?:[\w$]+\(\),?){9,})\]\)")
_TRACE = re.compile(r'moduleType:"trace",name:"(\w+)"')
_BEFORE_A_PATTERN = re.compile(
    r"(?:[(,=:\[!&|?{};+\-*%~^<>]|(?<![\w$.])(?:return|typeof|case|in|of|do|else|void|delete|throw))\s*$"
)
_NEXT = re.compile(r"['\"`/{}]")
_PATTERN = re.compile(r"/(?:[^\\/\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/")


class NotRead(Exception):
    """The library is not written as this module reads it."""


def parts_of(library: str, traces: Iterable[str] = TRACES) -> str:
    """The library with nothing but what these traces need; NotRead where it is built otherwise."""
    bodies = _bodies(library)
    found = _REGISTER.search(library)
    if found is None or not bodies:
        raise NotRead("it has no list of what is registered, or no modules")
    places = sorted(bodies.values())
    gaps = list(zip([0, *(end for _, end in places)], [*(at for at, _ in places), len(library)],
                    strict=True))  # fmt: skip
    passages = {f"passage {number}": gap for number, gap in enumerate(gaps)}
    sections = bodies | passages
    texts = {name: library[begin:end] for name, (begin, end) in sections.items()}
    owners = {name: name for name in bodies}
    for name in passages:
        owners |= dict.fromkeys(_PASSAGE.findall(texts[name]), name)
    calls = {
        name: {owners[other] for other in _CALL.findall(text) if other in owners} - {name}
        for name, text in texts.items()
    }
    listed = [name for name in _CALL.findall(found[1]) if name in bodies]
    registers = [name for name, (begin, end) in bodies.items() if begin < found.start() < end]
    kinds = {name: _trace_of(name, texts, calls) for name in listed}
    wanted = [name for name in listed if kinds[name] in {*traces}]
    missing = {*traces} - {*kinds.values()} - {"scatter"}  # that one is the core
    if missing or not registers:
        raise NotRead(f"it has no module of {', '.join(sorted(missing)) or 'the list'}")
    calls[registers[0]] -= {*listed} - {*wanted}
    # The first and the last passage start everything; the others wait until they are called.
    first, *_, last = passages
    kept = _reached([registers[0], first, last], calls)
    pieces = []
    for name in sorted(texts, key=sections.__getitem__):
        if name in kept:
            pieces.append(texts[name])
        else:
            pieces.append("{}" if name in bodies else _without(texts[name]))
    registered = ".register([" + ",".join(f"{name}()" for name in wanted) + "])"
    return "".join(pieces).replace(found[0], registered)


def _bodies(library: str) -> dict[str, tuple[int, int]]:
    """Where the body of each module begins and ends, braces included."""
    found: dict[str, tuple[int, int]] = {}
    past = 0
    for begun in _MODULE.finditer(library):
        if begun.start() < past:
            continue  # it is within another
        try:
            past = _closing(library, begun.end())
        except (IndexError, ValueError) as error:
            raise NotRead(f"module {begun[1]} is never closed") from error
        if library[past : past + 2] not in (");", "),"):
            raise NotRead(f"module {begun[1]} does not end where its braces do")
        found[begun[1]] = begun.end(), past
    return found


def _without(passage: str) -> str:
    """A passage that nothing calls: the end of the module before it, and the next one's name."""
    begun = [*_MODULE.finditer(passage + "{")]
    if not begun or not _PASSAGE.search(passage):
        return passage
    return f"{passage[: passage.index(';') + 1]}var {begun[-1][0]}"


def _trace_of(name: str, texts: Mapping[str, str], calls: Mapping[str, set[str]]) -> str | None:
    """The trace that a registered module stands for, itself or through the one that it hands on."""
    seen: set[str] = set()
    while name not in seen:
        seen.add(name)
        if told := _TRACE.search(texts[name]):
            return told[1]
        if len(calls[name]) == 1:
            [name] = calls[name]
    return None


def _reached(roots: Iterable[str], calls: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += calls[name]
    return found


def _closing(text: str, at: int) -> int:
    """The place after the brace that closes the one at `at`, past texts, patterns and remarks."""
    open_: list[str] = []
    while found := _NEXT.search(text, at):
        at, sign = found.end(), found[0]
        if sign == "{":
            open_.append(sign)
        elif sign == "}":
            if open_.pop() == "`":
                at = _within_template(text, at, open_)
            elif not open_:
                return at
        elif sign == "`":
            at = _within_template(text, at, open_)
        elif sign == "/":
            at = _past_slash(text, at - 1)
        else:
            while text[at] != sign:
                at += 2 if text[at] == "\\" else 1
            at += 1
    raise ValueError("a brace is never closed")


def _within_template(text: str, at: int, open_: list[str]) -> int:
    """The place after a template's end, or after the brace that begins what is worked out in it."""
    while text[at] != "`":
        if text.startswith("${", at):
            open_.append("`")
            return at + 2
        at += 2 if text[at] == "\\" else 1
    return at + 1


def _past_slash(text: str, at: int) -> int:
    """The place after a remark, a pattern or a sign of division."""
    if text.startswith("//", at):
        return text.index("\n", at)
    if text.startswith("/*", at):
        return text.index("*/", at) + 2
    if _BEFORE_A_PATTERN.search(text, max(0, at - 12), at):
        pattern = _PATTERN.match(text, at)
        if pattern is None:
            raise ValueError("a pattern is never closed")
        return pattern.end()
    return at + 1
