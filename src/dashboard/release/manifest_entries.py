"""The required entries of `release.json`; others are allowed."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dashboard.errors import shown

FileName = Annotated[
    str, Field(pattern=r"^responses/year=[0-9]{4}/[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)?\.parquet$")
]
YearName = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
Count = Annotated[int, Field(ge=0)]


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow")


class _File(_Entry):
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    rows: Count
    columns: dict[str, str]


class _EarlierFile(_Entry):
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]+$")]
    rows: Count


class _Change(_Entry):
    version: Annotated[int, Field(ge=1)]
    what: list[str]
    note: str
    date: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None = None
    hash: str = ""
    files: dict[FileName, _EarlierFile] = {}
    codebook: dict[YearName, str] = {}


class _Structure(_Entry):
    questions: dict[str, str]


class _Manifest(_Entry):
    format: Literal[1, 2]
    passed: bool
    version: Annotated[int, Field(ge=1)]
    changes: list[_Change]
    codebook: _Structure
    years: dict[YearName, dict[str, Any]]
    files: dict[FileName, _File]


def manifest_fault(manifest: Mapping[str, Any]) -> str:
    """The fault of a manifest, as the rest of a sentence; empty if there is none."""
    try:
        _Manifest.model_validate(manifest)
    except ValidationError as error:
        first = error.errors()[0]
        parts = [str(part) for part in first["loc"] if part != "[key]"]
        place = shown("/".join(parts))
        return f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}"
    return ""
