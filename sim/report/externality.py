"""Profit of customers and their effect on other customers: sentences and tables."""

from __future__ import annotations

from collections.abc import Sequence

from sim.metrics.catalogue import describe
from sim.questions.externality import Externality, Group, Portfolio
from sim.report.format.caution import caution_note
from sim.report.format.table import Cell, Column, Span, Table
from sim.report.format.words import format_value, range_words, step_of
from sim.statistics.intervals import Interval, PairedDifference
from sim.units import MINUTES_PER_HOUR

__all__ = [
    "customers_table",
    "externality_figures",
    "externality_table",
    "externality_words",
    "groups_table",
    "portfolio_words",
]

ACCOUNT = (
    Column("Revenue", "money"),
    Column("Cost", "money"),
    Column("Margin", "money"),
    Column("Margin, interval", "money"),
    Column("Hours", "number", form=".3g"),
)
"""Columns of one customer's profit and loss."""
WORTH = "worth = own margin - cost to other customers + paid people who would otherwise be idle"


def portfolio_words(portfolio: Portfolio, currency: str) -> str:
    """State the provider's margin and what it consists of.

    Parameters
    ----------
    portfolio : Portfolio
        Profit and loss of all customers.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        A sentence.
    """
    outcome, margin = describe("margin"), portfolio.margin
    within = range_words(margin.low, margin.high, outcome, currency)
    unallocated = format_value(portfolio.unallocated_cost.estimate, describe("unallocated_cost"), currency)
    return (
        f"Margin {format_value(margin.estimate, outcome, currency)} ({within}): all customers' margins less "
        f"{unallocated} of unused people, actions and programmes."
    )


def externality_words(row: Externality, currency: str) -> str:
    """State what one customer costs all others.

    Parameters
    ----------
    row : Externality
        Effects of one customer, from pairs of replications with and without it.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        A sentence.
    """
    margin = describe("margin")
    size = format_value(abs(row.cost_to_others.difference), margin, currency)
    within = range_words(row.cost_to_others.low, row.cost_to_others.high, margin, currency, sign=True)
    narrow = caution_note((row.cost_to_others,))
    if row.cost_to_others.verdict not in ("better", "worse"):
        return f"{row.label}: the effect on other customers cannot be distinguished from zero ({within}).{narrow}"
    does = "costs" if row.cost_to_others.verdict == "worse" else "brings"
    return f"{row.label} {does} the provider {size} of what all others would earn it without it ({within}).{narrow}"


def groups_table(portfolio: Portfolio, title: str, currency: str) -> Table:
    """List profit and loss of the mean customer of each group, and the margin of all of them.

    Parameters
    ----------
    portfolio : Portfolio
        Profit and loss of all customers.
    title : str
        Title.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Table
        A row a group.
    """
    columns = (Column("Group"), Column("Customers", "number", form=".4g"), *ACCOUNT, Column("Margin of all", "money"))
    rows = tuple(
        (group.name, group.customers.estimate, *_account(group), group.margin.estimate) for group in portfolio.groups
    )
    return Table(title, columns, rows, currency)


def customers_table(portfolio: Portfolio, currency: str) -> Table:
    """List profit and loss of each customer of the start, the least profitable first.

    Parameters
    ----------
    portfolio : Portfolio
        Profit and loss of all customers.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Table
        A row a customer.
    """
    groups = sorted(portfolio.customers, key=lambda group: group.per_customer["margin"].estimate)
    rows = tuple((group.name, *_account(group)) for group in groups)
    title = "Each customer of the start, the least profitable first"
    return Table(title, (Column("Customer"), *ACCOUNT), rows, currency)


def _account(group: Group) -> tuple[Cell, ...]:
    mean = group.per_customer
    return (
        *(mean[name].estimate for name in ("revenue", "cost", "margin")),
        Span(mean["margin"].low, mean["margin"].high),
        mean["minutes"].estimate / MINUTES_PER_HOUR,
    )


def externality_table(rows: Sequence[Externality], currency: str) -> Table:
    """List what each customer that was left out is worth and how it affects the others.

    Parameters
    ----------
    rows : sequence of Externality
        Effects of customers, one by one.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Table
        A row a customer, with intervals of the means.
    """
    columns = (
        Column("Left out"),
        Column("Own margin", "money"),
        Column("Cost to other customers", "money"),
        Column("Cost to other customers, interval", "money"),
        Column("Paid time kept busy", "money"),
        Column("Worth", "money"),
        Column("Worth, interval", "money"),
        Column("Late answers to others", "number", signed=True, form=".3g"),
        Column("Others wait longer", "number", signed=True, form=".3g", unit=" min"),
    )
    cells = tuple(
        (
            row.label,
            row.own.estimate,
            row.cost_to_others.difference,
            Span(row.cost_to_others.low, row.cost_to_others.high),
            row.busy.estimate,
            row.worth.difference,
            Span(row.worth.low, row.worth.high),
            _span(row.late),
            _span(row.wait),
        )
        for row in rows
    )
    title = "Effect on other customers: the same random numbers without one customer"
    return Table(title, columns, cells, currency, notes=(WORTH,))


def externality_figures(row: Externality, currency: str) -> dict[str, tuple[str, str]]:
    """Write the numbers of which the worth of a customer consists.

    Parameters
    ----------
    row : Externality
        Effects of one customer.
    currency : str
        ISO 4217 code.

    Returns
    -------
    dict of str to (str, str)
        Value and interval of ``own``, ``cost``, ``busy`` and ``worth``; own - cost + busy = worth.
    """
    margin = describe("margin")
    sizes: dict[str, tuple[float, Interval | PairedDifference]] = {
        "own": (row.own.estimate, row.own),
        "cost": (row.cost_to_others.difference, row.cost_to_others),
        "busy": (row.busy.estimate, row.busy),
        "worth": (row.worth.difference, row.worth),
    }
    return {
        name: (
            format_value(size, margin, currency, step=step_of(within.high - within.low, 2) or None),
            range_words(within.low, within.high, margin, currency),
        )
        for name, (size, within) in sizes.items()
    }


def _span(difference: PairedDifference) -> Span:
    return Span(difference.low, difference.high, difference.difference)
