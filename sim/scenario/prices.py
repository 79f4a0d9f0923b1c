"""How the price of a plan moves: discounts by month of the contract, and for early payment."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.quantity import EXAMPLE, Document, quantity

__all__ = ["Discount", "EarlyPayment", "check_discounts", "check_early", "check_rise"]

LONGEST = 240


class Discount(Document):
    """A share of the fee that is taken off for some months of a contract."""

    share: float = quantity(
        ..., "share of the fee", "A", EXAMPLE, about="share of the fee taken off", role="lever", low=0, high=1
    )
    from_month: int = quantity(
        1,
        "month of the contract",
        "A",
        EXAMPLE,
        about="month of the contract from which it holds, the first being 1",
        role="lever",
        low=1,
        high=LONGEST,
    )
    months: int | None = quantity(
        None,
        "months",
        "A",
        EXAMPLE,
        about="months for which it holds; null is as long as the contract",
        role="lever",
        low=1,
        high=LONGEST,
    )

    def as_tuple(self) -> tuple[float, int, int | None]:
        """List share, first month, and the first month after it, or None."""
        return self.share, self.from_month, None if self.months is None else self.from_month + self.months


class EarlyPayment(Document):
    """A share of an invoice that is taken off where it is paid early."""

    share: float = quantity(
        ...,
        "share of the invoice",
        "A",
        EXAMPLE,
        about="share of an invoice taken off for early payment",
        role="lever",
        low=0,
        high=0.5,
    )
    days: int = quantity(
        10, "days", "A", EXAMPLE, about="days from the invoice for early payment", role="lever", low=0, high=90
    )


def check_rise(floor: float | None, cap: float | None) -> None:
    """Refuse a least rise above the highest.

    Parameters
    ----------
    floor, cap : float or None
        Rises of a year, as shares; None where there is none.

    Raises
    ------
    ValueError
        Where the floor lies above the cap.
    """
    if floor is not None and cap is not None and floor > cap:
        raise ValueError(f"uplift_floor {floor:g} must not lie above uplift_cap {cap:g}")


def check_early(early: EarlyPayment | None, payment_days: int) -> None:
    """Refuse a discount for payment that is not early.

    Parameters
    ----------
    early : EarlyPayment or None
        Discount for early payment.
    payment_days : int
        Days until an invoice is due.

    Raises
    ------
    ValueError
        Where it may be taken after the due date.
    """
    if early is not None and early.days > payment_days:
        raise ValueError(f"early_payment.days {early.days} must not exceed payment_days {payment_days}")


def check_discounts(discounts: Mapping[str, Discount]) -> None:
    """Refuse discounts that take off more than the fee in a month of a contract.

    Parameters
    ----------
    discounts : mapping of str to Discount
        By name.

    Raises
    ------
    ValueError
        Naming the first such month.
    """
    steps = [discount.as_tuple() for discount in discounts.values()]
    for month in sorted({first for _, first, _ in steps}):
        if sum(share for share, first, end in steps if first <= month and (end is None or month < end)) > 1 + 1e-9:
            raise ValueError(f"discounts take off more than the fee in month {month} of a contract: at most all of it")
