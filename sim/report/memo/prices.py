"""How the price of a plan moves, in words."""

from __future__ import annotations

from sim.report.format.amounts import count_words, percent
from sim.scenario.prices import Discount
from sim.scenario.terms import Plan

__all__ = [
    "RISES",
    "discount_lines",
    "discount_rows",
    "early_end_lines",
    "early_end_rows",
    "payment_lines",
    "payment_rows",
    "rise_line",
    "uplift_words",
]

RISES = {"renewal": "at each renewal", "anniversary": "each year from the beginning of the contract on"}


def discount_rows(plan: Plan) -> list[tuple[str, str, str]]:
    """Write the memo's rows on discounts.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    list of (str, str, str)
        Item, field and wording, one each.
    """
    return [
        (f"Discount, {name}", "discounts", f"{percent(discount.share)} of the fee {_months(discount)}")
        for name, discount in plan.discounts.items()
    ]


def discount_lines(plan: Plan) -> list[str]:
    """Write the buyer's sentences on discounts.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    list of str
        Sentences.
    """
    lines = []
    for name, discount in plan.discounts.items():
        after = "" if discount.months is None else " After that you pay without it."
        lines.append(f"Discount ({name}): {percent(discount.share)} off the fee {_months(discount)}.{after}")
    return lines


def _months(discount: Discount) -> str:
    """The months of the contract in which a discount holds."""
    first, last = discount.from_month, None
    if discount.months is not None:
        last = first + discount.months - 1
    if last is None:
        return "for as long as the contract runs" if first == 1 else f"from month {first} of the contract on"
    if first == last:
        return f"in month {first} of the contract"
    if first == 1:
        return f"in the first {last} months of the contract"
    return f"in months {first} to {last} of the contract"


def uplift_words(plan: Plan) -> str:
    """Write by how much the price rises in a year.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    str
        Such as ``as the index of prices, at least 2 %, at most 5 % a year``.
    """
    rise = percent(plan.uplift_per_year)
    if plan.uplift_basis == "index":
        rise = "as the index of prices" + (f" and {rise} on top" if plan.uplift_per_year else "")
    bounds = [
        f", {which} {percent(bound)}"
        for which, bound in (("at least", plan.uplift_floor), ("at most", plan.uplift_cap))
        if bound is not None
    ]
    return f"{rise}{''.join(bounds)} a year"


def rise_line(plan: Plan) -> str:
    """Write the buyer's sentence on how the fee rises.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    str
        A sentence.
    """
    usual = plan.uplift_basis == "fixed" and plan.uplift_floor is None and plan.uplift_cap is None
    if usual and not plan.uplift_per_year:
        return "The fee stays as it is at each renewal."
    if usual and plan.uplift_on == "renewal":
        way = "rises" if plan.uplift_per_year > 0 else "falls"
        return (
            f"The fee {way} by {percent(abs(plan.uplift_per_year))} for each year of the term, at each renewal, and not"
            " before."
        )
    return f"The fee changes {RISES[plan.uplift_on]}, and not otherwise: {uplift_words(plan)}."


def payment_rows(plan: Plan) -> list[tuple[str, str, str]]:
    """Write the memo's rows on early payment and tax.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    list of (str, str, str)
        Item, field and wording, one each.
    """
    early, rows = plan.early_payment, []
    if early is not None:
        words = f"{percent(early.share)} off where an invoice is paid within {count_words(early.days, 'day')}"
        rows.append(("Early payment", "early_payment", words))
    if plan.deposit_months is not None:
        months = count_words(plan.deposit_months, "month", owning=True)
        rows.append(("Deposit", "deposit_months", f"{months} fees, until the end"))
    if plan.tax_share is not None:
        rows.append(("Tax", "tax_share", f"{percent(plan.tax_share)}, shown apart; all amounts here are without it"))
    return rows


def payment_lines(plan: Plan) -> list[str]:
    """Write the buyer's sentences on early payment and tax.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    list of str
        Sentences.
    """
    early, lines = plan.early_payment, []
    if early is not None:
        days = count_words(early.days, "day")
        lines.append(f"If you pay a whole invoice within {days}, you may take {percent(early.share)} off.")
    if plan.deposit_months is not None:
        months = count_words(plan.deposit_months, "month", owning=True)
        lines.append(f"You leave a deposit of {months} fees; you get it back at the end, less what you owe.")
    if plan.tax_share is not None:
        lines.append(f"Tax of {percent(plan.tax_share)} is added to each invoice; prices in this sheet are without it.")
    return lines


def early_end_rows(plan: Plan) -> list[tuple[str, str, str]]:
    """Write the memo's row on ending a term early.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    list of (str, str, str)
        Item, field and wording; none where there is no such right.
    """
    share = plan.termination_fee_share
    return (
        [] if share is None else [("Ending early", "termination_fee_share", f"for {percent(share)} of the fees left")]
    )


def early_end_lines(plan: Plan) -> list[str]:
    """Write the buyer's sentence on ending a term early.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    list of str
        Sentences.
    """
    share = plan.termination_fee_share
    if share is None:
        return []
    price = f"if you pay {percent(share)} of the fees to its end" if share else "at no charge"
    return [f"With that notice you may also end it before the end of a term, {price}."]
