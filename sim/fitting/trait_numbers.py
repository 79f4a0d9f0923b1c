"""Traits of customers as numbers of the scenario: what all have in common, and what one has."""

from __future__ import annotations

from sim.fitting.fit import FittedNumber, not_wider, refused
from sim.fitting.share_trait import ShareTrait
from sim.scenario.document import Scenario
from sim.scenario.paths import print_path, value_at

__all__ = ["SOURCE", "account_number", "mean_number", "old_value", "spread_number", "trait_number"]

SOURCE = "invoices"
SHARE = "beta-binomial by customer, profile likelihood"
POSTERIOR = "posterior of the customer's trait"
WIDEST = 0.5
"""Half of what a correlation can be."""

Values = tuple[float, float, float]
"""Value, and the ends of its interval at 95 %."""


def old_value(scenario: Scenario, path: str) -> float | None:
    """Read a number before; None where there is none.

    Parameters
    ----------
    scenario : Scenario
        Where it stands.
    path : str
        Of the number.
    """
    value = value_at(scenario, path)
    return float(value) if isinstance(value, int | float) else None


def trait_number(
    path: str, old: float | None, values: Values, customers: int, method: str, warning: str
) -> FittedNumber:
    """State a number of a trait that was fitted over customers.

    Parameters
    ----------
    path : str
        Of the number.
    old : float or None
        Its value before.
    values : (float, float, float)
        The new value, and its interval.
    customers : int
        Those whom the fit is over.
    method : str
        How it was fitted.
    warning : str
        What is wrong with it.
    """
    new, low, high = values
    return FittedNumber(
        path, old, SOURCE, new=new, low=low, high=high, n=customers, unit="customers", method=method, warning=warning
    )


def mean_number(path: str, old: float | None, trait: ShareTrait, warning: str) -> FittedNumber:
    """State the mean of a trait; refused where its odds are less sure than a prior's.

    Parameters
    ----------
    path : str
        Of the number.
    old : float or None
        Its value before.
    trait : ShareTrait
        The fit.
    warning : str
        What is wrong with it.
    """
    values = (trait.mean, *trait.mean_interval)
    return not_wider(trait_number(path, old, values, trait.customers, SHARE, warning), share=True)


def spread_number(path: str, old: float | None, trait: ShareTrait, warning: str) -> FittedNumber:
    """State the spread of a trait; refused where its interval is wider than half of what a correlation can be.

    Parameters
    ----------
    path : str
        Of the number.
    old : float or None
        Its value before.
    trait : ShareTrait
        The fit.
    warning : str
        What is wrong with it.
    """
    low, high = trait.spread_interval
    low = max(low, 0.0)
    fit = trait_number(path, old, (trait.spread, low, high), trait.customers, SHARE, warning)
    return fit if high - low <= WIDEST else refused(fit, "its interval is wider than .5")


def account_number(scenario: Scenario, keys: tuple[str, str], values: Values, n: int, unit: str) -> FittedNumber:
    """State the trait of a customer that stands in the scenario by name, or is to.

    Parameters
    ----------
    scenario : Scenario
        Whose account it is; one that it lacks had no value.
    keys : (str, str)
        Name of the account, and field.
    values : (float, float, float)
        Posterior, and its interval.
    n : int
        How many were counted.
    unit : str
        What was counted.
    """
    path = print_path(("accounts", *keys))
    old = old_value(scenario, path) if keys[0] in scenario.accounts else None
    new, low, high = values
    return FittedNumber(path, old, SOURCE, new=new, low=low, high=high, n=n, unit=unit, method=POSTERIOR)
