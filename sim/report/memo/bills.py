"""Bills, prices over time, and how the contract ends, in words."""

from __future__ import annotations

from sim.report.format.amounts import count_words, percent
from sim.report.memo.clauses import Clauses, Row
from sim.report.memo.prices import (
    RISES,
    discount_lines,
    discount_rows,
    early_end_lines,
    early_end_rows,
    payment_lines,
    payment_rows,
    rise_line,
    uplift_words,
)
from sim.scenario.terms import Plan

__all__ = ["bill_lines", "bill_rows", "ending_lines", "price_lines"]

NO_RISE = "There is no monthly fee that could rise."
USE_BILLED = "monthly, in arrears"
"""How what is used is billed, whatever the months of the fee."""
BILLED = {1: "monthly", 3: "quarterly", 6: "half-yearly", 12: "yearly"}


def bill_rows(clauses: Clauses) -> list[Row]:
    """Write the memo's rows on bills, payment, term and price.

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
    interest = percent(plan.late_interest_per_year) + " a year on what is overdue"
    interest += f", and {clauses.money(plan.late_fixed_sum)} for each late invoice" if plan.late_fixed_sum else ""
    charges = clauses.scenario.provider.policies.charges_late_interest
    rise = f"{uplift_words(plan)}, {RISES[plan.uplift_on]}"
    return [
        ("Billing", "billing_months", _billed(plan)),
        ("Payment", "payment_days", _due(plan.payment_days)),
        *payment_rows(plan),
        ("Late payment", "late_interest_per_year", interest if charges else "no interest"),
        ("Term", "term_months", f"{count_words(plan.term_months, 'month')}, renewed for as long again"),
        ("Notice", "notice_days", _notice(plan.notice_days)),
        *early_end_rows(plan),
        *discount_rows(plan),
        *([("Price rise", "uplift_per_year", rise)] if plan.fee_per_month else []),
    ]


def bill_lines(clauses: Clauses) -> list[str]:
    """Write the buyer's sentences on bills and payment.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of str
        Sentences.
    """
    plan, lines = clauses.plan, []
    billed, due = _billed(plan), _due(plan.payment_days)
    if clauses.states("billing_months", f"Bills: {billed}."):
        more = "; what is charged beyond it comes afterwards" if plan.billing == "advance" else ""
        lines.append(
            f"The fee is billed {billed}{more}." if plan.fee_per_month else f"What you use is billed {billed}."
        )
    if clauses.states("payment_days", f"Payment: {due}."):
        lines.append(f"Pay {due}.")
    lines += payment_lines(plan)
    if clauses.scenario.provider.policies.charges_late_interest:
        rate, fixed = percent(plan.late_interest_per_year), clauses.money(plan.late_fixed_sum)
        more = f", and {fixed} for each invoice that is paid late" if plan.late_fixed_sum else ""
        if clauses.states("late_interest_per_year", f"Interest on what is overdue: {rate} a year{more}."):
            lines.append(f"On what is overdue you pay interest of {rate} a year{more}.")
        else:
            lines.append("On what is overdue you pay interest.")
    lines.append("If you dispute a part of a bill, pay the rest when it is due.")
    return lines


def price_lines(clauses: Clauses) -> list[str]:
    """Write the buyer's sentences on how the price may rise.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of str
        Sentences.
    """
    if not clauses.plan.fee_per_month:
        clauses.unstated.append("Prices of what you use: as they are, but for changes that are stated above.")
        return [NO_RISE]
    line = rise_line(clauses.plan)
    if not clauses.states("uplift_per_year", line):
        line = "The terms do not state how the price may rise."
    return [*discount_lines(clauses.plan), line]


def ending_lines(clauses: Clauses) -> list[str]:
    """Write the buyer's sentences on term and notice.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of str
        Sentences.
    """
    plan, lines = clauses.plan, []
    term, notice = count_words(plan.term_months, "month"), _notice(plan.notice_days)
    if clauses.states("term_months", f"Length of the contract: {term}, renewed for as long again."):
        lines.append(f"The contract runs for {term} and is renewed for as long again unless it is ended.")
    if clauses.states("notice_days", f"Notice: {notice}."):
        lines.append(f"To end it, tell us in writing {'at least ' if plan.notice_days else ''}{notice}.")
    lines += early_end_lines(plan)
    return lines or ["The terms state neither the length of the contract nor notice."]


def _billed(plan: Plan) -> str:
    """How often and when bills come: for the fee, or, where there is none, for what is used."""
    return f"{BILLED[plan.billing_months]}, in {plan.billing}" if plan.fee_per_month else USE_BILLED


def _due(days: int) -> str:
    """The days in which an invoice is to be paid."""
    return f"within {count_words(days, 'day')} of the invoice" if days else "on receipt of the invoice"


def _notice(days: int) -> str:
    """When to say that a contract is not renewed."""
    return f"{count_words(days, 'day')} before the end of a term" if days else "before the end of a term"
