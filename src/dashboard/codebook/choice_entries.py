"""Choices and rows of a question, and the years that offered them."""

from typing import Annotated

from pydantic import Discriminator, Field, Tag, model_validator

from dashboard.codebook.entry_types import (
    ByYear,
    Entry,
    Id,
    Text,
    TextOrByYear,
    TextsOrByYear,
    form,
)
from dashboard.codebook.key_descriptions import said


class Event(Entry):
    """A year in which something changed, and why."""

    year: Annotated[
        int,
        said(
            "The first year with the change: for `retired` the first one without it.",
            example="2025",
            unit="year",
            wrong="A year in which the question was still asked.",
        ),
    ]
    reason: Annotated[
        Text,
        said(
            "Why, in a sentence; readers see it.", example="Often written in under other in 2024."
        ),
    ]


class AskedEntry(Entry):
    """The years from one to another, both included; open where one of the two is left out.

    Without an end it includes every year added later.
    """

    from_: Annotated[
        int | None,
        said(
            "The first year; from the beginning if left out.",
            example="2023",
            unit="year",
            wrong="A year that the survey does not have.",
        ),
    ] = Field(default=None, alias="from")
    to: Annotated[
        int | None,
        said(
            "The last year; without it, every later year. An entry that ends needs `retired`.",
            example="2024",
            unit="year",
            wrong="Left in when a new year should ask it again.",
        ),
    ] = None

    @model_validator(mode="after")
    def _not_empty(self) -> "AskedEntry":
        if self.from_ is None and self.to is None:
            raise ValueError("needs 'from', 'to' or both")
        if self.from_ is not None and self.to is not None and self.from_ > self.to:
            raise ValueError("'from' is later than 'to'")
        return self

    def __contains__(self, year: int) -> bool:
        after = self.from_ is None or year >= self.from_
        return after and (self.to is None or year <= self.to)

    def named(self) -> list[int]:
        """The years that stand in it."""
        return [year for year in (self.from_, self.to) if year is not None]


Asked = Annotated[
    Annotated[list[int], Tag("many")] | Annotated[AskedEntry, Tag("group")],
    Discriminator(form),
]


class ChoiceEntry(Entry):
    """One answer of a closed question, one row of a matrix, or one part of an allocation."""

    id: Annotated[
        Id,
        said(
            "Name of the choice in the responses and in links; it never changes.",
            example="data_engineer",
            wrong="Used twice in a question; changed later, so that old answers fit nothing.",
        ),
    ]
    label: Annotated[
        Text,
        said(
            "The label that readers see, and that an answer may have in the export.",
            example="Data engineer",
            wrong="A number, yes or date without quotes is not kept as written: quote it.",
        ),
    ]
    description: Annotated[
        Text | None,
        said("A sentence of explanation beside the label.", example="Builds pipelines and models"),
    ] = None
    wording: Annotated[
        TextOrByYear | None,
        said(
            "The text offered to respondents, if it is not the label; by year where it changed.",
            example="{2022: Twitter, 2024: X}",
            wrong="A changed wording parts the years unless `editorial` says why it does not.",
        ),
    ] = None
    labels: Annotated[
        TextsOrByYear | None,
        said(
            "Further texts that stand for the choice in an export, such as its code; by year "
            "where they differ.",
            example='["Data Eng.", "3"]',
            wrong="A text of two choices of one question.",
        ),
    ] = None
    columns: Annotated[
        TextsOrByYear | None,
        said(
            "The header of the column that holds this choice or row alone.",
            example="Q7_Part_3",
            wrong="A header that fits several columns; write `Header #2` for the second.",
        ),
    ] = None
    asked: Annotated[
        Asked | None,
        said(
            "The years that offered it: a list, or from one year on. Every year of the "
            "question if left out.",
            example="{from: 2023}",
            unit="years",
            wrong="A list, which a new year is silently not in; an end without `retired`.",
        ),
    ] = None
    added: Annotated[
        Event | None,
        said("Since when, and why.", example="{year: 2023, reason: New on the market.}"),
    ] = None
    retired: Annotated[
        Event | None,
        said(
            "Since when it is no longer offered, and why.",
            example="{year: 2025, reason: No longer maintained.}",
            wrong="Missing where the choice ends before the question does.",
        ),
    ] = None
    exclusive: Annotated[
        bool,
        said(
            "Nothing else can be ticked beside it: none of these.",
            example="true",
            wrong="Used in a question that takes one answer anyway.",
        ),
    ] = False
    other: Annotated[
        bool,
        said(
            "The catch-all; it does not mean the same when the list changes.",
            example="true",
            wrong="Two in one question.",
        ),
    ] = False
    outside: Annotated[
        bool,
        said(
            "No answer to the question: don't know, does not apply. Not part of a scale.",
            example="true",
            wrong="Left out on a scale, where it then counts as a point.",
        ),
    ] = False
    neutral: Annotated[bool, said("The middle of a scale.", example="true")] = False
    value: Annotated[
        float | None,
        said(
            "The number of a point of a scale in means.",
            example="4",
            unit="points",
            wrong="Given to some points only.",
        ),
    ] = None
    from_: Annotated[
        float | None,
        said(
            "Lower end of the choice's band, inclusive.",
            example="10",
            unit="the question's own",
            wrong="Bands that overlap: the upper end is not part of a band.",
        ),
    ] = Field(default=None, alias="from")
    to: Annotated[
        float | None,
        said(
            "Upper end of the band, not part of it: 10-49 is from 10 to 50. Open if left out.",
            example="50",
            unit="the question's own",
            wrong="The last number that belongs to the band instead of the next one.",
        ),
    ] = None
    merges: Annotated[
        list[Id],
        said(
            "Earlier choices that this one takes the place of.",
            example="[jupyter_notebook, jupyterlab]",
            wrong="An id that is no choice of the question.",
        ),
    ] = []
    split_from: Annotated[
        Id | None,
        said(
            "The earlier choice that this one was a part of.",
            example="manager",
            wrong="An id that is no choice of the question.",
        ),
    ] = None
    renames: Annotated[
        Id | None,
        said(
            "The earlier choice that means the same under another id.",
            example="twitter",
            wrong="Used for a new name alone: keep the id, change the label.",
        ),
    ] = None
    editorial: Annotated[
        ByYear,
        said(
            "By year, why a changed wording means the same.",
            example="{2024: Spelled out.}",
            wrong="Used for a change of meaning: years are then joined that should not be.",
        ),
    ] = {}


class FromRegistry(Entry):
    """Choices taken from a registry, all of them or some categories."""

    registry: Annotated[
        Id,
        said(
            "The registry, by its file's name.",
            example="tools",
            wrong="A name without a file in `registries/`.",
        ),
    ]
    category: Annotated[
        list[Id] | None,
        said(
            "Categories to take; all if left out.",
            example="[serving]",
            wrong="A category that the registry does not have.",
        ),
    ] = None
    layer: Annotated[Id | None, said("Only entries of this layer.", example="infrastructure")] = (
        None
    )
    also: Annotated[
        list[ChoiceEntry],
        said(
            "Further choices behind those of the registry.",
            example="[{id: none, label: None of these, exclusive: true}]",
            wrong="An id that the registry has, too.",
        ),
    ] = []


ChoicesEntry = Annotated[
    Annotated[list[ChoiceEntry], Tag("many")]
    | Annotated[Id, Tag("one")]
    | Annotated[FromRegistry, Tag("group")],
    Discriminator(form),
]


class ChoiceListsFile(Entry):
    """`choices.yaml`: lists of choices that several questions share, by name."""

    lists: Annotated[
        dict[Id, list[ChoiceEntry]],
        said(
            "Lists of choices by name.",
            example="{frequency: [{id: daily, label: Daily}, {id: never, label: Never}]}",
            wrong="A choice that one of the questions offered in other years: give it `asked`.",
        ),
    ]
