"""The service desk of 2016: what was measured and committed comes out of the run again.

One year without anger or leavers, so that counts are as drawn. Shares are tested by chi-square or three binomial
standard errors; false alarms, once for the seed that was set before the first run: .001 for each of three chi-squares,
.0027 for each of two shares, .001 for the tail, together below 1 %.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest
from scipy import stats

from sim.engine.run import simulate
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.scenario.files import load, scenario_folder
from sim.scenario.overrides import with_overrides
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

SEED = 16
RARE = 0.001
CALM = {
    "horizon_months": 12,
    "assumptions.demand.failure_demand": 0,
    "assumptions.demand.busyness_shape": 10_000,
    "assumptions.renewal.intercept": -20,
    "assumptions.contact.repeat_probability": 0,
    "provider.policies.refused_escalation_share": 0,
    "provider.policies.corner_cutting_gain": 0,
    **{f"segments.{segment}.breaking_point": 1000 for segment in ("small", "medium", "large")},
    **{f"provider.teams.{team}.people": 50 for team in ("frontline", "specialist", "engineering", "billing")},
}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(scenario_folder() / "service-desk-2016.yaml")


@pytest.fixture(scope="module")
def run(scenario: Scenario) -> Run:
    return simulate(with_overrides(scenario, CALM), seed=SEED)


def assert_shares(counts: list[int], expected: list[float]) -> None:
    """Counts could have come from these shares, up to a rare chance."""
    assert sum(counts) > 3000
    scaled = np.array(expected) * sum(counts) / sum(expected)
    assert stats.chisquare(counts, scaled).pvalue > RARE, (counts, scaled)


def test_week(run: Run, scenario: Scenario) -> None:
    first = scenario.start_date.weekday()
    days = [int(row.opened // MINUTES_PER_DAY) for row in run.records.contacts if row.opened >= 0]
    counts = Counter((first + day) % 7 for day in days)
    there = Counter((first + day) % 7 for day in range(365))
    shares = scenario.assumptions.demand.weekday_shares
    assert_shares([counts[day] for day in range(7)], [shares[day] * there[day] for day in range(7)])


def test_hours(run: Run, scenario: Scenario) -> None:
    counts = Counter(int(row.opened % MINUTES_PER_DAY // MINUTES_PER_HOUR) for row in run.records.contacts)
    assert_shares([counts[hour] for hour in range(24)], list(scenario.assumptions.demand.hour_shares))


def test_priorities(run: Run, scenario: Scenario) -> None:
    counts = Counter(row.severity for row in run.records.contacts)
    shares = scenario.assumptions.contact.severity_shares.as_tuple()
    assert_shares([counts[severity] for severity in range(1, 5)], list(shares))


@pytest.mark.parametrize(("place", "share"), [(0, 0.503), (1, 0.464)])
def test_reassigned(run: Run, place: int, share: float) -> None:
    """Of the contacts that a tier solved at once or handed on, the share handed on, as in the log."""
    teams: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    for touch in run.records.touches:
        teams[touch.customer, touch.day, touch.number].append(touch.team)
    chain = ("frontline", "specialist", "engineering")
    ended = [
        teams[row.customer, row.day, row.number]
        for row in run.records.contacts
        if row.outcome == "solved" and teams[row.customer, row.day, row.number][: place + 1] == list(chain[: place + 1])
    ]
    handed_on = sum(path[place + 1 : place + 2] == [chain[place + 1]] for path in ended)
    at_once = sum(len(path) == place + 1 for path in ended)
    total = handed_on + at_once
    assert total > 800
    assert abs(handed_on / total - share) < 3 * (share * (1 - share) / total) ** 0.5


def test_heavy_tail(scenario: Scenario) -> None:
    """Levels of 4,000 customers follow the Gamma of shape .26 (Kolmogorov, Smirnov); a fifth makes over .7 of all."""
    many = simulate(
        with_overrides(
            scenario,
            {
                **CALM,
                "segments.small.customers": 4000,
                "segments.small.contacts_per_year": 0.01,
                "segments.medium.customers": 0,
                "segments.large.customers": 0,
                "warmup_days": 0,
            },
        ),
        seed=SEED,
    )
    levels = np.sort([row.contacts_per_year for row in many.records.customers if row.segment == "small"])[::-1]
    assert stats.kstest(levels, stats.gamma(0.26, scale=0.01 / 0.26).cdf).pvalue > RARE
    assert levels[:800].sum() / levels.sum() > 0.7
