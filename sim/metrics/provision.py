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
from sim.records.payments import PaymentReceived, WrittenOff
from sim.records.run import Run
from sim.scenario.billing import BillingAssumptions
from sim.scenario.portfolio import Segment
from sim.units import MINUTES_PER_DAY

__all__ = ["allowance", "provision_change"]


class OpenPart(NamedTuple):
    """A part of an invoice while it is open in one state; in a table, a column of each."""

    customer: Any
    """Place in the grid."""
    amount_cents: Any
    opened: Any
    closed: Any
    due: Any
    disputed: Any
    """1 for a part that was disputed."""
    conceded: Any
    """Share that its dispute is expected to concede; 0 where it is over."""
    late_share: Any
    """Share of such parts that is paid late."""
    pace: Any
    """Factor on the days by which they are."""


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
    if not parts:
        return total.astype(np.int64)
    table = OpenPart(*(np.array(values) for values in zip(*parts, strict=True)))
    part, month = np.nonzero((table.opened[:, None] < ends) & (table.closed[:, None] >= ends))
    customer, amount, _, _, due, disputed, conceded, late, pace = (values[part] for values in table)
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


def _open_parts(run: Run, grid: Grid) -> list[OpenPart]:
    """Each part of each invoice, in each state in which it is open for a time."""
    records, billing = run.records, run.scenario.assumptions.billing
    segments = {row.customer: run.scenario.segments[row.segment] for row in records.customers}
    closings: list[PaymentReceived | WrittenOff] = [*records.payments, *records.write_offs]
    closed = {(closing.customer, closing.month, closing.disputed): closing.at for closing in closings}
    disputes = {(row.customer, row.month): row for row in records.disputes_opened}
    settled = {(row.customer, row.month): row for row in records.disputes_settled}
    parts = []
    for row in records.invoices:
        key, place = (row.customer, row.month), grid.index.get(row.customer)
        if place is None:
            continue
        dispute, settlement = disputes.get(key), settled.get(key)
        amount = 0 if dispute is None else dispute.amount_cents
        late, pace = _habits(run, row.customer, segments[row.customer])
        rest = row.net_cents - amount
        parts.append(OpenPart(place, rest, row.issued, closed.get((*key, False), inf), row.due, 0.0, 0.0, late, pace))
        if dispute is None:
            continue
        share, end = _conceded(run, dispute.cause), inf if settlement is None else settlement.at
        parts.append(OpenPart(place, amount, row.issued, end, inf, 1.0, share, billing.late_if_disputed, pace))
        if settlement is not None:
            left, due = amount - settlement.credit_cents, max(row.due, end)
            until = closed.get((*key, True), inf)
            parts.append(OpenPart(place, left, end, until, due, 1.0, 0.0, billing.late_if_disputed, pace))
    return parts


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
