"""A draft report: figures in their collector's order, numbered, under the names of their topics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from dashboard.errors import DashboardError, contained
from dashboard.exports.captions import long_citation, short_alt, source_line
from dashboard.exports.exhibit import Exhibit, Taken
from dashboard.figures.presets import BARE, SYNTHETIC_NOTICE
from dashboard.figures.words import sentence

TITLE = "Draft report"
NO_PICTURE = "The image could not be created; its data table is shown instead."


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A figure of a draft with its number, from 1."""

    number: int
    taken: Taken

    @property
    def exhibit(self) -> Exhibit:
        """The figure with what goes with it."""
        return self.taken.exhibit

    @property
    def name(self) -> str:
        """Its name in the text."""
        return f"Figure {self.number}"

    @property
    def caption(self) -> str:
        """What is below the picture: number and leading facts; the title is above it."""
        return f"{self.name}. {self.facts}".strip()

    @property
    def facts(self) -> str:
        """The leading facts of a figure, or where it has none, what it measures."""
        figure = self.exhibit.figure
        parts = figure.facts or (figure.subtitle,)
        return " ".join(sentence(part) for part in parts if part)

    @property
    def lines(self) -> tuple[str, ...]:
        """What follows in small letters: measure, base, note, wordings, source and reference.

        What the caption or the picture says is left out.
        """
        figure = self.exhibit.figure
        wordings = [
            f"Question: “{wording}”" if len(self.exhibit.wordings) == 1 else f"{title}: “{wording}”"
            for title, wording in self.exhibit.wordings
        ]
        measure = figure.subtitle if figure.facts else ""
        parts = [measure, figure.base, figure.note, *wordings]
        if not any(key.startswith(f"{BARE}.") for key in self.taken.pictures):
            parts.append(source_line(self.exhibit))
        return tuple(part.strip() for part in parts if part.strip())


@dataclass(frozen=True, kw_only=True)
class Section:
    """Figures of one topic that follow each other.

    `left_out` has a sentence for each figure of the topic that could not be made.
    """

    topic: str
    figures: tuple[Numbered, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A title and sections. Figures are numbered as they are read, which is as they were collected.

    A topic has several sections where figures of others stand between its own.
    """

    title: str
    sections: tuple[Section, ...]

    @property
    def figures(self) -> tuple[Numbered, ...]:
        """All figures in the order of their numbers."""
        return tuple(one for section in self.sections for one in section.figures)

    @property
    def notice(self) -> str:
        """What must stand at the top: that the data are synthetic, where they are."""
        synthetic = any(one.exhibit.figure.synthetic for one in self.figures)
        return SYNTHETIC_NOTICE if synthetic else ""

    @property
    def sources(self) -> list[str]:
        """The list at the end: every figure's citation, then the method."""
        cited = [f"{one.name}: {long_citation(one.exhibit)}" for one in self.figures]
        methods = dict.fromkeys(one.exhibit.method for one in self.figures)
        licences = dict.fromkeys(one.exhibit.licence for one in self.figures)
        return [
            *cited,
            # Without the dashboard's address the way to its method leads nowhere.
            *(f"Methodology: {method}" for method in methods if "://" in method),
            *(f"License: {licence}" for licence in licences if licence),
        ]


def draft_of(
    taken: Sequence[Taken], title: str = "", left_out: Mapping[str, Sequence[str]] | None = None
) -> Draft:
    """A draft of these figures in their order.

    `left_out` says by topic of which figures there are none, and why: in the last section of the
    topic, or in one of its own. Raises DashboardError where there is no figure at all.
    """
    if not taken:
        raise DashboardError("The report has no figures; add one first.")
    absent = {topic: [*said] for topic, said in (left_out or {}).items()}
    sound = []
    for one in taken:
        failed = contained(f"Figure {one.exhibit.figure.id!r}", partial(_written, one))
        if failed is None:
            sound.append(one)
        else:
            absent.setdefault(one.exhibit.topic, []).append(str(failed))
    numbered = [Numbered(number=n, taken=one) for n, one in enumerate(sound, start=1)]
    runs = groupby(numbered, key=lambda one: one.exhibit.topic)
    found = [(topic, tuple(figures)) for topic, figures in runs]
    found += [(topic, ()) for topic in absent if topic not in dict(found)]
    last = {topic: place for place, (topic, _) in enumerate(found)}
    sections = tuple(
        Section(
            topic=topic,
            figures=figures,
            left_out=tuple(absent.get(topic, ())) if place == last[topic] else (),
        )
        for place, (topic, figures) in enumerate(found)
    )
    return Draft(title=" ".join(title.split()) or TITLE, sections=sections)


def _written(one: Taken) -> None:
    """Write every word of a figure once, to see that they can be written."""
    numbered = Numbered(number=1, taken=one)
    _ = (numbered.caption, numbered.lines, long_citation(one.exhibit), short_alt(one.exhibit))
