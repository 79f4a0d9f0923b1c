"""Series of a back-test that rest on a family which fits badly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.fitting.fit import BADLY, FittedNumber
from sim.scenario.paths import parse_path

__all__ = ["misfits"]

CONTACTS = ("contacts",)
CALLS = ("calls queued", "wait of those queued, seconds", "calls hung up")
DESK = (*CALLS, "first response, median hours", "first responses on time", "solution, median hours")
LATE, LATE_DISPUTED = "undisputed invoices paid late", "disputed invoices paid late"
RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "contacts_per_year": CONTACTS,
    "contacts_shape": CONTACTS,
    "patience_minutes": CALLS,
    "people": CALLS,
    "touch_minutes": DESK,
    "touch_sigma": DESK,
    "late_payment_share": (LATE,),
    "lateness_spread": (LATE,),
    "late_if_disputed": (LATE_DISPUTED,),
    "days_late": ("days late",),
    "days_late_disputed": ("days late",),
    "days_late_sd": ("days late",),
    "dispute_proneness": ("invoices disputed",),
}
"""By the last part of a number's path."""


def misfits(fits: Iterable[FittedNumber]) -> frozenset[str]:
    """Name the series that rest on numbers whose family is off by more than 15 % at a quantile.

    Parameters
    ----------
    fits : iterable of FittedNumber
        Each with what is wrong with it, if anything.

    Returns
    -------
    frozenset of str
        Names as in `sim.fitting.series.SERIES`.
    """
    badly = [parse_path(fit.path)[-1] for fit in fits if fit.fitted and fit.warning.startswith(BADLY)]
    return frozenset(series for name in badly for series in RESTS_ON.get(str(name), ()))
