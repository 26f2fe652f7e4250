"""The report page: the figures a reader has added, to reorder, annotate and download."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard.errors import DashboardError, contained
from dashboard.exports.batch.print_pdf import printed
from dashboard.exports.bundle import bundle
from dashboard.exports.documents.draft import TITLE, Draft, draft_of
from dashboard.exports.documents.draft_docx import docx
from dashboard.exports.documents.draft_html import page
from dashboard.exports.documents.draft_markdown import draft_zip
from dashboard.exports.documents.paper import PAPERS, Paper
from dashboard.exports.exhibit import Exhibit, Taken
from dashboard.exports.figure_export import exhibit, finding_of, link_to, titled
from dashboard.exports.markdown_text import verbatim
from dashboard.exports.pictures.image_studio import FORMATS, Studio
from dashboard.figures.presets import BARE, PRESETS, Preset, bare
from dashboard.query.basket import LONGEST_TITLE, Basket, Item, write_basket
from dashboard.stories.view import Desk
from dashboard.web.app import in_frame
from dashboard.web.browser_pictures import NO_PDF, NO_PICTURE, Pictures, from_reader, studio
from dashboard.web.components.charts import draw as draw_chart
from dashboard.web.desk import desk_at_hand
from dashboard.web.figure_view import site
from dashboard.web.isolation import figure_place, part_place
from dashboard.web.own_report import (
    basket,
    keep_basket,
    make_own,
    own_report,
    show_own,
    unreadable,
)
from dashboard.web.session import survey

LEFT_OUT = "Left out"
MADE, WANTED = "report_pictures", "report_pictures_wanted"
SIZE, PAPER = "report_size", "report_paper"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HOW = """
Your report is empty. Click **Add to report** under any chart, then reorder, annotate and download.
"""


def report_page() -> None:
    """Draw the page."""
    in_frame()
    desk, collected = desk_at_hand(), basket()
    st.title("Report", anchor=False)
    _whose()
    if not collected.items:
        st.markdown(HOW)
        return
    title = st.text_input("Title", collected.title, placeholder=TITLE, max_chars=120)
    if title != collected.title:
        collected = replace(collected, title=title)
        keep_basket(collected)
        st.rerun()
    found = [_exhibit(desk, item) for item in collected.items]
    number = 0
    for at, one in enumerate(found):
        # As in its files, where what cannot be shown has no number.
        number += isinstance(one, Exhibit)
        _item(collected, at, one, number)
    _link(collected)
    kept = [
        (item.remark, one)
        for item, one in zip(collected.items, found, strict=True)
        if isinstance(one, Exhibit)
    ]
    if kept:
        st.header("Download", anchor=False)
        with part_place("the report's files"):
            left_out = [
                f"{item.reference.figure}: {one}"
                for item, one in zip(collected.items, found, strict=True)
                if isinstance(one, DashboardError)
            ]
            _files(collected.title or TITLE, kept, {LEFT_OUT: left_out} if left_out else {})


def _whose() -> None:
    """That the report came by a link, where the reader has another; that theirs cannot be shown."""
    if why := unreadable():
        st.warning(f"The report kept in this browser cannot be shown: {verbatim(why)}")
    own = own_report()
    if own is None:
        return
    with st.container(border=True, key="whose_report"):
        figures = "1 figure" if len(own.items) == 1 else f"{len(own.items)} figures"
        st.markdown(f"This report came by a link. Your own report ({figures}) is kept.")
        with st.container(horizontal=True):
            st.button("Show my report", on_click=show_own, type="primary")
            st.button("Replace my report with this one", on_click=make_own)


def _exhibit(desk: Desk, item: Item) -> Exhibit | DashboardError:
    """The figure under its collector's title, or its finding, where it has one."""

    def made() -> Exhibit:
        found = exhibit(desk, item.reference, site())
        return titled(found, item.title or finding_of(desk, item.reference))

    return contained(f"Figure {item.reference.figure!r}", made)


def _item(collected: Basket, at: int, found: Exhibit | DashboardError, number: int) -> None:
    """One figure: what it is, a remark, its place, and the drawing on demand."""
    item, last = collected.items[at], len(collected.items) - 1
    shown = isinstance(found, Exhibit)
    with st.container(border=True, key=f"item_{at}"):
        if isinstance(found, Exhibit):
            st.markdown(f"**{number}. {verbatim(found.figure.title)}**")
            st.caption(verbatim(found.figure.subtitle))
        else:
            st.markdown(f"**{verbatim(item.reference.figure)}**")
            st.error(verbatim(str(found)))
        if isinstance(found, Exhibit):
            now = found.figure.title
            # A key of its own for each title: what is cleared shows the figure's finding again.
            title = st.text_input(
                "Figure title",
                now,
                key=f"title_{item.reference}_{now}",
                max_chars=LONGEST_TITLE,
            ).strip()
            if title != (now if title else item.title):
                keep_basket(collected.titled(at, title))
                st.rerun()
        remark = st.text_area(
            "Note", item.remark, key=f"remark_{item.reference}", height=68, max_chars=1000
        )
        if remark.strip() != item.remark:
            keep_basket(collected.remarked(at, remark))
            st.rerun()
        with st.container(horizontal=True, vertical_alignment="center"):
            _button("Up", f"up_{at}", collected.moved(at, at - 1), disabled=at == 0)
            _button("Down", f"down_{at}", collected.moved(at, at + 1), disabled=at == last)
            _button("Remove", f"remove_{at}", collected.without(at))
            if shown:
                st.link_button("Open", link_to(item.reference), type="tertiary")
        if isinstance(found, Exhibit):
            look = st.expander("Preview", key=f"look_{item.reference}", on_change="rerun")
            if look.open:
                with look, figure_place(found.figure.id):
                    draw_chart(found.figure, key=f"chart_report_{at}")
                    st.caption(verbatim(found.figure.base))


def _button(label: str, key: str, changed: Basket, disabled: bool = False) -> None:
    st.button(
        label, key=key, type="tertiary", on_click=keep_basket, args=(changed,), disabled=disabled
    )


def _link(collected: Basket) -> None:
    try:
        write_basket(collected)
    except DashboardError as error:
        st.caption(verbatim(str(error)))
    else:
        st.caption(
            "Your report is saved in this browser and in this page's link."
            if own_report() is None
            else "This report is in this page's link only."
        )


def _files(
    title: str,
    kept: Sequence[tuple[str, Exhibit]],
    left_out: Mapping[str, Sequence[str]],
) -> None:
    """Pictures are made when they are asked for; then everything can be saved."""
    size = st.selectbox(
        "Image size",
        list(PRESETS),
        format_func=lambda name: f"{PRESETS[name].label}, {PRESETS[name].width} pixels wide",
        key=SIZE,
    )
    paper = PAPERS[
        st.selectbox("Paper", list(PAPERS), format_func=lambda name: PAPERS[name].label, key=PAPER)
    ]
    sizes = {"": PRESETS[size], BARE: bare(PRESETS[size])}
    wanted = (size, *(f"{found.reference} {found.figure.title}" for _, found in kept))
    if st.session_state.get(WANTED) != wanted:
        if st.button("Create report", type="primary"):
            st.session_state[WANTED] = wanted
            st.rerun()
        if studio() is None:
            st.caption(f"{NO_PDF}.")
        return
    pictures = _pictures(wanted, [found for _, found in kept], sizes)
    if pictures is None:
        st.caption(f"Creating {len(kept)} images …")
        return
    _downloads(
        title,
        [
            Taken(exhibit=found, remark=remark, pictures=made, missing=_missing(made))
            for (remark, found), made in zip(kept, pictures, strict=True)
        ],
        left_out,
        paper,
    )


def _pictures(
    wanted: tuple[str, ...], exhibits: Sequence[Exhibit], sizes: Mapping[str, Preset]
) -> list[Pictures] | None:
    """The pictures of these figures, made once; None while the reader's browser draws them."""
    made = st.session_state.get(MADE)
    if made is not None and made[0] == wanted:
        pictures: list[Pictures] = made[1]
        return pictures
    found = (
        from_reader([one.figure for one in exhibits], sizes, key="report_drawing")
        if studio() is None
        else _from_server(exhibits, sizes)
    )
    if found is not None:
        st.session_state[MADE] = (wanted, found)
    return found


def _from_server(exhibits: Sequence[Exhibit], sizes: Mapping[str, Preset]) -> list[Pictures]:
    at_hand, found = studio(), list[Pictures]()
    bar = st.progress(0.0, "Creating images")
    for done, one in enumerate(exhibits, start=1):
        made = contained(
            f"The pictures of figure {one.figure.id!r}", partial(_drawn_here, at_hand, one, sizes)
        )
        found.append({} if isinstance(made, DashboardError) else made)
        bar.progress(done / len(exhibits), f"Creating image {done} of {len(exhibits)}")
    bar.empty()
    return found


def _drawn_here(at_hand: Studio | None, one: Exhibit, sizes: Mapping[str, Preset]) -> Pictures:
    if at_hand is None:
        return {}
    return {
        f"{name}.{ending}" if name else ending: picture
        for name, preset in sizes.items()
        for ending, picture in at_hand.pictures(
            one.figure, preset, ["svg", "png"] if name else FORMATS
        ).items()
    }


def _missing(made: Pictures) -> dict[str, str]:
    reasons = {"svg": NO_PICTURE, "png": NO_PICTURE, "pdf": NO_PDF}
    return {ending: why for ending, why in reasons.items() if ending not in made}


def _downloads(
    title: str, taken: Sequence[Taken], left_out: Mapping[str, Sequence[str]], paper: Paper
) -> None:
    absent = sorted({why for one in taken for why in one.missing.values()})
    if absent:
        st.caption(". ".join(absent) + ". Also listed in the manifest of the ZIP.")

    # Of which survey and release, as figures' own files say it.
    release = taken[0].exhibit.release
    name = "_".join(filter(None, (survey().codebook.id, "report", release)))

    def draft() -> Draft:
        return draft_of(taken, title, left_out)

    files: dict[str, tuple[Callable[[], bytes], str, str]] = {
        "Word": (lambda: docx(draft(), paper=paper), f"{name}.docx", DOCX),
        "HTML, to print": (lambda: page(draft()).encode(), f"{name}.html", "text/html"),
        "Markdown (ZIP)": (lambda: draft_zip(draft()), f"{name}_markdown.zip", "application/zip"),
        "Figures (ZIP)": (partial(bundle, taken, title), f"{name}_figures.zip", "application/zip"),
    }
    if studio() is not None:
        files["PDF"] = (lambda: printed(page(draft()), paper), f"{name}.pdf", "application/pdf")
    with st.container(horizontal=True):
        for label, (make, file, mime) in files.items():
            st.download_button(
                label, make, file, mime, key=f"report_{label}", on_click="ignore", width="content"
            )
