"""The provision for receivables: what is open at a month's end and will hardly come in.

So that a margin does not depend on where the horizon cuts, what is expected to be written off or conceded later is
booked when it is billed, and released when it happens (expected credit losses by age, in the manner of IFRS 9).
"""

from __future__ import annotations

from math import inf
from typing import Any, NamedTuple

import numpy as np
from scipy.special import gammaincc

from sim.customers.paying import DisputeCause, expected_credit_share
from sim.metrics.columns import BoolArray, FloatArray, IntArray
from sim.metrics.grid import Grid
from sim.metrics.invoices import invoices_of
from sim.records.run import Run
from sim.scenario.billing import BillingAssumptions
from sim.scenario.portfolio import Segment
from sim.units import MINUTES_PER_DAY

__all__ = ["allowance", "provision_change"]


class OpenParts(NamedTuple):
    """Parts of invoices while they are open in one state, each field shape (parts,)."""

    customer: Any
    """Place in the grid, whole numbers."""
    amount_cents: FloatArray
    opened: FloatArray
    closed: FloatArray
    due: FloatArray
    disputed: FloatArray
    """1 for a part that was disputed."""
    conceded: FloatArray
    """Share that its dispute is expected to concede; 0 where it is over."""
    late_share: FloatArray
    """Share of such parts that is paid late."""
    pace: FloatArray
    """Factor on the days by which they are."""


class Disputes(NamedTuple):
    """Disputes by invoice, each field shape (invoices,)."""

    opened: BoolArray
    """Whether there is one."""
    amount_cents: FloatArray
    conceded: FloatArray
    """Share that it is expected to concede."""
    settled: FloatArray
    """When; infinite where it is not."""
    credit_cents: FloatArray


def allowance(run: Run, grid: Grid) -> IntArray:
    """Expected loss on what is open at the start of the study and at each month's end.

    Of a part that is not due, the share that is never paid; of one that is overdue by d days, the share of the never
    paid among those that are still open then, p / (p + (1 - p) q S(d)), q being the share that is paid late and S the
    survival function of days late; of one in dispute, what such disputes concede, and the same share of the rest.

    Parameters
    ----------
    run : Run
        A simulated run.
    grid : Grid
        Its customers and months.

    Returns
    -------
    array of int, shape (customers, months + 1)
        In cents.
    """
    parts, ends = _open_parts(run, grid), grid.starts
    total = np.zeros((grid.shape[0], ends.size))
    part, month = np.nonzero((parts.opened[:, None] < ends) & (parts.closed[:, None] >= ends))
    customer = parts.customer[part]
    amount, _, _, due, disputed, conceded, late, pace = (values[part] for values in parts[1:])
    never = _never_paid(run, grid, customer, month)
    days, billing = (ends[month] - due) / MINUTES_PER_DAY, run.scenario.assumptions.billing
    mean_days = np.where(disputed > 0, billing.days_late_disputed, billing.days_late)
    still_open = np.where(days > 0, late * _survival(billing, days / pace, mean_days), 1.0)
    likely = never + (1 - never) * still_open
    loss = np.divide(never, likely, out=np.zeros_like(never), where=likely > 0)
    share = conceded + (1 - conceded) * loss
    np.add.at(total, (customer, month), np.rint(amount * share))
    return total.astype(np.int64)


def provision_change(run: Run, grid: Grid) -> IntArray:
    """Change of the provision in each month: cost where it grows.

    Parameters
    ----------
    run : Run
        A simulated run.
    grid : Grid
        Its customers and months.

    Returns
    -------
    array of int, shape (customers, months)
        In cents.
    """
    return np.asarray(np.diff(allowance(run, grid), axis=1), np.int64)


def _survival(billing: BillingAssumptions, days: FloatArray, mean: FloatArray) -> FloatArray:
    """Share of the late that are later than some days: Gamma with the stated mean and spread."""
    shape = (mean / billing.days_late_sd) ** 2
    return np.asarray(gammaincc(shape, np.maximum(days, 0.0) * shape / mean), np.float64)


def _never_paid(run: Run, grid: Grid, customer: IntArray, month: IntArray) -> FloatArray:
    """Share of receivables that are never paid; more past the breaking point."""
    assumptions = run.scenario.assumptions
    passed = np.full(grid.shape[0], inf)
    for row in run.records.breaking_points:
        passed[grid.index[row.customer]] = row.at
    angry: BoolArray = passed[customer] < grid.starts[month]
    share = assumptions.billing.write_off_share
    return np.minimum(np.where(angry, share * assumptions.exit.write_off_factor, share), 1.0)


def _open_parts(run: Run, grid: Grid) -> OpenParts:
    """Each part of each invoice, in each state in which it is open for a time."""
    invoices, closed = run.records.invoices, _closed(run)
    who, issued, due = invoices.codes("customer", grid.index), invoices.column("issued"), invoices.column("due")
    habits = [_habits(run, row.customer, run.scenario.segments[row.segment]) for row in run.records.customers]
    late, pace = np.array([*habits, (0.0, 1.0)])[who].T  # the last of them is of customers that the run has no row of
    if_disputed = np.full(len(invoices), run.scenario.assumptions.billing.late_if_disputed)
    nothing, one, never = (np.full(len(invoices), value) for value in (0.0, 1.0, inf))
    has_dispute, amount, conceded, settled, credit = _disputes(run)
    rest, left, due_again = invoices.column("net_cents") - amount, amount - credit, np.maximum(due, settled)
    states = (
        (True, OpenParts(who, rest, issued, closed[:, 0], due, nothing, nothing, late, pace)),
        (has_dispute, OpenParts(who, amount, issued, settled, never, one, conceded, if_disputed, pace)),
        (
            has_dispute & (settled < inf),
            OpenParts(who, left, settled, closed[:, 1], due_again, one, nothing, if_disputed, pace),
        ),
    )
    parts = (OpenParts(*(values[its & (who >= 0)] for values in table)) for its, table in states)
    return OpenParts(*map(np.concatenate, zip(*parts, strict=True)))


def _closed(run: Run) -> FloatArray:
    """When the undisputed and the disputed part of each invoice was closed, infinite where not; shape (invoices, 2)."""
    invoices = run.records.invoices
    closed = np.full((len(invoices) + 1, 2), inf)  # the last row takes what is of no invoice
    for closings in (run.records.payments, run.records.write_offs):
        part = closings.column("disputed").astype(np.int64)
        closed[invoices_of(invoices, closings), part] = closings.column("at")
    return closed[:-1]


def _disputes(run: Run) -> Disputes:
    """The dispute of each invoice."""
    invoices, opened, settled = run.records.invoices, run.records.disputes_opened, run.records.disputes_settled
    causes, codes = opened.coded("cause")
    conceded = np.array([_conceded(run, cause) for cause in causes], np.float64)[codes]
    of_opened, of_settled = invoices_of(invoices, opened), invoices_of(invoices, settled)
    columns = []
    for nothing, places, values in (
        (False, of_opened, True),
        (0.0, of_opened, opened.column("amount_cents")),
        (0.0, of_opened, conceded),
        (inf, of_settled, settled.column("at")),
        (0.0, of_settled, settled.column("credit_cents")),
    ):
        column = np.full(len(invoices) + 1, nothing)  # the last place takes what is of no invoice
        column[places] = values
        columns.append(column[:-1])
    return Disputes(*columns)


def _habits(run: Run, customer: str, segment: Segment) -> tuple[float, float]:
    """Share of its invoices that a customer is expected to pay late, and the factor on the days by which it does."""
    account, usual = run.scenario.accounts.get(customer), run.scenario.assumptions.billing.days_late
    late, days = segment.late_payment_share, segment.days_late
    if account is not None:
        late = late if account.late_payment_share is None else account.late_payment_share
        days = account.days_late or days
    return late, (days or usual) / usual


def _conceded(run: Run, cause: DisputeCause) -> float:
    """Share of a disputed amount that is credited on average."""
    billing = run.scenario.assumptions.billing
    full = {
        DisputeCause.SCOPE: billing.scope_full_credit_share,
        DisputeCause.NON_PERFORMANCE: billing.non_performance_full_credit_share,
    }.get(cause, billing.full_credit_share)
    share = expected_credit_share(full, billing.partial_credit_share, billing.partial_credit)
    admitted = run.scenario.provider.policies.admitted_error_share if cause is DisputeCause.ERROR else 0.0
    return admitted + (1 - admitted) * share
