"""The release report as a page that a person reads, made from the manifest alone."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.codebook import Codebook
from dashboard.errors import DashboardError, listed
from dashboard.release.manifest import version_name
from dashboard.release.privacy_plan import make_plan

# A sign of Markdown in a title is a letter of it.
SIGNS = re.compile(r"[!-/:-@\[-`{-~]")
NOT_CHECKED = (
    "Recognition by somebody with private knowledge of a respondent (answers they mentioned, a "
    "screen seen): no release can rule that out.",
    "Unique combinations of many answers. In a survey of this length most are unique; anybody who "
    "knows many answers of a respondent can find the rest.",
    "Agreement among people known to be in the same cell, except on sensitive questions.",
    "The wording of the codebook, which is written by hand and published as it is.",
)


def markdown(codebook: Codebook, manifest: Mapping[str, Any]) -> str:
    """The report of a release."""
    try:
        return "\n".join(_lines(codebook, manifest)) + "\n"
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise DashboardError(
            "The release manifest is damaged; its facts about years cannot be read "
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
        + (" All responses are synthetic; no real person gave them." if codebook.synthetic else "")
    )
    yield ""
    yield (
        f"Every combination of year and key attributes ({keys}) is empty or holds at least "
        f"{k} people; respondents whose value is withheld count as one group."
    )
    yield ""
    for change in manifest["changes"]:
        note = f" {change['note']}" if change["note"] else ""
        yield f"- {version_name(change)}: {' '.join(change['what'])}{note}"
    for year, facts in manifest["years"].items():
        yield from _year(year, facts, k)
    yield from _files(manifest["files"])
    yield ""
    yield "## Remaining risks"
    yield ""
    yield from _possible(manifest["years"], k)
    plan = make_plan(codebook)
    tied = sorted(set().union(*plan.tied.values())) if plan.tied else []
    if tied:
        yield (
            "- Where a key attribute is withheld, the answers that would reveal it are, too: "
            + ", ".join(tied)
            + "."
        )
    if beside := plan.filters_beside():
        yield (
            f"- Declared as filters, but neither key attributes nor published apart: "
            f"{', '.join(beside)}. These answers are beside all others in the same rows, and count "
            "as known answers, not as part of a cell."
        )
    for code, questions in plan.telling().items():
        yield (
            f"- {code} is published in separate files, but being asked {', '.join(questions)}, or "
            "the answer to it, reveals something about it."
        )
    yield ""
    yield "## Not checked"
    yield ""
    yield from (f"- {sentence}" for sentence in NOT_CHECKED)


def _year(year: str, facts: Mapping[str, Any], k: int) -> Iterator[str]:
    rows = facts["rows"]
    yield ""
    yield f"## {year}"
    yield ""
    yield f"- Respondents: {rows:,} in, {rows:,} out."
    for code, n in facts["withheld"].items():
        share = "" if isinstance(n, str) else f" ({n / rows:.1%})"
        yield f"- {code}: withheld for {_people(n)}{share}."
    yield f"- Records affected: {_people(facts['records_withheld'])}."
    for file, n in facts["separate"].items():
        yield f"- {file} has its own file; withheld there: {_people(n)}."
    for code, choices in facts["thin"].items():
        yield (
            f"- {code} is withheld for more than 5% of those who answered {', '.join(choices)}; no "
            "percentages are shown for these segments."
        )
    if facts["unpublished"]:
        yield f"- Not published: {', '.join(facts['unpublished'])}."
    if facts["left_out"]:
        undeclared = ", ".join(facts["left_out"])
        yield f"- Columns left out because the codebook does not declare them: {undeclared}."
    for column, hits in facts["identifying"].items():
        said = ", ".join(f"{what} ({example})" for what, example in hits.items())
        yield f"- Column {column} was left out because it may identify respondents: {said}."
    for code, (low, high) in facts["cut"].items():
        yield f"- {code}: rounded to two significant digits, capped at {low:g} and {high:g}."
    for code, n in facts["sensitive"].items():
        yield (
            f"- {code} (sensitive): withheld for {_people(n)}: rare answers, answers that their "
            "cell would have revealed, and random others that hide these."
        )
    if facts["weights"]:
        yield f"- Weights computed from the released answers: {', '.join(facts['weights'])}."
    if facts["weight_left_out"]:
        yield (
            "- The export's weights are left out: combined with the key attributes, some belong to "
            f"fewer than {k} people."
        )
    yield from _utility(facts["utility"])
    if "sensitivity" in facts:
        yield _sensitivity(facts["sensitivity"])
    yield (
        "- Order: rank correlation between released and original order "
        f"{facts['order_correlation']:+.3f} "
        f"(expected if random: within ±{2 / max(rows, 1) ** 0.5:.3f})."
    )


def _utility(facts: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"- Figures compared with the original answers: {facts['outside']:,} of "
        f"{facts['shares']:,} numbers shown are outside their own interval."
    )
    for code, one in facts["offered"].items():
        kept = one["after"] / one["before"] if one["before"] else 1
        yield (
            f"- Percentages by {code}: {one['before']:,} from the original answers, of which "
            f"{one['after']:,} ({kept:.0%}) are still shown."
        )
    if facts["lost"]:
        yield f"- Questions with no results left: {', '.join(facts['lost'])}."
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
        f"tested. {sum(bool(mark) for mark in changes):,} of {len(changes):,} changes do not hold."
    )


def _people(n: int | str) -> str:
    return n if isinstance(n, str) else f"{n:,}" if n else "nobody"


def _files(files: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield "## Files and smallest cells"
    for name, facts in files.items():
        yield ""
        yield f"### {name}"
        yield ""
        yield f"{facts['rows']:,} rows, {len(facts['columns'])} columns."
        yield f"SHA-256 `{facts['sha256']}`"
        yield ""
        if facts["risks"]:
            yield "| Known together | Smallest cell | 5th percentile | Cells below k | People |"
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
            f"- {year}: knowing a respondent's key attributes leaves at least "
            f"{known['fewest']:,} candidates. One, two, three or four further answers single out "
            f"{by_number}; two tools single out {tools} of those who name two (raw: {raw}). "
            f"The set of questions asked is unique for {known['asked']:.1%}. All other answers of "
            "a respondent who is singled out can be read."
        )
        for code, told in attacks["told"].items():
            for key, share in told.items():
                if share:
                    yield f"- {year}: {key} reveals {code}, exactly or nearly, for {share:.1%}."
        for code, found in attacks["sensitive"].items():
            yield (
                f"- {year}: {code} has at least {found['different']} different answers in every "
                f"cell with answers; cells differ from the overall distribution by up to "
                f"{found['distance']:.0%}."
            )


def _share(linkage: Mapping[str, Any]) -> str:
    return f"{linkage['share']:.1%}" if linkage["tried"] else "nobody"
