"""A page of HTML printed to PDF, with page numbers and an outline of its headings."""

import base64

from dashboard.errors import DashboardError
from dashboard.exports.documents.paper import A4, Paper
from dashboard.exports.pictures.chromium import BrowserLost, Chromium, find_chromium, no_browser
from dashboard.exports.pictures.pdf import undated

INCH = 2.54
# Inches.
MARGINS = {"marginTop": 0.7, "marginBottom": 0.8, "marginLeft": 0.8, "marginRight": 0.8}
PATIENCE = 600.0
"""Seconds that Chromium may take over a long book."""

_FOOT = (
    '<div style="width: 100%; font: 8px sans-serif; color: #4a5663; text-align: center">'
    '<span class="pageNumber"></span></div>'
)


def printed(page: str, paper: Paper = A4) -> bytes:
    """The PDF of a page that needs nothing but itself; the same page gives the same bytes.

    Raises NoBrowser where there is no Chromium, and DashboardError where it ended over the page.
    """
    path = find_chromium()
    if path is None:
        raise no_browser()
    browser = Chromium(path)
    try:
        file = browser.folder / "page.html"
        file.write_text(page, encoding="utf-8")
        shown = browser.open(file.as_uri(), timeout=PATIENCE)
        answer = shown.call(
            "Page.printToPDF",
            {
                "paperWidth": round(paper.width / INCH, 2),
                "paperHeight": round(paper.height / INCH, 2),
                **MARGINS,
                "printBackground": True,
                "generateTaggedPDF": True,
                "generateDocumentOutline": True,
                "displayHeaderFooter": True,
                "headerTemplate": "<span></span>",
                "footerTemplate": _FOOT,
            },
            timeout=PATIENCE,
            busy=True,
        )
    except BrowserLost as error:
        raise DashboardError(f"No PDF was created: {error}") from error
    finally:
        browser.stop()
    return undated(base64.b64decode(answer["data"]))
