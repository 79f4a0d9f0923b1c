"""Contracts of customers of the start: how old they are, and when their running term ends."""

from __future__ import annotations

from datetime import date

from sim.model.contract import Contract
from sim.model.portfolio import Member
from sim.units import MONTHS_PER_YEAR, month_from

__all__ = ["contract_at_start"]


def contract_at_start(member: Member, start: date, uniform: float) -> Contract:
    """Make the contract of a customer of the start: by its dates where they are known, else drawn.

    Months of a contract are those of the study: what begins or ends within one does so at the beginning of the next.

    Parameters
    ----------
    member : Member
        The customer as the document has it.
    start : date
        First day of the study.
    uniform : float
        Part of the running term that has passed, where it is not known, 0 to 1.

    Returns
    -------
    Contract
        A term is as long as its plan's, or as many of these as are left of it, but never longer than the contract.
    """
    terms = member.terms
    term = terms.plan.term_months
    since = None if member.customer_since is None else month_from(start, member.customer_since)
    length, elapsed = _term(member, start, term, int(uniform * term), since)
    first = -elapsed if since is None else since
    contract = Contract(
        terms, terms, member.todays_cents, member.todays_cents, length - elapsed, length, first, -elapsed
    )
    terms_a_year = max(MONTHS_PER_YEAR // term, 1)
    earlier = int((uniform * term - int(uniform * term)) * terms_a_year)
    contract.year_begins = first if since is not None else first - term * earlier
    contract.billed_until = min(first % terms.plan.billing_months, contract.term_end)
    return contract


def _term(member: Member, start: date, term: int, drawn: int, since: int | None) -> tuple[int, int]:
    """Months of the running term, and those of it that have passed."""
    if member.renews_on is None:
        return term, drawn if since is None else -since % term
    left = month_from(start, member.renews_on)
    if left <= 0:
        left = left % term or term
    length = -(-left // term) * term
    elapsed = length - left if since is None else min(length - left, -since)
    return elapsed + left, elapsed
