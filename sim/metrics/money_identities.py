"""Identities of money that every run must keep, to the cent; a broken one names itself."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from sim.errors import IdentityError
from sim.metrics.books import keep_books
from sim.metrics.columns import IntArray
from sim.metrics.desk_pay import desk_cost_cents
from sim.metrics.grid import Grid
from sim.metrics.invoices import invoices_of
from sim.metrics.provision import allowance
from sim.records.events import ContactOutcome
from sim.records.run import Run
from sim.records.table import RecordTable
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, cents

__all__ = [
    "billed_is_settled_or_open",
    "charges_billed_are_earned",
    "debts_to_customers_are_settled",
    "deposits_are_held_or_paid_back",
    "fees_billed_are_earned_or_deferred",
    "margin_is_the_sum_of_its_parts",
]


def billed_is_settled_or_open(run: Run) -> None:
    """Billed = cash + open receivables + credits + write-offs, for every part of every invoice and in total.

    An invoice has two parts: the disputed one, less what is conceded, and the rest. Each is paid, written off or
    open as a whole. Cash counts with discounts for early payment. Credits are service credits, credit notes for fees,
    and what disputes concede.

    Parameters
    ----------
    run : Run
        A simulated run.

    Raises
    ------
    IdentityError
        Naming both sides, where they differ.
    """
    name, records = "billed = cash + open receivables + credits + write-offs", run.records
    invoices, closings = records.invoices, (records.payments, records.write_offs)
    if (distinct := np.unique(invoices_of(invoices, invoices)).size) < len(invoices):
        raise IdentityError(f"{name}: {len(invoices)} invoices for {distinct} customer months")
    closed, times = np.zeros((len(invoices), 2)), np.zeros((len(invoices), 2), np.int64)
    for table in closings:
        cell = _of_invoices(run, table, name), table.column("disputed").astype(np.int64)
        np.add.at(closed, cell, table.column("settled_cents"))
        np.add.at(times, cell, 1)
    opened, settled = (_of_invoices(run, table, name) for table in (records.disputes_opened, records.disputes_settled))
    if not np.isin(settled, opened).all():
        raise IdentityError(f"{name}: a dispute was settled that was never opened")
    disputed, conceded = np.zeros(len(invoices)), np.zeros(len(invoices))
    disputed[opened] = records.disputes_opened.column("amount_cents")
    conceded[settled] = records.disputes_settled.column("credit_cents")
    parts = np.column_stack([invoices.column("net_cents") - disputed, disputed - conceded])
    wrong = (times > 1) | ((times > 0) & (closed != parts)) | (parts < 0)
    for place, part in np.argwhere(wrong).tolist():
        row = invoices[place]
        raise IdentityError(
            f"{name}: invoice of {row.customer}, month {row.month}: {closed[place, part]:.0f} cents settled of "
            f"{parts[place, part]:.0f}; {row.net_cents} owed, {disputed[place]:.0f} disputed, "
            f"{conceded[place]:.0f} conceded"
        )
    billed, credits = _total(invoices, "billed_cents"), _total(invoices, "credit_cents", "set_off_cents")
    credits += _total(records.disputes_settled, "credit_cents")
    other = sum(_total(table, "settled_cents") for table in closings) + int(parts[times == 0].sum()) + credits
    if billed != other:
        raise IdentityError(f"{name}: {billed} cents billed, {other} on the other side")


def fees_billed_are_earned_or_deferred(run: Run) -> None:
    """Fees billed = fees earned + deferred revenue, for every customer, by how deferred revenue grew over the study.

    Billed is less credit notes. Deferred are the fees billed for months yet to come, less those of months past that are
    not billed yet: at the start of the study those of customers in the middle of a billing period, at its end those of
    customers under contract.

    Parameters
    ----------
    run : Run
        A simulated run.

    Raises
    ------
    IdentityError
        Naming both sides, where they differ.
    """
    records, names = run.records, [*Grid(run).customers, "nobody"]
    invoices, at_end = records.invoices, records.deferred.column("at") >= run.horizon
    billed = _by_customer(run, invoices.where(invoices.column("issued") >= 0), "fee_cents")
    billed += _by_customer(run, records.deferred.where(~at_end), "amount_cents")
    billed -= _by_customer(run, records.fee_credits, "amount_cents")
    other = _by_customer(run, records.months, "recognised_cents")
    other += _by_customer(run, records.deferred.where(at_end), "amount_cents")
    for place in np.flatnonzero(billed != other).tolist():
        raise IdentityError(
            f"fees billed = fees earned + deferred revenue: {names[place]}: {billed[place]} cents billed and "
            f"deferred before the study, {other[place]} earned and deferred"
        )


def charges_billed_are_earned(run: Run) -> None:
    """Charges beside the fee on an invoice = its lines by name; lines without an invoice are of the study's end.

    Parameters
    ----------
    run : Run
        A simulated run.

    Raises
    ------
    IdentityError
        Naming both sides, where they differ.
    """
    name, invoices, charges = "charges billed = lines by name", run.records.invoices, run.records.charges
    months = len(run.month_starts) - 1
    month, invoice = charges.column("month"), charges.column("invoice")
    wrong = (charges.column("cents") < 0) | (month > invoice) | (invoice > months) | (invoice - month > 1)
    lines = charges.where(invoice < months)
    place = invoices_of(invoices, lines, "invoice")
    for row in (*charges.where(wrong), *lines.where((place < 0) & (lines.column("cents") != 0))):
        raise IdentityError(f"{name}: {row.name} of {row.customer}, month {row.month}: {row.cents} cents")
    made = np.bincount(np.where(place < 0, len(invoices), place), lines.column("cents"), len(invoices) + 1)[:-1]
    for at in np.flatnonzero(made != invoices.column("charges_cents")).tolist():
        billed = invoices[at]
        raise IdentityError(
            f"{name}: invoice of {billed.customer}, month {billed.month}: {billed.charges_cents} cents, "
            f"lines make {made[at]:.0f}"
        )


def debts_to_customers_are_settled(run: Run) -> None:
    """Credit notes = set off + paid back, and service credits claimed <= set off + paid out + lapsed, by customer.

    Compensation for a broken announcement is set off and paid out as service credits are, without being one.

    Parameters
    ----------
    run : Run
        A simulated run.

    Raises
    ------
    IdentityError
        Naming both sides, where they differ.
    """
    records, names = run.records, [*Grid(run).customers, "nobody"]
    claimed = (records.credits.column("claimed") > 0) & (records.credits.column("void") == 0)
    notes = _by_customer(run, records.fee_credits, "amount_cents")
    notes -= _by_customer(run, records.invoices, "set_off_cents") + _by_customer(run, records.balances, "fee_cents")
    credits = _by_customer(run, records.credits.where(claimed), "owed_cents")
    credits += _by_customer(run, records.days_served, "amount_cents")
    credits -= _by_customer(run, records.invoices, "credit_cents")
    credits -= _by_customer(run, records.balances, "service_credit_cents", "forfeited_cents")
    compensated = any(row.compensation_share for row in run.scenario.announcements)
    wrong = (notes != 0) | (credits > 0) | ((credits < 0) & (not compensated))
    if wrong.any():
        of = sorted(names[place] for place in np.flatnonzero(wrong).tolist())[:3]
        raise IdentityError(f"debts to customers = set off + paid out + lapsed: not of {of}")


def deposits_are_held_or_paid_back(run: Run) -> None:
    """Deposits set off and paid back <= deposits taken, for every customer at every time; none is taken twice.

    Parameters
    ----------
    run : Run
        A simulated run.

    Raises
    ------
    IdentityError
        Naming both sides, where they differ.
    """
    balance: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for row in sorted(run.records.deposits, key=lambda row: (row.at, -row.amount_cents)):
        balance[row.customer] += row.amount_cents
        taken[row.customer] += row.amount_cents > 0
        if balance[row.customer] < 0 or taken[row.customer] > 1:
            raise IdentityError(
                f"deposits = held + set off + paid back: {row.customer} at minute {row.at:.3f}: "
                f"{balance[row.customer]} cents held, taken {taken[row.customer]} times"
            )


def margin_is_the_sum_of_its_parts(run: Run) -> None:
    """Recognised revenue − booked costs = sum of customers' margins + unallocated capacity + actions, to the cent.

    Parameters
    ----------
    run : Run
        A simulated run.

    Raises
    ------
    IdentityError
        Naming both sides, where they differ.
    """
    records, assumptions = run.records, run.scenario.assumptions
    revenue = _total(records.months, "recognised_cents") + _total(records.charges, "cents")
    revenue += _total(records.invoices, "billed_cents")
    revenue -= _total(records.invoices, "fee_cents", "charges_cents", "credit_cents")
    revenue -= _total(records.disputes_settled, "credit_cents") + _total(records.payments, "discount_cents")
    revenue -= _total(records.balances, "service_credit_cents", "unserved_cents")
    cost = _total(records.write_offs, "amount_cents")
    deflected = records.contacts.among("outcome", (ContactOutcome.DEFLECTED,)) & (
        records.contacts.column("opened") >= 0
    )
    cost += int(deflected.sum()) * cents(assumptions.contact.self_service_cost, run.scenario.minor_units)
    tied_up = (_cent_minutes_owed(run), -_cent_minutes_deferred(run), -_until_the_end(run, records.deposits))
    rate = assumptions.billing.capital_cost_per_year
    cost += sum(round(amount / (DAYS_PER_YEAR * MINUTES_PER_DAY) * rate) for amount in tied_up)
    provision = allowance(run, Grid(run))
    cost += int((provision[:, -1] - provision[:, 0]).sum())
    cost += _total(records.costs, "amount_cents") + _total(records.customer_costs, "amount_cents")
    cost += _total(records.prospects, "acquisition_cents") + desk_cost_cents(run)
    parts = keep_books(run).margin_cents
    if revenue - cost != parts:
        raise IdentityError(
            "margin = recognised revenue − booked costs: "
            f"{revenue} − {cost} = {revenue - cost} cents, "
            f"customers' margins and unallocated capacity make {parts}"
        )


def _of_invoices(run: Run, rows: RecordTable[Any], name: str) -> IntArray:
    """Place of the invoice that each row is about; there is one."""
    places = invoices_of(run.records.invoices, rows)
    if (places < 0).any():
        strangers = sorted({row[:2] for row in rows.where(places < 0)})
        raise IdentityError(f"{name}: never billed, and settled or disputed: {strangers[:3]}")
    return places


def _total(rows: RecordTable[Any], *fields: str) -> int:
    """Sum of some fields of all rows, in cents."""
    return sum(int(rows.column(field).sum()) for field in fields)


def _by_customer(run: Run, rows: RecordTable[Any], *fields: str) -> IntArray:
    """Sum of some fields in cents by customer, and last those of customers that the run has no row of."""
    index = Grid(run).index
    customer = rows.codes("customer", index)
    amounts = np.sum([rows.column(field) for field in fields], axis=0)
    return np.rint(np.bincount(np.where(customer < 0, len(index), customer), amounts, len(index) + 1)).astype(np.int64)


def _until_the_end(run: Run, rows: RecordTable[Any], amount: str = "amount_cents", at: str = "at") -> float:
    """Sum of each amount times what was left of the horizon when it moved."""
    return float((rows.column(amount) * (run.horizon - rows.column(at))).sum())


def _cent_minutes_deferred(run: Run) -> float:
    """Deferred revenue integrated to the horizon; a month's fee is earned evenly, on average at its middle."""
    records, starts = run.records, np.asarray(run.month_starts)
    invoices, months = records.invoices, records.months.column("month").astype(np.int64)
    billed = _until_the_end(run, invoices.where(invoices.column("issued") >= 0), "fee_cents", "issued")
    billed += _until_the_end(run, records.deferred) - _until_the_end(run, records.fee_credits)
    left = run.horizon - (starts[months] + starts[months + 1]) / 2
    return billed - float((records.months.column("recognised_cents") * left).sum())


def _cent_minutes_owed(run: Run) -> float:
    """Receivables integrated to the horizon; invoices from before the study are open from its start."""
    records = run.records
    issued = np.maximum(records.invoices.column("issued"), 0.0)
    owed = float((records.invoices.column("net_cents") * (run.horizon - issued)).sum())
    owed -= _until_the_end(run, records.payments, "settled_cents")
    owed -= _until_the_end(run, records.write_offs)
    return owed - _until_the_end(run, records.disputes_settled, "credit_cents")
