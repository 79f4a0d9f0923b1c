"""How the price of a plan moves: discounts by month of the contract, and for early payment."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.quantity import Document, quantity

__all__ = ["Discount", "EarlyPayment", "over_discounted"]

EXAMPLE = "example contract, to be replaced by the reader's own"
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


def over_discounted(discounts: Mapping[str, Discount]) -> int | None:
    """Find the first month of a contract in which discounts take off more than the fee.

    Parameters
    ----------
    discounts : mapping of str to Discount
        By name.

    Returns
    -------
    int or None
        Month, the first being 1; None where there is none.
    """
    steps = [discount.as_tuple() for discount in discounts.values()]
    for month in sorted({first for _, first, _ in steps}):
        if sum(share for share, first, end in steps if first <= month and (end is None or month < end)) > 1 + 1e-9:
            return month
    return None
