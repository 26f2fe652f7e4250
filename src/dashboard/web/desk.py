"""The desk of a page: the reader's view of the survey at hand."""

from dashboard.stories.view import Desk
from dashboard.web.components.viewport import is_narrow
from dashboard.web.controls import choices
from dashboard.web.session import cache, survey


def desk_at_hand() -> Desk:
    """The reader's view of the survey at hand."""
    at_hand = survey()
    return Desk(
        responses=at_hand.responses,
        chosen=choices(),
        cache=cache(),
        stamp=at_hand.stamp,
        narrow=is_narrow(),
        release=at_hand.release,
        marks=at_hand.marks,
    )
