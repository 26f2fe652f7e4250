"""Where a view has too few answers: wider views near it that have enough, each with its address.

Answers that the release withholds too many of are none to show, here and in a wider view.
Nothing is widened silently. An offer is a link, says whom its view is about, and how many answers
that has; a view that has no more to show is not offered.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dashboard.analysis.rounding import count_range
from dashboard.codebook import Question
from dashboard.codebook.comparability import compare_question
from dashboard.estimates.reliability import SHARE_FROM
from dashboard.query.selection import in_words, words_of
from dashboard.query.url import COMPARE_YEARS, Address, query_of
from dashboard.stories.view import Desk, available

MOST = 3
SHOW_INSTEAD = f"Some questions have fewer than {SHARE_FROM} answers to show here. Show instead:"
ENOUGH = 0.5
"""The part of the questions with too few answers that a wider view must have enough for."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A wider view: whom it is about in words, and the answers to questions that it fills."""

    words: str
    address: Address
    fewest: int
    most: int

    @property
    def label(self) -> str:
        """What its link says."""
        answers = count_range(self.fewest, self.most)
        return f"{self.words} ({answers} answer{'s' if self.most != 1 else ''} per question)"


def offers(desk: Desk, questions: Iterable[Question]) -> list[Offer]:
    """Wider views of questions that have too few answers for shares in this one; often none.

    In a comparison there are none: its groups say for themselves which are too small.
    """
    if desk.chosen.address.compare is not None:
        return []
    short = short_of_answers(desk, questions)
    if not short:
        return []
    found = (_offer(desk, short, words, address) for words, address in _wider(desk))
    return [offer for offer in (*found, _earlier(desk, short)) if offer is not None]


def short_of_answers(desk: Desk, questions: Iterable[Question]) -> list[Question]:
    """Those of some questions, asked in the year, that have too few answers to show here."""
    asked = {q.id: q for q in questions if available(desk, q.id)}
    here = _answers(desk, asked.values(), desk.chosen.address)
    return [question for code, question in asked.items() if here[code] < SHARE_FROM]


def _offer(desk: Desk, short: Sequence[Question], words: str, address: Address) -> Offer | None:
    return _of_counts(list(_answers(desk, short, address).values()), words, address)


def _of_counts(counts: Sequence[int], words: str, address: Address) -> Offer | None:
    enough = [n for n in counts if n >= SHARE_FROM]
    if len(enough) < ENOUGH * len(counts):
        return None
    return Offer(words=words, address=address, fewest=min(enough), most=max(enough))


def _earlier(desk: Desk, short: Sequence[Question]) -> Offer | None:
    """The edition before beside this one, for questions it asked alike and of more people."""
    before = max((y for y in desk.responses.years if y < desk.year), default=None)
    if before is None:
        return None
    address = desk.chosen.address
    alike = [q for q in short if compare_question(q, before, desk.year).comparable]
    found = _answers(desk, alike, replace(address, year=before))
    counts = [found.get(question.id, 0) for question in short]
    query = replace(desk.plain, years=(before, desk.year))
    words = f"{in_words(desk.codebook, query)}, side by side"
    return _of_counts(counts, words, replace(address, compare=COMPARE_YEARS))


def _wider(desk: Desk) -> Iterator[tuple[str, Address]]:
    """Views near this one: a family of answers, a band's neighbors, one filter less."""
    address, codebook = desk.chosen.address, desk.codebook
    for name, codes in address.where.items():
        question = codebook.filter(name)
        rest = {other: kept for other, kept in address.where.items() if other != name}
        for words, wider in (*_families(desk, question, codes), *_neighbors(desk, question, codes)):
            where = {one: wider if one == name else kept for one, kept in address.where.items()}
            others = query_of(codebook, replace(address, where=rest), desk.responses.years)
            said = in_words(codebook, others) if rest else str(desk.year)
            yield f"{words} · {said}", replace(address, where=where)
    if len(address.where) > 1:
        for name in address.where:
            rest = {other: kept for other, kept in address.where.items() if other != name}
            wider_view = replace(address, where=rest)
            yield in_words(codebook, query_of(codebook, wider_view, ())), wider_view


def _families(
    desk: Desk, question: Question, codes: Sequence[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The family that all chosen answers are in, where the year offered more of it."""
    offered = [choice.id for choice in question.offered(desk.year)]
    for family in question.families:
        members = tuple(code for code in offered if code in family.of)
        if set(codes) < set(members):
            yield family.label, members


def _neighbors(
    desk: Desk, question: Question, codes: Sequence[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The chosen bands with those next to them."""
    bands = [choice for choice in question.offered(desk.year) if choice.is_band]
    bands.sort(key=lambda choice: float("-inf") if choice.low is None else choice.low)
    places = [at for at, choice in enumerate(bands) if choice.id in codes]
    if len(places) != len(codes) or not places:
        return
    near = bands[max(0, places[0] - 1) : places[-1] + 2]
    if len(near) > len(codes):
        wider = tuple(choice.id for choice in near)
        yield words_of(question, wider), wider


def _answers(desk: Desk, questions: Iterable[Question], address: Address) -> dict[str, int]:
    """How many answers to each question may be shown in the year of a view: none in a gap."""
    query = query_of(desk.codebook, replace(address, compare=None), desk.responses.years)
    found = desk.results([question.id for question in questions], query)
    return {
        code: 0 if one.gaps else int(one.tally.answered.n.max(initial=0))
        for code, one in found.items()
    }
