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


class Event(Entry):
    """A year in which something changed, and why."""

    year: int
    """The first year with the change: for `retired` the first one without it.
    Unit: year. Example: `2025`
    Goes wrong: A year in which the question was still asked.
    """
    reason: Text
    """Why, in a sentence; readers see it. Example: `Often written in under other in 2024.`"""


class AskedEntry(Entry):
    """The years from one to another, both included; open where one of the two is left out.

    Without an end it includes every year added later.
    """

    from_: int | None = Field(default=None, alias="from")
    """The first year; from the beginning if left out.
    Unit: year. Example: `2023`
    Goes wrong: A year that the survey does not have.
    """
    to: int | None = None
    """The last year; without it, every later year. An entry that ends needs `retired`.
    Unit: year. Example: `2024`
    Goes wrong: Left in when a new year should ask it again.
    """

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

    id: Id
    """Name of the choice in the responses and in links; it never changes.
    Example: `data_engineer`
    Goes wrong: Used twice in a question; changed later, so that old answers fit nothing.
    """
    label: Text
    """The label that readers see, and that an answer may have in the export.
    Example: `Data engineer`
    Goes wrong: A number, yes or date without quotes is not kept as written: quote it.
    """
    description: Text | None = None
    """A sentence of explanation beside the label. Example: `Builds pipelines and models`"""
    people: Text | None = None
    """The people who give it, in the plural, as a sentence names them when groups are compared.
    Example: `data engineers`
    Goes wrong: One person (`data engineer`), after which no verb agrees.
    """
    wording: TextOrByYear | None = None
    """The text offered to respondents, if it is not the label; by year where it changed.
    Example: `{2022: Twitter, 2024: X}`
    Goes wrong: A changed wording parts the years unless `editorial` says why it does not.
    """
    labels: TextsOrByYear | None = None
    """Further texts that stand for the choice in an export, such as its code; by year where they
    differ.
    Example: `["Data Eng.", "3"]`
    Goes wrong: A text of two choices of one question.
    """
    columns: TextsOrByYear | None = None
    """The header of the column that holds this choice or row alone.
    Example: `Q7_Part_3`
    Goes wrong: A header that fits several columns; write `Header #2` for the second.
    """
    asked: Asked | None = None
    """The years that offered it: a list, or from one year on. Every year of the question if left
    out.
    Unit: years. Example: `{from: 2023}`
    Goes wrong: A list, which a new year is silently not in; an end without `retired`.
    """
    added: Event | None = None
    """Since when, and why. Example: `{year: 2023, reason: New on the market.}`"""
    retired: Event | None = None
    """Since when it is no longer offered, and why.
    Example: `{year: 2025, reason: No longer maintained.}`
    Goes wrong: Missing where the choice ends before the question does.
    """
    exclusive: bool = False
    """Nothing else can be ticked beside it: none of these.
    Example: `true`
    Goes wrong: Used in a question that takes one answer anyway.
    """
    other: bool = False
    """The catch-all; it does not mean the same when the list changes.
    Example: `true`
    Goes wrong: Two in one question.
    """
    outside: bool = False
    """No answer to the question: don't know, does not apply. Not part of a scale.
    Example: `true`
    Goes wrong: Left out on a scale, where it then counts as a point.
    """
    neutral: bool = False
    """The middle of a scale. Example: `true`"""
    value: float | None = None
    """The number of a point of a scale in means.
    Unit: points. Example: `4`
    Goes wrong: Given to some points only.
    """
    from_: float | None = Field(default=None, alias="from")
    """Lower end of the choice's band, inclusive.
    Unit: the question's own. Example: `10`
    Goes wrong: Bands that overlap: the upper end is not part of a band.
    """
    to: float | None = None
    """Upper end of the band, not part of it: 10-49 is from 10 to 50. Open if left out.
    Unit: the question's own. Example: `50`
    Goes wrong: The last number that belongs to the band instead of the next one.
    """
    merges: list[Id] = []
    """Earlier choices that this one takes the place of.
    Example: `[jupyter_notebook, jupyterlab]`
    Goes wrong: An id that is no choice of the question.
    """
    split_from: Id | None = None
    """The earlier choice that this one was a part of.
    Example: `manager`
    Goes wrong: An id that is no choice of the question.
    """
    renames: Id | None = None
    """The earlier choice that means the same under another id.
    Example: `twitter`
    Goes wrong: Used for a new name alone: keep the id, change the label.
    """
    editorial: ByYear = {}
    """By year, why a changed wording means the same.
    Example: `{2024: Spelled out.}`
    Goes wrong: Used for a change of meaning: years are then joined that should not be.
    """


class FromRegistry(Entry):
    """Choices taken from a registry, all of them or some categories."""

    registry: Id
    """The registry, by its file's name.
    Example: `tools`
    Goes wrong: A name without a file in `registries/`.
    """
    category: list[Id] | None = None
    """Categories to take; all if left out.
    Example: `[serving]`
    Goes wrong: A category that the registry does not have.
    """
    layer: Id | None = None
    """Only entries of this layer. Example: `infrastructure`"""
    also: list[ChoiceEntry] = []
    """Further choices behind those of the registry.
    Example: `[{id: none, label: None of these, exclusive: true}]`
    Goes wrong: An id that the registry has, too.
    """


ChoicesEntry = Annotated[
    Annotated[list[ChoiceEntry], Tag("many")]
    | Annotated[Id, Tag("one")]
    | Annotated[FromRegistry, Tag("group")],
    Discriminator(form),
]


class ChoiceListsFile(Entry):
    """`choices.yaml`: lists of choices that several questions share, by name."""

    lists: dict[Id, list[ChoiceEntry]]
    """Lists of choices by name.
    Example: `{frequency: [{id: daily, label: Daily}, {id: never, label: Never}]}`
    Goes wrong: A choice that one of the questions offered in other years: give it `asked`.
    """
