"""Every identity holds on the trace, and fails, naming itself, on records in which one thing was spoilt."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.errors import IdentityError
from sim.metrics import identities
from sim.records.charges import ChargeMade
from sim.records.events import (
    BalanceSettled,
    FeeCredited,
    FeesDeferred,
    InvoiceIssued,
    ProspectDecided,
    TouchMade,
    WaitEnded,
)
from sim.records.payments import DepositMoved, PaymentReceived
from sim.records.recorder import Records
from sim.records.run import Run
from tests.records import put
from tests.unit.metrics.trace import LEFT, STARTS, trace

Spoil = Callable[[Records], None]


def change(table: str, row: int, /, **values: object) -> Spoil:
    """Change one row."""

    def spoil(records: Records) -> None:
        rows = list(getattr(records, table))
        rows[row] = rows[row]._replace(**values)
        put(records, **{table: rows})

    return spoil


def drop(table: str, at: int) -> Spoil:
    """Lose one row."""

    def spoil(records: Records) -> None:
        rows = list(getattr(records, table))
        put(records, **{table: rows[:at] + rows[at + 1 :]})

    return spoil


def add(table: str, row: object) -> Spoil:
    """Bring in a row too many."""

    def spoil(records: Records) -> None:
        getattr(records, table).append(row)

    return spoil


def ledger(at: int, **minutes: float) -> Spoil:
    """Change one month of a team."""

    def spoil(records: Records) -> None:
        for name, value in minutes.items():
            setattr(records.teams[at], name, value)

    return spoil


BILLED = identities.billed_is_settled_or_open
CHARGES = identities.charges_billed_are_earned
DEPOSITS = identities.deposits_are_held_or_paid_back
FEES = identities.fees_billed_are_earned_or_deferred
DEBTS = identities.debts_to_customers_are_settled
MARGIN = identities.margin_is_the_sum_of_its_parts
PAID = identities.paid_time_is_accounted_for
CONTACTS = identities.contacts_come_to_one_end
ADDITIONS = identities.additions_make_the_grievance
QUEUE = identities.waiting_obeys_littles_law
LEAVING = identities.nothing_after_leaving
JOINING = identities.nothing_before_joining
CALENDAR = identities.no_wait_longer_than_the_calendar
PROMISES = identities.promises_count_once


def signed(customer: str, at: float) -> ProspectDecided:
    """A prospect that was won."""
    return ProspectDecided(customer, at, "ordinary", "", "small", "bronze", 10_000, 0.2, True, 100)


def late(records: Records) -> None:
    """Beta joined only when it left: all that happened to it came before."""
    change("customers", 1, joined=LEFT)(records)
    add("prospects", signed("Beta", LEFT))(records)


SPOILT: list[tuple[Callable[[Run], None], str, Spoil]] = [
    (BILLED, "a cent too little was paid", change("payments", 0, amount_cents=99_999)),
    (BILLED, "a credit of a cent more", change("invoices", 1, credit_cents=2_001)),
    (BILLED, "a dispute credit of a cent less", change("disputes_settled", 0, credit_cents=999)),
    (BILLED, "a cent more written off", change("write_offs", 0, amount_cents=103_001)),
    (BILLED, "a cent more billed", change("invoices", 4, overage_cents=1)),
    (DEPOSITS, "more paid back than was held", add("deposits", DepositMoved("Beta", 1.0, -1))),
    (BILLED, "paid twice", add("payments", PaymentReceived("Beta", 0, 1.0, 10_000))),
    (BILLED, "more credit than an open invoice", change("invoices", 11, credit_cents=110_001)),
    (BILLED, "paid, never billed", add("payments", PaymentReceived("Beta", 9, 1.0, 10_000))),
    (BILLED, "billed twice", add("invoices", InvoiceIssued("Alpha", 11, STARTS[11], STARTS[12], *[0] * 6))),
    (CHARGES, "a line that no invoice bills", add("charges", ChargeMade("Alpha", 3, "travel", 1.0, 1, 4))),
    (CHARGES, "billed without a line", change("invoices", 4, charges_cents=1)),
    (CHARGES, "a line below nothing", add("charges", ChargeMade("Alpha", 11, "travel", 1.0, -1, 12))),
    (CHARGES, "billed two months later", add("charges", ChargeMade("Alpha", 3, "travel", 1.0, 0, 5))),
    (MARGIN, "a charge of nobody", add("charges", ChargeMade("Nobody", 11, "travel", 1.0, 1, 12))),
    (FEES, "a cent more earned", change("months", 3, recognised_cents=100_001)),
    (FEES, "a fee billed and never earned", change("invoices", 4, fee_cents=100_001)),
    (FEES, "a credit note for nothing", add("fee_credits", FeeCredited("Alpha", 3, STARTS[3], 1))),
    (FEES, "fees deferred at the end", add("deferred", FeesDeferred("Alpha", STARTS[12], 1))),
    (DEBTS, "a credit note of which nothing became", add("fee_credits", FeeCredited("Alpha", 3, STARTS[3], 1))),
    (DEBTS, "a service credit paid out twice", add("balances", BalanceSettled("Alpha", STARTS[12], 2_000, 0, 0))),
    (MARGIN, "a fee of nobody", change("months", 3, customer="Nobody")),
    (MARGIN, "an invoice of nobody", change("invoices", 2, customer="Nobody")),
    (MARGIN, "a write-off of nobody", change("write_offs", 0, customer="Nobody")),
    (MARGIN, "a deflected contact of nobody", change("contacts", 2, customer="Nobody")),
    (PAID, "a minute more idle", ledger(1, idle_minutes=381)),
    (PAID, "a minute of overtime lost", ledger(2, overtime_minutes=19)),
    (PAID, "shrinkage unpaid", ledger(5, available_minutes=119)),
    (PAID, "the warm-up's touch a minute longer", change("touches", 0, ended=-869.0)),
    (PAID, "a touch lost", drop("touches", 4)),
    (PAID, "a touch of another team", change("touches", 1, team="billing")),
    (PAID, "a touch of no team", change("touches", 1, team="night shift")),
    (CONTACTS, "an unknown end", change("contacts", 1, outcome="lost")),
    (CONTACTS, "one key twice", change("contacts", 4, number=0)),
    (CONTACTS, "touched, never ended", drop("contacts", 1)),
    (CONTACTS, "waited, never ended", drop("contacts", 3)),
    (ADDITIONS, "an addition of another size", change("grievances", 0, size=1.6)),
    (ADDITIONS, "another grievance after it", change("grievances", 1, grievance=8.1)),
    (ADDITIONS, "an addition a day later", change("grievances", 0, at=STARTS[1] + 1440)),
    (ADDITIONS, "another half-life after it", change("grievances", 0, half_life_minutes=50_000.0)),
    (ADDITIONS, "an addition lost", drop("grievances", 1)),
    (ADDITIONS, "another grievance at a month's end", change("months", 5, grievance=0.07)),
    (ADDITIONS, "another grievance at the start", change("customers", 0, grievance=1.1)),
    (ADDITIONS, "nothing but NaN", change("months", 11, grievance=float("nan"))),
    (QUEUE, "a minute more in the integral", ledger(1, queue_minutes=81)),
    (QUEUE, "a wait a minute shorter", change("touches", 1, queued=61.0)),
    (QUEUE, "a hang-up forgotten", drop("waits", 0)),
    (QUEUE, "a wait nobody integrated", add("waits", WaitEnded("billing", "Beta", 180, 0, 1.0, 2.0))),
    (LEAVING, "a contact opened", change("contacts", 6, opened=LEFT)),
    (
        LEAVING,
        "served",
        add("touches", TouchMade("frontline", "Beta", 180, 0, LEFT - 1000, LEFT + 1, LEFT + 10)),
    ),
    (LEAVING, "billed a fee when leaving", change("invoices", 18, fee_cents=10_000)),
    (LEAVING, "billed a minute after leaving", change("invoices", 18, issued=LEFT + 1)),
    (LEAVING, "counted another month", change("months", 17, month=6)),
    (LEAVING, "renewed", change("renewals", 0, customer="Beta")),
    (MARGIN, "the acquisition of nobody", add("prospects", signed("Nobody", 0.0))),
    (JOINING, "signed, never joined", add("prospects", signed("Gamma", LEFT))),
    (JOINING, "joined, never signed", change("customers", 1, joined=LEFT)),
    (JOINING, "served and billed before", late),
    (CALENDAR, "a response of 31 covered minutes in 30", change("contacts", 1, waited_minutes=31.0)),
    (CALENDAR, "a solution longer than the contact was open", change("contacts", 5, unsolved_minutes=181.0)),
    (CALENDAR, "a wait below nothing", change("contacts", 7, waited_minutes=-1.0)),
    (PROMISES, "a miss that no month counted", change("months", 13, responses_made=0)),
    (PROMISES, "a solution kept, counted as missed", change("months", 0, solutions_met=1)),
]


def test_every_identity_holds_on_the_trace() -> None:
    for identity in identities.IDENTITIES:
        identity(trace())
    identities.check_identities(trace())


@pytest.mark.parametrize(
    ("identity", "spoil"),
    [pytest.param(identity, spoil, id=f"{identity.__name__}: {what}") for identity, what, spoil in SPOILT],
)
def test_an_identity_breaks_where_one_thing_is_spoilt(identity: Callable[[Run], None], spoil: Spoil) -> None:
    run = trace()
    spoil(run.records)
    with pytest.raises(IdentityError):
        identity(run)
    with pytest.raises(IdentityError):
        identities.check_identities(run)


def test_each_identity_is_broken_by_some_case() -> None:
    assert {identity for identity, _, _ in SPOILT} == set(identities.IDENTITIES)


def test_the_message_names_the_identity_and_both_sides() -> None:
    run = trace()
    change("payments", 0, amount_cents=99_999)(run.records)
    with pytest.raises(IdentityError, match=r"^billed = cash .* Alpha, month 0: 99999 cents settled of 100000"):
        identities.check_identities(run)


def test_work_on_a_dispute_after_its_customer_left_is_no_breach() -> None:
    run = trace()
    late = TouchMade("billing", "Beta", 181, 200_006, LEFT + 480, LEFT + 480, LEFT + 600)
    add("touches", late)(run.records)
    identities.nothing_after_leaving(run)


def test_an_addition_may_come_just_before_the_end_of_its_month() -> None:
    """The addition of the first of February, laid before January was closed: 2 is then January's last grievance."""
    run = trace()
    change("months", 0, grievance=2.0)(run.records)
    identities.additions_make_the_grievance(run)
    change("months", 0, grievance=1.9)(run.records)
    with pytest.raises(IdentityError, match="Alpha at minute 44640"):
        identities.additions_make_the_grievance(run)
