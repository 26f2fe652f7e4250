"""The distributions that estimates need, from SciPy's compiled functions alone.

All of `scipy.special` looks at every name of NumPy and at other libraries of arrays, which takes
twenty times as long as these functions and some ten megabytes.
"""

import sys
from importlib import import_module
from types import ModuleType

import scipy


def _compiled() -> ModuleType:
    """`scipy.special._ufuncs` without the rest of its package, where it can be read so."""
    package = "scipy.special"
    if package in sys.modules:
        return import_module(package)
    # What stands in for the package while its parts import each other; then it is read as ever by
    # whoever asks for it.
    sys.modules[package] = stand_in = ModuleType(package)
    stand_in.__path__ = [f"{place}/special" for place in scipy.__path__]
    try:
        found = import_module(f"{package}._ufuncs")
    except ImportError:
        found = None
    finally:
        del sys.modules[package]
    return found or import_module(package)


_FUNCTIONS = _compiled()
betaincinv = _FUNCTIONS.betaincinv
fdtrc = _FUNCTIONS.fdtrc
ndtri = _FUNCTIONS.ndtri
stdtr = _FUNCTIONS.stdtr
stdtrit = _FUNCTIONS.stdtrit
