"""A fit: what files say about one number of a scenario, and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

__all__ = ["BADLY", "LEVEL", "PRIOR_WIDTH", "FittedNumber", "Status", "Value", "kept", "not_wider", "refused"]

Value: TypeAlias = float | tuple[float, ...]
"""One number, or shares that go together."""

LEVEL = 0.95
"""Level of every interval."""
BADLY = "family fits badly"
"""Begins the warning of a number whose family is off by more than 15 % at a quantile."""
MOST_PRINTED = 24
"""Numbers that go together and are printed one by one."""
PRIOR_WIDTH = 4.0
"""Upper over lower end of the range of an assumption, half to double: a wider interval says less than the prior does.
Shares are compared by their odds."""


class Status(StrEnum):
    """Whether a number was fitted."""

    FITTED = "fitted"
    KEPT = "kept"
    """Nothing in the files tells it, or too little was there to try."""
    REFUSED = "refused"
    """It was tried, and what came out says too little, or contradicts itself."""


@dataclass(frozen=True, slots=True)
class FittedNumber:
    """Old and new value of a number of the scenario, with the interval and the data behind it."""

    path: str
    """Where the number stands in the scenario, such as ``segments.small.contacts_per_year``."""
    old: Value | None
    """Value before; None where the number had none."""
    source: str
    """Tables that it comes from, such as ``contacts and customers``."""
    status: Status = Status.FITTED
    new: Value | None = None
    """Value after; None unless fitted."""
    low: Value | None = None
    high: Value | None = None
    """Interval at ``LEVEL``; None unless fitted or refused for its width."""
    n: int = 0
    """Number of independent units behind it."""
    unit: str = ""
    """What is counted, in the plural, such as ``customers``."""
    method: str = ""
    """Likelihood and interval in a few words."""
    reason: str = ""
    """Why it was kept or refused, such as ``9 customers; needs 25``."""
    warning: str = ""
    """What is wrong with a number that was fitted all the same, such as ``family fits badly``."""

    def __post_init__(self) -> None:
        """A fit has a value, anything else a reason."""
        if (self.status is Status.FITTED) != (self.new is not None):
            raise ValueError(
                f"{self.path}: a number that is {self.status} must{'' if self.new is None else ' not'} change"
            )
        if (self.status is Status.FITTED) == bool(self.reason):
            raise ValueError(f"{self.path}: a reason goes with a number that was not fitted, and with no other")

    @property
    def fitted(self) -> bool:
        """Whether the number takes a new value."""
        return self.status is Status.FITTED

    def text(self) -> str:
        """Print the fit on one line.

        Returns
        -------
        str
            ``old → new [low, high], n = ...``, or the reason why it was kept or refused.
        """
        if self.status is not Status.FITTED:
            width = f" (would be {_interval(self)})" if self.low is not None else ""
            return f"{self.path}: {self.status}: {self.reason}{width}"
        tail = f"; {self.warning}" if self.warning else ""
        values = f"{_number(self.old)} → {_number(self.new)} {_interval(self)}"
        return f"{self.path}: {values}, n = {self.n:,} {self.unit}{tail}"


def kept(path: str, old: Value | None, source: str, reason: str) -> FittedNumber:
    """A number that keeps its value.

    Parameters
    ----------
    path : str
        Of the number.
    old : number, tuple of numbers or None
        Its value.
    source : str
        Tables that were looked at.
    reason : str
        What is missing, and how much is needed.

    Returns
    -------
    FittedNumber
        With status ``kept``.
    """
    return FittedNumber(path, old, source, Status.KEPT, reason=reason)


def refused(fit: FittedNumber, reason: str) -> FittedNumber:
    """Take back a fit; its interval stays, to be shown.

    Parameters
    ----------
    fit : FittedNumber
        What came out.
    reason : str
        Why it says too little.

    Returns
    -------
    FittedNumber
        With status ``refused``, and no new value.
    """
    return replace(fit, status=Status.REFUSED, new=None, reason=reason, warning="")


def not_wider(fit: FittedNumber, widest: float = PRIOR_WIDTH, *, share: bool = False) -> FittedNumber:
    """Refuse a fit of one number whose interval is too wide.

    Parameters
    ----------
    fit : FittedNumber
        Of one positive number.
    widest : float, optional
        Greatest ratio of the upper to the lower end; by default that of the range of an assumption.
    share : bool, optional
        Whether the ratio is that of the odds.

    Returns
    -------
    FittedNumber
        The same, or refused.
    """
    if not fit.fitted or not isinstance(fit.low, int | float) or not isinstance(fit.high, int | float):
        return fit
    low, high = (_odds(fit.low), _odds(fit.high)) if share else (fit.low, fit.high)
    if low > 0 and high <= low * widest:
        return fit
    return refused(fit, f"its interval is more than {widest:g} times wide")


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else float("inf")


def _interval(fit: FittedNumber) -> str:
    """The interval in brackets; for shares that go together, the widest of them is enough to see how sure they are."""
    if fit.low is None or fit.high is None:
        return ""
    if isinstance(fit.low, tuple) or isinstance(fit.high, tuple):
        lows = fit.low if isinstance(fit.low, tuple) else (fit.low,)
        highs = fit.high if isinstance(fit.high, tuple) else (fit.high,)
        half = max((high - low) / 2 for low, high in zip(lows, highs, strict=True))
        return f"[each within {half:.2g}]"
    return f"[{_number(fit.low)}, {_number(fit.high)}]"


def _number(value: Value | None) -> str:
    if value is None:
        return "none"
    if isinstance(value, tuple) and len(value) > MOST_PRINTED:
        return f"{len(value)} shares"
    if isinstance(value, tuple):
        return f"({', '.join(_number(item) for item in value)})"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
