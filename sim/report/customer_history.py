"""One customer's history from the records: events, the size of each straw, and the end."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isinf

from sim.customers.causes import LATE_RESPONSES
from sim.customers.leaving import DepartureReason
from sim.customers.paying import DisputeCause, DisputeOutcome
from sim.metrics.contacts import on_time, responses_due
from sim.questions.customer_history import CustomerHistory
from sim.records.events import ContactEnded
from sim.report.format.amounts import amount
from sim.report.format.reader_locale import day_of, local
from sim.report.format.table import Column, Table
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR, minor_units, moment

__all__ = ["Moment", "condensed", "day", "history_words", "moments_of", "moments_table"]

SPREE_NUMBER = 100_000
DISPUTES = {
    DisputeCause.ERROR: "it was wrong",
    DisputeCause.SCOPE: "it charged for what the contract covers",
    DisputeCause.SURPRISE: "nobody had expected it",
    DisputeCause.CORRECT: "though it was correct",
    DisputeCause.DELAY: "to gain time",
    DisputeCause.NON_PERFORMANCE: "the service was not performed",
}
EXITS = {
    DepartureReason.POP: "it had gone POP",
    DepartureReason.NOT_RENEWED: "it did not renew",
    DepartureReason.LET_GO: "it was let go",
    DepartureReason.FOR_CAUSE: "it terminated for cause, most promises having been missed",
}
SETTLEMENTS = {
    DisputeOutcome.FULL: "credited in full",
    DisputeOutcome.PARTIAL: "credited in part",
    DisputeOutcome.UPHELD: "the invoice stands",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """An event in a customer's history."""

    at: float
    """Minutes since the start of the study."""
    kind: str
    """signed, straw, spree, invoice, dispute, remedy, offer, renewal, POP or exit; straws for several light ones."""
    text: str
    size: float | None = None
    """Grievance that it added."""
    grievance: float | None = None
    """Grievance right after it."""


def moments_of(history: CustomerHistory) -> list[Moment]:
    """List the events of a customer's history.

    Parameters
    ----------
    history : CustomerHistory
        The history.

    Returns
    -------
    list of Moment
        Events in the order of time.
    """
    teller = _Teller(history)
    parts = (
        teller.beginning(),
        teller.sprees(),
        teller.invoices(),
        teller.disputes(),
        teller.grievances(),
        teller.others(),
        teller.endings(),
    )
    return sorted((moment for part in parts for moment in part), key=lambda row: row.at)


def condensed(history: CustomerHistory, moments: list[Moment], most: int) -> list[Moment]:
    """Keep the last and the heaviest straws, and sum up all others by month.

    Parameters
    ----------
    history : CustomerHistory
        The history.
    moments : list of Moment
        Events in the order of time.
    most : int
        How many straws to keep.

    Returns
    -------
    list of Moment
        Events in the order of time.
    """
    last = {moment.at for moment in moments if moment.kind == "POP"}
    grievances = sorted(
        (moment for moment in moments if moment.kind == "straw"), key=lambda row: (row.at not in last, -(row.size or 0))
    )
    light = {id(grievance) for grievance in grievances[most:]}
    selected = [moment for moment in moments if id(moment) not in light]
    for start, end in pairwise(history.month_starts):
        month = [moment for moment in moments if id(moment) in light and start <= moment.at < end]
        if month:
            kinds = Counter(moment.text.partition(":")[0] for moment in month)
            causes = ", ".join(f"{cause} ×{count}" for cause, count in kinds.most_common())
            total = sum(moment.size or 0 for moment in month)
            text = f"{len(month)} light ones this month: {causes}"
            selected.append(Moment(month[-1].at, "straws", text, total, month[-1].grievance))
    return sorted(selected, key=lambda row: row.at)


class _Teller:
    """Events of one customer, by kind."""

    def __init__(self, history: CustomerHistory) -> None:
        self._history = history
        self._records = history.records
        self._contacts = [row for row in history.records.contacts if row.opened >= 0]

    def _money(self, cents: int) -> str:
        return amount(cents / minor_units(self._history.currency), self._history.currency)

    def _day(self, at: float) -> str:
        return "after the study" if at > self._history.horizon else day(self._history, at)

    def grievances(self) -> Iterator[Moment]:
        """Causes of grievance, with their sizes."""
        answered = {row.answered: row for row in self._contacts}
        for row in self._records.grievances:
            text: str = row.cause
            if row.cause in LATE_RESPONSES:
                contact = answered.get(row.at)
                text += f": {_lateness(contact) if contact else 'promised, and still not answered'}"
            yield Moment(row.at, "straw", text, row.size, row.grievance)

    def sprees(self) -> Iterator[Moment]:
        """Days with unusually many contacts."""
        days = Counter(row.day for row in self._contacts if row.number >= SPREE_NUMBER)
        first = {row.day: row.opened for row in reversed(self._contacts)}
        for number, count in days.items():
            yield Moment(first[number], "spree", f"{count} contacts in one day")

    def invoices(self) -> Iterator[Moment]:
        """Invoices that held more than the fee, and those that were never paid."""
        lines = self._charges_by_invoice()
        for row in self._records.invoices:
            extras = lines[row.month] | {
                "contacts beyond those included": row.overage_cents,
                "work outside the scope": row.time_and_materials_cents,
                "late interest": row.interest_cents,
                "a mistake": row.error_cents,
            }
            items = [f"{self._money(cents)} for {what}" for what, cents in extras.items() if cents]
            if row.credit_cents:
                items.append(f"a service credit of {self._money(row.credit_cents)} taken off")
            if row.set_off_cents:
                items.append(f"a credit note of {self._money(row.set_off_cents)} taken off")
            if items:
                total = self._money(row.net_cents)
                yield Moment(row.issued, "invoice", f"{total} to pay, {', '.join(items)}")
        for note in self._records.fee_credits:
            yield Moment(
                note.at, "invoice", f"a credit note of {self._money(note.amount_cents)} for fees paid in advance"
            )
        yield from self._debts()
        for lost in self._records.write_offs:
            yield Moment(lost.at, "invoice", f"{self._money(lost.amount_cents)} written off, never paid")

    def _debts(self) -> Iterator[Moment]:
        """Debts of the provider to the customer, made good or lapsed."""
        for served in self._records.days_served:
            days = f"{served.days:g} days of service owed as credits"
            yield Moment(served.at, "invoice", f"{days}: {self._money(served.amount_cents)} of fees not to pay")
        for balance in self._records.balances:
            if back := balance.service_credit_cents + balance.fee_cents + balance.unserved_cents:
                yield Moment(balance.at, "invoice", f"{self._money(back)} of credits paid out")
            if balance.forfeited_cents:
                yield Moment(balance.at, "invoice", f"{self._money(balance.forfeited_cents)} of service credits lapsed")

    def _charges_by_invoice(self) -> dict[int, dict[str, int]]:
        """Cents of charges beside the fee, by month of the invoice and name."""
        lines: dict[int, dict[str, int]] = defaultdict(dict)
        for line in self._records.charges:
            lines[line.invoice][line.name] = lines[line.invoice].get(line.name, 0) + line.cents
        return lines

    def disputes(self) -> Iterator[Moment]:
        """Disputed invoices and their settlement."""
        for opened in self._records.disputes_opened:
            items = f"{self._money(opened.amount_cents)} disputed, {DISPUTES[opened.cause]}"
            yield Moment(opened.at, "dispute", items)
        for row in self._records.disputes_settled:
            days = (row.at - row.opened) / MINUTES_PER_DAY
            yield Moment(
                row.at,
                "dispute",
                f"settled after {days:.0f} days: {SETTLEMENTS[row.outcome]}, {self._money(row.credit_cents)} back",
            )

    def beginning(self) -> Iterator[Moment]:
        """The winning of a customer that was not there from the start."""
        for row in self._records.prospects:
            if row.won:
                how = f"recommended by {row.referrer}" if row.referrer else f"a prospect of kind {row.kind}"
                chance = f"{how}, won with probability {local(row.win_probability, '.2f')}"
                yield Moment(row.at, "signed", f"{chance}; winning it cost {self._money(row.acquisition_cents)}")

    def others(self) -> Iterator[Moment]:
        """Remedies of the provider and offers of competitors."""
        for remedy in self._records.remedies:
            yield Moment(remedy.at, "remedy", remedy.title)
        for offer in self._records.offers:
            yield Moment(offer.at, "offer", "a competitor made an offer")

    def endings(self) -> Iterator[Moment]:
        """Terms renewed, the breaking point passed, the contract ended."""
        for row in self._records.renewals:
            chance = f"it could have left with probability {local(row.leave_probability, '.2f')}"
            yield Moment(row.at, "renewal", f"renewed at {self._money(row.fee_cents)} a month; {chance}")
        for pop in self._records.breaking_points:
            last = [row.cause for row in self._records.grievances if row.at <= pop.at]
            text = (
                f"went POP, the last straw being: {last[-1]}; grievance {local(pop.grievance, '.2f')} passed its "
                f"breaking point {local(pop.breaking_point, '.2f')}; may leave {self._day(pop.leaves_at)}"
            )
            yield Moment(pop.at, "POP", text)
        for left in self._records.departures:
            yield Moment(left.at, "exit", f"left: {EXITS[left.reason]}; {self._money(left.fee_cents)} a month are gone")


def _lateness(contact: ContactEnded) -> str:
    """The time to an answer, against what was written, said and expected."""
    answered, written, sold, expected = (
        "none" if isinf(minutes) else f"{local(minutes / MINUTES_PER_HOUR, '.1f')} h"
        for minutes in (
            contact.response_minutes,
            contact.promised_minutes,
            contact.sold_minutes,
            contact.expected_minutes,
        )
    )
    as_sold = "" if sold == written else f", {sold} sold"
    chased = {0: "", 1: "; chased once"}.get(contact.chases, f"; chased {contact.chases} times")
    return f"answered after {answered}, {written} written{as_sold}, {expected} expected{chased}"


def day(history: CustomerHistory, at: float) -> str:
    """Write the calendar day and time of an event.

    Parameters
    ----------
    history : CustomerHistory
        The history.
    at : float
        Minutes since the start of the study.

    Returns
    -------
    str
        Day and time.
    """
    when = moment(history.start_date, at)
    return f"{day_of(when)} {when:%H:%M}"


def history_words(history: CustomerHistory) -> str:
    """Sum up a history: contacts, answers on time, straws, and the end.

    Parameters
    ----------
    history : CustomerHistory
        The history.

    Returns
    -------
    str
        A phrase.
    """
    records = history.records
    contacts = records.contacts.where(records.contacts.column("opened") >= 0)
    due = responses_due(contacts)
    kept = int(on_time(due).sum())
    grievances = [row.size for row in records.grievances]
    left = next(iter(records.departures), None)
    end = (
        f"left on {day(history, left.at)}"
        if left
        else "has gone POP and waits to leave"
        if records.breaking_points
        else "stays"
    )
    return (
        f"{len(contacts)} contacts, {kept} of {len(due)} promises of a response kept, "
        f"{len(grievances)} straws of {local(sum(grievances), '.1f')} in all; {end}"
    )


def moments_table(history: CustomerHistory, moments: Sequence[Moment], title: str) -> Table:
    """List the moments of a customer's history.

    Parameters
    ----------
    history : CustomerHistory
        The history.
    moments : sequence of Moment
        Some of its moments, in the order of time.
    title : str
        Title.

    Returns
    -------
    Table
        A row a moment: when, kind and text, the weight of a straw, and the grievance after it.
    """
    columns = (
        Column("When"),
        Column("Kind", "verdict"),
        Column("Event"),
        Column("Straw", "number", signed=True, form=".2f"),
        Column("Grievance", "number", form=".2f"),
    )
    rows = tuple((day(history, row.at), row.kind, row.text, row.size, row.grievance) for row in moments)
    return Table(title, columns, rows)
