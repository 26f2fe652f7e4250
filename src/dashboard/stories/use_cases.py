"""Percentages of use cases: how they spread today, and what the same people expect."""

from dataclasses import replace

from dashboard.analysis.expectations import expectations
from dashboard.analysis.results import Result
from dashboard.analysis.rounding import percent
from dashboard.codebook.page_entries import NowAndLater
from dashboard.errors import contained
from dashboard.figures import draw
from dashboard.figures.composite.expected import expected
from dashboard.figures.table import is_shown
from dashboard.figures.words import listed
from dashboard.stories.news import News
from dashboard.stories.parts import of_question, told, with_note
from dashboard.stories.story import Stage, Story, Told
from dashboard.stories.view import Desk, available
from dashboard.stories.what_changed import change_of_topic


def now_and_later(entry: NowAndLater) -> Story:
    """One allocation at a time, chosen by the reader: today, and what is expected of it.

    Today with its mean and how answers spread, for many say nought or everything; then today
    beside later, respondent by respondent.
    """
    id, title = entry.id, entry.title
    pairs = [(pair.now, pair.later) for pair in entry.pairs]

    def tell(desk: Desk, stage: Stage) -> None:
        offered = {now: later for now, later in pairs if available(desk, now)}
        titles = {now: desk.question(now).title for now in offered}
        topic = desk.codebook.topic(desk.question(pairs[0][0]).topic)
        news = contained("The headline's change", lambda: change_of_topic(desk, topic))
        about = news.question.id if isinstance(news, News) else ""
        # What the headline is about stands above, over the years.
        begin = next((code for code in offered if code != about), about)
        now = stage.choose(f"{id}_pick", title, titles, begin)
        stage.show(now, lambda: _today(desk, now))
        if available(desk, offered[now]):
            name = f"{id}_expected.{now}"
            stage.show(name, lambda: _expected(desk, now, offered[now], name, entry.when))
        else:
            stage.say(f"{desk.year} did not ask about expectations {entry.when}.")

    return Story(
        id=id,
        title=title,
        tell=tell,
        needs=pairs[0],
        replaces=tuple(code for pair in pairs for code in pair),
        section=entry.section or "",
        charts=2,
        plain=True,
    )


def _today(desk: Desk, code: str) -> Told:
    now = desk.question(code)
    today = desk.results([code])[code]
    figure = with_note(draw(today, desk.view()), _all_or_nothing(today))
    return of_question(desk, figure, now)


def _expected(desk: Desk, code: str, later_code: str, id: str, when: str) -> Told:
    now, later = desk.question(code), desk.question(later_code)
    found = expectations(desk.responses, now, later, replace(desk.plain, weights=desk.weights(now)))
    heading = f"{now.title}: today and {when}"
    of_today = desk.results([code])[code]
    figure = expected(found, of_today, desk.view(), id=id, title=heading, when=when)
    return told(desk, figure, [now, later], "expectations", [found])


def _all_or_nothing(today: Result) -> str:
    """How many say none, and how many say all, for the parts most people say it of."""
    spread = today.spread
    if spread is None:
        return ""
    said = []
    for words, band in (("Respondents giving 0%", 0), ("Giving 100%", -1)):
        shares = [
            (float(spread.share[-1, 0, i, band]), item.label)
            for i, item in enumerate(today.items)
            if item is not None and is_shown(spread.flag[-1, 0, i, band]) and not item.other
        ]
        best = [
            f"{percent(share)} for {label}" for share, label in sorted(shares, reverse=True)[:2]
        ]
        if best:
            said.append(f"{words}: {listed(best)}.")
    return " ".join(said)
