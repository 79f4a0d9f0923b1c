"""Service credits: attainment of a month, and what is owed for it and for single missed promises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sim.units import allocate_cents

__all__ = [
    "CreditTerm",
    "OwedCredit",
    "capped",
    "credit_share",
    "credited_attainment",
    "month_attainment",
    "owed_for_breaches",
    "owed_for_month",
]

DIGITS = 9
"""Of days of term that a cap leaves, so that whole ones stay whole."""


def month_attainment(met: int, made: int) -> float:
    """Share of a month's promises that were kept.

    Parameters
    ----------
    met, made : int
        Promises kept, and all that fell due.

    Returns
    -------
    float
        0 to 1; 1 where there was none.
    """
    return met / made if made else 1.0


def credited_attainment(measure: str, responses: tuple[int, int], solutions: tuple[int, int]) -> float:
    """Attainment of a month that counts for credits.

    Parameters
    ----------
    measure : {"response", "resolution", "both"}
        Promises that count; of both, the attainment that is worse.
    responses, solutions : two ints
        Promises kept, and all that fell due.

    Returns
    -------
    float
        0 to 1; 1 where there was none.
    """
    if measure == "response":
        return month_attainment(*responses)
    if measure == "resolution":
        return month_attainment(*solutions)
    return min(month_attainment(*responses), month_attainment(*solutions))


def credit_share(attainment: float, ladder: Sequence[tuple[float, float]], cap: float) -> float:
    """Share of the month's fee that is owed back: the largest step whose floor was missed, at most ``cap``.

    Parameters
    ----------
    attainment : float
        Share of promises kept, 0 to 1.
    ladder : sequence of (floor, share)
        Below ``floor``, ``share`` of the fee is owed.
    cap : float
        Most that may be owed.

    Returns
    -------
    float
        0 to 1.
    """
    largest = 0.0
    for floor, share in ladder:
        if attainment < floor and share > largest:
            largest = share
    return min(largest, cap)


@dataclass(frozen=True, slots=True)
class CreditTerm:
    """A service credit by name, its money in cents."""

    name: str
    on: str
    """Kind of promise."""
    severities: tuple[int, ...]
    """From 0, P1 first."""
    below: float | None
    """Attainment of the month below which it is owed; None where it is owed for each missed promise."""
    step_minutes: float | None
    """Minutes late for which it is owed once; None where it is owed once for a missed promise."""
    share: float
    """Of the month's fee, 0 where it is due otherwise."""
    cents: int
    """Amount, 0 where it is due otherwise."""
    days: float
    """Of term, 0 where it is due otherwise."""
    least_due: int
    """Fewest promises due in the month for it to be owed."""

    @property
    def measure(self) -> tuple[str, tuple[int, ...]]:
        """Kind of promise with its severities: of one measure the largest step counts, and measures add up."""
        return self.on, self.severities


class OwedCredit(NamedTuple):
    """A credit that a month costs, before caps."""

    name: str
    attainment: float
    """Of the promises that it is owed for, 0 to 1."""
    cents: int
    days: float

    def cut(self, cents: int, day: float) -> OwedCredit:
        """Leave so much of it, in days where it is due in days of term.

        Parameters
        ----------
        cents : int
            What a cap leaves.
        day : float
            Fee of a day in cents.

        Returns
        -------
        OwedCredit
            Due as before.
        """
        return self._replace(days=round(cents / day, DIGITS)) if self.days else self._replace(cents=cents)


def owed_for_month(
    terms: Sequence[CreditTerm], reached: Callable[[CreditTerm], tuple[float, int]], fee_cents: int
) -> list[OwedCredit]:
    """Credits that are owed for the attainment of a month: of each measure the largest step that was missed.

    Parameters
    ----------
    terms : sequence of CreditTerm
        Of the plan; those that are owed by breach are passed over.
    reached : callable
        Attainment of a term's measure, 0 to 1, and the promises of it that fell due.
    fee_cents : int
        Fee of the month.

    Returns
    -------
    list of OwedCredit
        In the order of the plan's measures.
    """
    largest: dict[tuple[str, tuple[int, ...]], OwedCredit] = {}
    for term in terms:
        attainment, made = reached(term)
        if term.below is None or attainment >= term.below or made < term.least_due:
            continue
        owed = OwedCredit(term.name, attainment, term.cents + round(term.share * fee_cents), term.days)
        before = largest.get(term.measure)
        if before is None or (owed.cents, owed.days) > (before.cents, before.days):
            largest[term.measure] = owed
    return list(largest.values())


def owed_for_breaches(
    term: CreditTerm, counts: tuple[int, int], breaches: Sequence[tuple[float, float]], fee_cents: int
) -> OwedCredit | None:
    """Credit that is owed for the missed promises of a month, each once or once for so many full minutes late.

    Parameters
    ----------
    term : CreditTerm
        Owed by breach.
    counts : two ints
        Promises kept, and all that fell due in the month, of its measure.
    breaches : sequence of two floats
        Of each missed promise of its measure, minutes late that counted in months before, negative where it is a miss
        of this month, and minutes late by now.
    fee_cents : int
        Fee of the month.

    Returns
    -------
    OwedCredit or None
        None where nothing is owed.
    """
    if counts[1] < term.least_due:
        return None
    step = term.step_minutes
    if step is None:
        units = sum(before < 0 for before, _ in breaches)
    else:
        units = sum(int(late // step) - int(max(before, 0.0) // step) for before, late in breaches)
    if not units:
        return None
    amount = units * (term.cents + round(term.share * fee_cents))
    return OwedCredit(term.name, month_attainment(*counts), amount, units * term.days)


def capped(amounts: Sequence[int], *caps: int) -> list[int]:
    """Amounts whose sum is at most every cap, cut in proportion.

    Parameters
    ----------
    amounts : sequence of int
        Cents, 0 or more.
    *caps : int
        Most that they may add up to, in cents, 0 or more.

    Returns
    -------
    list of int
        Whole cents that add up to the least of the sum and the caps.
    """
    total = min(sum(amounts), *caps)
    return list(amounts) if total == sum(amounts) else allocate_cents(total, list(amounts))
