"""A fault stays where it happens: one sentence for the reader, the reason in the log."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from conftest import titles_of_figures, words_of_figures
from PIL import Image
from streamlit.runtime.scriptrunner import RerunException, StopException
from streamlit.testing.v1 import AppTest

from dashboard import figures
from dashboard.__main__ import main
from dashboard.errors import DashboardError, Fault, contained
from dashboard.exports.batch import batch_run
from dashboard.exports.batch import figure_files as making
from dashboard.exports.batch.opener import at_hand
from dashboard.exports.documents import draft
from dashboard.exports.documents.draft_markdown import markdown
from dashboard.exports.exhibit import Taken
from dashboard.figures.figure import Figure
from dashboard.stories import respondents as people
from dashboard.stories.catalogue import default_figures, entry
from dashboard.web import figure_view as showing
from dashboard.web import session as survey
from dashboard.web.isolation import figure_place, part_place
from dashboard.web.pages import topic_page as page

# What every figure says below its drawing, however it is drawn.
BASE = re.compile(r"\bn = \d|\d respondents (\(|per row)")

REASON = "a reason that no reader sees"
NOT_DRAWN = "This chart could not be drawn; other charts are not affected."
BROKEN, SOUND = "mlops_level", "platform_maturity"


class Oddity(Exception):
    """An exception that nobody expects."""


def fail(*given: object, **named: object) -> Any:
    raise Oddity(REASON)


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Nothing is drawn from what an earlier test computed."""
    survey.cache.clear()


@pytest.fixture
def broken_question(monkeypatch: pytest.MonkeyPatch) -> str:
    """Whatever draws the figure of one question fails; the same code draws all others."""
    for kind, draw in list(figures.FIGURES.items()):

        def drawn(result: Any, view: Any, draw: Callable[..., Figure] = draw) -> Figure:
            return fail() if result.question.id == BROKEN else draw(result, view)

        monkeypatch.setitem(figures.FIGURES, kind, drawn)
    return BROKEN


def go_to(app: AppTest, name: str, **parameters: str) -> AppTest:
    app.run()
    for parameter, value in parameters.items():
        app.query_params[parameter] = value
    return app.switch_page(f"pages/{name}.py").run()


def texts(app: AppTest) -> str:
    elements = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.text]
    elements += [*app.warning, *app.success, *app.error, *app.info]
    return "\n".join([*(str(element.value) for element in elements), *words_of_figures(app)])


def holds_the_fault(app: AppTest, caplog: pytest.LogCaptureFixture) -> None:
    """No exception and no reason on the page; the reason with its traceback in the log."""
    assert not app.exception
    assert app.get("page_link") or app.title, "the page is there"
    assert REASON not in texts(app)
    assert "Traceback" not in texts(app)
    assert "Oddity" not in texts(app)
    logged = [one for one in caplog.records if one.exc_info and one.exc_info[0] is Oddity]
    assert logged
    assert REASON in caplog.text


@pytest.mark.parametrize("compare", ["", "year", "persona"])
def test_a_fault_in_one_figure_leaves_the_others_of_its_page(
    compare: str, broken_question: str, app: AppTest, caplog: pytest.LogCaptureFixture
) -> None:
    go_to(app, "02_tools", question=BROKEN, **({"compare": compare} if compare else {}))
    holds_the_fault(app, caplog)
    assert texts(app).count(NOT_DRAWN) == 1
    titles = titles_of_figures(app)
    assert "MLOps level" in titles, "the sentence has its title"
    assert len(titles) >= 3
    assert BASE.search(texts(app))


def test_without_a_fault_no_sentence_speaks_of_one(app: AppTest) -> None:
    go_to(app, "02_tools", question=BROKEN)
    assert NOT_DRAWN not in texts(app)


def test_a_fault_in_a_figure_s_place_leaves_the_rest_of_a_story(
    monkeypatch: pytest.MonkeyPatch, app: AppTest, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(people, "profile", fail)
    go_to(app, "00_overview")
    holds_the_fault(app, caplog)
    assert texts(app).count(NOT_DRAWN) == 1
    assert "How to read these charts" in [header.value for header in app.header]


def test_a_fault_in_how_a_story_is_told_leaves_its_page(
    monkeypatch: pytest.MonkeyPatch, app: AppTest, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(showing.OnPage, "card", fail)
    go_to(app, "01_personas")
    holds_the_fault(app, caplog)
    assert texts(app).count(NOT_DRAWN) == 1
    assert titles_of_figures(app)


def test_a_fault_in_the_sentences_of_a_page_leaves_its_figures(
    monkeypatch: pytest.MonkeyPatch, app: AppTest, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(page, "beside_headline", fail)
    go_to(app, "02_tools")
    holds_the_fault(app, caplog)
    assert "This section could not be shown; other sections are not affected." in texts(app)
    assert len(titles_of_figures(app)) >= 2


@pytest.mark.parametrize("name", ["02_tools", "00_overview", "13_data"])
def test_a_fault_in_a_page_leaves_the_frame_and_a_panel(
    name: str, monkeypatch: pytest.MonkeyPatch, app: AppTest, caplog: pytest.LogCaptureFixture
) -> None:
    app.run()
    monkeypatch.setattr(st, "title", fail)
    app.switch_page(f"pages/{name}.py").run()
    assert [head.value for head in app.subheader] == ["This view cannot be shown"]
    assert "a fault of the dashboard" in texts(app)
    assert "Source\\: " in texts(app), "the footer stands below"
    searches = [element.key for element in app.sidebar if "search_" in str(element.key)]
    assert searches, "the search stands beside"
    # The page on the data has nothing to choose.
    assert bool(app.sidebar.selectbox) == (name != "13_data"), "the controls stand beside"
    assert REASON not in texts(app)
    assert REASON in caplog.text
    assert not app.exception


def test_a_fault_leaves_one_sentence_on_the_page_of_a_figure(
    broken_question: str, app: AppTest, caplog: pytest.LogCaptureFixture
) -> None:
    go_to(app, "14_figure", figure=BROKEN, year="2025")
    holds_the_fault(app, caplog)
    assert texts(app).count(NOT_DRAWN) == 1
    assert not BASE.search(texts(app))


def test_a_fault_leaves_one_sentence_in_what_is_embedded(
    broken_question: str,
    app: AppTest,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app.run()
    monkeypatch.setattr(type(st.context), "is_embedded", property(lambda self: True))
    app.query_params["figure"] = BROKEN
    app.switch_page("pages/14_figure.py").run()
    assert not app.exception
    assert not app.selectbox, "no controls stand in the pages of others"
    assert texts(app).count(NOT_DRAWN) == 1
    assert REASON not in texts(app)
    assert REASON in caplog.text


def test_a_fault_leaves_one_sentence_in_the_report(
    broken_question: str, app: AppTest, caplog: pytest.LogCaptureFixture
) -> None:
    go_to(app, "15_report", report=f"title=Mine~~{BROKEN};year=2025~~{SOUND};year=2025")
    holds_the_fault(app, caplog)
    assert [error.value for error in app.error if "could not be made" in error.value]
    assert "1. " in texts(app), "the other figure is numbered as in the files, which have it alone"
    assert "Download" in [header.value for header in app.header]


def test_a_fault_leaves_one_sentence_in_a_dialog(
    monkeypatch: pytest.MonkeyPatch, app: AppTest, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SURVEY_CHARTS", "streamlit")
    monkeypatch.setattr(showing, "exhibit_from", fail)
    go_to(app, "02_tools")
    next(button for button in app.button if button.label == "Download & cite").click()
    app.run()
    holds_the_fault(app, caplog)
    assert texts(app).count("This section could not be shown") == 1


def test_a_fault_in_the_words_of_a_figure_leaves_the_drawing(
    monkeypatch: pytest.MonkeyPatch, app: AppTest, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(showing, "show_unweighted", fail)
    go_to(app, "02_tools")
    holds_the_fault(app, caplog)
    assert NOT_DRAWN not in texts(app)
    assert "This section could not be shown" in texts(app)
    assert BASE.search(texts(app))


@pytest.mark.parametrize("kind", [StopException, RerunException])
def test_what_stops_a_script_or_runs_it_again_passes(kind: type[BaseException]) -> None:
    stopping = kind() if kind is StopException else kind(None)

    def stop() -> None:
        raise stopping

    with pytest.raises(kind), figure_place("any"):
        stop()
    with pytest.raises(kind), part_place("any"):
        stop()
    with pytest.raises(kind):
        contained("Anything", stop)


def test_an_error_that_says_its_reason_is_given_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    error = DashboardError("Two years, one question.")

    def refuse() -> None:
        raise error

    assert contained("Anything", refuse) is error
    assert contained("Anything", lambda: 3) == 3
    assert not caplog.records
    fault = contained("Figure 'used'", fail)
    assert isinstance(fault, Fault)
    assert str(fault).startswith("Figure 'used' could not be made")
    assert REASON not in str(fault)
    assert REASON in caplog.text


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    monkeypatch.setenv("SURVEY_PREVIEW", "1")


def test_a_fault_in_one_figure_leaves_the_others_of_an_export(
    broken_question: str,
    no_browser: None,
    sample_folder: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["--data", str(sample_folder), "--to", str(tmp_path), "--format", "csv"]
    code = main(["export", BROKEN, SOUND, *arguments])
    assert code == 2
    told = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["figures"]
    assert [bool(one["files"]) for one in told] == [False, True]
    assert "fault of the dashboard" in told[0]["missing"]["figure"]
    assert REASON not in "".join(capsys.readouterr())
    assert REASON in caplog.text


def test_a_fault_in_one_figure_leaves_one_sentence_in_the_book(
    broken_question: str,
    no_browser: None,
    sample_folder: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert main(["book", BROKEN, SOUND, "--data", str(sample_folder), "--to", str(tmp_path)]) == 2
    [read] = tmp_path.glob("*_book.html")
    text = read.read_text(encoding="utf-8")
    assert text.count("a fault of the dashboard") == 1
    assert text.count("<h3") == 1, "the other figure is there"
    assert text.index("<h3") < text.index("a fault of the dashboard") < text.index("Sources")
    [archive] = tmp_path.glob("*_book_markdown.zip")
    with zipfile.ZipFile(archive) as files:
        [name] = [name for name in files.namelist() if name.endswith(".md")]
        assert files.read(name).decode().count("a fault of the dashboard") == 1
    [document] = tmp_path.glob("*_book.docx")
    with zipfile.ZipFile(document) as files:
        assert files.read("word/document.xml").decode().count("a fault of the dashboard") == 1
    assert REASON not in text
    assert REASON in caplog.text


def test_a_fault_in_the_words_of_one_figure_leaves_the_rest_of_a_draft(
    monkeypatch: pytest.MonkeyPatch, sample_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    opened = at_hand(sample_folder, {"SURVEY_PREVIEW": "1"})
    desk = opened.desk(opened.address())
    taken = [Taken(exhibit=opened.exhibit(desk, entry(desk, id))) for id in (BROKEN, SOUND)]
    write = draft.long_citation

    def cited(exhibit: Any) -> str:
        return fail() if exhibit.figure.id == BROKEN else write(exhibit)

    monkeypatch.setattr(draft, "long_citation", cited)
    made = draft.draft_of(taken)
    assert [one.exhibit.figure.id for one in made.figures] == [SOUND]
    [(topic, said)] = [(one.topic, said) for one in made.sections for said in one.left_out]
    assert topic == taken[0].exhibit.topic
    assert said.startswith(f"Figure {BROKEN!r} could not be made")
    assert markdown(made).count("a fault of the dashboard") == 1
    assert REASON in caplog.text


def test_a_fault_in_one_figure_leaves_one_sentence_in_the_twin(
    broken_question: str,
    monkeypatch: pytest.MonkeyPatch,
    sample_folder: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Camera:
        """Gives some dots for any picture."""

        def __init__(self, studio: object) -> None:
            self.broken = None

        def pictures(
            self, figure: Figure, preset: object, formats: tuple[str, ...], *given: object
        ) -> dict[str, bytes]:
            stream = io.BytesIO()
            Image.new("RGB", (8, 8)).save(stream, "PNG")
            return dict.fromkeys(formats, stream.getvalue())

    monkeypatch.setenv("SURVEY_PREVIEW", "1")
    monkeypatch.setattr(batch_run, "Camera", Camera)
    folder = tmp_path / "twin"
    assert main(["publish", str(folder), BROKEN, SOUND, "--data", str(sample_folder)]) == 2
    text = (folder / "index.html").read_text(encoding="utf-8")
    assert text.count("a fault of the dashboard") == 1
    assert (folder / "figures" / f"{SOUND}.html").exists()
    assert not (folder / "figures" / f"{BROKEN}.html").exists()
    assert REASON not in text
    assert REASON in caplog.text


def test_a_fault_in_what_is_written_leaves_the_other_figures_of_an_export(
    monkeypatch: pytest.MonkeyPatch,
    no_browser: None,
    sample_folder: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    write = making.WRITTEN["csv"][1]

    def written(exhibit: Any) -> str:
        return fail() if exhibit.figure.id == BROKEN else write(exhibit)

    monkeypatch.setitem(making.WRITTEN, "csv", (".csv", written))
    arguments = ["--data", str(sample_folder), "--to", str(tmp_path), "--format", "csv"]
    assert main(["export", BROKEN, SOUND, *arguments]) == 2
    told = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["figures"]
    assert [bool(one["files"]) for one in told] == [False, True]
    assert REASON in caplog.text


def test_a_fault_in_one_story_leaves_every_other_figure_to_be_had(
    monkeypatch: pytest.MonkeyPatch, sample_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    opened = at_hand(sample_folder, {"SURVEY_PREVIEW": "1"})
    desk = opened.desk(opened.address())
    before = default_figures(desk)
    story = next(id for id in before if "." in id)
    monkeypatch.setattr(type(desk), "without", fail)
    after = default_figures(desk)
    assert "personas" in after, "one entry stands for those of the story"
    with pytest.raises(DashboardError, match="fault of the dashboard"):
        after["personas"].make()
    assert set(before) - set(after) <= {one for one in before if one.startswith("persona")}
    assert story in before
    assert REASON in caplog.text
