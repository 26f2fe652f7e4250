"""A reader in process: opens pages, takes every option that a control offers, notices what fails.

Nothing here knows the survey or the app's modules: pages, controls and options are read off what
the app draws, and addresses off what it writes into the address bar.
"""

import json
import logging
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streamlit.runtime.state.common import TESTING_KEY, user_key_from_element_id
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

ROOT = Path(__file__).parents[2]
Address = Mapping[str, str]
Step = tuple[str, str]
"""A control by its kind and label, and the option taken there."""

OPEN = "open"
MOST_RUNS = 5
"""Controls that stand within each other at most, so that all are as wanted."""

START = {"v": "1"}
"""The address of no choice at all; an empty one is that of somebody who goes on as he was."""
REFUSED = "This link does not lead to a view"
PANELS = ("This view cannot be shown", "The survey cannot be shown")
FAULTS = ("could not be drawn", "could not be shown", "could not be created", "Traceback")
NO_NUMBER = re.compile(r"\b(nan|inf)\b")
# What is typed into a box: a part of many names, nothing that exists, and what markup might break.
TYPED = ("a", "no such name", "<b>&\"'*_`")


class Stumbled(AssertionError):
    """What a reader should never see, with the page and the address where it was."""


@dataclass
class Control:
    """A control as a reader sees it: its name, what it offers, what is chosen."""

    kind: str
    name: str
    options: list[str]
    chosen: list[str]
    element: Any = field(repr=False)

    def choose(self, app: AppTest, options: list[str]) -> None:
        """Take options by what they are called; none of them clears the control."""
        match self.kind:
            case "tabs" | "expandable":
                key = user_key_from_element_id(self.element)
                value: Any = options[0] if self.kind == "tabs" else options == [OPEN]
                app.session_state[key] = value
            case "text_input":
                self.element.set_value(options[0] if options else "")
            case _:
                self._by_label(app, options)

    def _by_label(self, app: AppTest, options: list[str]) -> None:
        # Only labels are sent to browsers, and back: values stay with the app.
        said = self.element.format_func

        def label_of(value: Any) -> Any:
            return value if isinstance(value, str) and value in self.options else said(value)

        app.session_state[TESTING_KEY][self.element.id] = label_of
        many = self.kind == "multiselect" or isinstance(self.element.value, list)
        self.element.set_value(list(options) if many else (options[0] if options else None))


class Walker:
    """One reader's session; every run is looked at, and counted."""

    def __init__(self) -> None:
        self.app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
        self.page = ""
        self.runs = 0
        self.sentences = 0
        self._log = _Errors()
        logging.getLogger().addHandler(self._log)
        self.run()

    def close(self) -> None:
        """Stop listening to the log."""
        logging.getLogger().removeHandler(self._log)

    def embedded(self, yes: bool) -> None:
        """Whether the app stands in a page of somebody else from now on."""
        self.app.context = {"is_embedded": True} if yes else {}

    @property
    def pages(self) -> list[str]:
        """Every page by its address, in the order of the menu."""
        return [info["url_pathname"] for info in self.app._registered_pages.values()]

    def go(self, page: str) -> None:
        """Open a page by the menu, in the view at hand."""
        self._turn_to(page)
        self.run()

    def visit(self, page: str, address: Address, *, may_be_refused: bool = False) -> bool:
        """Open a page by a link; whether the link led to a view."""
        self._turn_to(page)
        self.app.query_params.clear()
        self.app.query_params.update(address)
        self.run()
        refused = REFUSED in self._headings()
        if refused and not may_be_refused:
            self._stumble(f"the link was refused: {self.said()}")
        return not refused

    def _turn_to(self, page: str) -> None:
        [self.app._page_hash] = [
            code
            for code, info in self.app._registered_pages.items()
            if info["url_pathname"] == page
        ]
        self.page = page

    def run(self) -> None:
        """Run the app as it stands, and look at what a reader sees."""
        self._log.seen.clear()
        _forget_what_is_gone(self.app)
        for button in self.app.button:
            # What is chosen in a form is told with its button alone.
            if button.form_id:
                button.click()
        self.app.run()
        self.runs += 1
        self._look()

    def _look(self) -> None:
        app = self.app
        if app.exception:
            self._stumble(f"an exception: {[error.value for error in app.exception]}")
        if self._log.seen:
            self._stumble(f"an error in the log:\n{self._log.seen[0]}")
        if panels := set(PANELS) & set(self._headings()):
            self._stumble(f"a panel: {panels}, {self.said()}")
        said = self.said()
        if any(fault in said for fault in FAULTS):
            self._stumble(f"a fault: {said}")
        figures = self.figures()
        for figure in figures:
            self.sentences += "message" in figure
            written = " ".join(map(str, figure.get("words", {}).values()))
            if found := NO_NUMBER.search(written):
                self._stumble(f"{found[0]!r} in the words of a figure: {written}")
        if not figures and not app.main.markdown and not app.main.text and not app.main.title:
            self._stumble("an empty page")

    def _stumble(self, what: str) -> None:
        where = f"/{self.page}?" + "&".join(
            f"{name}={value}" for name, value in self.app.query_params.items()
        )
        raise Stumbled(f"{where}: {what[:3000]}")

    def _headings(self) -> list[str]:
        return [head.value for head in self.app.subheader]

    def said(self) -> str:
        """The texts of the page outside of its figures."""
        app = self.app
        elements = [*app.main.title, *app.main.subheader, *app.main.markdown, *app.main.caption]
        elements += [*app.main.text, *app.main.error, *app.main.info]
        return "\n".join(str(element.value) for element in elements)

    def figures(self) -> list[dict[str, Any]]:
        """What was sent for each figure."""
        return [
            json.loads(zlib.decompress(element.proto.bytes[2:]))
            for element in self.app.get("bidi_component")
            if element.proto.component_name == "survey_chart" and element.proto.bytes[:2]
        ]

    @property
    def at(self) -> str:
        """The page that the last run showed: choosing may lead to another one."""
        return str(self.app._registered_pages[self.app._finished_page_script_hash]["url_pathname"])

    @property
    def address(self) -> dict[str, str]:
        """What stands in the address bar."""
        return dict(self.app.query_params)

    def controls(self, block: str) -> dict[str, Control]:
        """The controls of the "main" block or the "sidebar" by kind and name, in their order."""
        found: dict[str, Control] = {}
        for control in _controls(self.app, getattr(self.app, block)):
            name = f"{control.kind} {control.name}"
            while name in found:
                name += "'"
            found[name] = control
        return found

    def reach(self, block: str, wanted: Mapping[str, list[str]]) -> None:
        """Choose until every control of the block that stands there is as wanted.

        Controls that no wish names stay as they are; some stand there only once others are set, or
        offer other options then: what is not offered is not wished for.
        """
        for _ in range(MOST_RUNS):
            now = self.controls(block)
            other = [
                name
                for name, options in wanted.items()
                if name in now
                and now[name].chosen != options
                and set(options) <= set(now[name].options)
            ]
            if not other:
                return
            for name in other:
                now[name].choose(self.app, wanted[name])
            self.run()
            if self.at != self.page:
                return
        self._stumble(f"a control does not keep what is chosen: {other} of {wanted}")


def chosen(controls: Mapping[str, Control]) -> dict[str, list[str]]:
    """What is chosen in each control."""
    return {name: control.chosen for name, control in controls.items()}


def _controls(app: AppTest, block: Block) -> Iterator[Control]:
    for node in block:
        kind = node.type
        match kind:
            case "selectbox" | "radio":
                now = [node.options[node.index]] if node.index is not None else []
                yield Control(kind, node.label, node.options, now, node)
            case "multiselect":
                now = [node.options[at] for at in node.indices]
                yield Control(kind, node.label, node.options, now, node)
            case "button_group":
                now = [node.options[at] for at in node.indices]
                yield Control(kind, node.proto.label, node.options, now, node)
            case "text_input":
                now = [node.value] if node.value else []
                yield Control(kind, node.label, list(TYPED), now, node)
            case "tab_container" if node.proto.tab_container.HasField("id"):
                tabs = [tab.label for tab in node.children.values()]
                key = user_key_from_element_id(node.proto.tab_container.id)
                now = [app.session_state[key]] if key in app.session_state else tabs[:1]
                yield Control("tabs", str(key), tabs, now, node.proto.tab_container.id)
            case "expander" if node.proto.HasField("id"):
                key = user_key_from_element_id(node.proto.id)
                now = [OPEN] if app.session_state.get(key) else []
                yield Control("expandable", str(key), [OPEN], now, node.proto.id)


def _forget_what_is_gone(app: AppTest) -> None:
    """Let go of choices whose options are not offered any more, as a browser does."""
    for node in (*app.selectbox, *app.get("button_group"), *app.multiselect):
        try:
            gone = node._widget_state is None
        except (ValueError, KeyError):
            gone = True
        if gone:
            node.set_value([] if node.type == "multiselect" else None)


class _Errors(logging.Handler):
    """What the app says in its log when something went wrong."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(self.format(record))
