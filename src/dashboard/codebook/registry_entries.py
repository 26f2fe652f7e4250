"""Registries: entities such as tools, which questions take as choices."""

from typing import Annotated

from pydantic import Field

from dashboard.codebook.choice_entries import Asked, Event
from dashboard.codebook.entry_types import ByYear, Entry, Id, Text, TextsOrByYear, Url
from dashboard.codebook.key_descriptions import said


class CategoryEntry(Entry):
    """A category of a registry, in the order shown."""

    id: Annotated[Id, said("Name of the category.", example="serving")]
    label: Annotated[Text, said("The label that readers see.", example="Serving")]
    description: Annotated[
        Text | None,
        said("A sentence on what belongs to it.", example="Answers requests with a model."),
    ] = None


class RegistryEntry(Entry):
    """One entity of a registry, such as a tool, with its names over time."""

    id: Annotated[
        Id,
        said(
            "Name of the entity in the responses; it never changes.",
            example="mlflow",
            wrong="Used twice.",
        ),
    ]
    name: Annotated[
        Text,
        said(
            "Its name today.",
            example="MLflow",
            wrong="The new name in place of the old one, without `former_names`.",
        ),
    ]
    former_names: Annotated[
        ByYear,
        said(
            "Earlier names, each with the last year it was in use.",
            example="{2024: Amazon SageMaker}",
            wrong="The year of the change instead of the last year before it.",
        ),
    ] = {}
    category: Annotated[
        Id,
        said(
            "Its category.",
            example="tracking",
            wrong="A category that the file does not list.",
        ),
    ]
    layer: Annotated[
        Id | None, said("The layer of the stack it belongs to.", example="infrastructure")
    ] = None
    open_source: Annotated[bool | None, said("Whether its source is open.", example="true")] = None
    url: Annotated[
        Annotated[Url, Field(pattern=r"^https://")] | None,
        said(
            "Its site, beginning with https://.",
            example="https://mlflow.org",
            wrong="An address without https.",
        ),
    ] = None
    labels: Annotated[
        TextsOrByYear | None,
        said(
            "Further texts that stand for it in an export.",
            example="[ML Flow]",
            wrong="A text of two entries.",
        ),
    ] = None
    asked: Annotated[
        Asked | None,
        said(
            "The years that offered it: a list, or from one year on. Every year if left out.",
            example="{from: 2023}",
            unit="years",
            wrong="A list, which a new year is silently not in; an end without `retired`.",
        ),
    ] = None
    added: Annotated[
        Event | None,
        said("Since when, and why.", example="{year: 2023, reason: Often written in.}"),
    ] = None
    retired: Annotated[
        Event | None,
        said(
            "Since when it is no longer offered, and why.",
            example="{year: 2025, reason: No longer maintained.}",
            wrong="Missing where it ends before the questions do.",
        ),
    ] = None
    merges: Annotated[
        list[Id], said("Earlier entries that this one takes the place of.", example="[keras]")
    ] = []
    split_from: Annotated[
        Id | None, said("The earlier entry that this one was a part of.", example="tensorflow")
    ] = None
    renames: Annotated[
        Id | None,
        said(
            "The earlier entry that means the same under another id.",
            example="twitter",
            wrong="Used for a new name alone: that is what `former_names` says.",
        ),
    ] = None


class RegistryFile(Entry):
    """A file of `registries/`: entities that questions take as choices or items."""

    categories: Annotated[
        list[CategoryEntry],
        said("The categories in the order shown.", example="[{id: serving, label: Serving}]"),
    ]
    entries: Annotated[
        list[RegistryEntry],
        said("The entities.", example="[{id: mlflow, name: MLflow, category: tracking}]"),
    ]
