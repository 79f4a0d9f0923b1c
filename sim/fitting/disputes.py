"""Disputes: how often invoices are disputed, and how much customers differ in that."""

from __future__ import annotations

from collections.abc import Sequence

from sim.fitting.figures import ObservedFigure
from sim.fitting.fit import FittedNumber, kept, not_wider
from sim.fitting.lateness import too_few
from sim.fitting.receivables import InvoiceHistory
from sim.fitting.share_trait import ShareTrait, fit_share, misfit
from sim.fitting.trait_numbers import SOURCE, account_number, trait_number
from sim.scenario.document import Scenario

__all__ = ["account_proneness", "dispute_figure", "fit_proneness"]

CORRELATION = "beta-binomial by customer, profile likelihood of the correlation"
PATHS = ("assumptions.billing.proneness_a", "assumptions.billing.proneness_b")
NO_FLAG = "nothing says which invoices were disputed"
OFF = 0.15
PRONENESS_MOST = 20.0
"""Of the scenario's own field."""


def fit_proneness(history: InvoiceHistory, scenario: Scenario) -> list[FittedNumber]:
    """Fit how much customers differ in their disputes: Beta over customers.

    Its level is no number of the scenario, since errors, surprises and scope make for disputes as well: it is
    :func:`dispute_figure`, to be matched.

    Parameters
    ----------
    history : InvoiceHistory
        Invoices that fell due.
    scenario : Scenario
        Whose numbers they would replace.

    Returns
    -------
    list of FittedNumber
        Of ``proneness_a`` and ``proneness_b``; kept without a flag or credit notes, below 15 customers or 150 invoices,
        and for a list of open items, in which disputed ones stay longer.
    """
    billing = scenario.assumptions.billing
    olds = (billing.proneness_a, billing.proneness_b)
    reason = _reason(history)
    if reason:
        return [kept(path, old, SOURCE, reason) for path, old in zip(PATHS, olds, strict=True)]
    trait = fit_share(history.disputed, history.invoices)
    warning = _warning(history, trait)
    fits = []
    for path, old, share in zip(PATHS, olds, (trait.mean, 1 - trait.mean), strict=True):
        low, high = (share * (1 / min(max(end, 1e-6), 1 - 1e-6) - 1) for end in reversed(trait.spread_interval))
        values = (share * (1 / trait.spread - 1), low, high)
        fits.append(not_wider(trait_number(path, old, values, trait.customers, CORRELATION, warning)))
    return fits


def dispute_figure(history: InvoiceHistory) -> ObservedFigure | None:
    """Measure the share of invoices that are disputed.

    Parameters
    ----------
    history : InvoiceHistory
        Invoices that fell due.

    Returns
    -------
    ObservedFigure or None
        With the profile interval of the mean over customers; None where proneness cannot be fitted.
    """
    if _reason(history):
        return None
    trait = fit_share(history.disputed, history.invoices)
    warning = _warning(history, trait)
    name = "disputed_share_of_invoices"
    return ObservedFigure(name, trait.mean, *trait.mean_interval, trait.customers, "customers", SOURCE, warning=warning)


def account_proneness(history: InvoiceHistory, scenario: Scenario, names: Sequence[str]) -> list[FittedNumber]:
    """Fit the proneness of customers that stand in the scenario by name.

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
        Of ``accounts.NAME.dispute_proneness``: posterior mean over the mean of all; none where proneness cannot be
        fitted, or for a customer without invoices.
    """
    if _reason(history):
        return []
    trait = fit_share(history.disputed, history.invoices)
    fits = []
    for name in names:
        if name not in history.customers:
            continue
        place = history.customers.index(name)
        own = trait.own(history.disputed[place], history.invoices[place])
        value, low, high = (min(part / trait.mean, PRONENESS_MOST) for part in own)
        keys, count = (name, "dispute_proneness"), int(history.invoices[place])
        fits.append(account_number(scenario, keys, (value, low, high), count, "invoices"))
    return fits


def _reason(history: InvoiceHistory) -> str:
    if not history.disputes_known:
        return NO_FLAG
    if history.open_only:
        return "a list of open items: disputed ones are in it for longer"
    return too_few(len(history.customers), history.invoices.sum())


def _warning(history: InvoiceHistory, trait: ShareTrait) -> str:
    """State what is wrong with the fit: its source, its family, or that disputes follow disputes otherwise."""
    words = ["credit notes were taken for disputes"] if history.by_credit_note else []
    family = misfit(trait, history.disputed, history.invoices)
    if family:
        words.append(family)
    again, after, _, _ = history.dispute_followed
    expected = trait.mean + (1 - trait.mean) * trait.spread
    if after >= 30 and abs(again / after - expected) > OFF * expected:
        words.append(f"a dispute follows a dispute in {again / after:.2f}, where the family says {expected:.2f}")
    return "; ".join(words)
