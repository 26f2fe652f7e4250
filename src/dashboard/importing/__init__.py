"""Raw exports of survey tools, brought into a data folder by what the codebook says.

The package may know the codebook and the schema of the responses. It never guesses in silence, and
never decides what may be published.
"""

from dashboard.importing.import_report import ImportReport
from dashboard.importing.importer import import_raw

__all__ = ["ImportReport", "import_raw"]
