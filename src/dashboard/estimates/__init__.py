"""Estimates: pure functions from tallies to numbers with their uncertainty.

Tallies are sums over the respondents who gave one distinct value (`Sums`); leading axes are
segments and items, and every function works on all of them at once. The package may know errors
and arrays. It never knows the survey, the responses or the drawing.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import LazyLoader, find_spec, module_from_spec
from types import ModuleType

import numpy as np


@contextmanager
def _put_off(name: str) -> Iterator[None]:
    """Keep a part of NumPy from being read while the block looks at it, unless it uses it.

    Afterwards NumPy itself reads it when something of it is needed.
    """
    spec = find_spec(f"numpy.{name}")
    if spec is None or spec.loader is None or spec.name in sys.modules:
        yield
        return
    spec.loader = LazyLoader(spec.loader)
    sys.modules[spec.name] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    setattr(np, name, module)
    yield
    # Whoever looks through all modules, as Streamlit does once, would have it read.
    if type(module) is not ModuleType:
        del sys.modules[spec.name]
        delattr(np, name)


# scipy.special looks at every name of NumPy, and so reads a compiler of Fortran and a test runner:
# nine megabytes, and a third of the time that it takes.
with _put_off("f2py"), _put_off("testing"):
    import_module("scipy.special")
