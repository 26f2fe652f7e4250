"""The release report as a page that a person reads, made from the manifest alone."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.codebook import Codebook
from dashboard.errors import DashboardError, listed
from dashboard.release.privacy_plan import make_plan

# A sign of Markdown in a title is a letter of it.
SIGNS = re.compile(r"[!-/:-@\[-`{-~]")
NOT_CHECKED = (
    "Whether somebody with private knowledge of a respondent (answers they told, a screen seen) "
    "recognises them: no release can rule that out.",
    "Whether a combination of many answers is unique. In a survey of this length most are; whoever "
    "knows many answers of somebody can find the rest.",
    "Whether people known to be in the same cell all think alike, except in sensitive questions.",
    "What the words of the codebook say; they are written by hand and published as they stand.",
)


def markdown(codebook: Codebook, manifest: Mapping[str, Any]) -> str:
    """The report of a release."""
    try:
        return "\n".join(_lines(codebook, manifest)) + "\n"
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise DashboardError(
            "The release's manifest is damaged: what it says of its years cannot be read "
            f"({type(error).__name__}: {error})."
        ) from error


def _lines(codebook: Codebook, manifest: Mapping[str, Any]) -> Iterator[str]:
    k = codebook.privacy.k
    keys = ", ".join(codebook.key_attributes) or "none"
    title = SIGNS.sub(r"\\\g<0>", codebook.title)
    yield f"# Release report: {title}"
    yield ""
    yield (
        f"Version {manifest['version']}. "
        + ("All checks passed." if manifest["passed"] else "The checks did NOT pass.")
        + (" All responses are synthetic: nobody gave them." if codebook.synthetic else "")
    )
    yield ""
    yield (
        f"Every combination of year and key attributes ({keys}) is empty or holds at least "
        f"{k} people, those whose value is withheld counting as one."
    )
    yield ""
    for change in manifest["changes"]:
        note = f" {change['note']}" if change["note"] else ""
        known = f" (`{change['hash']}`)" if "hash" in change else ""
        yield f"- Version {change['version']}{known}: {' '.join(change['what'])}{note}"
    for year, facts in manifest["years"].items():
        yield from _year(codebook, year, facts, k)
    yield from _files(manifest["files"], k)
    yield ""
    yield "## What stays possible"
    yield ""
    yield from _possible(manifest["years"], k)
    plan = make_plan(codebook)
    tied = sorted(set().union(*plan.tied.values())) if plan.tied else []
    if tied:
        yield (
            "- Where a key attribute is withheld, so are the answers that would tell it: "
            + ", ".join(tied)
            + "."
        )
    for code, questions in plan.telling().items():
        yield (
            f"- {code} stands apart, but who was asked {', '.join(questions)}, or what that says, "
            "tells something of it."
        )
    yield ""
    yield "## What this does not check"
    yield ""
    yield from (f"- {sentence}" for sentence in NOT_CHECKED)


def _year(codebook: Codebook, year: str, facts: Mapping[str, Any], k: int) -> Iterator[str]:
    rows = facts["rows"]
    yield ""
    yield f"## {year}"
    yield ""
    yield f"- Respondents: {rows:,} in, {rows:,} out."
    for code, n in facts["withheld"].items():
        share = "" if isinstance(n, str) else f" ({n / rows:.1%})"
        yield f"- {code}: withheld of {_people(n)}{share}."
    yield f"- Records touched by that: {_people(facts['records_withheld'])}."
    for file, n in facts["separate"].items():
        yield f"- {file} stands in a file of its own; withheld there: {_people(n)}."
    for code, choices in facts["thin"].items():
        yield (
            f"- {code} is withheld of more than 5% of those who gave {', '.join(choices)}; no "
            "share of such a segment is shown."
        )
    if facts["unpublished"]:
        yield f"- Not published: {', '.join(facts['unpublished'])}."
    if facts["left_out"]:
        yield f"- Columns left out, since nothing declares them: {', '.join(facts['left_out'])}."
    for column, hits in facts["identifying"].items():
        said = ", ".join(f"{what} ({example})" for what, example in hits.items())
        yield f"- The column {column}, left out, seems to tell who somebody is: {said}."
    for code, (low, high) in facts["cut"].items():
        yield f"- {code}: rounded to two digits, cut off at {low:g} and {high:g}."
    for code, n in facts["sensitive"].items():
        yield (
            f"- {code} (sensitive): withheld of {_people(n)}, of whom the answer was rare, their "
            "cell would have told it, or who hide the others."
        )
    if facts["weights"]:
        yield f"- Weights computed from what is released: {', '.join(facts['weights'])}."
    if facts["weight_left_out"]:
        yield (
            "- The weights of the export are left out: beside the key attributes some are those of "
            f"fewer than {k} people."
        )
    yield from _utility(facts["utility"])
    if "sensitivity" in facts:
        yield _sensitivity(facts["sensitivity"])
    yield (
        "- Order: rank correlation of the released with the original order "
        f"{facts['order_correlation']:+.3f} (chance: within ±{2 / max(rows, 1) ** 0.5:.3f})."
    )


def _utility(facts: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"- Figures compared with what was answered: of {facts['shares']:,} numbers shown, "
        f"{facts['outside']:,} lie outside their own interval."
    )
    for code, one in facts["offered"].items():
        kept = one["after"] / one["before"] if one["before"] else 1
        yield (
            f"- Shares by {code} that the answers offered: {one['before']:,}; still offered: "
            f"{one['after']:,} ({kept:.0%})."
        )
    if facts["lost"]:
        yield f"- Questions that show nothing any more: {', '.join(facts['lost'])}."
    if facts["moved"]:
        yield f"- Moved by more than their standard error: {', '.join(facts['moved'])}."


def _sensitivity(facts: Mapping[str, Any]) -> str:
    marks = facts["leads"].values()
    untested = sum(mark is None for mark in marks)
    fails = [code for code, mark in facts["leads"].items() if mark]
    changes = [mark for of_question in facts["changes"].values() for mark in of_question.values()]
    largest = f"; largest channel: {facts['largest']}" if facts["largest"] else ""
    return (
        f"- Leading findings of {len(marks)} questions, tested for other respondents "
        f"({', '.join(facts['others']) or 'none'}{largest}): "
        f"{len(marks) - untested - len(fails)} hold, "
        f"{len(fails)} do not{f' ({listed(fails)})' if fails else ''}, {untested} cannot be "
        f"tested. Of {len(changes):,} changes {sum(bool(mark) for mark in changes):,} do not hold."
    )


def _people(n: int | str) -> str:
    return n if isinstance(n, str) else f"{n:,}" if n else "nobody"


def _files(files: Mapping[str, Any], k: int) -> Iterator[str]:
    yield ""
    yield "## Files and their smallest cells"
    for name, facts in files.items():
        yield ""
        yield f"### {name}"
        yield ""
        yield f"{facts['rows']:,} rows, {len(facts['columns'])} columns."
        yield f"SHA-256 `{facts['sha256']}`"
        yield ""
        if facts["risks"]:
            yield "| Known together | Smallest cell | 5th percentile | Below k | People there |"
            yield "| --- | ---: | ---: | ---: | ---: |"
        for risk in facts["risks"]:
            yield (
                f"| {', '.join(risk['attributes'])} | {risk['smallest']:,} | "
                f"{risk['fifth_percentile']:g} | {risk['cells_below']} | {risk['people_below']} |"
            )


def _possible(years: Mapping[str, Any], k: int) -> Iterator[str]:
    for year, facts in years.items():
        attacks = facts["attacks"]
        known = attacks["known"]
        by_number = listed([f"{share:.1%}" for share in known["answers"]])
        tools, raw = _share(attacks["tools"]), _share(facts["raw"])
        yield (
            f"- {year}: whoever knows a respondent's key attributes is left with at least "
            f"{known['fewest']:,} candidates. One, two, three or four answers known besides single "
            f"out {by_number}; two tools {tools} of those who name two (in the raw answers {raw}). "
            f"What somebody was asked is theirs alone in {known['asked']:.1%}. Of a person singled "
            "out, the other answers can be read."
        )
        for code, told in attacks["told"].items():
            for key, share in told.items():
                if share:
                    yield f"- {year}: {key} tells {code}, or nearly, of {share:.1%}."
        for code, found in attacks["sensitive"].items():
            yield (
                f"- {year}: {code} has at least {found['different']} different answers wherever "
                f"anybody in a cell answered, and differs from everybody's by up to "
                f"{found['distance']:.0%} of the answers."
            )


def _share(linkage: Mapping[str, Any]) -> str:
    return f"{linkage['share']:.1%}" if linkage["tried"] else "nobody"
