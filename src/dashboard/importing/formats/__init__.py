"""The layouts of survey tools, recognised by their first rows."""

from dashboard.importing.formats.detection import FORMATS, Layout, recognised

__all__ = ["FORMATS", "Layout", "recognised"]
