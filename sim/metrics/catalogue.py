"""The catalogue of outcomes: every outcome that is declared, in the order of tables and documents."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

from sim.errors import SaydoError
from sim.metrics import customers, market, money, promises, run_off, service
from sim.metrics.registry import BREAKDOWNS, ENTRIES, Better, Format, Outcome
from sim.scenario.quantity import SEVERITIES

__all__ = ["CATALOGUE", "FIRST", "HEADLINE", "SUBJECTS", "Better", "Format", "Outcome", "describe"]

SUBJECTS = (money, service, promises, customers, market, run_off)
"""Modules that declare outcomes; a new outcome is declared in one of them, and nowhere else."""
HEADLINE: tuple[str, ...] = ("margin", "customer_retention_per_year", "response_attainment", "say_do_gap")
FIRST = (
    *HEADLINE,
    "abandonment",
    "margin_with_run_off",
    "run_off_value",
    "remaining_contract_value",
    "answered_by_person_on_time",
    "margin_share",
    "revenue",
    "cost_to_serve",
    "cost_per_contact",
    "unallocated_cost",
    "service_credits",
    "write_offs",
    "response_hours_p50",
    "response_hours_p90",
    "response_hours_p99",
    "resolution_attainment",
    "hung_up_share",
    "unanswered_share",
    "occupancy",
    "contacts_answered",
    "backlog",
    "disputed_share_of_invoices",
    "disputed_share_of_value",
    "surprise_disputes",
    "dispute_days",
    "days_sales_outstanding",
    "gross_revenue_retention",
    "net_revenue_retention",
    "customers_lost",
    "customers_lost_by_pop",
    "customers_lost_by_not_renewing",
    "customers_lost_for_cause",
    "customers_let_go",
    "customers_popped",
    "customers_treated",
    "trust",
    "whale_curve_peak",
    "prospects",
    "deals_won",
    "win_rate",
    "referrals",
    "acquisition_cost",
    "customers_at_end",
    "newcomers_lost",
    "newcomers_popped",
    "newcomers_margin",
    "newcomers_disputed_share_of_invoices",
    "heard",
    "rival_offers",
    "value_destroyers_share",
    "contribution",
)
"""The established order; outcomes that are not named here follow in the order of their declaration."""

CATALOGUE: dict[str, Outcome] = {name: ENTRIES[name] for name in (*FIRST, *ENTRIES)}

_OF_ONE_PROMISE = "Undefined where no promise fell due."


def describe(name: str) -> Outcome:
    """Look an outcome up; ``margin.<account>``, ``response_attainment.<plan>.<severity>`` and the like too.

    Parameters
    ----------
    name : str
        Name of an outcome, or stem of a breakdown, a dot and the name of a part.

    Returns
    -------
    Outcome
        Its entry.

    Raises
    ------
    SaydoError
        Where the catalogue has no such outcome.
    """
    if name in CATALOGUE:
        return CATALOGUE[name]
    stem, dot, part = name.partition(".")
    if dot and part and stem in BREAKDOWNS:
        kind = BREAKDOWNS[stem]
        definition = f"As {kind.like}, {kind.whose} {part}."
        plan, dot, severity = part.rpartition(".")
        if stem == "response_attainment" and plan and severity in SEVERITIES:
            part = f"{plan}, {severity}"
            definition = f"As {kind.like}, {kind.whose} {plan}, severity {severity}; {_OF_ONE_PROMISE}"
        return replace(CATALOGUE[kind.like], name=name, label=f"{kind.label}, {part}", definition=definition)
    nearest = get_close_matches(name, CATALOGUE, n=1)
    hint = f"did you mean {nearest[0]}?" if nearest else f"must be one of {', '.join(CATALOGUE)}"
    raise SaydoError(f"outcome = {name}: no such outcome in the catalogue; {hint}")
