"""The books of customers and months as tables and sentences: means in whole cents, whose parts add up everywhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.metrics.books import COST_LINES, REVENUE_LINES
from sim.metrics.catalogue import describe
from sim.metrics.quantiles import FAN, central_range, quantiles
from sim.metrics.receivables import AGES
from sim.questions.ledger import FLOWS, STATEMENT, Ledger, mean_cents
from sim.report.charts.statement import StatementStep
from sim.report.format.reader_locale import percent_sign
from sim.report.format.words import central_words, frequency, money
from sim.units import MINUTES_PER_HOUR, minor_units

__all__ = [
    "AGE_LABELS",
    "FLOW_LABELS",
    "LABELS",
    "NOBODY",
    "ageing_table",
    "cash_words",
    "customers_table",
    "days_table",
    "heat_rows",
    "heat_table",
    "middle_words",
    "months_table",
    "names_of",
    "statement",
    "statement_table",
    "steps_of",
    "whale_words",
    "who_pays_words",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

LABELS = {
    "fees": "Fees",
    "charges": "Charges beside the fee",
    "overage": "Overage",
    "time_and_materials": "Time and materials",
    "interest": "Late interest",
    "errors": "Invoice errors",
    "service_credits": "Service credits",
    "dispute_credits": "Dispute credits",
    "early_payment": "Early-payment discounts",
    "labour": "Support people",
    "account_people": "Account people",
    "relations": "Sponsors, briefings and escalations",
    "self_service": "Self-service",
    "write_offs": "Write-offs",
    "provision": "Provision for receivables",
    "capital": "Financing",
    "acquisition": "Acquisition",
    "unallocated": "Unused paid time",
    "actions": "Management's actions",
}
"""What each line of the books is called."""
FLOW_LABELS = {
    "billed": "Billed",
    "cash": "Cash received",
    "early_payment": LABELS["early_payment"],
    "dispute_credits": LABELS["dispute_credits"],
    "written_off": "Written off",
}
AGE_LABELS = ("Current", *(f"{age} days overdue" for age in AGES[1:]))
"""What the columns of ages are called."""
NOBODY = "No customer's: unused people, actions"
NEWCOMERS = "All newcomers"
REVENUE = tuple(STATEMENT.index(line) for line in REVENUE_LINES)
COST = tuple(STATEMENT.index(line) for line in COST_LINES)
MOST_ROWS = 15


def middle_words(cents: IntArray, currency: str) -> str:
    """Write the middle nine tenths of runs of money.

    Parameters
    ----------
    cents : array of int
        One a run, in cents.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Such as ``−$14k to $190k in 18 of 20 runs``.
    """
    return central_words(cents / minor_units(currency), describe("margin"), currency)


def names_of(ledger: Ledger) -> list[str]:
    """Name the rows of a ledger.

    Parameters
    ----------
    ledger : Ledger
        Books of the replications.

    Returns
    -------
    list of str
        Names; the last is that of costs that no customer bears.
    """
    counts = ledger.counts["customers"].max(axis=0).tolist()
    names = []
    for party, count in zip(ledger.parties, counts, strict=True):
        of_kind = {"segment": f"{party.name} ({count:.0f} customers)", "newcomers": NEWCOMERS}
        names.append(of_kind.get(party.kind, party.name))
    return [*names, NOBODY]


def customers_table(ledger: Ledger, currency: str) -> pd.DataFrame:
    """List profit and loss by customer.

    Parameters
    ----------
    ledger : Ledger
        Books of the replications.
    currency : str
        ISO 4217 code.

    Returns
    -------
    DataFrame
        A row a customer, in major units; columns of money add up to those of the months.
    """
    cents = mean_cents(ledger.lines)
    counts = {name: np.append(values.mean(axis=0), np.nan) for name, values in ledger.counts.items()}
    hours = counts["minutes"] / MINUTES_PER_HOUR
    revenue = cents[:, REVENUE].sum(axis=1)
    table: dict[str, Sequence[object]] = {
        "Customer": names_of(ledger),
        "Customers": counts["customers"].round(1).tolist(),
        "Revenue": (revenue / ledger.minor_units).tolist(),
        "Cost": ((revenue - cents.sum(axis=1)) / ledger.minor_units).tolist(),
        "Margin": (cents.sum(axis=1) / ledger.minor_units).tolist(),
        "Margin, nine tenths of the runs": [middle_words(runs, currency) for runs in ledger.lines.sum(axis=2).T],
        "Hours of people": hours.round(1).tolist(),
        "Revenue per hour": np.where(hours > 0, revenue / ledger.minor_units / np.where(hours > 0, hours, 1), np.nan)
        .round(2)
        .tolist(),
        "Disputes": counts["disputes"].round(2).tolist(),
    }
    return pd.DataFrame(table | _lines(cents, ledger.minor_units))


def months_table(ledger: Ledger, months: Sequence[str]) -> pd.DataFrame:
    """List profit and loss by month.

    Parameters
    ----------
    ledger : Ledger
        Books of the replications.
    months : sequence of str
        Months as ISO dates.

    Returns
    -------
    DataFrame
        A row a month, in major units.
    """
    cents = mean_cents(ledger.months)
    return pd.DataFrame(
        {"Month": list(months), "Margin": (cents.sum(axis=1) / ledger.minor_units).tolist()}
        | _lines(cents, ledger.minor_units)
    )


def ageing_table(ledger: Ledger, months: Sequence[str]) -> pd.DataFrame:
    """List the flow and the age of receivables by month.

    Parameters
    ----------
    ledger : Ledger
        Books of the replications.
    months : sequence of str
        Months as ISO dates.

    Returns
    -------
    DataFrame
        A row a month, in major units: opening + flows = closing = sum of ages.
    """
    signs, start = np.array([1, 1, -1, -1, -1, -1]), np.zeros_like(ledger.flows["billed"])
    start[:, 0] = ledger.opening
    moves = mean_cents(np.stack([start, *(ledger.flows[name] for name in FLOWS)], axis=2) * signs)
    ages = np.stack([mean_cents(ledger.open[:, :, month]) for month in range(len(months))])
    closing, flows = moves.sum(axis=1).cumsum(), moves[:, 1:]
    columns = {"Opening": closing - flows.sum(axis=1)}
    columns |= {FLOW_LABELS[name]: flows[:, place] for place, name in enumerate(FLOWS)}
    columns |= {"Closing": closing} | {age: ages[:, place] for place, age in enumerate(AGE_LABELS)}
    days = quantiles(ledger.days_outstanding, 0.5)
    table = {name: (cents / ledger.minor_units).tolist() for name, cents in columns.items()}
    return pd.DataFrame({"Month": list(months)} | table | {"DSO, median days": days.tolist()})


def statement(ledger: Ledger, row: int | None) -> tuple[list[StatementStep], StatementStep]:
    """Make the statement of one row of the ledger, or of all.

    Parameters
    ----------
    ledger : Ledger
        Books of the replications.
    row : int, optional
        Place of the row; all together without one.

    Returns
    -------
    tuple
        The lines, and the margin that they add up to, to the cent.
    """
    samples = ledger.lines.sum(axis=1) if row is None else ledger.lines[:, row]
    whole = mean_cents(ledger.lines)
    means, units = whole.sum(axis=0) if row is None else whole[row], ledger.minor_units
    return steps_of(samples, means, units), _step("Margin", samples.sum(axis=1), int(means.sum()), units)


def steps_of(samples: IntArray, cents: IntArray, units: int) -> list[StatementStep]:
    """Lines with something in any run.

    Parameters
    ----------
    samples : array of int, shape (runs, lines of STATEMENT)
        What ranges are taken of.
    cents : array of int, shape (lines,)
        The means, rounded so that they add up.
    units : int
        Smallest units of the currency in one.
    """
    return [
        _step(LABELS[line], samples[:, place], int(cents[place]), units)
        for place, line in enumerate(STATEMENT)
        if samples[:, place].any() or cents[place]
    ]


def whale_words(name: str, curves: FloatArray) -> str:
    """State what share of all customers' margin the best of them make.

    Parameters
    ----------
    name : str
        Whose customers they are.
    curves : array of float
        Cumulative share of margin at each hundredth of the customers; shape (runs, 101). Runs that are not
        defined are left out.

    Returns
    -------
    str
        A sentence.
    """
    whole = 100 * curves[np.isfinite(curves).all(axis=1)]
    if not whole.size:
        return f"{name}: the customers' margins add up to zero or less, so no share of the margin is defined."
    line = quantiles(whole, 0.5)
    top, sign = int(line.argmax()), percent_sign(" %")
    low, high = central_range(whole[:, top])
    share_text = f"{name}: the best {top}{sign} of customers make {line[top]:.0f}{sign} of all customers' margin"
    within = f"({low:.0f} to {high:.0f}{sign} in nine tenths of the runs)"
    lost = line[top] - 100
    rest = f"the others lose {lost:.0f}{sign} of it" if lost >= 0.5 else "hardly any customer costs more than it pays"
    return f"{share_text} {within}; {rest}."


def who_pays_words(ledger: Ledger, currency: str) -> str:
    """State who costs more than it pays, and who earns most.

    Parameters
    ----------
    ledger : Ledger
        Books of the replications.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        A sentence.
    """
    names, margins = names_of(ledger)[:-1], ledger.lines[:, :-1].sum(axis=2)
    means = mean_cents(ledger.lines)[:-1].sum(axis=1)
    if not names:
        return "There are no customers."
    best = int(means.argmax())
    earner = f"{names[best]} brings most, {money(int(means[best]) / minor_units(currency), currency)}"
    losers = [place for place in np.argsort(means, kind="stable").tolist() if means[place] < 0]
    if not losers:
        return f"No account or segment costs more than it pays on average; {earner}."
    worst = losers[0]
    size = money(int(-means[worst]) / minor_units(currency), currency)
    how = frequency(int((margins[:, worst] < 0).sum()), len(ledger.runs))
    more = f", and {len(losers) - 1} others do so less" if len(losers) > 1 else ""
    return f"{names[worst]} costs {size} more than it pays ({how} it costs more){more}; {earner}."


def heat_rows(ledger: Ledger, run: int | None, most: int = MOST_ROWS) -> tuple[list[str], FloatArray]:
    """Compute margin by customer and month, the worst first.

    Of one run: its customers one by one, of many only the best and the worst. Over all runs: the accounts, and of
    each other row the mean customer, since its customers are drawn anew in each run.

    Parameters
    ----------
    ledger : Ledger
        Books of the replications.
    run : int, optional
        Place of a run; the mean over all runs without one.
    most : int
        How many of the best and of the worst.

    Returns
    -------
    tuple
        Names, and margins in major units; shape (names, months).
    """
    if run is None:
        names = names_of(ledger)[:-1]
        count = np.maximum(ledger.counts["customers"].sum(axis=0), 1)
        table = ledger.margins.sum(axis=0) / count[:, None] / ledger.minor_units
    else:
        names = list(ledger.customers[run])
        table = np.array(list(ledger.customers[run].values())) / ledger.minor_units
    order = np.argsort(table.sum(axis=1), kind="stable")
    if order.size > 2 * most:
        order = np.concatenate([order[:most], order[-most:]])
    return [names[place] for place in order], table[order]


def heat_table(names: Sequence[str], months: Sequence[str], margins: FloatArray) -> pd.DataFrame:
    """Make the heat map as a table.

    Parameters
    ----------
    names : sequence of str
        Names.
    months : sequence of str
        Months as ISO dates.
    margins : array of float
        Major units; shape (names, months).

    Returns
    -------
    DataFrame
        A row a name.
    """
    columns = {month[:7]: margins[:, place].round(2).tolist() for place, month in enumerate(months)}
    return pd.DataFrame({"Customer": list(names)} | columns)


def statement_table(steps: Sequence[StatementStep]) -> pd.DataFrame:
    """Make a statement as a table.

    Parameters
    ----------
    steps : sequence of StatementStep
        Lines; the last one is the sum of the others.

    Returns
    -------
    DataFrame
        A row a line, in major units.
    """
    return pd.DataFrame(
        {
            "Line": [step.label for step in steps],
            "Mean": [step.amount for step in steps],
            "Nine tenths of the runs, from": [step.low for step in steps],
            "to": [step.high for step in steps],
        }
    )


def days_table(ledger: Ledger, months: Sequence[str]) -> pd.DataFrame:
    """List days sales outstanding by month.

    Parameters
    ----------
    ledger : Ledger
        Books of the replications.
    months : sequence of str
        Months as ISO dates.

    Returns
    -------
    DataFrame
        Quantiles over the runs, empty where nothing was billed.
    """
    table = {word: quantiles(ledger.days_outstanding, share).tolist() for word, share in FAN.items()}
    return pd.DataFrame({"Month": list(months)} | table).round(1)


def cash_words(frame: pd.DataFrame, currency: str) -> str:
    """State how much of the billed amount is received, open, written off and conceded.

    Parameters
    ----------
    frame : DataFrame
        Table of receivables.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Sentences.
    """
    flows = [abs(float(frame[name].sum())) for name in FLOW_LABELS.values()]
    billed, cash, early, conceded, lost = (money(flow, currency) for flow in flows)
    last = frame.iloc[-1]
    late = money(float(last[list(AGE_LABELS[1:])].sum()), currency)
    opened = money(float(last["Closing"]), currency)
    overdue = "all" if late == opened else late
    taken = f", {early} are taken off for early payment" if flows[2] else ""
    return (
        f"Of {billed} billed, {cash} come in as cash{taken}; {opened} are open at the end, "
        f"{overdue} of it overdue. {lost} are written off and {conceded} conceded in disputes."
    )


def _lines(cents: IntArray, units: int) -> dict[str, list[float]]:
    """Each line that is booked at all as a column."""
    return {
        LABELS[line]: (cents[:, place] / units).tolist()
        for place, line in enumerate(STATEMENT)
        if cents[:, place].any()
    }


def _step(label: str, samples: IntArray, cents: int, units: int) -> StatementStep:
    low, high = central_range(samples / units)
    return StatementStep(label, cents / units, low, high)
