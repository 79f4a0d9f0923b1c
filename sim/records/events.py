"""Events of a run: one row type for each kind; times in minutes since midnight of the start date.

Rows are immutable tuples. Customers and teams are named; a contact is known by its customer, the day it was born and
its number on that day. Times before 0 belong to the warm-up of the queue. NaN stands for a time that did not come.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from math import nan
from typing import Any, NamedTuple, TypeVar

from sim.customers.causes import Cause
from sim.customers.leaving import DepartureReason
from sim.customers.paying import DisputeCause, DisputeOutcome

__all__ = [
    "BalanceSettled",
    "BreakingPointPassed",
    "CallEnded",
    "CallOutcome",
    "CompetitorOffered",
    "ContactEnded",
    "ContactOutcome",
    "ContractRenewed",
    "CostBooked",
    "CustomerCostBooked",
    "CustomerJoined",
    "CustomerLeft",
    "CustomerRemained",
    "DisputeOpened",
    "DisputeSettled",
    "FeeCredited",
    "FeesDeferred",
    "GrievanceAdded",
    "InvoiceIssued",
    "MonthEnded",
    "ProspectDecided",
    "RemedyApplied",
    "TouchMade",
    "WaitEnded",
    "row",
]


Row = TypeVar("Row", bound=tuple[Any, ...])
row: Callable[[type[Row], tuple[Any, ...]], Row] = tuple.__new__
"""Make a row of a type from all its values, in order, at half the cost of the type's own constructor."""


class CustomerJoined(NamedTuple):
    """A customer at the start of the study, or of its own first month, with its draws at birth."""

    customer: str
    segment: str
    plan: str
    joined: float
    fee_cents: int
    """Fee per month at the start."""
    contacts_per_year: float
    breaking_point: float
    """Grievance at which this customer goes POP, lock-in included."""
    trust: float
    grievance: float
    half_life_minutes: float
    """Half-life of grievance until the first addition or month end."""


class ContactOutcome(StrEnum):
    """How a contact ends."""

    SOLVED = "solved"
    OPEN = "open"
    """Not over at the horizon."""
    HUNG_UP = "hung up"
    DEFLECTED = "deflected"
    """Solved by self-service."""
    TURNED_AWAY = "turned away"
    """Beyond a limit on contacts a day."""
    WITHDRAWN = "withdrawn"
    """Its customer left."""


class ContactEnded(NamedTuple):
    """A contact that came to its end, or was still open at the horizon."""

    customer: str
    day: int
    number: int
    """Ordinal on that day; sprees count from 100,000."""
    severity: int
    """1 to 4."""
    by_phone: bool
    outcome: ContactOutcome
    opened: float
    answered: float
    """When a person first took it."""
    ended: float
    response_minutes: float
    """Coverage minutes from opening to first response."""
    promised_minutes: float
    """Written response promise at opening, coverage minutes; infinite where none is promised."""
    sold_minutes: float
    """Response as sold, coverage minutes."""
    expected_minutes: float
    """Response that the customer expected when it was answered, or when the promise passed unanswered."""
    resolution_minutes: float
    """Coverage minutes to the solution, waiting for the customer excluded."""
    resolution_promised_minutes: float
    """Likewise of the solution."""
    touches: int
    chases: int
    out_of_scope: bool
    """Billed by the hour, rightly or because the desk refused it as not covered."""
    waited_minutes: float
    """Coverage minutes until a person took it, or until it ended, or the horizon came, with nobody there."""
    unsolved_minutes: float
    """Coverage minutes until it was solved, or ended otherwise, waiting for the customer excluded."""
    plan: str
    """Of its customer, at opening."""
    workaround_minutes: float = nan
    """Coverage minutes to a workaround that stands for the solution, where there was one."""


class CallOutcome(StrEnum):
    """How a call ends."""

    ANSWERED = "answered"
    CALLED_BACK = "called back"
    """A person called the customer, which had accepted a call-back."""
    HUNG_UP = "hung up"
    CUT_OFF = "cut off"
    """Still on hold at the horizon, or when its customer left."""


class CallEnded(NamedTuple):
    """A call in staffed hours: each attempt of a caller is one."""

    customer: str
    day: int
    number: int
    began: float
    ended: float
    """When it was answered, called back or hung up."""
    outcome: CallOutcome


class TouchMade(NamedTuple):
    """A person's uninterrupted work on a contact or a dispute: a touch, or a piece of one."""

    team: str
    customer: str
    day: int
    number: int
    queued: float
    started: float
    ended: float
    resumed: bool = False
    """Goes on with a touch that was interrupted, by the end of a shift or for a call; or is its wrap-up."""


class WaitEnded(NamedTuple):
    """A spell of waiting in a team's queue that no touch ended: hung up, withdrawn, taken by another team, or open."""

    team: str
    customer: str
    day: int
    number: int
    queued: float
    ended: float


class GrievanceAdded(NamedTuple):
    """Grievance that a cause added to a customer's, after goodwill."""

    customer: str
    at: float
    cause: Cause
    size: float
    half_life_minutes: float
    """Half-life of the customer's grievance from this moment until its next addition or month end."""
    grievance: float
    """Grievance right after it."""


class MonthEnded(NamedTuple):
    """A customer's state at the end of a month in which it was under contract."""

    customer: str
    month: int
    trust: float
    grievance: float
    respect: float
    alignment: float
    dependence: float
    recognised_cents: int
    """Fee earned in this month."""
    half_life_minutes: float
    """Half-life of grievance from here to the next addition or month end."""
    contacts: int
    """Contacts answered by a person in this month."""
    responses_met: int
    responses_made: int
    """Promises of response that fell due in this month: kept, or passed unanswered."""
    solutions_met: int = 0
    solutions_made: int = 0
    """Promises of solution that fell due in this month: kept, or passed unsolved."""


class InvoiceIssued(NamedTuple):
    """An invoice, known by its customer and the month at whose start it was issued."""

    customer: str
    month: int
    issued: float
    due: float
    fee_cents: int
    overage_cents: int
    time_and_materials_cents: int
    """Work outside the scope, work refused as not covered, and repairs of the product's own defects where charged."""
    interest_cents: int
    error_cents: int
    """Overcharge contained in the total."""
    credit_cents: int
    """Service credits set off against it, not above the total."""
    set_off_cents: int = 0
    """Credit notes for fees set off against it; with the service credits not above the total."""
    charges_cents: int = 0
    """Charges beside the fee; by name as :class:`sim.records.charges.ChargeMade`."""
    tax_cents: int = 0
    """Tax on what is owed, shown apart: it is collected for the state, and part of no other amount."""

    @property
    def billed_cents(self) -> int:
        """Amount billed before credits."""
        beside = self.overage_cents + self.time_and_materials_cents + self.charges_cents
        return self.fee_cents + beside + self.interest_cents + self.error_cents

    @property
    def net_cents(self) -> int:
        """Amount owed: billed less service credits and credit notes."""
        return self.billed_cents - self.credit_cents - self.set_off_cents


class FeeCredited(NamedTuple):
    """A credit note: fees billed in advance for months in which they do not hold, known by customer and month."""

    customer: str
    month: int
    at: float
    amount_cents: int


class FeesDeferred(NamedTuple):
    """Fees billed for months yet to come, less those earned and not billed, at the start of the study or at its end."""

    customer: str
    at: float
    amount_cents: int


class BalanceSettled(NamedTuple):
    """The provider's debts to a customer at the end of its contract, or of the study."""

    customer: str
    at: float
    service_credit_cents: int
    """Paid out."""
    forfeited_cents: int
    """Service credits that lapse by the terms."""
    fee_cents: int
    """Credit notes for fees paid back."""
    unserved_cents: int = 0
    """Fees of a service that was not performed, paid back."""


class CostBooked(NamedTuple):
    """Cost in a month of an action of management, a programme, disclosure or the pursuit of prospects."""

    month: int
    what: str
    amount_cents: int


class CustomerCostBooked(NamedTuple):
    """Cost of one customer in a month beyond the time of the desk."""

    customer: str
    month: int
    line: str
    """Line of the books: account_people, or relations (sponsors and briefings)."""
    amount_cents: int


class RemedyApplied(NamedTuple):
    """A remedy for costly customers began to hold for a customer."""

    customer: str
    at: float
    title: str


class DisputeOpened(NamedTuple):
    """A customer disputed an invoice."""

    customer: str
    month: int
    at: float
    amount_cents: int
    cause: DisputeCause


class DisputeSettled(NamedTuple):
    """A dispute ended."""

    customer: str
    month: int
    opened: float
    at: float
    outcome: DisputeOutcome
    credit_cents: int


class BreakingPointPassed(NamedTuple):
    """A customer passed its breaking point; it will leave when its contract allows."""

    customer: str
    at: float
    grievance: float
    breaking_point: float
    leaves_at: float


class ContractRenewed(NamedTuple):
    """A term ended and another began."""

    customer: str
    at: float
    fee_cents: int
    """New fee per month."""
    leave_probability: float


class CustomerLeft(NamedTuple):
    """A contract ended for good."""

    customer: str
    at: float
    reason: DepartureReason
    fee_cents: int


class CustomerRemained(NamedTuple):
    """A customer was under contract at the horizon; months are counted from there."""

    customer: str
    fee_cents: int
    """Fee per month."""
    term_left_months: int
    """To the end of the running term."""
    term_months: int
    """Of each term after it."""
    leaves_in_months: float
    """Until it leaves, where that is settled; infinity where it is not."""
    reason: DepartureReason | None
    """Of a leaving that is settled."""
    leave_probability: float
    """Of not renewing at the end of a term, by its feelings at the horizon."""
    fees_left_cents: int
    """Fees of the months to the end of the running term, or until it leaves where that is sooner."""


class ProspectDecided(NamedTuple):
    """A prospect signed, or did not; one who signed is the customer of the same name."""

    customer: str
    at: float
    kind: str
    referrer: str
    """Customer who recommended the provider; empty where nobody did."""
    segment: str
    plan: str
    fee_cents: int
    """Fee per month that was asked."""
    win_probability: float
    won: bool
    acquisition_cents: int
    """Cost of winning it; 0 where it was lost."""


class CompetitorOffered(NamedTuple):
    """A competitor made a customer an offer."""

    customer: str
    at: float
