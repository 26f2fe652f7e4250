"""The templates of the static site, and what all of them know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from dashboard.analysis.rounding import percent
from dashboard.codebook import FURTHER, Codebook, Year
from dashboard.errors import MOST_LISTED
from dashboard.exports.batch.opener import AtHand
from dashboard.exports.dataset.citation import citation
from dashboard.figures.presets import DEMO, DEMO_MEANS
from dashboard.query.selection import Of, Weights
from dashboard.query.url import (
    COMPARE_YEARS,
    LONGEST,
    OTHERS,
    TOO_LONG,
    VERSION,
    VERSIONS,
    apart,
    comparisons,
    groupings,
    newest_year,
    not_asked,
    possible_weights,
    unreadable,
)
from dashboard.stories.front_page import FIND_GROUP, FIND_GROUP_SAYS, LISTED, TOO_FEW
from dashboard.stories.menu import (
    ASK,
    FIGURE,
    OVERVIEW,
    REPORT,
    TITLES,
    grouped,
    hidden,
    page_titles,
)
from dashboard.stories.offers import SHOW_INSTEAD
from dashboard.stories.page_room import FOR_A_ROW, TALLEST, TALLEST_NARROW
from dashboard.stories.topic_view import AT_ONCE
from dashboard.stories.what_changed import PAGE as CHANGES

FRONT = "index"
ABOUT = ("method", "codebook", "data")
LIVE = (*ASK, FIGURE)
"""Pages that the app alone has."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry of the menu: whether it is this page, and whether it keeps the view."""

    title: str
    link: str
    here: bool
    viewed: bool


def environment_of(survey: AtHand, **more: object) -> Environment:
    """The templates, with what of a survey stands on every page."""
    environment = Environment(
        loader=PackageLoader("dashboard.exports.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"address": quote, "percent": percent}
    codebook = survey.codebook
    environment.globals |= {
        "survey": codebook,
        "release": survey.release,
        "released": survey.manifest is not None,
        "demo": demo_words(codebook),
        "at_once": AT_ONCE,
        "app": survey.app,
        "too_few": TOO_FEW,
        "show_instead": SHOW_INSTEAD,
        "listed": LISTED,
        "find_group": (FIND_GROUP, FIND_GROUP_SAYS),
        "changes": CHANGES,
        "report": (REPORT, TITLES[REPORT]),
        "tall": FOR_A_ROW * TALLEST,
        "tall_on_phones": FOR_A_ROW * TALLEST_NARROW,
        **more,
    }
    return environment


def demo_words(codebook: Codebook) -> tuple[str, ...]:
    """The notice of made-up responses, its lead apart; nothing where people answered."""
    return (DEMO, DEMO_MEANS) if codebook.synthetic else ()


def menu_of(survey: AtHand, page: str, with_views: Sequence[str]) -> list[tuple[str, list[Entry]]]:
    """The menu as the app has it, by headings; what only the app answers leads there, if anywhere.

    `with_views` are the pages that keep the view.
    """
    codebook = survey.codebook
    titles = page_titles(codebook)
    own = {OVERVIEW: FRONT} | {code: code for code in (*with_views, *ABOUT)}
    menu: list[tuple[str, list[Entry]]] = []
    shown = [
        code
        for code in titles
        if code not in hidden(codebook) and (code in own or (survey.app and code in LIVE))
    ]
    for heading, codes in grouped(codebook, shown).items():
        entries = [
            Entry(
                title=titles[code],
                link=f"{own[code]}.html" if code in own else f"{survey.app}{code}",
                here=own.get(code) == page,
                viewed=own.get(code) in with_views or code in ASK,
            )
            for code in codes
        ]
        menu.append((heading, entries))
    return menu


def controls_of(codebook: Codebook) -> list[dict[str, Any]]:
    """What a reader chooses: whom, in which year, compared by what, with the labels of the app."""
    whom = comparisons(codebook)[1:]
    found: list[dict[str, Any]] = [
        {
            "name": name,
            "label": codebook.filters[name].title,
            "options": [("", "All")]
            + [(choice.id, choice.label) for choice in codebook.filters[name].choices],
        }
        for name in whom
    ]
    years = [(str(year), str(year)) for year in sorted(codebook.years, reverse=True)]
    found.append({"name": COMPARE_YEARS, "label": "Year", "options": years})
    compared = [("", "None"), (COMPARE_YEARS, "Year")]
    compared += [(name, codebook.filters[name].title) for name in whom]
    found.append({"name": "compare", "label": "Compare", "options": compared})
    return found


SAYS = {
    "too_long": TOO_LONG,
    "version": unreadable("{}"),
    "twice": "The address gives {} {} times.",
    "refused": "This link does not lead to a view",
    "newest": "Show the newest results",
    "elsewhere": "This view is not part of the static site",
    "elsewhere_why": "It has everyone and every single group, by year and compared by year. "
    "Everything else the live dashboard computes.",
    "not_loaded": "This view could not be loaded. Try again, or reload the page.",
    "cite": "Cite",
    "live": "Open in the dashboard",
    "drawer": "Filters",
}


def about(survey: AtHand, page: str, views: Mapping[str, str], painter: str) -> dict[str, Any]:
    """What the site's own script reads: names, allowed values, refusals, and where bundles are."""
    codebook = survey.codebook
    newest = newest_year(codebook, survey.responses.years)
    possible = [*comparisons(codebook), *groupings(codebook)]
    unasked, dropped = {}, {}
    for year in codebook.years:
        able = {*comparisons(codebook, year), *groupings(codebook, year)}
        for compare in possible:
            if compare not in able:
                unasked[f"{year}|{compare}"] = not_asked(codebook, compare, year)
                title = codebook.question(compare).title
                dropped[f"{year}|{compare}"] = (
                    f"{year} did not ask “{title}”, so nothing is compared."
                )
    everyone = {
        "year": str(newest),
        "where": {},
        "compare": "",
        "of": Of.ANSWERED.value,
        "weights": Weights.NONE.value,
        "question": "",
        "figure": "",
    }
    renamed = codebook.renamed
    return {
        "page": page,
        "app": survey.app,
        "release": survey.release,
        "painter": painter,
        "views": dict(sorted(views.items())),
        "names": [COMPARE_YEARS, VERSION, *OTHERS, *codebook.filters],
        "further": FURTHER,
        "longest": LONGEST,
        "versions": list(VERSIONS),
        "most_listed": MOST_LISTED,
        "newest": str(newest),
        "years": [str(year) for year in codebook.years],
        "comparisons": possible,
        "unasked": unasked,
        "apart": {code: apart(codebook.question(code)) for code in codebook.separate},
        "dropped": dropped,
        "denominators": [of.value for of in Of],
        "weights": [one.value for one in possible_weights(codebook)],
        "questions": list(codebook.questions),
        "filters": {
            name: {"question": asked.id, "codes": [choice.id for choice in asked.choices]}
            for name, asked in codebook.filters.items()
        },
        "renamed": {
            "questions": dict(renamed.questions),
            "filters": dict(renamed.filters),
            "choices": {code: dict(of) for code, of in renamed.choices.items()},
        },
        "citations": {str(year): _citation(survey, year) for year in codebook.years},
        "says": SAYS,
        "first": everyone,
        "nowhere": {**everyone, "year": ""},
    }


def _citation(survey: AtHand, year: Year) -> str:
    """The long citation of any figure of a year, with places for what differs."""
    codebook = survey.codebook
    return f"“{{title}}”, figure {{reference}}. {citation(codebook, year).strip()} {{link}}"
