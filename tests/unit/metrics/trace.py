"""A run worked out by hand: two customers, one year from 2027-01-01, a warm-up of one day.

Alpha (gold, 1,000 a month, 1,100 from December on) stays. Its grievance of 1 halves in January; a straw of 1.5 on
the first of February makes it 2, and from then on it halves every month. Beta (bronze, 100 a month) goes POP with a
straw of 8 on the first of March, which halves every month, and leaves on the first of July.

Cash: every invoice is paid 30 days after it was issued, save three. Alpha's of February (1,000 + 50 overage + 10 in
error − 20 credit) is disputed, settled after 10 days for 10, and paid after 30. Alpha's of March (1,000 + 30 time and
materials) is written off on the first of September. Alpha's of December (1,100) is still open. When Beta leaves it is
billed 7 of overage.

People: frontline at 1 a minute (rostered 600 minutes in the warm-up, in January and in February, of which 480 at the
desk) and billing at .50 a minute (120 in January and in February). Frontline works 30 minutes for Alpha in the warm-up,
60 + 40 in January, and 60 for Beta in February, 20 of them overtime at 1.5; billing works 120 for Alpha in February.
"""

from __future__ import annotations

from itertools import pairwise
from math import inf, isfinite, nan

from sim.customers.causes import Cause
from sim.customers.leaving import DepartureReason
from sim.customers.paying import DisputeCause, DisputeOutcome
from sim.records.credits import CreditGranted
from sim.records.events import (
    BreakingPointPassed,
    CallEnded,
    CallOutcome,
    ContactEnded,
    ContactOutcome,
    ContractRenewed,
    CustomerJoined,
    CustomerLeft,
    CustomerRemained,
    DisputeOpened,
    DisputeSettled,
    GrievanceAdded,
    InvoiceIssued,
    MonthEnded,
    TouchMade,
    WaitEnded,
)
from sim.records.payments import PaymentReceived, WrittenOff
from sim.records.recorder import Records, TeamLedger
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.units import MINUTES_PER_DAY, month_starts
from tests.records import records_of

__all__ = ["STARTS", "trace"]

DAYS_TO_PAY = 30 * MINUTES_PER_DAY
DISPUTE_KEY = 200_001
SCENARIO = Scenario.model_validate(
    {
        "title": "A trace",
        "start_date": "2027-01-01",
        "horizon_months": 12,
        "warmup_days": 1,
        "provider": {
            "teams": {
                "frontline": {"people": 1, "cost_per_hour": 60, "touch_minutes": 20, "overtime_premium_share": 0.5},
                "billing": {"people": 1, "cost_per_hour": 30, "touch_minutes": 20},
            }
        },
        "plans": {
            "gold": {"fee_per_month": 1000, "response_hours": {"P1": 1, "P2": 2, "P3": 4, "P4": 8}},
            "bronze": {"fee_per_month": 100, "response_hours": {"P1": 1, "P2": 1, "P3": 1, "P4": 1}},
        },
        "segments": {"large": {"customers": 1, "plan": "gold"}, "small": {"customers": 1, "plan": "bronze"}},
        "assumptions": {"contact": {"self_service_cost": 2}, "billing": {"capital_cost_per_year": 0.09}},
    }
)
STARTS = month_starts(SCENARIO.start_date, SCENARIO.horizon_months)
LENGTHS = [end - start for start, end in pairwise(STARTS)] + [1.0]
LEFT = STARTS[6]


def trace() -> Run:
    """The run, freshly made, so that a test may spoil it."""
    records = records_of(
        customers=[
            CustomerJoined("Alpha", "large", "gold", 0.0, 100_000, 24.0, 8.0, 0.7, 1.0, LENGTHS[0]),
            CustomerJoined("Beta", "small", "bronze", 0.0, 10_000, 24.0, 7.0, 0.6, 0.0, LENGTHS[0]),
        ],
        contacts=_contacts(),
        calls=[
            CallEnded("Alpha", -1, 0, -900.0, -900.0, CallOutcome.ANSWERED),
            CallEnded("Alpha", 0, 0, 60.0, 90.0, CallOutcome.ANSWERED),
            CallEnded("Alpha", 0, 2, 300.0, 310.0, CallOutcome.HUNG_UP),
            CallEnded("Beta", 31, 0, STARTS[1] + 600, STARTS[1] + 720, CallOutcome.CALLED_BACK),
            CallEnded("Alpha", 364, 0, STARTS[12] - 50, STARTS[12], CallOutcome.CUT_OFF),
        ],
        touches=_touches(),
        waits=[
            WaitEnded("frontline", "Alpha", 0, 2, 300.0, 310.0),
            WaitEnded("frontline", "Beta", 180, 0, LEFT - 1000, LEFT),
            WaitEnded("frontline", "Alpha", 364, 0, STARTS[12] - 50, STARTS[12]),
        ],
        grievances=[
            GrievanceAdded("Alpha", STARTS[1], Cause.LATE_RESPONSE_P1, 1.5, LENGTHS[1], 2.0),
            GrievanceAdded("Beta", STARTS[2], Cause.SURPRISE_CHARGE, 8.0, LENGTHS[2], 8.0),
        ],
        months=_months(),
        disputes_opened=[DisputeOpened("Alpha", 1, STARTS[1], 6_000, DisputeCause.SURPRISE)],
        disputes_settled=[
            DisputeSettled("Alpha", 1, STARTS[1], STARTS[1] + 10 * MINUTES_PER_DAY, DisputeOutcome.PARTIAL, 1_000)
        ],
        credits=[CreditGranted("Alpha", 0, 0.9, 2_000, True, False)],
        write_offs=[WrittenOff("Alpha", 2, STARTS[8], 103_000)],
        breaking_points=[BreakingPointPassed("Beta", STARTS[2], 8.0, 7.0, LEFT)],
        renewals=[ContractRenewed("Alpha", STARTS[11], 110_000, 0.1)],
        departures=[CustomerLeft("Beta", LEFT, DepartureReason.POP, 10_000)],
        remaining=[CustomerRemained("Alpha", 110_000, 11, 12, inf, None, 0.1, 1_210_000)],
        teams=_teams(),
    )
    _bill(records)
    return Run(SCENARIO, 1, 0, records, STARTS)


def _contact(
    who: str,
    day: int,
    number: int,
    severity: int,
    outcome: ContactOutcome,
    minutes: tuple[float, ...],
    *,
    by_phone: bool = True,
) -> ContactEnded:
    """``minutes``: opened, answered, ended, response, resolution; written and sold by customer."""
    opened, answered, ended, response, resolution = minutes
    target, plan = (480.0, "gold") if who == "Alpha" else (100.0, "bronze")
    until = ended if isfinite(ended) else STARTS[12]
    return ContactEnded(
        who,
        day,
        number,
        severity,
        by_phone,
        outcome,
        opened,
        answered,
        ended,
        response,
        60.0,
        30.0,
        60.0,
        resolution,
        target,
        0,
        0,
        False,
        response if isfinite(response) else until - opened,
        until - opened,
        plan,
    )


def _contacts() -> list[ContactEnded]:
    february = STARTS[1]
    return [
        _contact("Alpha", -1, 0, 1, ContactOutcome.SOLVED, (-900.0, -900.0, -870.0, 0.0, 30.0)),
        _contact("Alpha", 0, 0, 1, ContactOutcome.SOLVED, (60.0, 90.0, 150.0, 30.0, 90.0)),
        _contact("Alpha", 0, 1, 2, ContactOutcome.DEFLECTED, (200.0, nan, 200.0, nan, nan)),
        _contact("Alpha", 0, 2, 3, ContactOutcome.HUNG_UP, (300.0, nan, 310.0, nan, nan)),
        _contact("Alpha", 0, 3, 1, ContactOutcome.SOLVED, (400.0, 440.0, 480.0, 40.0, 80.0), by_phone=False),
        _contact(
            "Beta", 31, 0, 3, ContactOutcome.SOLVED, (february + 600, february + 720, february + 780, 120.0, 180.0)
        ),
        _contact("Beta", 180, 0, 3, ContactOutcome.WITHDRAWN, (LEFT - 1000, nan, LEFT, nan, nan), by_phone=False),
        _contact("Alpha", 364, 0, 4, ContactOutcome.OPEN, (STARTS[12] - 50, nan, nan, nan, nan), by_phone=False),
    ]


def _touches() -> list[TouchMade]:
    february = STARTS[1]
    return [
        TouchMade("frontline", "Alpha", -1, 0, -900.0, -900.0, -870.0),
        TouchMade("frontline", "Alpha", 0, 0, 60.0, 90.0, 150.0),
        TouchMade("frontline", "Alpha", 0, 3, 400.0, 440.0, 480.0),
        TouchMade("frontline", "Beta", 31, 0, february + 600, february + 720, february + 780),
        TouchMade("billing", "Alpha", 31, DISPUTE_KEY, february + 480, february + 480, february + 600),
    ]


def _teams() -> list[TeamLedger]:
    """Team, month, rostered, available, idle, overtime and queue minutes."""
    return [
        TeamLedger("frontline", -1, 600, 480, 450, 0, 0),
        TeamLedger("frontline", 0, 600, 480, 380, 0, 80),
        TeamLedger("frontline", 1, 600, 480, 440, 20, 120),
        TeamLedger("frontline", 5, 0, 0, 0, 0, 1000),
        TeamLedger("frontline", 11, 0, 0, 0, 0, 50),
        TeamLedger("billing", 0, 120, 120, 120, 0, 0),
        TeamLedger("billing", 1, 120, 120, 0, 0, 0),
    ]


COUNTS = {("Alpha", 0): (2, 2, 3, 2, 3), ("Beta", 1): (1, 0, 1, 0, 1), ("Beta", 5): (0, 0, 1, 0, 1)}
"""Contacts answered, responses and solutions kept and due, of the months with any."""


def _months() -> list[MonthEnded]:
    alpha = [0.5] + [2.0**-power for power in range(11)]
    beta = [0.0, 0.0, 4.0, 2.0, 1.0, 0.5]
    rows = []
    for who, fee, trust, grievances in (("Alpha", 100_000, 0.8, alpha), ("Beta", 10_000, 0.4, beta)):
        for month, grievance in enumerate(grievances):
            earned = 110_000 if month == 11 else fee
            counts = COUNTS.get((who, month), (0, 0, 0, 0, 0))
            state = (trust, grievance, 0.5, 0.5, 0.5)
            rows.append(MonthEnded(who, month, *state, earned, LENGTHS[month + 1], *counts))
    return rows


def _bill(records: Records) -> None:
    for who, fee, months in (("Alpha", 100_000, 12), ("Beta", 10_000, 7)):
        for month in range(months):
            at = STARTS[month]
            parts = {
                ("Alpha", 1): (fee, 5_000, 0, 0, 1_000, 2_000),
                ("Alpha", 2): (fee, 0, 3_000, 0, 0, 0),
                ("Alpha", 11): (110_000, 0, 0, 0, 0, 0),
                ("Beta", 6): (0, 700, 0, 0, 0, 0),
            }.get((who, month), (fee, 0, 0, 0, 0, 0))
            invoice = InvoiceIssued(who, month, at, at + DAYS_TO_PAY, *parts)
            records.invoices.append(invoice)
            if (who, month) not in {("Alpha", 2), ("Alpha", 11)}:
                disputed = 6_000 if (who, month) == ("Alpha", 1) else 0
                for cash, part in ((invoice.net_cents - disputed, False), (disputed and disputed - 1_000, True)):
                    if cash:
                        records.payments.append(PaymentReceived(who, month, at + DAYS_TO_PAY, cash, part))
