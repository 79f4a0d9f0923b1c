"""Records of a run: tables, one for each kind of row."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any

from sim.records.charges import ChargeMade
from sim.records.credits import CreditGranted, DaysServed
from sim.records.events import (
    BalanceSettled,
    BreakingPointPassed,
    CallEnded,
    CompetitorOffered,
    ContactEnded,
    ContractRenewed,
    CostBooked,
    CustomerCostBooked,
    CustomerJoined,
    CustomerLeft,
    CustomerRemained,
    DisputeOpened,
    DisputeSettled,
    FeeCredited,
    FeesDeferred,
    GrievanceAdded,
    InvoiceIssued,
    MonthEnded,
    ProspectDecided,
    RemedyApplied,
    TouchMade,
    WaitEnded,
)
from sim.records.on_call import CalledOut
from sim.records.payments import DepositMoved, PaymentReceived, WrittenOff
from sim.records.promises import (
    ContactEscalated,
    MonthAvailable,
    OutageEnded,
    PersonAnswered,
    SeverityChanged,
    UpdateDue,
)
from sim.records.table import RecordTable

__all__ = ["Records", "TeamLedger"]


@dataclass(slots=True)
class TeamLedger:
    """Time of a team in one month, in minutes of people: integrals over time that the desk computed."""

    team: str
    month: int
    """-1 is the warm-up."""
    rostered_minutes: float = 0.0
    """Paid by the roster."""
    available_minutes: float = 0.0
    """Rostered less shrinkage."""
    idle_minutes: float = 0.0
    overtime_minutes: float = 0.0
    queue_minutes: float = 0.0
    """Integral of the number waiting: contacts times minutes."""
    standby_minutes: float = 0.0
    """Of people on call, called out or not: no part of the rostered minutes."""
    standby_cents: float = 0.0
    """Their pay for it, not rounded."""
    called_out_minutes: float = 0.0
    """Worked by people on call: no part of the available minutes, nor of overtime."""

    def since(self, earlier: TeamLedger, month: int) -> TeamLedger:
        """Subtract what was there before.

        Parameters
        ----------
        earlier : TeamLedger
            Of the same team, up to an earlier moment.
        month : int
            Of the difference.

        Returns
        -------
        TeamLedger
            What has come since.
        """
        times = [part.name for part in fields(self) if part.name not in ("team", "month")]
        return TeamLedger(self.team, month, *(getattr(self, name) - getattr(earlier, name) for name in times))


@dataclass(slots=True)
class Records:
    """Everything that happened in one run."""

    customers: RecordTable[CustomerJoined] = field(default_factory=partial(RecordTable, CustomerJoined))
    contacts: RecordTable[ContactEnded] = field(default_factory=partial(RecordTable, ContactEnded))
    persons: RecordTable[PersonAnswered] = field(default_factory=partial(RecordTable, PersonAnswered))
    calls: RecordTable[CallEnded] = field(default_factory=partial(RecordTable, CallEnded))
    touches: RecordTable[TouchMade] = field(default_factory=partial(RecordTable, TouchMade))
    waits: RecordTable[WaitEnded] = field(default_factory=partial(RecordTable, WaitEnded))
    grievances: RecordTable[GrievanceAdded] = field(default_factory=partial(RecordTable, GrievanceAdded))
    months: RecordTable[MonthEnded] = field(default_factory=partial(RecordTable, MonthEnded))
    invoices: RecordTable[InvoiceIssued] = field(default_factory=partial(RecordTable, InvoiceIssued))
    charges: RecordTable[ChargeMade] = field(default_factory=partial(RecordTable, ChargeMade))
    credits: RecordTable[CreditGranted] = field(default_factory=partial(RecordTable, CreditGranted))
    days_served: RecordTable[DaysServed] = field(default_factory=partial(RecordTable, DaysServed))
    deposits: RecordTable[DepositMoved] = field(default_factory=partial(RecordTable, DepositMoved))
    disputes_opened: RecordTable[DisputeOpened] = field(default_factory=partial(RecordTable, DisputeOpened))
    disputes_settled: RecordTable[DisputeSettled] = field(default_factory=partial(RecordTable, DisputeSettled))
    payments: RecordTable[PaymentReceived] = field(default_factory=partial(RecordTable, PaymentReceived))
    write_offs: RecordTable[WrittenOff] = field(default_factory=partial(RecordTable, WrittenOff))
    fee_credits: RecordTable[FeeCredited] = field(default_factory=partial(RecordTable, FeeCredited))
    deferred: RecordTable[FeesDeferred] = field(default_factory=partial(RecordTable, FeesDeferred))
    balances: RecordTable[BalanceSettled] = field(default_factory=partial(RecordTable, BalanceSettled))
    breaking_points: RecordTable[BreakingPointPassed] = field(default_factory=partial(RecordTable, BreakingPointPassed))
    renewals: RecordTable[ContractRenewed] = field(default_factory=partial(RecordTable, ContractRenewed))
    prospects: RecordTable[ProspectDecided] = field(default_factory=partial(RecordTable, ProspectDecided))
    offers: RecordTable[CompetitorOffered] = field(default_factory=partial(RecordTable, CompetitorOffered))
    departures: RecordTable[CustomerLeft] = field(default_factory=partial(RecordTable, CustomerLeft))
    remaining: RecordTable[CustomerRemained] = field(default_factory=partial(RecordTable, CustomerRemained))
    remedies: RecordTable[RemedyApplied] = field(default_factory=partial(RecordTable, RemedyApplied))
    updates: RecordTable[UpdateDue] = field(default_factory=partial(RecordTable, UpdateDue))
    escalations: RecordTable[ContactEscalated] = field(default_factory=partial(RecordTable, ContactEscalated))
    severities: RecordTable[SeverityChanged] = field(default_factory=partial(RecordTable, SeverityChanged))
    availability: RecordTable[MonthAvailable] = field(default_factory=partial(RecordTable, MonthAvailable))
    outages: RecordTable[OutageEnded] = field(default_factory=partial(RecordTable, OutageEnded))
    customer_costs: RecordTable[CustomerCostBooked] = field(default_factory=partial(RecordTable, CustomerCostBooked))
    costs: RecordTable[CostBooked] = field(default_factory=partial(RecordTable, CostBooked))
    call_outs: RecordTable[CalledOut] = field(default_factory=partial(RecordTable, CalledOut))
    teams: list[TeamLedger] = field(default_factory=list)

    def of_customer(self, name: str) -> dict[str, RecordTable[Any]]:
        """Rows of one customer, by table.

        Parameters
        ----------
        name : str
            Of the customer.

        Returns
        -------
        dict of str to RecordTable
            Empty where there are none; tables without customers are left out.
        """
        tables = {
            table.name: getattr(self, table.name)
            for table in fields(self)
            if table.name not in ("teams", "costs", "outages")
        }
        return {kind: table.where(table.among("customer", (name,))) for kind, table in tables.items()}
