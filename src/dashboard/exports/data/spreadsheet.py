"""A figure as a workbook, for those who may never be asked for one."""

from importlib import import_module

from dashboard.exports.exhibit import Exhibit


def xlsx(exhibit: Exhibit) -> bytes:
    """The workbook of an exhibit; see `workbook`, whose library is read when it is first needed."""
    made: bytes = import_module("dashboard.exports.data.workbook").xlsx(exhibit)
    return made
