"""The command that prints what changed: Markdown for a newsletter, or a feed."""

import argparse

from dashboard.cli.arguments import Commands, add_survey, add_where, filter_of, survey_of
from dashboard.errors import DashboardError


def add_changes(commands: Commands) -> None:
    """Add `changes`."""
    command = commands.add_parser(
        "changes", help="print what changed since an earlier edition, or since a release"
    )
    command.add_argument("--year", help="default: the newest")
    command.add_argument("--against", metavar="YEAR", help="default: the edition before")
    add_where(command)
    command.add_argument("--as", dest="form", choices=["markdown", "atom"], default="markdown")
    command.add_argument(
        "--since",
        metavar="RELEASE",
        help="list what is new or corrected since a release instead, by its hash, version or day",
    )
    add_survey(command)

    def run(options: argparse.Namespace) -> None:
        from dashboard.exports.change_files import atom, markdown
        from dashboard.release.history import released_on, since
        from dashboard.stories.what_changed import what_changed

        survey = survey_of(options)
        chosen = {name: ",".join(codes) for name, codes in map(filter_of, options.where)}
        named = {"year": options.year, "against": options.against, "since": options.since}
        address = survey.address(**chosen, **{name: text for name, text in named.items() if text})
        if address.since is not None:
            print("\n".join(since(address.since, survey.manifest, survey.codebook)))
            return
        desk = survey.desk(address)
        found = what_changed(desk, address.against)
        if found is None:
            raise DashboardError(f"{desk.year} has no earlier edition to compare with.")
        day = released_on(survey.manifest, (found.first, found.second))
        write = atom if options.form == "atom" else markdown
        print(write(desk, found, survey.app, day=day), end="")

    command.set_defaults(run=run)
