"""The pages about the survey as HTML: method, codebook and data, and the files they offer."""

from collections.abc import Iterator
from html import escape

from dashboard.analysis.describe import (
    answers_counted,
    codebook_lead,
    comparability,
    is_unchanged,
    kind_words,
    remarks,
    routing,
    spans,
    steps,
    years_asked,
)
from dashboard.analysis.methods_used import method_text
from dashboard.codebook import Codebook, Question
from dashboard.exports.batch.opener import AtHand
from dashboard.exports.dataset import (
    bibtex,
    citation,
    dictionary,
    everything,
    example,
    flat,
    released,
    snippets,
)
from dashboard.exports.dataset.data_words import (
    DICTIONARY,
    DICTIONARY_LEAD,
    FILE_FORMAT,
    data_lead,
    file_size,
    file_title,
)
from dashboard.exports.site.markdown_page import to_html
from dashboard.query.selection import years_in_words

FILES = "data"


def method_html(codebook: Codebook) -> str:
    """The method, as far as the survey uses it; its headings are the anchors of figures' links."""
    _, _, text = method_text(codebook).partition("\n")
    return to_html(text)


def codebook_html(survey: AtHand) -> str:
    """Every published question by topic, each below an anchor of its id."""
    codebook = survey.codebook
    parts = [f"<p>{escape(codebook_lead(codebook))}</p>"]
    for topic in codebook.topics:
        questions = [question for question in topic.questions if question.published]
        if questions:
            parts.append(f"<h2>{escape(topic.title)}</h2>")
            parts += [_question(codebook, question) for question in questions]
    return "\n".join(parts)


def _question(codebook: Codebook, question: Question) -> str:
    wordings = [
        (f"{years_in_words(span.years)}: " if n or len(found) > 1 else "", span.text)
        for found in [spans(question.wording, question.asked)]
        for n, span in enumerate(found)
    ]
    quoted = "".join(
        f"<p>{escape(years)}{escape(text) if question.derived else f'“{escape(text)}”'}</p>"
        for years, text in wordings
    )
    facts = [
        f"<code>{question.id}</code>",
        escape(kind_words(question)),
        escape(years_asked(question)),
        f"asked of {escape(routing(codebook, question)[0].text)}",
        escape(comparability(question)),
    ]
    return (
        f'<section class="entry" id="{question.id}"><h3>{escape(question.title)}</h3>{quoted}'
        f'<p class="said">{" · ".join(facts)}</p>{_details(question)}</section>'
    )


def _details(question: Question) -> str:
    tables = []
    for heading, among in (("Row", question.items), ("Answer", question.choices)):
        rows = []
        for choice in among:
            partly = not set(choice.asked) >= set(question.asked)
            offered = f"{years_in_words(choice.asked)}. " if partly else ""
            said = escape(offered + remarks(choice, among))
            name = f'<th scope="row">{escape(choice.label)} <code>{choice.id}</code></th>'
            rows.append(f"<tr>{name}<td>{said}</td></tr>")
        if rows:
            head = f'<tr><th scope="col">{heading}</th><th scope="col">Notes</th></tr>'
            tables.append(f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>")
    if not is_unchanged(question):
        lines = [
            f"<li>{step.first} and {step.second}: "
            f"{'comparable' if step.comparable else 'not comparable'}. {escape(step.reason)}</li>"
            for step in steps(question)
        ]
        tables.append(f"<ul>{''.join(lines)}</ul>")
    if not tables:
        return ""
    count = answers_counted(question) if question.items or question.choices else "Comparability"
    return f"<details><summary>{escape(count)}</summary>{''.join(tables)}</details>"


def data_html(survey: AtHand) -> str:
    """The released files, their format, code to begin with, citation and the release report."""
    codebook = survey.codebook
    release = released(codebook)
    parts = [f"<p>{escape(data_lead(codebook, release))}</p>"]
    if release is not None:
        rows = "".join(
            f'<tr><th scope="row">{file.year}, {escape(file_title(codebook, file))}</th>'
            f'<td class="number">{file.rows:,}</td>'
            f'<td><a href="{FILES}/{file.name}.parquet">Parquet</a>, {file_size(file.size)}</td>'
            f'<td><a href="{FILES}/{file.name}.csv">CSV</a></td>'
            f"<td><code>{file.sha256}</code></td></tr>"
            for file in release.files
        )
        heads = ("File", "Respondents", "Parquet", "CSV", "SHA-256")
        head = "".join(f'<th scope="col">{name}</th>' for name in heads)
        whole = f"{codebook.id}_v{release.version}.zip"
        parts += [
            "<h2>Download</h2>",
            f'<div class="table" role="region" aria-label="Files" tabindex="0"><table><thead><tr>'
            f"{head}</tr></thead><tbody>{rows}</tbody></table></div>",
            f'<p><a href="{FILES}/{whole}">Everything (ZIP)</a></p>',
            f"<details><summary>File format</summary>{to_html(FILE_FORMAT)}</details>",
        ]
    parts += [
        "<h2>Data dictionary</h2>",
        f"<p>{escape(DICTIONARY_LEAD)}</p>",
        f'<p><a href="{FILES}/{codebook.id}_{DICTIONARY}">Dictionary (CSV)</a></p>',
    ]
    shown = example(codebook, release.years) if release is not None else None
    if shown is not None:
        parts.append("<h2>Getting started</h2>")
        parts += [
            f'<h3>{escape(name)}</h3><pre tabindex="0"><code>{escape(text)}</code></pre>'
            for name, text in snippets(codebook, shown).items()
        ]
    year, version = (release.years[0], release.version) if release else (max(codebook.years), None)
    licence = "No license is given: ask the publisher before you use the data."
    if codebook.licence:
        name = escape(codebook.licence.name)
        url = codebook.licence.url
        named = f'<a href="{escape(url)}" rel="license">{name}</a>' if url else name
        licence = f"Data and codebook: {named}."
    parts += [
        "<h2>License and citation</h2>",
        f"<p>{licence}</p>",
        f"<p>{escape(citation(codebook, year, version))}</p>",
        f'<pre tabindex="0">{escape(bibtex(codebook, year, version))}</pre>',
    ]
    if release is not None:
        changes = "".join(f"<li>{escape(change)}</li>" for change in release.changes)
        parts += [
            f"<h2>Release, version {release.version}</h2><ul>{changes}</ul>",
            f"<details><summary>Release report</summary>{to_html(release.report(), 3)}</details>",
        ]
    return "\n".join(parts)


def data_files(survey: AtHand) -> Iterator[tuple[str, bytes]]:
    """The files that the data page offers, by name."""
    codebook = survey.codebook
    release = released(codebook)
    words = dictionary(codebook)
    yield f"{FILES}/{codebook.id}_{DICTIONARY}", words.encode()
    if release is None:
        return
    for file in release.files:
        content = file.read()
        yield f"{FILES}/{file.name}.parquet", content
        yield f"{FILES}/{file.name}.csv", flat(codebook, file.year, content)
    whole = everything(release, [(DICTIONARY, words)])
    yield f"{FILES}/{codebook.id}_v{release.version}.zip", whole
