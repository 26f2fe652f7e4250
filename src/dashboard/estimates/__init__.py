"""Estimates: pure functions from tallies to numbers with their uncertainty.

Tallies are sums over the respondents who gave one distinct value (`Sums`); leading axes are
segments and items, and every function works on all of them at once. The package may know errors
and arrays. It never knows the survey, the responses or the drawing.
"""

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec

import numpy as np


def _put_off(name: str) -> None:
    """Have a part of NumPy read when something of it is first needed."""
    spec = find_spec(f"numpy.{name}")
    if spec is None or spec.loader is None or spec.name in sys.modules:
        return
    spec.loader = LazyLoader(spec.loader)
    sys.modules[spec.name] = module = module_from_spec(spec)
    spec.loader.exec_module(module)
    setattr(np, name, module)


# scipy.special looks at every name of NumPy, and so reads a compiler of Fortran and a test runner:
# nine megabytes, and a third of the time that it takes.
for _part in ("f2py", "testing"):
    _put_off(_part)
