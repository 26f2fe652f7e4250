"""The way from an address to a page's figures: modules that take part, calls of their functions.

    python benchmarks/first_drawing.py [--page PAGE --data DIR --top N]

The app runs in this process as in the tests: once with the page about methods, so that everything
is imported and the responses are loaded, then with the topic page, of which nothing was counted or
drawn before. A profiler sees each call of a function of `dashboard` during that second run, steps
of generator expressions and comprehensions included; `named` leaves these out. Unlike times, the
numbers are the same on every machine.
"""

import argparse
import logging
import os
import sys
import threading
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[1]
UNNAMED = {"<genexpr>", "<listcomp>", "<dictcomp>", "<setcomp>", "<lambda>"}


class Watch:
    """Counts calls by code object; `on` says whether it does."""

    def __init__(self, source: Path) -> None:
        self.source, self.on = str(source), False
        self.calls: Counter[CodeType] = Counter()

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if self.on and event == "call" and code.co_filename.startswith(self.source):
            self.calls[code] += 1

    def of_functions(self) -> dict[CodeType, int]:
        """Calls without the running of modules, which happens on import."""
        return {code: n for code, n in self.calls.items() if code.co_name != "<module>"}


class Faults(logging.Handler):
    """Keeps what was logged as an error."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--page", default="02_tools")
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    parser.add_argument("--top", type=int, default=0, help="the functions called most often")
    asked = parser.parse_args()
    os.environ |= {"SURVEY_DATA": str(asked.data), "SURVEY_PREVIEW": "1"}
    source = ROOT / "src" / "dashboard"
    watch = Watch(source)
    faults = Faults(logging.ERROR)
    logging.getLogger("dashboard").addHandler(faults)
    threading.setprofile(watch)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    app.run()
    app.switch_page("pages/11_method.py").run()
    watch.on = True
    app.switch_page(f"pages/{asked.page}.py").run()
    watch.on = False
    assert not app.exception, app.exception
    # A part that fails leaves a sentence in its place, and is quickly done.
    assert not faults.told, faults.told
    found = watch.of_functions()
    modules = {code.co_filename for code in found}
    named = sum(n for code, n in found.items() if code.co_name not in UNNAMED)
    print(f"{asked.page}: {len(modules)} modules, {sum(found.values()):,} calls, {named:,} named")
    for code, n in sorted(found.items(), key=lambda pair: -pair[1])[: asked.top]:
        place = Path(code.co_filename).relative_to(source)
        print(f"{n:8,}  {place}:{code.co_firstlineno} {code.co_qualname}", file=sys.stderr)


if __name__ == "__main__":
    main()
