"""Pictures for files: from the server's own Chromium, or where there is none from the reader's."""

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

import streamlit as st

from dashboard.errors import DashboardError, contained
from dashboard.exports.pictures.image_studio import Studio, find_chromium
from dashboard.figures.figure import Figure
from dashboard.figures.payload import painted
from dashboard.figures.presets import Preset
from dashboard.web.components.charts import REPORT, way

PRESET = "report"
NO_PDF = "PDF needs Chromium on the server"
NO_PICTURE = "This image could not be created"

Pictures = dict[str, bytes]
"""By ending: svg, png, pdf."""


def studio() -> Studio | None:
    """The one warm browser of this server; None where there is no Chromium."""
    path = find_chromium()
    return None if path is None else _studio(str(path))


@st.cache_resource(show_spinner=False, max_entries=1, on_release=lambda one: one.close())
def _studio(path: str) -> Studio:
    return Studio()


_LOADER = f"""
export default async (c) => {{
  const url = new URL("app/static/{REPORT}", document.baseURI);
  try {{ return await (await import(url)).default(c); }}
  catch {{ c.setTriggerValue("made", {{ pictures: [], failed: true }}); }}
}}
"""

_COMPONENT = st.components.v2.component("report_pictures", js=_LOADER, isolate_styles=False)


def from_reader(
    figures: Sequence[Figure], sizes: Mapping[str, Preset], *, key: str
) -> list[Pictures] | None:
    """Have the reader's browser draw figures; None until it has answered, with a run of its own.

    A picture that it could not draw is missing from its figure's. `sizes` are by what their
    pictures are called before the ending, which is nothing for the usual ones.
    """
    if way() == "streamlit":
        return [{} for _ in figures]
    tried = [contained(f"Figure {figure.id!r}", partial(painted, figure)) for figure in figures]
    drawn = [one for one in tried if not isinstance(one, DashboardError)]
    text = json.dumps(drawn, ensure_ascii=False, allow_nan=False)
    job = hashlib.sha256(text.encode()).hexdigest()[:16]
    presets = {name: asdict(preset) for name, preset in sizes.items()}
    job += hashlib.sha256(json.dumps(presets).encode()).hexdigest()[:4]
    asked = json.dumps({"job": job, "presets": presets, "figures": drawn}, allow_nan=False)
    answer = _COMPONENT(
        key=key, data=zlib.compress(asked.encode()), on_made_change=_noted, height=1
    ).made
    if answer is None or answer.get("job", job) != job:
        return None
    found = iter([_decoded(one) for one in answer["pictures"]])
    return [{} if isinstance(one, DashboardError) else next(found, {}) for one in tried]


def _noted() -> None:
    """Streamlit hands a component's events only to those who name a callback for them."""


def _decoded(sizes: Mapping[str, Mapping[str, Any]]) -> Pictures:
    made = {}
    for name, picture in sizes.items():
        before = f"{name}." if name else ""
        if picture.get("svg"):
            made[f"{before}svg"] = str(picture["svg"]).encode()
        if picture.get("png"):
            made[f"{before}png"] = base64.b64decode(picture["png"])
    return made
