"""Random modules: groups of questions that some of the respondents get."""

from collections import Counter

from pydantic import Field, model_validator

from dashboard.codebook.entry_types import Entry, Id, Text
from dashboard.errors import unknown


class ModuleEntry(Entry):
    """A group of questions that a respondent gets as a whole or not at all."""

    id: Id
    """Name of the module. Example: `spending`"""
    label: Text
    """The label that readers see. Example: `Spending`"""


class DrawEntry(Entry):
    """One random draw: each respondent gets `per_respondent` of the modules named in `of`."""

    per_respondent: int = Field(ge=1)
    """How many modules of this draw each respondent gets.
    Unit: modules. Example: `3`
    Goes wrong: More than there are.
    """
    of: list[Id] = Field(min_length=1)
    """The modules of this draw. Example: `[tools, spending]`"""


class ModulesEntry(Entry):
    """Random modules: each respondent gets `per_respondent` of them, or takes part in `draws`.

    With `draws`, every module belongs to one draw, so that modules of different draws can go to
    different shares of the respondents: half get each of two in four, a fifth each of one in five.
    """

    per_respondent: int | None = Field(default=None, ge=1)
    """How many modules each respondent gets, where there is a single draw.
    Unit: modules. Example: `2`
    Goes wrong: More than there are.
    """
    draws: list[DrawEntry] = []
    """Several draws instead of one; every module belongs to one of them.
    Example: `[{per_respondent: 1, of: [tools, spending]}]`
    """
    list_: list[ModuleEntry] = Field(alias="list")
    """The modules. Example: `[{id: spending, label: Spending}]`"""
    always_together: list[list[Id]] = []
    """Modules that are drawn as one. Example: `[[overview, details]]`"""

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
