"""Identities of money that every run must keep, to the cent; a broken one names itself."""

from __future__ import annotations

from collections import Counter

from sim.errors import IdentityError
from sim.metrics.books import keep_books
from sim.metrics.desk_pay import desk_cost_cents
from sim.metrics.grid import Grid
from sim.metrics.provision import allowance
from sim.records.events import ContactOutcome
from sim.records.payments import PaymentReceived, WrittenOff
from sim.records.run import Run
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
    invoices = {(row.customer, row.month): row for row in records.invoices}
    if len(invoices) < len(records.invoices):
        raise IdentityError(f"{name}: {len(records.invoices)} invoices for {len(invoices)} customer months")
    disputed = {(row.customer, row.month): row.amount_cents for row in records.disputes_opened}
    conceded = {(row.customer, row.month): row.credit_cents for row in records.disputes_settled}
    closed: list[PaymentReceived | WrittenOff] = [*records.payments, *records.write_offs]
    settled = Counter((row.customer, row.month, row.disputed) for row in closed)
    strangers = ({key[:2] for key in settled} | disputed.keys() | conceded.keys()) - invoices.keys()
    strangers |= {key[:2] for key, count in settled.items() if count > 1}
    if strangers or conceded.keys() - disputed.keys():
        raise IdentityError(f"{name}: settled but never billed, or twice: {sorted(strangers)[:3]}")
    for row in closed:
        key = (row.customer, row.month)
        part = disputed.get(key, 0)
        part = part - conceded.get(key, 0) if row.disputed else invoices[key].net_cents - part
        if row.settled_cents != part:
            raise IdentityError(
                f"{name}: invoice of {row.customer}, month {row.month}: {row.settled_cents} cents settled of {part}"
            )
    total_open = 0
    for key, invoice in invoices.items():
        part, credit = disputed.get(key, 0), conceded.get(key, 0)
        total_open += 0 if (*key, True) in settled else part - credit
        total_open += 0 if (*key, False) in settled else invoice.net_cents - part
        if min(part - credit, invoice.net_cents - part) < 0:
            raise IdentityError(
                f"{name}: invoice of {invoice.customer}, month {invoice.month}: {invoice.net_cents} cents owed, "
                f"{part} disputed, {credit} conceded"
            )
    billed = sum(row.billed_cents for row in records.invoices)
    credits = sum(row.credit_cents + row.set_off_cents for row in records.invoices) + sum(conceded.values())
    other = sum(row.settled_cents for row in closed) + total_open + credits
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
    records = run.records
    billed = Counter({row.customer: 0 for row in records.customers})
    other = billed.copy()
    for rows, field, side in (
        ([row for row in records.invoices if row.issued >= 0], "fee_cents", billed),
        (records.months, "recognised_cents", other),
    ):
        for row in rows:
            side[row.customer] += getattr(row, field)
    for credit in records.fee_credits:
        billed[credit.customer] -= credit.amount_cents
    for deferred in records.deferred:
        side = other if deferred.at >= run.horizon else billed
        side[deferred.customer] += deferred.amount_cents
    for customer in billed.keys() | other.keys():
        if billed[customer] != other[customer]:
            raise IdentityError(
                f"fees billed = fees earned + deferred revenue: {customer}: {billed[customer]} cents billed and "
                f"deferred before the study, {other[customer]} earned and deferred"
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
    name, records = "charges billed = lines by name", run.records
    lines: Counter[tuple[str, int]] = Counter()
    months = len(run.month_starts) - 1
    for row in records.charges:
        if row.cents < 0 or not row.month <= row.invoice <= months or row.invoice - row.month > 1:
            raise IdentityError(f"{name}: {row.name} of {row.customer}, month {row.month}: {row.cents} cents")
        if row.invoice < months:
            lines[row.customer, row.invoice] += row.cents
    billed = {(row.customer, row.month): row.charges_cents for row in records.invoices if row.charges_cents}
    for key in billed.keys() | lines.keys():
        if billed.get(key, 0) != lines[key]:
            raise IdentityError(
                f"{name}: invoice of {key[0]}, month {key[1]}: {billed.get(key, 0)} cents, lines make {lines[key]}"
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
    records = run.records
    notes: Counter[str] = Counter()
    credits: Counter[str] = Counter()
    for note in records.fee_credits:
        notes[note.customer] += note.amount_cents
    for granted in records.credits:
        credits[granted.customer] += granted.owed_cents if granted.claimed and not granted.void else 0
    for served in records.days_served:
        credits[served.customer] += served.amount_cents
    for invoice in records.invoices:
        notes[invoice.customer] -= invoice.set_off_cents
        credits[invoice.customer] -= invoice.credit_cents
    for balance in records.balances:
        notes[balance.customer] -= balance.fee_cents
        credits[balance.customer] -= balance.service_credit_cents + balance.forfeited_cents
    wrong = [name for name, left in notes.items() if left]
    compensated = any(row.compensation_share for row in run.scenario.announcements)
    wrong += [name for name, left in credits.items() if left > 0 or (left < 0 and not compensated)]
    if wrong:
        raise IdentityError(f"debts to customers = set off + paid out + lapsed: not of {sorted(wrong)[:3]}")


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
    revenue = sum(row.recognised_cents for row in records.months)
    revenue += sum(row.billed_cents - row.fee_cents - row.charges_cents - row.credit_cents for row in records.invoices)
    revenue += sum(row.cents for row in records.charges)
    revenue -= sum(row.credit_cents for row in records.disputes_settled)
    revenue -= sum(row.discount_cents for row in records.payments)
    revenue -= sum(row.service_credit_cents + row.unserved_cents for row in records.balances)
    deflected = sum(row.outcome is ContactOutcome.DEFLECTED and row.opened >= 0 for row in records.contacts)
    owed = _cent_minutes_owed(run) / (DAYS_PER_YEAR * MINUTES_PER_DAY)
    cost = sum(row.amount_cents for row in records.write_offs)
    cost += deflected * cents(assumptions.contact.self_service_cost, run.scenario.minor_units)
    deferred = _cent_minutes_deferred(run) / (DAYS_PER_YEAR * MINUTES_PER_DAY)
    cost += round(owed * assumptions.billing.capital_cost_per_year)
    cost -= round(deferred * assumptions.billing.capital_cost_per_year)
    deposits = sum(row.amount_cents * (run.horizon - row.at) for row in records.deposits) / (
        DAYS_PER_YEAR * MINUTES_PER_DAY
    )
    cost -= round(deposits * assumptions.billing.capital_cost_per_year)
    provision = allowance(run, Grid(run))
    cost += int((provision[:, -1] - provision[:, 0]).sum())
    cost += sum(row.amount_cents for row in records.costs)
    cost += sum(row.acquisition_cents for row in records.prospects)
    cost += sum(row.amount_cents for row in records.customer_costs)
    cost += desk_cost_cents(run)
    parts = keep_books(run).margin_cents
    if revenue - cost != parts:
        raise IdentityError(
            "margin = recognised revenue − booked costs: "
            f"{revenue} − {cost} = {revenue - cost} cents, "
            f"customers' margins and unallocated capacity make {parts}"
        )


def _cent_minutes_deferred(run: Run) -> float:
    """Deferred revenue integrated to the horizon; a month's fee is earned evenly, on average at its middle."""
    records, starts = run.records, run.month_starts
    deferred = sum(row.fee_cents * (run.horizon - row.issued) for row in records.invoices if row.issued >= 0)
    deferred -= sum(row.amount_cents * (run.horizon - row.at) for row in records.fee_credits)
    deferred += sum(row.amount_cents * (run.horizon - row.at) for row in records.deferred)
    for row in records.months:
        deferred -= row.recognised_cents * (run.horizon - (starts[row.month] + starts[row.month + 1]) / 2)
    return deferred


def _cent_minutes_owed(run: Run) -> float:
    """Receivables integrated to the horizon: each amount times what was left of the horizon when it moved."""
    records = run.records
    owed = sum(row.net_cents * (run.horizon - max(row.issued, 0.0)) for row in records.invoices)
    owed -= sum(row.settled_cents * (run.horizon - row.at) for row in records.payments)
    owed -= sum(row.amount_cents * (run.horizon - row.at) for row in records.write_offs)
    owed -= sum(row.credit_cents * (run.horizon - row.at) for row in records.disputes_settled)
    return owed
