"""The layouts of survey tools, recognised by their first rows."""

from dashboard.importing.formats.detection import LAYOUTS, recognised
from dashboard.importing.formats.tool_layout import Layout

__all__ = ["LAYOUTS", "Layout", "recognised"]
