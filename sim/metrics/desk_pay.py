"""Pay of the teams: by the hour, or to a supplier by the touch, with a least charge for its seats."""

from __future__ import annotations

from sim.metrics.grid import Grid
from sim.records.recorder import TeamLedger
from sim.records.run import Run
from sim.scenario.desk import Team
from sim.units import MINUTES_PER_HOUR, cents

__all__ = ["desk_cost_cents", "horizon_ledgers", "least_charge_cents", "team_cost_cents"]


def horizon_ledgers(run: Run) -> list[TeamLedger]:
    """Months of all teams, the warm-up left out.

    Parameters
    ----------
    run : Run
        A simulated run.

    Returns
    -------
    list of TeamLedger
        By team and month.
    """
    return [ledger for ledger in run.records.teams if ledger.month >= 0]


def team_cost_cents(ledger: TeamLedger, team: Team, units: int) -> int:
    """Pay of a team for a month: rostered hours, overtime with its premium, and standby; call-outs are apart.

    Parameters
    ----------
    ledger : TeamLedger
        A month of the team.
    team : Team
        Its rates.
    units : int
        Smallest units of the currency in one.

    Returns
    -------
    int
        In cents; 0 for a team that is paid by the contact.
    """
    if team.cost_per_contact is not None:
        return 0
    paid = ledger.rostered_minutes + ledger.overtime_minutes * (1 + team.overtime_premium_share)
    return cents(paid / MINUTES_PER_HOUR * team.cost_per_hour, units) + round(ledger.standby_cents)


def least_charge_cents(ledger: TeamLedger, team: Team, units: int) -> int:
    """Least that a supplier charges for a month: a share of the touches that its seats have time for.

    Parameters
    ----------
    ledger : TeamLedger
        A month of the team.
    team : Team
        Its price, and the minutes of a touch as agreed.
    units : int
        Smallest units of the currency in one.

    Returns
    -------
    int
        In cents; 0 for a team that is paid by the hour.
    """
    if team.cost_per_contact is None:
        return 0
    touches = team.minimum_paid_share * ledger.available_minutes / team.busy_minutes
    return cents(touches * team.cost_per_contact, units)


def desk_cost_cents(run: Run) -> int:
    """Pay of all teams within the horizon: by the hour, on call, or their touches at their price and the least charge.

    Parameters
    ----------
    run : Run
        A simulated run.

    Returns
    -------
    int
        In cents.
    """
    teams, units = run.scenario.provider.teams, run.scenario.minor_units
    touches = run.records.touches
    began = touches.where((touches.column("started") >= 0) & (touches.column("resumed") == 0))
    months = Grid(run).month_of(began.column("started"))
    call_outs = run.records.call_outs
    total = int(call_outs.column("amount_cents")[call_outs.column("started") >= 0].sum())
    for ledger in horizon_ledgers(run):
        team = teams[ledger.team]
        total += team_cost_cents(ledger, team, units)
        if team.cost_per_contact is not None:
            made = int((began.among("team", (ledger.team,)) & (months == ledger.month)).sum())
            by_touch = made * cents(team.cost_per_contact, units)
            total += max(by_touch, least_charge_cents(ledger, team, units))
    return total
