"""Records of a run: plain lists, one for each kind of row."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

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

    customers: list[CustomerJoined] = field(default_factory=list)
    contacts: list[ContactEnded] = field(default_factory=list)
    persons: list[PersonAnswered] = field(default_factory=list)
    calls: list[CallEnded] = field(default_factory=list)
    touches: list[TouchMade] = field(default_factory=list)
    waits: list[WaitEnded] = field(default_factory=list)
    grievances: list[GrievanceAdded] = field(default_factory=list)
    months: list[MonthEnded] = field(default_factory=list)
    invoices: list[InvoiceIssued] = field(default_factory=list)
    charges: list[ChargeMade] = field(default_factory=list)
    credits: list[CreditGranted] = field(default_factory=list)
    days_served: list[DaysServed] = field(default_factory=list)
    deposits: list[DepositMoved] = field(default_factory=list)
    disputes_opened: list[DisputeOpened] = field(default_factory=list)
    disputes_settled: list[DisputeSettled] = field(default_factory=list)
    payments: list[PaymentReceived] = field(default_factory=list)
    write_offs: list[WrittenOff] = field(default_factory=list)
    fee_credits: list[FeeCredited] = field(default_factory=list)
    deferred: list[FeesDeferred] = field(default_factory=list)
    balances: list[BalanceSettled] = field(default_factory=list)
    breaking_points: list[BreakingPointPassed] = field(default_factory=list)
    renewals: list[ContractRenewed] = field(default_factory=list)
    prospects: list[ProspectDecided] = field(default_factory=list)
    offers: list[CompetitorOffered] = field(default_factory=list)
    departures: list[CustomerLeft] = field(default_factory=list)
    remaining: list[CustomerRemained] = field(default_factory=list)
    remedies: list[RemedyApplied] = field(default_factory=list)
    updates: list[UpdateDue] = field(default_factory=list)
    escalations: list[ContactEscalated] = field(default_factory=list)
    severities: list[SeverityChanged] = field(default_factory=list)
    availability: list[MonthAvailable] = field(default_factory=list)
    outages: list[OutageEnded] = field(default_factory=list)
    customer_costs: list[CustomerCostBooked] = field(default_factory=list)
    costs: list[CostBooked] = field(default_factory=list)
    call_outs: list[CalledOut] = field(default_factory=list)
    teams: list[TeamLedger] = field(default_factory=list)

    def of_customer(self, name: str) -> dict[str, list[tuple[object, ...]]]:
        """Rows of one customer, by table.

        Parameters
        ----------
        name : str
            Of the customer.

        Returns
        -------
        dict of str to list of rows
            Empty lists where there are none; tables without customers are left out.
        """
        return {
            table.name: [row for row in getattr(self, table.name) if row.customer == name]
            for table in fields(self)
            if table.name not in ("teams", "costs", "outages")
        }
