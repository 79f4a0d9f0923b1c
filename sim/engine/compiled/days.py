"""The turn of a day: corners that tiers cut, and the contacts that come in."""

from __future__ import annotations

from sim.compiling import kernel
from sim.engine.compiled.codes import ARRIVES, DAY_BEGINS, DAY_ENDS, LAST_MOMENT
from sim.engine.compiled.desk import sweep
from sim.engine.compiled.grievances import grievance_ratio
from sim.engine.compiled.heaps import schedule
from sim.engine.compiled.memory import customers_of, is_month_of, potentials_of, rules_of, run_of, teams_of
from sim.engine.compiled.pure import contact_multiple, corners
from sim.engine.compiled.teams import settle
from sim.engine.compiled.turns import look_again
from sim.provider.work import Corners
from sim.units import MINUTES_PER_DAY

__all__ = ["await_next", "begin_day", "cut_corners", "end_day"]


@kernel
def begin_day(state: int) -> None:
    """Look back on the week, and let the day's contacts come in.

    Parameters
    ----------
    state : int
        Address of the state.
    """
    run, customers = run_of(state), customers_of(state)
    for team in range(run.teams):
        if teams_of(state)[team].tier >= 0:
            _look_back(state, team)
    for who in range(run.customers):
        customers[who].taken = 0
    _call_forth(state)
    await_next(state)
    schedule(state, (run.day + 1) * MINUTES_PER_DAY - LAST_MOMENT - run.now, DAY_ENDS, 0, 0, 0.0)


@kernel
def end_day(state: int) -> None:
    """Before midnight: who has lost patience hangs up, and promises of all are looked at as a month ends.

    Parameters
    ----------
    state : int
        Address of the state.
    """
    run = run_of(state)
    sweep(state)
    run.day += 1
    if is_month_of(state)[run.day - run.first_day]:
        look_again(state)
    if run.day < run.days_end:
        schedule(state, run.day * MINUTES_PER_DAY - run.now, DAY_BEGINS, 0, 0, 0.0)


@kernel
def _call_forth(state: int) -> None:
    """Find the day's contacts that their customers' state calls forth."""
    run, rules, potentials = run_of(state), rules_of(state), potentials_of(state)
    while run.day_ends < run.potentials and potentials[run.day_ends].day < run.day:
        run.day_ends += 1
    run.coming = run.day_ends
    while run.day_ends < run.potentials and potentials[run.day_ends].day == run.day:
        potential = potentials[run.day_ends]
        run.day_ends += 1
        potential.called_forth = potential.threshold < 1.0
        if not potential.called_forth:
            customer = customers_of(state)[potential.customer]
            if customer.multiple_day != run.day:
                captivity = rules.captive_factor * max(customer.asymmetry, 0.0)
                customer.multiple_day = run.day
                customer.multiple = contact_multiple(
                    grievance_ratio(state, potential.customer, max(run.now, 0.0)),
                    rules.failure_demand_most,
                    rules.failure_demand,
                    captivity if customer.past_breaking_point else 0.0,
                )
            potential.called_forth = potential.threshold < customer.multiple


@kernel
def await_next(state: int) -> None:
    """Put the day's next contact on the clock.

    Parameters
    ----------
    state : int
        Address of the state.
    """
    run = run_of(state)
    while run.coming < run.day_ends:
        number = run.coming
        run.coming += 1
        if potentials_of(state)[number].called_forth:
            schedule(state, potentials_of(state)[number].opened - run.now, ARRIVES, number, run.chunk, 0.0)
            return


@kernel
def _look_back(state: int, team: int) -> None:
    """See how busy a tier was of late, and cut corners by that."""
    settle(state, team)
    at, rules = teams_of(state)[team], rules_of(state)
    available = at.available_minutes
    worked = available - at.idle_minutes + at.overtime_minutes
    size = rules.cut_days + 1
    if at.history == size:
        at.history_first = (at.history_first + 1) % size
    else:
        at.history += 1
    last = (at.history_first + at.history - 1) % size
    at.past_available[last], at.past_worked[last] = available, worked
    staffed = available - at.past_available[at.history_first]
    if staffed > 0:
        occupancy = (worked - at.past_worked[at.history_first]) / staffed
        at_full = Corners(rules.cut_touch_factor, rules.cut_solved_loss, rules.cut_disrespect_factor)
        cut = corners(occupancy, rules.cut_occupancy, rules.cut_gain, at_full, rules.cut_least_touch)
        at.corner_touch, at.corner_solved = cut.touch_factor, cut.solved_loss
        at.corner_disrespect = cut.disrespect_factor
        cut_corners(state, team)


@kernel
def cut_corners(state: int, team: int) -> None:
    """Let a tier work by the corners that it cuts now.

    Parameters
    ----------
    state : int
        Address of the state.
    team : int
        Number of the team.
    """
    at = teams_of(state)[team]
    at.touch_factor = at.corner_touch
    at.solved_probability = at.solved_share - at.corner_solved
    at.disrespect_probability = (1 - at.respectful_share) * at.corner_disrespect
