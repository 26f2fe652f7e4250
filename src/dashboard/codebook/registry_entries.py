"""Registries: entities such as tools, which questions take as choices."""

from typing import Annotated

from pydantic import Field

from dashboard.codebook.choice_entries import Asked, Event
from dashboard.codebook.entry_types import ByYear, Entry, Id, Text, TextsOrByYear, Url


class CategoryEntry(Entry):
    """A category of a registry, in the order shown."""

    id: Id
    """Name of the category. Example: `serving`"""
    label: Text
    """The label that readers see. Example: `Serving`"""
    description: Text | None = None
    """A sentence on what belongs to it. Example: `Answers requests with a model.`"""


class RegistryEntry(Entry):
    """One entity of a registry, such as a tool, with its names over time."""

    id: Id
    """Name of the entity in the responses; it never changes.
    Example: `mlflow`
    Goes wrong: Used twice.
    """
    name: Text
    """Its name today.
    Example: `MLflow`
    Goes wrong: The new name in place of the old one, without `former_names`.
    """
    former_names: ByYear = {}
    """Earlier names, each with the last year it was in use.
    Example: `{2024: Amazon SageMaker}`
    Goes wrong: The year of the change instead of the last year before it.
    """
    category: Id
    """Its category.
    Example: `tracking`
    Goes wrong: A category that the file does not list.
    """
    layer: Id | None = None
    """The layer of the stack it belongs to. Example: `infrastructure`"""
    open_source: bool | None = None
    """Whether its source is open. Example: `true`"""
    url: Annotated[Url, Field(pattern=r"^https://")] | None = None
    """Its site, beginning with https://.
    Example: `https://mlflow.org`
    Goes wrong: An address without https.
    """
    labels: TextsOrByYear | None = None
    """Further texts that stand for it in an export.
    Example: `[ML Flow]`
    Goes wrong: A text of two entries.
    """
    asked: Asked | None = None
    """The years that offered it: a list, or from one year on. Every year if left out.
    Unit: years. Example: `{from: 2023}`
    Goes wrong: A list, which a new year is silently not in; an end without `retired`.
    """
    added: Event | None = None
    """Since when, and why. Example: `{year: 2023, reason: Often written in.}`"""
    retired: Event | None = None
    """Since when it is no longer offered, and why.
    Example: `{year: 2025, reason: No longer maintained.}`
    Goes wrong: Missing where it ends before the questions do.
    """
    merges: list[Id] = []
    """Earlier entries that this one takes the place of. Example: `[keras]`"""
    split_from: Id | None = None
    """The earlier entry that this one was a part of. Example: `tensorflow`"""
    renames: Id | None = None
    """The earlier entry that means the same under another id.
    Example: `twitter`
    Goes wrong: Used for a new name alone: that is what `former_names` says.
    """


class RegistryFile(Entry):
    """A file of `registries/`: entities that questions take as choices or items."""

    categories: list[CategoryEntry]
    """The categories in the order shown. Example: `[{id: serving, label: Serving}]`"""
    entries: list[RegistryEntry]
    """The entities. Example: `[{id: mlflow, name: MLflow, category: tracking}]`"""
