"""What one more caller does to the others' wait, against queueing theory.

A stream of rate delta joins others of rate lambda at c people. Under Poisson arrivals all wait alike, so the others'
mean wait rises from W(lambda) to W(lambda + delta), which for a small delta is delta dW/dlambda: the congestion
externality (Mendelson 1985, "Pricing computer services: queueing effects"), with W = C(c, lambda) / (c - lambda) at
service rate 1 (Erlang 1917). Each comparison is paired by replication and must hold within three standard errors, which
must be below an eighth of the value for the comparison to say something; a correct simulator fails one of the three in
1.5 % of runs, spent once on seeds that were set before the first.
"""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest

from sim.engine.plain_queue import Draws, serve
from sim.engine.run import simulate
from sim.metrics.by_customer import waits_by_customer
from sim.questions.externality import leave_out, without
from sim.records.events import TouchMade
from sim.scenario.document import Scenario
from tests.records import records_of
from tests.theory.test_queues import erlang_c
from tests.worlds import STILL, WHOLE_WEEK, changed

STANDARD_ERRORS = 3.0
DULL = 1 / 8
REPLICATIONS = 40
YEARS = 100
CROWD, CALLER = "Crowd", "Caller"


def wait(people: int, rate: float) -> float:
    """Mean wait of M/M/c at service rate 1."""
    return erlang_c(people, rate) / (people - rate)


def assert_golden(sample: list[float], golden: float) -> None:
    """The mean of independent replications lies within three standard errors of the exact value."""
    error = np.std(sample, ddof=1) / sqrt(len(sample))
    assert error < DULL * golden, (error, golden)
    assert abs(np.mean(sample) - golden) <= STANDARD_ERRORS * error, (np.mean(sample), golden, error)


def streams(rates: dict[str, float], seed: int, end: float) -> tuple[Draws, list[str]]:
    """Merged Poisson streams with exponential working times, each with its own random numbers, and the customers."""
    rows = []
    for number, (name, rate) in enumerate(rates.items()):
        random_numbers = np.random.default_rng([seed, number])
        arrivals = np.cumsum(random_numbers.exponential(1 / rate, int(1.2 * rate * end)))
        services = random_numbers.exponential(1.0, arrivals.size)
        rows += [(at, work, name) for at, work in zip(arrivals.tolist(), services.tolist(), strict=True) if at < end]
    rows.sort()
    endless = [float("inf")] * len(rows)
    return Draws([r[0] for r in rows], [r[1] for r in rows], endless, [0] * len(rows)), [r[2] for r in rows]


def mean_wait_of_the_crowd(rates: dict[str, float], seed: int) -> float:
    """On the desk itself, the first tenth of the time left out as a warm-up."""
    start, end = 400.0, 4_000.0
    draws, whose = streams(rates, seed, end)
    touches = [
        touch._replace(customer=whose[touch.number], queued=touch.queued - start, started=touch.started - start)
        for touch in serve(draws, 5).touches
    ]
    (minutes,), (times,) = waits_by_customer(records_of(touches=touches), {CROWD: 0})
    return float(minutes / times)


@pytest.fixture(scope="module")
def alone() -> list[float]:
    """The crowd's mean wait at rate 4 without the caller."""
    return [mean_wait_of_the_crowd({CROWD: 4.0}, seed) for seed in range(REPLICATIONS)]


@pytest.mark.parametrize("more", [0.1, 0.5])
def test_marginal_wait_of_several_people(alone: list[float], more: float) -> None:
    """M/M/5 at rate 4, a fortieth and an eighth more of it."""
    together = [mean_wait_of_the_crowd({CROWD: 4.0, CALLER: more}, seed) for seed in range(REPLICATIONS)]
    differences = [after - before for before, after in zip(alone, together, strict=True)]
    assert_golden(differences, wait(5, 4.0 + more) - wait(5, 4.0))


def test_a_small_difference_is_nearly_the_derivative() -> None:
    """W is convex: a fortieth more costs a little above what dW/dlambda = 0.940 says, and half as much less above."""
    slope = (wait(5, 4.0 + 1e-6) - wait(5, 4.0 - 1e-6)) / 2e-6
    above = [(wait(5, 4.0 + more) - wait(5, 4.0)) / more / slope - 1 for more in (0.1, 0.05, 0.025)]
    assert slope == pytest.approx(0.940, abs=0.001)
    assert above == pytest.approx([0.119, 0.056, 0.027], abs=0.001)


def lonely_desk() -> Scenario:
    """One person around the clock, two accounts, all else switched off; an hour's work, as variable as exponential.

    The mean wait of one person depends on two moments of the work alone (Pollaczek 1930), so it is that of M/M/1.
    """
    even = {"weekday_shares": [1] * 7, "hour_shares": [1] * 24, "busyness_shape": 10_000, "busyness_autocorrelation": 0}
    never = {f"assumptions.grievance.late_response.{severity}": 1e-9 for severity in ("P1", "P2", "P3", "P4")}
    hours_per_year = 365.25 * 24
    callers = {CROWD: 0.5, CALLER: 0.2}
    return changed(
        dict(STILL)
        | never
        | {f"assumptions.demand.{name}": value for name, value in even.items()}
        | {"assumptions.demand.failure_demand": 0, "assumptions.demand.unlimited_overuse": 1}
        | {"assumptions.contact.severity_shares": {"P1": 0, "P2": 0, "P3": 1, "P4": 0}, "provider.holidays": []}
        | {"provider.teams.frontline.people": 1, "provider.teams.frontline.shifts": [WHOLE_WEEK]}
        | {"provider.teams.frontline.touch_minutes": 60, "provider.teams.frontline.touch_sigma": sqrt(log(2))}
        | {"segments.large.customers": 0, "segments.medium.customers": 0, "segments.large.phone_share": 0}
        | {"segments.large.self_service_share": 0, "segments.large.chasing_share": 0, "warmup_days": 30}
        | {"segments.large.breaking_point": 1000, "plans.gold.coverage": WHOLE_WEEK}
        | {"accounts": {name: account(hours_per_year * rate) for name, rate in callers.items()}}
    )


def account(contacts_per_year: float) -> dict[str, object]:
    return {"segment": "large", "contacts_per_year": contacts_per_year}


def served(desk: Scenario) -> list[TouchMade]:
    """All touches of the first year, in the order of service."""
    return sorted(simulate(desk, seed=17).records.touches, key=lambda touch: touch.started)


def test_the_whole_simulator_adds_nothing_to_the_queue() -> None:
    """With and without the caller, every wait is Lindley's (1952) to the last bit, and the crowd comes as it came.

    So the externality is the arrivals' and the work's alone: nothing is lost at midnight, at the end of the warm-up or
    by the shift's turn, nobody calls again, and nobody of the crowd comes because of the caller.
    """
    desk = lonely_desk()
    together, alone = served(desk), served(without(desk, CALLER))
    for touches in (together, alone):
        free = 0.0
        for number, touch in enumerate(touches):
            assert touch.started == (max(touch.queued, free) if number else touch.queued)
            free = touch.ended
    came = [
        [(touch.queued, touch.ended - touch.started) for touch in touches if touch.customer == CROWD]
        for touches in (together, alone)
    ]
    assert len(came[0]) > 4_000
    assert all(first == second for first, second in zip(*came, strict=False))
    assert abs(len(came[0]) - len(came[1])) < 50, "those still waiting at the end of the year"


def test_the_year_brings_poisson_arrivals_and_work_as_variable_as_exponential() -> None:
    """The other half of the closed form: rates, evenness of the counts by hour, and two moments of the work.

    Over ten years, within four standard errors each. Busyness, at the most even that the schema allows, raises the
    mean wait by less than W'' (.01 rate)^2 / 2 = .1 minute.
    """
    years = [simulate(lonely_desk(), seed=17, replication=number).records.touches for number in range(100, 110)]
    touches = [touch for year in years for touch in year if touch.queued >= 0]
    hours = 10 * 365 * 24
    for name, rate in ((CROWD, 0.5), (CALLER, 0.2)):
        came = sum(touch.customer == name for touch in touches)
        assert abs(came - rate * hours) < 4 * sqrt(rate * hours)
    counts = np.concatenate([np.bincount([int(t.queued // 60) for t in year if t.queued >= 0]) for year in years])
    assert counts.var() / counts.mean() == pytest.approx(1, abs=4 * sqrt(2 / hours))
    work = np.array([touch.ended - touch.started for touch in touches])
    assert abs(work.mean() - 60) < 4 * 60 / sqrt(work.size)
    logs = np.log(work)
    assert abs(logs.var() - log(2)) < 4 * log(2) * sqrt(2 / work.size)


def test_marginal_wait_of_a_whole_simulated_year() -> None:
    """The same command that tells a reader who costs whom; years differ much, so that it takes many of them."""
    desk = lonely_desk()
    results = [leave_out(desk, 2027, number, named=(CALLER,)) for number in range(YEARS)]
    assert [result.error for result in results] == [None] * YEARS
    golden = 60 * (wait(1, 0.7) - wait(1, 0.5))
    assert golden == pytest.approx(80)
    assert_golden([result.effects[CALLER]["wait"] for result in results], golden)
