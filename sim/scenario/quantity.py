"""Numbers of the document, with unit, bounds, evidence and role."""

from __future__ import annotations

import re
import types
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

__all__ = [
    "ADDED",
    "CLOCK",
    "CLOCK_UNITS",
    "EXAMPLE",
    "FIXED",
    "OWN",
    "PRIOR",
    "SEVERITIES",
    "BySeverity",
    "Day",
    "Document",
    "Role",
    "SeverityShares",
    "Share",
    "Tag",
    "WholeSeverityShares",
    "as_hours",
    "inner",
    "quantity",
]

Tag = Literal["M", "F", "R", "A"]
Role = Literal["lever", "assumption", "constant"]
SEVERITIES: tuple[Literal["P1", "P2", "P3", "P4"], ...] = ("P1", "P2", "P3", "P4")
EXAMPLE = "example contract, to be replaced by the reader's own"
OWN = "the provider's own figure"
PRIOR = "prior"
"""Sources of many numbers."""

FIXED: JsonDict = {"fixed": True}
"""Schema entry of a field that no action of the timeline may change in mid-study, nor anything within it."""

ADDED: JsonDict = {"added": True}
"""Schema entry of a number that older documents do not have."""


ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK = re.compile(r"([0-9]{1,5}):([0-5][0-9])")
"""Hours and minutes as people write them."""

CLOCK_UNITS = ("hours", "coverage hours", "hour of the day")
"""Units in which hours and minutes are read."""


def inner(annotation: Any) -> Any:
    """Strip ``Annotated`` and ``| None`` off a type.

    Parameters
    ----------
    annotation : type
        The annotation of a field.

    Returns
    -------
    type
        The type of the value itself.
    """
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            annotation = next(kind for kind in get_args(annotation) if kind is not type(None))
        else:
            return annotation


class Document(BaseModel):
    """A frozen part of the scenario document that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _read_as_meant(cls, content: Any) -> Any:
        """Hours and minutes are read as hours where a field is in hours; true and false are no numbers."""
        if not isinstance(content, dict):
            return content
        numbers, clocks = _readings(cls)
        changed = {
            name: str(value).lower() if isinstance(value, bool) else as_hours(value)
            for name, value in content.items()
            if name in (numbers if isinstance(value, bool) else clocks)
        }
        return {**content, **changed} if changed else content


@cache
def _readings(part: type[Document]) -> tuple[frozenset[str], frozenset[str]]:
    """Fields of a part that hold one number, and fields in which hours and minutes are read."""
    fields = part.model_fields.items()
    numbers = frozenset(name for name, field in fields if _is_number(inner(field.annotation)))
    extras = {name: field.json_schema_extra for name, field in fields}
    clocks = (name for name, extra in extras.items() if isinstance(extra, dict) and extra.get("unit") in CLOCK_UNITS)
    return numbers, frozenset(clocks)


def _is_number(kind: Any) -> bool:
    """Whether a type is that of one number."""
    return kind in (int, float) or (get_origin(kind) is Literal and type(get_args(kind)[0]) is int)


def _day(value: Any) -> Any:
    """A date as it is; a number is none, though there are clocks that count seconds from 1970."""
    if isinstance(value, date) or (isinstance(value, str) and ISO_DAY.match(value)):
        return value
    raise PydanticCustomError("date_type", "must be a date")


Day = Annotated[date, BeforeValidator(_day)]
"""A day of the calendar, written as 2027-01-31."""


def as_hours(value: Any) -> Any:
    """Read hours and minutes as hours.

    Parameters
    ----------
    value : object
        As of a file, or a mapping of such values.

    Returns
    -------
    object
        1.5 for ``1:30``; anything that is not hours and minutes as it is.
    """
    if isinstance(value, dict):
        return {key: as_hours(item) for key, item in value.items()}
    if not (isinstance(value, str) and (match := CLOCK.fullmatch(value.strip()))):
        return value
    return int(match[1]) + int(match[2]) / 60


def quantity(  # noqa: PLR0913  the parts of one declaration
    default: Any,
    unit: str,
    tag: Tag,
    source: str,
    *,
    about: str,
    role: Role = "assumption",
    low: float | None = None,
    high: float | None = None,
    above: float | None = None,
    fixed: bool = False,
    added: bool = False,
    plausible: tuple[float, float] | None = None,
) -> Any:
    """Declare a number of the document.

    Parameters
    ----------
    default : number, list, model or ...
        The value where the document has none; ``...`` makes the number compulsory.
    unit : str
        Its unit, as printed.
    tag : {"M", "F", "R", "A"}
        Measured, found in a published source, recalled from the literature, or assumed.
    source : str
        Where it comes from, in a few words.
    about : str
        Description in the words of a contract.
    role : {"lever", "assumption", "constant"}
        A decision of the provider, a fact of the world that is assumed, or a constant of the study.
    low, high : float, optional
        Inclusive bounds.
    above : float, optional
        Exclusive lower bound.
    fixed : bool
        Whether no action of the timeline may change it in mid-study.
    added : bool
        Whether there are documents older than the number: at its default it does not count in a fingerprint.
    plausible : tuple of float, optional
        Least and greatest value that sources allow for another population, varied in sensitivity; by default the range
        follows from the tag.

    Returns
    -------
    FieldInfo
        The field, for pydantic.
    """
    return Field(
        default,
        ge=low,
        le=high,
        gt=above,
        description=about,
        json_schema_extra={
            "unit": unit,
            "tag": tag,
            "source": source,
            "role": role,
            **(FIXED if fixed else {}),
            **(ADDED if added else {}),
            **({"plausible": list(plausible)} if plausible else {}),
        },
    )


Positive = Annotated[float, Field(gt=0, le=100_000)]


class BySeverity(Document):
    """A positive number for each severity, from P1 (everything stands still) to P4 (a question)."""

    P1: Positive
    P2: Positive
    P3: Positive
    P4: Positive

    def as_tuple(self) -> tuple[float, float, float, float]:
        """List the four numbers, P1 first."""
        return (self.P1, self.P2, self.P3, self.P4)


Share = Annotated[float, Field(ge=0, le=1)]


def _whole(shares: WholeSeverityShares) -> WholeSeverityShares:
    total = sum(shares.as_tuple())
    if abs(total - 1) > 1e-6:
        raise ValueError(f"shares must add up to 1, not {total:g}")
    return shares


class SeverityShares(Document):
    """The share of contacts that has each severity."""

    P1: Share
    P2: Share
    P3: Share
    P4: Share

    def as_tuple(self) -> tuple[float, float, float, float]:
        """List the four shares, P1 first."""
        return (self.P1, self.P2, self.P3, self.P4)


WholeSeverityShares = Annotated[SeverityShares, AfterValidator(_whole)]
