"""Charges beside the flat fee: minutes of work that are charged, prices by tier and by month, blocks of units, growth.

Money is in the currency here and becomes cents once a line, in :func:`line_cents`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from math import ceil

from sim.units import MONTHS_PER_YEAR

__all__ = ["Block", "added_minutes", "grown", "line_cents", "price_in_month", "priced"]

DIGITS = 9
"""Digits of a quantity, and of an amount before it is rounded to cents: sums of shares leave traces of the last bit."""
MONEY_DIGITS = 6


def added_minutes(before: float, minutes: float, least: float, step: float) -> float:
    """Minutes that are charged for a piece of work on a contact: what it adds to those of the contact.

    Parameters
    ----------
    before : float
        Minutes of work on the contact up to then.
    minutes : float
        Of the piece.
    least : float
        Minutes charged for a contact on which anybody works.
    step : float
        The minutes of a contact are rounded up to whole steps of this; 0 takes them as they are.

    Returns
    -------
    float
        Minutes, 0 or more; the pieces of a contact add up to what it is charged as a whole.
    """
    return _charged_minutes(before + minutes, least, step) - _charged_minutes(before, least, step)


def _charged_minutes(worked: float, least: float, step: float) -> float:
    """Minutes charged for a contact with so much work."""
    if worked <= 0:
        return 0.0
    return max(ceil(round(worked / step, DIGITS)) * step if step else worked, least)


def price_in_month(price: float, steps: Mapping[str, float], month: int) -> float:
    """Price of a unit in a month of the contract.

    Parameters
    ----------
    price : float
        In the first month.
    steps : mapping of str to float
        By month of the contract: the price from then on.
    month : int
        Of the contract, 1 the first.

    Returns
    -------
    float
        That of the latest step up to the month.
    """
    past = [int(start) for start in steps if int(start) <= month]
    return steps[str(max(past))] if past else price


def priced(units: float, tiers: Sequence[tuple[float, float]]) -> float:
    """Price of units by tier: those above a number cost that tier's price, up to the next.

    Parameters
    ----------
    units : float
        0 or more.
    tiers : sequence of (float, float)
        Units above which a price holds, the first 0, and the price of each.

    Returns
    -------
    float
        Money.
    """
    ends = [start for start, _ in tiers[1:]]
    return sum(
        (min(units, end) - start) * price
        for (start, price), end in zip(tiers, [*ends, units], strict=True)
        if units > start
    )


def line_cents(money: float, minor_units: int) -> int:
    """Money of a line as whole cents, rounded half to even.

    Parameters
    ----------
    money : float
        In the currency.
    minor_units : int
        Smallest units in one of the currency.

    Returns
    -------
    int
        Cents.
    """
    return round(round(money * minor_units, MONEY_DIGITS))


def grown(size: float, per_year: float, months: int) -> float:
    """Size after some months of growth, compounded.

    Parameters
    ----------
    size : float
        At first.
    per_year : float
        Growth, as a share.
    months : int
        0 or more.

    Returns
    -------
    float
        0 or more.
    """
    return float(size * (1 + per_year) ** (months / MONTHS_PER_YEAR))


class Block:
    """Units that the fee covers, by month, and what is left of those of the months before.

    Parameters
    ----------
    valid_months : int
        Months that unused units stay valid after their own.
    """

    __slots__ = ("_left", "valid_months")

    def __init__(self, valid_months: int) -> None:
        self.valid_months = valid_months
        self._left: deque[tuple[int, float]] = deque()

    def use(self, month: int, included: float, units: float) -> float:
        """Use up units of a month: the oldest that are valid go first.

        Parameters
        ----------
        month : int
            Later than those before.
        included : float
            Units that the month brings.
        units : float
            Units used in it.

        Returns
        -------
        float
            Units beyond those covered.
        """
        left = self._left
        while left and left[0][0] + self.valid_months < month:
            left.popleft()
        left.append((month, included))
        while left and units > 0:
            since, covered = left.popleft()
            if covered > units:
                left.appendleft((since, round(covered - units, DIGITS)))
            units = round(max(units - covered, 0.0), DIGITS)
        return max(units, 0.0)
