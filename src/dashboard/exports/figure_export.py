"""Exhibits made of a view's figures: each with the reference that brings it back."""

from dataclasses import replace
from urllib.parse import urlencode

from dashboard.analysis.describe import spans
from dashboard.analysis.sentences import lead
from dashboard.codebook import Question
from dashboard.exports.dataset import bibtex, citation
from dashboard.exports.exhibit import Exhibit
from dashboard.exports.sql.figure_sql import sql_of
from dashboard.query.reference import PREVIEW, Reference
from dashboard.query.selection import years_in_words
from dashboard.stories.catalogue import Entry, drawn, entry
from dashboard.stories.chosen import choices_of
from dashboard.stories.story import Told
from dashboard.stories.view import Desk

FIGURE_PAGE, METHOD_PAGE = "figure", "method"


def reference_to(desk: Desk, id: str) -> Reference:
    """The name under which exactly this figure of this view is found again."""
    return Reference(id, desk.chosen.address, desk.release or PREVIEW)


def link_to(reference: Reference) -> str:
    """The address of a figure's own page, relative to the dashboard's, with its release."""
    return f"{FIGURE_PAGE}?{urlencode(reference.link_parameters(), safe=',')}"


def desk_for(desk: Desk, reference: Reference) -> Desk:
    """The same survey, in the view of a reference."""
    return replace(desk, chosen=choices_of(desk.responses, reference.address))


def referenced(desk: Desk, told: Told) -> Told:
    """A figure that says in its own footer how it is found again."""
    reference = str(reference_to(desk, told.figure.id))
    return replace(told, figure=replace(told.figure, reference=reference))


def exhibit_of(desk: Desk, one: Entry, site: str = "") -> Exhibit:
    """A figure as it is taken away; `site` is the dashboard's own address, ending in a slash.

    Raises DashboardError where the view has nothing to draw the figure from.
    """
    return exhibit_from(desk, drawn(one), one.heading, site)


def exhibit_from(desk: Desk, told: Told, heading: str, site: str = "") -> Exhibit:
    """The same of a figure that was drawn already, on the page of this heading."""
    told = referenced(desk, told)
    figure, codebook = told.figure, desk.codebook
    reference = reference_to(desk, figure.id)
    return Exhibit(
        figure=figure,
        reference=str(reference),
        name=reference.file_name(codebook.id),
        topic=heading,
        year=desk.year,
        link=site + link_to(reference),
        wordings=tuple((question.title, _wording(question)) for question in told.questions),
        method=f"{site}{METHOD_PAGE}#{told.method}",
        citation=citation(codebook, desk.year),
        bibtex=bibtex(
            codebook,
            desk.year,
            figure=figure.title,
            reference=str(reference),
            link=site + link_to(reference),
        ),
        licence=codebook.licence.name if codebook.licence else "",
        sql=sql_of(desk.responses, figure.found),
        filters=tuple((name, codes) for name, codes in reference.address.where.items()),
        release=reference.release,
    )


def exhibit(desk: Desk, reference: Reference, site: str = "") -> Exhibit:
    """The figure that a reference names."""
    there = desk_for(desk, reference)
    return exhibit_of(there, entry(there, reference.figure), site)


def titled(exhibit: Exhibit, title: str) -> Exhibit:
    """The same under another title; its own goes before the subtitle, and is the one cited."""
    figure = exhibit.figure
    if not title or title == figure.title:
        return exhibit
    subtitle = " · ".join(filter(None, (figure.title, figure.subtitle)))
    told = figure.highlight and replace(figure.highlight, sentence=title)
    return replace(
        exhibit,
        figure=replace(figure, title=title, subtitle=subtitle, highlight=told),
        own_title=exhibit.own_title or figure.title,
    )


def finding_of(desk: Desk, reference: Reference) -> str:
    """The finding of a figure that shows one question, in a sentence; empty where there is none."""
    there = desk_for(desk, reference)
    told = drawn(entry(there, reference.figure))
    if len(told.questions) != 1 or len(told.figure.results) != 1:
        return ""
    [result], [question] = told.figure.results, told.questions
    return lead(result, there.family_of(question), silent=True) or ""


def _wording(question: Question) -> str:
    """The question as it was asked; where it changed, each wording with its years."""
    found = spans(question.wording, question.asked)
    if len(found) == 1:
        return found[0].text
    return " ".join(f"{years_in_words(one.years)}: {one.text}" for one in found)
