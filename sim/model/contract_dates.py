"""Contracts of customers of the start: how old they are, and when their running term ends."""

from __future__ import annotations

from datetime import date

from sim.model.contract import Contract
from sim.model.draws import BirthDraw, Purpose
from sim.model.portfolio import Member
from sim.rng import Uniforms, word
from sim.scenario.document import Scenario
from sim.units import MONTHS_PER_YEAR, month_from

__all__ = ["contract_at_start", "months_bound"]


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
    length, elapsed = _term(term, int(uniform * term), since, _months_left(start, member.renews_on))
    first = -elapsed if since is None else since
    contract = Contract(
        terms, terms, member.todays_cents, member.todays_cents, length - elapsed, length, first, -elapsed
    )
    terms_a_year = max(MONTHS_PER_YEAR // term, 1)
    earlier = int((uniform * term - int(uniform * term)) * terms_a_year)
    contract.year_begins = first if since is not None else first - term * earlier
    contract.billed_until = min(first % terms.plan.billing_months, contract.term_end)
    return contract


def months_bound(scenario: Scenario, account: str, random_numbers: Uniforms) -> int:
    """Count the months from the start of the study to the end of the term that an account is in.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    account : str
        Name of an account.
    random_numbers : Uniforms
        Of the replication: they say how much of the term has passed, where the document does not.

    Returns
    -------
    int
        From 1.
    """
    stated = scenario.accounts[account]
    term = scenario.plans[stated.plan or scenario.segments[stated.segment].plan].term_months
    start, signed = scenario.start_date, stated.customer_since
    since = None if signed is None else month_from(start, signed)
    births = random_numbers.at([word(account)], Purpose.BIRTH, 0, 0, blocks=BirthDraw.blocks())
    drawn = int(float(births[0, BirthDraw.TERM_ELAPSED]) * term)
    length, elapsed = _term(term, drawn, since, _months_left(start, stated.renews_on))
    return length - elapsed


def _months_left(start: date, renews_on: date | None) -> int | None:
    """Months from the start to the stated end of a term; None where none is stated."""
    return None if renews_on is None else month_from(start, renews_on)


def _term(term: int, drawn: int, since: int | None, left: int | None) -> tuple[int, int]:
    """Months of the running term, and those of it that have passed."""
    if left is None:
        return term, drawn if since is None else -since % term
    if left <= 0:
        left = left % term or term
    length = -(-left // term) * term
    elapsed = length - left if since is None else min(length - left, -since)
    return elapsed + left, elapsed
