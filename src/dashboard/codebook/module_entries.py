"""Random modules: groups of questions that some of the respondents get."""

from collections import Counter
from typing import Annotated

from pydantic import Field, model_validator

from dashboard.codebook.entry_types import Entry, Id, Text
from dashboard.codebook.key_descriptions import said
from dashboard.errors import unknown


class ModuleEntry(Entry):
    """A group of questions that a respondent gets as a whole or not at all."""

    id: Annotated[Id, said("Name of the module.", example="spending")]
    label: Annotated[Text, said("The label that readers see.", example="Spending")]


class DrawEntry(Entry):
    """One random draw: each respondent gets `per_respondent` of the modules named in `of`."""

    per_respondent: Annotated[
        int,
        said(
            "How many modules of this draw each respondent gets.",
            example="3",
            unit="modules",
            wrong="More than there are.",
        ),
    ] = Field(ge=1)
    of: Annotated[list[Id], said("The modules of this draw.", example="[tools, spending]")] = Field(
        min_length=1
    )


class ModulesEntry(Entry):
    """Random modules: each respondent gets `per_respondent` of them, or takes part in `draws`.

    With `draws`, every module belongs to one draw, so that modules of different draws can go to
    different shares of the respondents: half get each of two in four, a fifth each of one in five.
    """

    per_respondent: Annotated[
        int | None,
        said(
            "How many modules each respondent gets, where there is a single draw.",
            example="2",
            unit="modules",
            wrong="More than there are.",
        ),
    ] = Field(default=None, ge=1)
    draws: Annotated[
        list[DrawEntry],
        said(
            "Several draws instead of one; every module belongs to one of them.",
            example="[{per_respondent: 1, of: [tools, spending]}]",
        ),
    ] = []
    list_: Annotated[
        list[ModuleEntry], said("The modules.", example="[{id: spending, label: Spending}]")
    ] = Field(alias="list")
    always_together: Annotated[
        list[list[Id]], said("Modules that are drawn as one.", example="[[overview, details]]")
    ] = []

    @model_validator(mode="after")
    def _drawn_once(self) -> "ModulesEntry":
        if (self.per_respondent is None) is not bool(self.draws):
            raise ValueError("modules need either 'per_respondent' or 'draws'")
        known = [module.id for module in self.list_]
        drawn = Counter(code for draw in self.draws for code in draw.of)
        for code in drawn:
            if code not in known:
                raise ValueError(unknown("module", code, known))
        for code in known if self.draws else []:
            if drawn[code] != 1:
                raise ValueError(f"the module {code!r} is in {drawn[code]} draws instead of one")
        for group in self.always_together:
            if len([draw for draw in self.rounds if set(group) & set(draw.of)]) > 1:
                raise ValueError(
                    f"{' and '.join(group)} are always together but in different draws"
                )
        return self

    @property
    def rounds(self) -> list[DrawEntry]:
        """The draws; a survey without named ones has a single draw over all modules."""
        if self.per_respondent is None:
            return self.draws
        codes = [module.id for module in self.list_]
        return [DrawEntry(per_respondent=self.per_respondent, of=codes)] if codes else []
