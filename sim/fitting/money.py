"""All fits of money and of the relationship, for a portfolio that is composed of contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import pyarrow as pa

from sim.fitting.costs import fit_cost_per_hour, months_of_books, roster_hours
from sim.fitting.disputes import account_proneness, dispute_figure, fit_proneness
from sim.fitting.figures import ObservedFigure
from sim.fitting.fit import FittedNumber
from sim.fitting.lateness import account_lateness, fit_lateness
from sim.fitting.open_items import age_items, sales_outstanding
from sim.fitting.prices import customers_of, fit_fees, fit_payment_days, fit_uplift
from sim.fitting.receivables import invoice_history, invoices_of
from sim.fitting.renewals import ContractDates, contract_dates, fit_renewal_level, retention_figure, term_ends
from sim.fitting.write_offs import fit_write_offs
from sim.scenario.document import Scenario

__all__ = ["MoneyFits", "fit_money"]


@dataclass(frozen=True, slots=True)
class MoneyFits:
    """Fits of invoices, contracts and books."""

    numbers: Sequence[FittedNumber] = ()
    """Of plans, segments, teams and assumptions."""
    accounts: Sequence[FittedNumber] = ()
    """Of customers who have a row of their own."""
    figures: Sequence[ObservedFigure] = ()
    """Outcomes that were observed: no number of the scenario, but facts that it can be held against."""
    dates: Mapping[str, ContractDates] | None = None
    """Of contracts, by customer."""

    def texts(self) -> list[str]:
        """The account of the fits.

        Returns
        -------
        list of str
            A line each.
        """
        named = [f"accounts: {len(self.accounts):,} levels of customers by name"] if self.accounts else []
        figures = [f"observed: {figure.text()}" for figure in self.figures]
        return [*(fit.text() for fit in self.numbers), *named, *figures]


def fit_money(tables: Mapping[str, pa.Table], scenario: Scenario) -> MoneyFits:
    """Fit all that tables of invoices, customers and books show.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As of `sim.importing.read.Imported`.
    scenario : Scenario
        Whose numbers they would replace, composed of the contacts of the same import.

    Returns
    -------
    MoneyFits
        Empty where there are no such tables.
    """
    if not {"invoices", "customers", "books"} & set(tables):
        return MoneyFits()
    invoices, customers = invoices_of(tables), customers_of(tables)
    numbers: list[FittedNumber] = []
    accounts: list[FittedNumber] = []
    figures: list[ObservedFigure | None] = []
    if len(invoices):
        history = invoice_history(invoices)
        people = [name for name, segment in scenario.segments.items() if not segment.machines]
        names = list(scenario.accounts)
        numbers += [*fit_lateness(history, scenario, people), *fit_proneness(history, scenario)]
        numbers += [fit_write_offs(invoices, scenario), *fit_payment_days(invoices, customers, scenario)]
        accounts += [*account_lateness(history, scenario, names), *account_proneness(history, scenario, names)]
        figures.append(dispute_figure(history))
    fees = fit_fees(customers, invoices, scenario)
    numbers += [fit for fit in fees if not fit.path.startswith("accounts")]
    accounts += [fit for fit in fees if fit.path.startswith("accounts")]
    if len(customers):
        numbers += fit_uplift(invoices, customers, scenario)
        terms = {name: plan.term_months for name, plan in scenario.plans.items()}
        ends = term_ends(customers, terms, _last_day(customers, scenario.start_date))
        numbers.append(fit_renewal_level(ends, scenario))
        figures.append(retention_figure(ends))
    books = months_of_books(tables)
    if len(books):
        numbers += fit_cost_per_hour(books, roster_hours(tables), scenario)
        revenue = books["revenue"].dropna().tolist()
        figures.append(sales_outstanding(age_items(invoices) if len(invoices) else None, revenue, "invoices and books"))
    dates = contract_dates(customers, scenario.start_date) if len(customers) else None
    return MoneyFits(numbers, accounts, [figure for figure in figures if figure is not None], dates)


def _last_day(customers: pd.DataFrame, start: date) -> date:
    """The last day of which a list of customers knows."""
    times = pd.concat([customers["started"], customers["left_on"]]).dropna()
    return start if times.empty else pd.Timestamp(times.max()).date()
