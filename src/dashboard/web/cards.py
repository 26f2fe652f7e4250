"""Cards as markup: a question's leading answers as bars on one scale, every name a link."""

from html import escape
from urllib.parse import urlencode

from dashboard.stories.one_tool import PAGE
from dashboard.stories.story import Card, CardRow, Grid
from dashboard.web.controls import link_to, link_to_tool
from dashboard.web.session import survey


def grid_html(grid: Grid) -> str:
    """A grid of cards with its words; the browser decides how many stand beside each other."""
    head = f"<h2>{escape(grid.title)}</h2><p>{escape(grid.subtitle)}</p><p>{escape(grid.key)}</p>"
    cards = "".join(map(_card, grid.cards))
    return f'<div class="tool-grid">{head}<div class="tool-cards">{cards}</div></div>'


def _card(card: Card) -> str:
    question = survey().codebook.question(card.question)
    title = _link(card.title, card.page, link_to(question))
    rows = "".join(map(_row, card.rows))
    below = f"<small>{escape(card.below)}</small>"
    head = f"<h3>{title} {below}</h3>"
    return f'<section>{head}<div class="small-picture">{rows}</div></section>'


def _row(row: CardRow) -> str:
    start, end = (0.0, row.share) if row.share is not None else (row.low, row.high)
    place = f"margin-left:{100 * start:.1f}%;width:{100 * (end - start):.1f}%"
    name = _link(row.label, PAGE, link_to_tool(row.tool))
    change = f'<s class="{"marked" if row.marked else ""}">{escape(row.change)}</s>'
    kind = "range" if row.share is None else "leading"
    return (
        f'<div class="bar {kind}"><span>{name} {change if row.change else ""}</span>'
        f'<i><b style="{place}"></b></i><em>{escape(row.number)}</em></div>'
    )


def _link(label: str, page: str, parameters: dict[str, str]) -> str:
    address = escape(f"{page}?{urlencode(parameters, safe=',')}")
    return f'<a href="{address}">{escape(label)}</a>'
