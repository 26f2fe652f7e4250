"""Raw exports of survey tools, brought into a data folder by what the codebook says."""

from dashboard.importing.importer import import_raw
from dashboard.importing.report import ImportReport

__all__ = ["ImportReport", "import_raw"]
