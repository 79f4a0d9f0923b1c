"""The fee in words, with everything that it buys and everything that costs more."""

from __future__ import annotations

from sim.report.format.amounts import plain_number
from sim.report.memo.charge_words import named_charge_rows
from sim.report.memo.clauses import Clauses, Row

__all__ = ["charge_rows", "fee_rows", "included_lines", "not_included_lines"]

RATE = "time_and_materials_per_hour"


def fee_rows(clauses: Clauses) -> list[Row]:
    """Write the memo's row on the fee.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of Row
        Rows.
    """
    least = clauses.plan.least_charge_per_month
    rows = [("Fee", "fee_per_month", f"{clauses.money(clauses.plan.fee_per_month)} a month")]
    if least is not None:
        words = f"{clauses.money(least)} a month, fee and use together"
        rows.append(("Least charge", "least_charge_per_month", words))
    return rows


def charge_rows(clauses: Clauses) -> list[Row]:
    """Write the memo's rows on what is included and what is charged beyond it.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of Row
        Rows.
    """
    plan = clauses.plan
    count = plan.included_contacts_per_month
    included = "unlimited" if count is None else f"{plain_number(count)} a month"
    beyond = "none, all are included" if count is None else f"{clauses.money(plan.overage_per_contact)} each"
    contacts = [
        ("Contacts included", "included_contacts_per_month", included),
        ("Contacts beyond these", "overage_per_contact", beyond),
    ]
    if count is None and not plan.unlimited:
        contacts = [("Contacts included", "charges", "charged as they come")]
    return [
        *contacts,
        *named_charge_rows(clauses),
        ("Work outside the scope", RATE, f"{clauses.money(plan.time_and_materials_per_hour)} an hour"),
    ]


def included_lines(clauses: Clauses) -> list[str]:
    """Write the buyer's sentences on what the fee buys.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of str
        Sentences.
    """
    plan = clauses.plan
    count, fee = plan.included_contacts_per_month, f"For {clauses.money(plan.fee_per_month)} a month"
    if not plan.fee_per_month:
        fee = "Without a monthly fee"
    contacts = "as many contacts as you need" if count is None else f"{plain_number(count)} contacts a month"
    if not plan.unlimited and count is None:
        return [f"{fee} you get our service, by telephone or portal; what you use of it is charged."]
    if clauses.states("included_contacts_per_month", f"Contacts included: {contacts}."):
        return [f"{fee} you get {contacts}, by telephone or portal."]
    return [f"{fee} you get our service, by telephone or portal."]


def not_included_lines(clauses: Clauses) -> list[str]:
    """Write the buyer's sentences on what the fee does not buy.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of str
        Sentences.
    """
    plan, policies = clauses.plan, clauses.scenario.provider.policies
    rate, price = clauses.money(plan.time_and_materials_per_hour), clauses.money(plan.overage_per_contact)
    lines = []
    limited = plan.included_contacts_per_month is not None
    if limited and clauses.states("overage_per_contact", f"Contacts beyond those included: {price} each."):
        lines.append(f"Each contact beyond those included in a month costs {price}.")
    if plan.least_charge_per_month is not None:
        least = clauses.money(plan.least_charge_per_month)
        lines.append(f"A month costs {least} at least: what fee and use fall short of that is charged.")
    if clauses.states(RATE, f"Work outside the scope of the contract: {rate} an hour."):
        lines.append(f"Work outside the scope of the contract is charged at {rate} an hour.")
    lines.append("Work outside the scope is not covered by the fee. Ask before it begins whether it is outside.")
    if policies.charges_for_fixes:
        fix = clauses.money(policies.fix_price)
        if clauses.states("fix_price", f"The repair of a defect in the product: {fix}.", policies):
            lines.append(f"The repair of a defect in the product costs {fix}.")
        else:
            lines.append("The repair of a defect in the product is charged.")
    return lines
