"""What Python sends to the browser, what it refuses to send, and what it does without it."""

import dataclasses
import gzip
import json
import logging
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.errors import DashboardError
from dashboard.figures import payload as painter
from dashboard.figures.figure import Column, Figure, Table
from dashboard.figures.payload import LIBRARY, library, painted, painted_and_packed
from dashboard.figures.plain_text import literal, plain
from dashboard.figures.plotly_parts import TRACES, NotRead, parts_of
from dashboard.web.components import charts, static_files
from dashboard.web.components.charts import CHARTS, MENU, PICTURES, browser_module
from dashboard.web.components.native_charts import table_csv

FIGURE = Figure(
    id="tools",
    title="Tools in use",
    subtitle="Share of those asked, 2025",
    data=[{"type": "bar", "x": [0.4, 0.2], "y": ["axe", "saw"], "marker": {"color": "accent"}}],
    layout={"xaxis": {"range": [0, 1]}},
    height=120,
    base="10 asked, 9 answered",
    note="",
    source="A survey, 2025",
    alt="Bars: axe 40 %, saw 20 %.",
    table=Table(
        columns=(Column(heading="Tool"), Column(heading="Share", unit="percent")),
        rows=(("axe", 0.4), ("saw", None)),
    ),
)


def with_values(*x: Any) -> Figure:
    return dataclasses.replace(FIGURE, data=[{"type": "bar", "x": list(x)}])


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (float("nan"), "data[0].x[1] is nan"),
        (float("inf"), "data[0].x[1] is inf"),
        (np.float64(0.5), "data[0].x[1] is a numpy.float64"),
        (np.array([1.0]), "data[0].x[1] is a numpy.ndarray"),
        ({1, 2}, "data[0].x[1] is a builtins.set"),
    ],
)
def test_what_json_cannot_hold_is_refused_with_its_place(bad: object, said: str) -> None:
    with pytest.raises(DashboardError) as error:
        plain(with_values(0.1, bad))
    assert "Figure 'tools'" in str(error.value)
    assert said in str(error.value)


def test_a_color_that_does_not_exist_is_refused() -> None:
    figure = dataclasses.replace(FIGURE, data=[{"marker": {"color": ["accent", "acent"]}}])
    with pytest.raises(DashboardError, match=r"Figure 'tools'.*'acent'.*Did you mean 'accent'"):
        plain(figure)


def test_a_trace_that_the_library_served_does_not_draw_is_refused() -> None:
    figure = dataclasses.replace(FIGURE, data=[{"type": "heatmap", "z": [[1]]}])
    with pytest.raises(DashboardError, match=r"Figure 'tools'.*'heatmap'.*scatter, bar"):
        plain(figure)


def test_a_good_figure_passes_unchanged() -> None:
    sent = plain(FIGURE)
    assert (sent["data"], sent["layout"]) == (FIGURE.data, FIGURE.layout)
    assert sent["table"]["rows"] == [["axe", 0.4], ["saw", None]]
    json.dumps(sent, allow_nan=False)


def test_numbers_keep_what_a_screen_can_show() -> None:
    given = [1 / 3, -2 / 3, 0.123456789, 0.0000001234567, 0.0, 1.0, 123456.789, 132.0, -1234567.8]
    sent = plain(dataclasses.replace(FIGURE, data=[{"x": given}]))["data"][0]["x"]
    assert sent == [0.33333, -0.66667, 0.12346, 1.23457e-07, 0.0, 1.0, 123457, 132.0, -1234570]


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("</script>", "&lt;/script>"),
        ("<b>a & b</b>", "&lt;b>a &amp; b&lt;/b>"),
        ("one\ntwo<br>three", "one<br>two<br>three"),
        ("a &lt; b &amp; c", "a &lt; b &amp; c"),
    ],
)
def test_markup_is_written_so_that_it_shows(text: str, drawn: str) -> None:
    assert literal(text) == drawn


def test_templates_keep_their_markup() -> None:
    figure = dataclasses.replace(
        FIGURE, data=[{"hovertemplate": "%{text}<extra></extra>", "text": ["<i>"]}]
    )
    assert plain(figure)["data"] == [
        {"hovertemplate": "%{text}<extra></extra>", "text": ["&lt;i>"]}
    ]


def test_a_figure_in_other_words_is_checked_once_and_one_of_other_values_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    checked = list[str]()
    monkeypatch.setattr(
        painter, "plain", lambda figure: checked.append(figure.title) or {"data": []}
    )
    figure = with_values(0.7)
    painted_and_packed(figure, {})
    again = painted_and_packed(dataclasses.replace(figure, title="Tools, renamed", note="New"), {})
    assert checked == ["Tools in use"]
    assert json.loads(zlib.decompress(again))["words"]["title"] == "Tools, renamed"
    counted = dataclasses.replace(figure, title="Tools, counted again", data=[dict(figure.data[0])])
    painted_and_packed(counted, {})
    assert checked == ["Tools in use", "Tools, counted again"]


@pytest.mark.parametrize("length", [0, 1, 90_000])
def test_a_message_put_together_of_two_parts_is_what_one_would_be(length: int) -> None:
    figure = with_values(0.7)
    more = {"link": "?year=2025&tool=" + "ä" * length, "actions": []}
    found = json.loads(zlib.decompress(painted_and_packed(figure, more)))
    assert found == json.loads(json.dumps({**painted(figure), **more}))


@pytest.fixture
def unprepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "_prepared", False)
    monkeypatch.setattr(charts, "_explained", set())
    monkeypatch.setattr(charts.st, "get_option", lambda name: True)


@pytest.mark.usefixtures("unprepared")
def test_assets_are_copied_once_and_other_versions_go(tmp_path: Path) -> None:
    static = tmp_path / "static"
    static.mkdir()
    for stale in ("plotly-1.0.min.js", "charts-0.js"):
        (static / stale).write_text("old", encoding="utf-8")
    (static / "keep.txt").write_text("not ours", encoding="utf-8")
    name = charts.prepare_assets(tmp_path)
    assert {path.name for path in static.iterdir()} == {
        name,
        *charts.browser_modules(),
        "keep.txt",
    }
    assert (static / name).read_bytes() == library()
    before = (static / name).stat()
    assert before.st_mtime == static_files.OLD
    assert charts.prepare_assets(tmp_path) == name
    assert (static / name).stat().st_ino == before.st_ino
    assert charts.way() == "in-place"


def test_the_library_is_served_without_what_no_figure_is_drawn_of(
    caplog: pytest.LogCaptureFixture,
) -> None:
    whole, served = LIBRARY.read_text(encoding="utf-8"), library().decode()
    assert len(gzip.compress(served.encode())) < 0.3 * len(gzip.compress(whole.encode()))
    drawn_elsewhere = r'moduleType:"trace",name:"(?:surface|choropleth|pie)"'
    assert re.search(drawn_elsewhere, whole)
    assert not re.search(drawn_elsewhere, served)
    assert {*TRACES} <= {*re.findall(r'moduleType:"trace",name:"(\w+)"', served)}
    assert re.findall(r"\.register\(\[(.*?)\]\)", served)[0].count("()") == 1
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: "var Plotly = {};", "no list of what is registered"),
        (lambda text: text.replace('moduleType:"trace",name:"bar"', "x:1"), "no module of bar"),
        (lambda text: text[: len(text) // 2], "never closed"),
        # One that hands on to itself stands for no trace, and is not followed for ever.
        (
            lambda text: "a=W(e=>{b()});b=W(e=>{a()});r=W(e=>{e.register([" + "a()," * 9 + "])});",
            "no module of bar",
        ),
        (lambda text: "a=W(e=>{});x.register([" + "a()," * 9 + "])", "no module of"),
    ],
)
def test_a_library_that_is_built_otherwise_is_not_taken_apart(
    change: Callable[[str], str], said: str
) -> None:
    with pytest.raises(NotRead, match=said):
        parts_of(change(LIBRARY.read_text(encoding="utf-8")))


@pytest.mark.usefixtures("unprepared")
def test_a_folder_that_cannot_be_written_is_said_once_and_streamlit_draws(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "static").write_text("a file in the way", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        charts.prepare_assets(tmp_path)
        charts.prepare_assets(tmp_path)
    assert charts.way() == "streamlit"
    assert len([record for record in caplog.records if "cannot be written" in record.message]) == 1


@pytest.mark.usefixtures("unprepared")
def test_without_static_serving_streamlit_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(charts.st, "get_option", lambda name: False)
    charts.prepare_assets(tmp_path)
    assert "server.enableStaticServing" in caplog.text
    assert list(tmp_path.iterdir()) == []
    assert charts.way() == "streamlit"


@pytest.mark.usefixtures("unprepared")
def test_the_switch_knows_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(charts.SWITCH, "in place")
    with pytest.raises(DashboardError, match="Did you mean 'in-place'"):
        charts.way()


def test_the_browser_gets_its_tables_before_its_code() -> None:
    modules = charts.browser_modules()
    drawing, menu, report = modules.values()
    tables = ["LIBRARY", "PALETTE", "TEMPLATE", "PRESETS", "SYNTHETIC"]
    for module, own in ((drawing, ["STYLE", "MENU"]), (menu, ["STYLE", "MENU"]), (report, [])):
        for table in [*tables, *own]:
            assert module.index(f"const {table} = ") < module.index("export ")
    assert f'const MENU = "{list(modules)[1]}";' in drawing


def drawn(bad: bool) -> None:
    import dataclasses

    from test_charts import FIGURE

    from dashboard.web.components import charts

    charts._prepared = True
    good = dataclasses.replace(FIGURE, id="other")
    broken = dataclasses.replace(FIGURE, data=[{"x": [float("nan")]}])
    charts.draw(broken if bad else FIGURE, key="tools", actions=["Methodology"])
    charts.draw(good, key="other")


def received(app: AppTest, key: str) -> Any:
    """What a browser would read."""
    proto = app.get_by_key(key).proto
    return json.loads(zlib.decompress(proto.bytes[2:]))


def test_a_figure_is_sent_with_its_words_and_its_height_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(charts.SWITCH, raising=False)
    app = AppTest.from_function(drawn, kwargs={"bad": False}).run()
    assert not app.exception
    sent = received(app, "tools")
    assert sent["data"] == FIGURE.data
    assert sent["words"]["base"] == FIGURE.base
    assert "note" not in sent["words"], "an empty text is not sent"
    assert sent["actions"] == ["Methodology"]
    assert int.from_bytes(app.get_by_key("tools").proto.bytes[:2], "big") == FIGURE.height


def test_a_broken_figure_leaves_a_sentence_and_the_others_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(charts.SWITCH, raising=False)
    app = AppTest.from_function(drawn, kwargs={"bad": True}).run()
    assert not app.exception
    assert "could not be drawn" in received(app, "tools")["message"]
    assert received(app, "other")["id"] == "other"


def test_the_switch_hands_the_same_figure_to_streamlit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(charts.SWITCH, "streamlit")
    app = AppTest.from_function(drawn, kwargs={"bad": False}).run()
    assert not app.exception
    spec = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert spec["data"][0]["marker"]["color"].startswith("#")
    assert "color" not in spec["layout"]["font"], "letters follow Streamlit's theme"
    assert spec["data"][0]["y"] == ["axe", "saw"]
    assert spec["layout"]["xaxis"]["range"] == [0, 1]
    assert spec["layout"]["height"] == FIGURE.height


def test_a_csv_keeps_every_digit_and_runs_no_formula() -> None:
    table = dataclasses.replace(FIGURE.table, rows=(("=axe", 1 / 3), ("saw", None)))
    assert table_csv(table, "Source: Made up, demo data") == (
        "Tool,Share,source\r\n"
        '\'=axe,0.3333333333333333,"Made up, demo data"\r\n'
        'saw,,"Made up, demo data"\r\n'
    )


def test_streamlit_s_way_offers_the_table_and_the_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(charts.SWITCH, "streamlit")
    app = AppTest.from_function(drawn, kwargs={"bad": False}).run()
    assert [button.label for button in app.button] == ["Methodology"]
    assert [expander.label for expander in app.expander] == ["Table", "Table"]


@pytest.mark.parametrize("sources", [CHARTS, MENU, PICTURES])
def test_files_of_one_browser_module_declare_no_name_twice(sources: tuple[str, ...]) -> None:
    # One module is one scope: a name declared twice keeps all of it from loading.
    declared = re.findall(
        r"^(?:export )?(?:async )?(?:const|let|function\*?|class) (\w+)",
        browser_module(sources),
        re.MULTILINE,
    )
    assert len(declared) > 20
    assert sorted(declared) == sorted(set(declared))
