"""Lateness from settled invoices: how many are paid late and by how many days, as traits of customers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.fitting.days_trait import days_misfit, fit_days
from sim.fitting.fit import FittedNumber, kept, not_wider
from sim.fitting.receivables import InvoiceHistory
from sim.fitting.share_trait import fit_share, misfit
from sim.fitting.trait_numbers import SOURCE, account_number, mean_number, old_value, spread_number, trait_number
from sim.scenario.document import Scenario
from sim.scenario.paths import print_path

__all__ = ["LEAST_CUSTOMERS", "LEAST_INVOICES", "account_lateness", "fit_lateness", "too_few"]

LEAST_CUSTOMERS = 15
LEAST_INVOICES = 150
LEAST_LATE = 30
"""Late invoices for the days of their lateness."""
OPEN_ITEMS = "a list of open items: the late ones are in it for longer, so that it cannot tell how many are late"
BILLING = "assumptions.billing"
GAMMA = "Gamma about a level by customer, censored at the date of the report, profile likelihood"


def too_few(customers: int, invoices: float) -> str:
    """State what is missing for a trait of customers.

    Parameters
    ----------
    customers : int
        Customers with invoices.
    invoices : float
        Their invoices.

    Returns
    -------
    str
        Empty where there are enough: 15 customers and 150 invoices.
    """
    if customers < LEAST_CUSTOMERS:
        return f"{customers} customer{'s' * (customers != 1)}; needs {LEAST_CUSTOMERS}"
    return f"{invoices:,.0f} invoices; needs {LEAST_INVOICES}" if invoices < LEAST_INVOICES else ""


def fit_lateness(history: InvoiceHistory, scenario: Scenario, segments: Sequence[str]) -> list[FittedNumber]:
    """Fit late shares of undisputed and of disputed invoices, how much customers differ, and the days of lateness.

    Parameters
    ----------
    history : InvoiceHistory
        Invoices that fell due.
    scenario : Scenario
        Whose numbers they would replace.
    segments : sequence of str
        Segments that get the one share, spread and days of all customers.

    Returns
    -------
    list of FittedNumber
        Of ``segments.NAME.late_payment_share`` and ``lateness_spread``, and of ``late_if_disputed``, ``days_late``,
        ``days_late_disputed`` and ``days_late_sd`` under ``assumptions.billing``. Kept below 15 customers or 150
        invoices, and where the list holds open items alone.
    """
    reason = OPEN_ITEMS if history.open_only else too_few(len(history.customers), history.invoices.sum())
    late = [print_path(("segments", name, "late_payment_share")) for name in segments]
    spread = [print_path(("segments", name, "lateness_spread")) for name in segments]
    billing = [f"{BILLING}.{name}" for name in ("late_if_disputed", "days_late", "days_late_disputed", "days_late_sd")]
    if reason:
        return [kept(path, old_value(scenario, path), SOURCE, reason) for path in (*late, *spread, *billing)]
    undisputed = history.invoices - history.disputed
    trait = fit_share(history.late, undisputed)
    warning = misfit(trait, history.late, undisputed)
    fits = [mean_number(path, old_value(scenario, path), trait, warning) for path in late]
    fits += [spread_number(path, old_value(scenario, path), trait, warning) for path in spread]
    fits.append(_disputed(history, scenario, billing[0]))
    return fits + _days(history, scenario, billing[1:])


def account_lateness(history: InvoiceHistory, scenario: Scenario, names: Sequence[str]) -> list[FittedNumber]:
    """Fit the lateness of customers that stand in the scenario by name, each from its own invoices and those of all.

    Parameters
    ----------
    history : InvoiceHistory
        Invoices that fell due.
    scenario : Scenario
        Whose accounts they are; one that it lacks had no value.
    names : sequence of str
        Customers.

    Returns
    -------
    list of FittedNumber
        Of ``accounts.NAME.late_payment_share`` and ``accounts.NAME.days_late``; none where the traits cannot be fitted,
        or for a customer without invoices. Empirical Bayes: what is not sure of the traits is left out of intervals.
    """
    if history.open_only or too_few(len(history.customers), history.invoices.sum()):
        return []
    undisputed = history.invoices - history.disputed
    share = fit_share(history.late, undisputed)
    days = fit_days(history.late_invoices) if len(history.late_invoices.days) >= LEAST_LATE else None
    fits = []
    for name in names:
        if name not in history.customers:
            continue
        place = history.customers.index(name)
        own = share.own(history.late[place], undisputed[place])
        fits.append(account_number(scenario, (name, "late_payment_share"), own, int(undisputed[place]), "invoices"))
        mine = history.late_invoices.of(np.array([place]))
        if days is not None and len(mine.days):
            fits.append(account_number(scenario, (name, "days_late"), days.own(mine), len(mine.days), "late invoices"))
    return fits


def _disputed(history: InvoiceHistory, scenario: Scenario, path: str) -> FittedNumber:
    old = old_value(scenario, path)
    customers = int((history.disputed > 0).sum())
    if not history.disputes_known:
        return kept(path, old, SOURCE, "nothing says which invoices were disputed")
    if customers < LEAST_CUSTOMERS:
        return kept(path, old, SOURCE, f"{customers} customers with disputes; needs {LEAST_CUSTOMERS}")
    trait = fit_share(history.late_disputed, history.disputed)
    return mean_number(path, old, trait, misfit(trait, history.late_disputed, history.disputed))


def _days(history: InvoiceHistory, scenario: Scenario, paths: Sequence[str]) -> list[FittedNumber]:
    late = history.late_invoices
    if len(late.days) < LEAST_LATE or len(np.unique(late.customer)) < LEAST_CUSTOMERS:
        reason = f"{len(late.days)} late invoices of {len(np.unique(late.customer))} customers; needs {LEAST_LATE} of "
        return [kept(path, old_value(scenario, path), SOURCE, f"{reason}{LEAST_CUSTOMERS}") for path in paths]
    trait = fit_days(late)
    warning = days_misfit(trait, late)
    disputed = int((late.disputed > 0).sum())
    values = zip(
        (trait.mean, trait.mean_disputed, trait.sd), (trait.intervals[place] for place in (0, 2, 1)), strict=True
    )
    fits = [
        not_wider(trait_number(path, old_value(scenario, path), (value, *ends), trait.customers, GAMMA, warning))
        for path, (value, ends) in zip(paths, values, strict=True)
    ]
    if disputed < LEAST_LATE:
        reason = f"{disputed} late invoices that were disputed; needs {LEAST_LATE}"
        fits[1] = kept(paths[1], old_value(scenario, paths[1]), SOURCE, reason)
    return fits
