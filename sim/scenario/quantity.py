"""Numbers of the document, with unit, bounds, evidence and role."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

__all__ = [
    "ADDED",
    "FIXED",
    "SEVERITIES",
    "BySeverity",
    "Document",
    "Role",
    "SeverityShares",
    "Share",
    "Tag",
    "WholeSeverityShares",
    "quantity",
]

Tag = Literal["M", "F", "R", "A"]
Role = Literal["lever", "assumption", "constant"]
SEVERITIES = ("P1", "P2", "P3", "P4")
FIXED: JsonDict = {"fixed": True}
"""Schema entry of a field that no action of the timeline may change in mid-study, nor anything within it."""

ADDED: JsonDict = {"added": True}
"""Schema entry of a number that older documents do not have."""


class Document(BaseModel):
    """A frozen part of the scenario document that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


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
