"""The books: every line of profit and loss in integer cents, by customer and month; all sums agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.metrics.columns import FloatArray, IntArray, codes, column
from sim.metrics.desk_pay import horizon_ledgers, least_charge_cents, team_cost_cents
from sim.metrics.grid import Grid
from sim.metrics.provision import provision_change
from sim.metrics.working_capital import deferred_over_time, deposits_over_time, receivables_over_time
from sim.records.events import ContactOutcome
from sim.records.run import Run
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, MINUTES_PER_HOUR, cents

__all__ = [
    "COST_LINES",
    "LINES",
    "REVENUE_LINES",
    "Books",
    "cumulative_share",
    "keep_books",
    "whale_curve",
]

INVOICE_LINES = {
    "overage": "overage_cents",
    "time_and_materials": "time_and_materials_cents",
    "interest": "interest_cents",
    "errors": "error_cents",
}
REVENUE_LINES = ("fees", "charges", *INVOICE_LINES, "service_credits", "dispute_credits", "early_payment")
CARE_LINES = ("account_people", "relations")
COST_LINES = ("labour", *CARE_LINES, "self_service", "write_offs", "provision", "capital", "acquisition")
LINES = (*REVENUE_LINES, *COST_LINES)


@dataclass(frozen=True, slots=True)
class Books:
    """Profit and loss in integer cents; costs and credits are negative: the margin is the plain sum."""

    customers: tuple[str, ...]
    lines: dict[str, IntArray]
    """By line, shape (customers, months)."""
    unallocated: IntArray
    """Paid time that no customer caused: idle, and overtime beyond the loaded rate; shape (months,)."""
    actions: IntArray
    """Cost of management's actions, programmes, disclosure and the pursuit of prospects, in cents; shape (months,)."""
    minutes: FloatArray
    """People's minutes spent on each customer, shape (customers, months)."""
    receivable: FloatArray
    """Open receivables integrated over time, cents x minutes, shape (customers, months)."""

    def of_customers(self, *names: str) -> IntArray:
        """Sum of some lines by customer.

        Parameters
        ----------
        *names : str
            Lines of revenue and cost, of :data:`LINES`.

        Returns
        -------
        array of int, shape (customers,)
            In cents.
        """
        return np.asarray(self._sum(names).sum(axis=1), np.int64)

    def of_months(self, *names: str) -> IntArray:
        """Sum of some lines by month, unallocated capacity excluded.

        Parameters
        ----------
        *names : str
            Lines of revenue and cost, of :data:`LINES`.

        Returns
        -------
        array of int, shape (months,)
            In cents.
        """
        return np.asarray(self._sum(names).sum(axis=0), np.int64)

    def total(self, *names: str) -> int:
        """Sum of some lines.

        Parameters
        ----------
        *names : str
            Lines of revenue and cost, of :data:`LINES`.

        Returns
        -------
        int
            In cents.
        """
        return int(self._sum(names).sum())

    @property
    def margin_cents(self) -> int:
        """The provider's margin: all customers' margins, the unallocated capacity and management's actions."""
        return self.total(*LINES) + int(self.common.sum())

    @property
    def common(self) -> IntArray:
        """Unallocated cost, in cents: unused capacity and management's actions; shape (months,)."""
        return np.asarray(self.unallocated + self.actions, np.int64)

    def _sum(self, names: Sequence[str]) -> IntArray:
        return np.asarray(sum(self.lines[name] for name in names), np.int64)


def keep_books(run: Run) -> Books:
    """Keep the books of a run: every line by customer and month, parts adding up to the cent.

    Parameters
    ----------
    run : Run
        A simulated run.

    Returns
    -------
    Books
        In integer cents.
    """
    grid, records = Grid(run), run.records
    months, invoices = column(records.months, "month").astype(np.int64), records.invoices
    lines = {"fees": grid.cents(grid.cells(records.months, months), column(records.months, "recognised_cents"))}
    charges = records.charges
    cells = grid.cells(charges, column(charges, "month").astype(np.int64))
    lines["charges"] = grid.cents(cells, column(charges, "cents"))
    cells = grid.cells(invoices, grid.month_of(column(invoices, "issued")))
    for name, field in INVOICE_LINES.items():
        lines[name] = grid.cents(cells, column(invoices, field))
    lines["service_credits"] = -grid.cents(cells, column(invoices, "credit_cents"))
    balances, settled, written_off = records.balances, records.disputes_settled, records.write_offs
    cells = grid.cells(settled, grid.month_of(column(settled, "at")))
    lines["dispute_credits"] = -grid.cents(cells, column(settled, "credit_cents"))
    cells = grid.cells(balances, grid.month_of(column(balances, "at")))
    lines["service_credits"] -= grid.cents(cells, column(balances, "service_credit_cents"))
    lines["dispute_credits"] -= grid.cents(cells, column(balances, "unserved_cents"))
    cells = grid.cells(records.payments, grid.month_of(column(records.payments, "at")))
    lines["early_payment"] = -grid.cents(cells, column(records.payments, "discount_cents"))
    minutes, direct, unallocated = _labour(run, grid)
    lines["labour"] = -direct
    for name in CARE_LINES:
        rows = records.customer_costs.where(records.customer_costs.among("line", (name,)))
        cells = grid.cells(rows, column(rows, "month").astype(np.int64))
        lines[name] = -grid.cents(cells, column(rows, "amount_cents"))
    lines["self_service"] = -_self_service(run, grid)
    cells = grid.cells(written_off, grid.month_of(column(written_off, "at")))
    lines["write_offs"] = -grid.cents(cells, column(written_off, "amount_cents"))
    cells = grid.cells(records.prospects, grid.month_of(column(records.prospects, "at")))
    lines["acquisition"] = -grid.cents(cells, column(records.prospects, "acquisition_cents"))
    lines["provision"] = -provision_change(run, grid)
    receivable = receivables_over_time(run, grid)
    lines["capital"] = -_capital(run, receivable, deferred_over_time(run, grid), deposits_over_time(run, grid))
    actions = np.zeros(grid.shape[1], np.int64)
    for row in records.costs:
        actions[row.month] -= row.amount_cents
    return Books(grid.customers, lines, -unallocated, actions, minutes, receivable)


def cumulative_share(margins: FloatArray) -> FloatArray:
    """Margins, the best first, added up as a share of their total.

    Parameters
    ----------
    margins : array, shape (customers,)
        In any unit.

    Returns
    -------
    array, shape (customers + 1,)
        Begins with 0, ends with 1; NaN where the total is not positive.
    """
    total = margins.sum()
    curve = np.concatenate([[0.0], np.cumsum(np.sort(margins)[::-1])])
    return curve / total if total > 0 else np.full(curve.shape, np.nan)


def whale_curve(books: Books) -> FloatArray:
    """Cumulative share of all customers' margins, from the best customer on, before unallocated capacity.

    Parameters
    ----------
    books : Books
        Books of a run.

    Returns
    -------
    array, shape (customers + 1,)
        Begins with 0, ends with 1; NaN where the customers' margins do not add up to more than 0.
    """
    return cumulative_share(books.of_customers(*LINES).astype(np.float64))


def _labour(run: Run, grid: Grid) -> tuple[FloatArray, IntArray, IntArray]:
    """Minutes and direct cost by customer and month, and unallocated cost by month.

    A customer bears the minutes spent on it at the loaded rate (rate x rostered / available); unused
    capacity is nobody's, as in time-driven activity-based costing (Kaplan & Anderson 2004). Of a team that is paid by
    the contact it bears its touches at their price, in the month in which they began; what the supplier charges beyond
    them for seats that stand idle is nobody's. It bears the part of a call-out that its contacts took, at the pay of
    that call-out; standby, and a call-out that found nothing left to do, is nobody's.
    """
    minutes, direct = np.zeros(grid.shape), np.zeros(grid.shape, np.int64)
    paid, units = np.zeros(grid.shape[1], np.int64), run.scenario.minor_units
    rostered: dict[str, float] = defaultdict(float)
    available: dict[str, float] = defaultdict(float)
    least: dict[str, IntArray] = defaultdict(lambda: np.zeros(grid.shape[1], np.int64))
    for ledger in horizon_ledgers(run):
        team = run.scenario.provider.teams[ledger.team]
        least[ledger.team][ledger.month] = least_charge_cents(ledger, team, units)
        paid[ledger.month] += team_cost_cents(ledger, team, units)
        rostered[ledger.team] += ledger.rostered_minutes
        available[ledger.team] += ledger.available_minutes
    called_out, call_outs, unused = _call_outs(run, grid)
    direct += call_outs
    paid += call_outs.sum(axis=0) + unused
    for name, (spent, touches) in _touches(run, grid).items():
        minutes += spent
        at_desk = spent - called_out[name] if name in called_out else spent
        rules = run.scenario.provider.teams[name]
        if rules.cost_per_contact is not None:
            by_contact = touches * cents(rules.cost_per_contact, units)
            direct += by_contact
            paid += np.maximum(by_contact.sum(axis=0), least[name])
        elif available[name] > 0:
            rate = rules.cost_per_hour / MINUTES_PER_HOUR
            loaded = rate * rostered[name] / available[name]
            direct += _spread(cents(float(at_desk.sum()) * loaded, units), at_desk)
    return minutes, direct, paid - direct.sum(axis=0)


def _call_outs(run: Run, grid: Grid) -> tuple[dict[str, FloatArray], IntArray, IntArray]:
    """Minutes of call-outs by team, customer and month; their cost by customer and month; the rest of it by month."""
    rows = run.records.call_outs
    started, ended = column(rows, "started"), column(rows, "ended")
    amounts = np.where(started >= 0, column(rows, "amount_cents"), 0.0)
    inside = np.maximum(np.minimum(ended, run.horizon) - np.maximum(started, 0.0), 0.0)
    months = grid.month_of(started)
    cells = grid.cells(rows, months)
    minutes: dict[str, FloatArray] = {}
    for name in rows.coded("team").values:
        its = rows.among("team", (name,))
        minutes[name] = grid.total(cells[its], inside[its])
    cost = grid.cents(cells, amounts)
    whole = np.rint(np.bincount(months, amounts, grid.shape[1])).astype(np.int64)
    return minutes, cost, whole - cost.sum(axis=0)


def _touches(run: Run, grid: Grid) -> dict[str, tuple[FloatArray, IntArray]]:
    """By team, by customer and month of their start: minutes of touches, and how many began, inside the horizon.

    A touch that was interrupted is several pieces and began once.
    """
    touches = run.records.touches
    started, ended = column(touches, "started"), column(touches, "ended")
    inside = np.maximum(np.minimum(ended, run.horizon) - np.maximum(started, 0.0), 0.0)
    cells = grid.cells(touches, grid.month_of(started))
    teams = run.scenario.provider.teams
    team = codes(touches, "team", {name: position for position, name in enumerate(teams)})
    of_team = ((name, team == position) for position, name in enumerate(teams))
    began = ((started >= 0) & (column(touches, "resumed") == 0)).astype(np.float64)
    return {name: (grid.total(cells[its], inside[its]), grid.cents(cells[its], began[its])) for name, its in of_team}


def _spread(total: int, weights: FloatArray) -> IntArray:
    """``total`` cents in proportion to ``weights``, in their shape, adding up exactly."""
    parts, cells = np.zeros(weights.shape, np.int64), np.nonzero(weights)
    if cells[0].size:
        parts[cells] = _whole(total, total * weights[cells] / sum(weights[cells].tolist()))
    return parts


def _whole(total: int, exact: FloatArray) -> IntArray:
    """Whole cents next to exact parts of a total, adding up to it (largest remainder)."""
    parts = np.floor(exact).astype(np.int64)
    order = np.argsort(parts - exact, kind="stable")
    parts[order[: total - int(parts.sum())]] += 1
    return parts


def _self_service(run: Run, grid: Grid) -> IntArray:
    """Cents of contacts solved without a person."""
    contacts = run.records.contacts
    rows = contacts.where(contacts.among("outcome", (ContactOutcome.DEFLECTED,)) & (contacts.column("opened") >= 0))
    cost = cents(run.scenario.assumptions.contact.self_service_cost, run.scenario.minor_units)
    cells = grid.cells(rows, grid.month_of(column(rows, "opened")))
    return grid.cents(cells, np.full(len(rows), float(cost)))


def _capital(run: Run, receivable: FloatArray, deferred: FloatArray, deposits: FloatArray) -> IntArray:
    """Cents that the money tied up costs: in receivables, less deposits and what was paid for months to come.

    Deferred revenue lies below 0 where fees are billed in arrears: what is earned and not billed is lent too.
    """
    rate = run.scenario.assumptions.billing.capital_cost_per_year / (DAYS_PER_YEAR * MINUTES_PER_DAY)
    lent, borrowed, secured = (_interest(amounts, rate) for amounts in (receivable, deferred, deposits))
    return np.asarray(lent - borrowed - secured, np.int64)


def _interest(amounts: FloatArray, rate: float) -> IntArray:
    """Cents of interest on amounts of either sign, adding up to that on their sum (largest remainder)."""
    total = round(float(amounts.sum()) * rate)
    if amounts.min(initial=0.0) >= 0:
        return _spread(total, amounts)
    return _whole(total, (amounts * rate).ravel()).reshape(amounts.shape)
