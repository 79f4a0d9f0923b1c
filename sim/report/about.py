"""The subject of an answer: the firm, how many customers it starts with, and the period."""

from __future__ import annotations

from datetime import timedelta

from sim.report.format.amounts import count_words
from sim.report.format.reader_locale import day_of, local
from sim.scenario.document import Scenario
from sim.units import month_days

__all__ = ["about_words", "customers_at_start"]


def customers_at_start(scenario: Scenario) -> int:
    """Count the customers that a scenario starts with.

    Parameters
    ----------
    scenario : Scenario
        A valid document.

    Returns
    -------
    int
        Those of segments and accounts, but for the absent; machines are none.
    """
    ordinary = sum(segment.customers for segment in scenario.segments.values() if not segment.machines)
    accounts = sum(not scenario.segments[account.segment].machines for account in scenario.accounts.values())
    return ordinary + accounts - len(scenario.absent)


def about_words(name: str, scenario: Scenario) -> str:
    """Say what the numbers of a scenario are about.

    Parameters
    ----------
    name : str
        What the firm is called.
    scenario : Scenario
        Its document.

    Returns
    -------
    str
        Such as ``Acme Support: 46 customers at the start, 24 months from 2027-01-01 to 2028-12-31``.
    """
    days = month_days(scenario.start_date, scenario.horizon_months)
    customers = customers_at_start(scenario)
    count = f"{local(customers, ',')} {'customer' if customers == 1 else 'customers'} at the start"
    last = days[-1] - timedelta(days=1)
    return f"{name}: {count}, {count_words(scenario.horizon_months, 'month')} from {day_of(days[0])} to {day_of(last)}"
