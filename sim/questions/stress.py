"""Stress tests: the same desk under more contacts, an outage, people leaving, and all of it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.errors import Problem, ScenarioError
from sim.metrics.replication import Replication
from sim.questions.plausible_points import PlausiblePoints
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import print_path, value_at
from sim.scenario.timeline import versions
from sim.statistics.comparison import Comparison, Sample, Settings, compare

__all__ = ["AS_IT_IS", "Shock", "Stress", "stresses", "usual_month", "withstood", "withstood_at_points"]

PERCENT = "\N{NO-BREAK SPACE}%"

AS_IT_IS = "as it is"
"""Name of the scenario that is under no stress."""
LEVEL = "assumptions.demand.problem_level"


@dataclass(frozen=True, slots=True)
class Shock:
    """How hard the tests are, and when they begin."""

    month: int
    """Months after the start, from 1: the timeline of a scenario moves by months."""
    volume: float = 0.3
    """More contacts from then on, as a share."""
    outage: float = 1.0
    """More contacts in that month alone, as a share: an outage of a week as a month, the finest step there is."""
    leaving: float = 0.25
    """Share of the first tier's people who leave."""
    months_gone: int = 3
    """Months until they are replaced."""


@dataclass(frozen=True, slots=True)
class Stress:
    """One test, and the scenario in which it happens."""

    name: str
    about: str
    scenario: Scenario


def usual_month(scenario: Scenario) -> int:
    """Return the month in which tests begin by default, a third into the study.

    Parameters
    ----------
    scenario : Scenario
        The scenario as it stands.

    Returns
    -------
    int
        Months after the start.
    """
    return scenario.horizon_months // 3


def stresses(scenario: Scenario, shock: Shock) -> list[Stress]:
    """Return the tests of a scenario, each by dated actions beside those of its own timeline.

    Parameters
    ----------
    scenario : Scenario
        The scenario as it stands.
    shock : Shock
        How hard the tests are, and when they begin.

    Returns
    -------
    list of Stress
        Four tests.

    Raises
    ------
    ScenarioError
        Where the month lies outside the study.
    """
    end = scenario.horizon_months
    if not 1 <= shock.month < end:
        raise ScenarioError(Problem.of("month", shock.month, f"must be 1 to {end - 1}, within the study"))
    people = print_path(("provider", "teams", scenario.provider.first_tier, "people"))
    more, burst, fewer = 1 + shock.volume, 1 + shock.outage, 1 - shock.leaving
    last, back = shock.month + 1, shock.month + shock.months_gone
    tests: Mapping[str, tuple[str, list[tuple[int, str, float]]]] = {
        "volume": (f"contacts {100 * shock.volume:+.0f}{PERCENT} permanently", [(shock.month, LEVEL, more)]),
        "outage": (
            f"contacts {100 * shock.outage:+.0f}{PERCENT} for a month",
            [(shock.month, LEVEL, burst), (last, LEVEL, 1.0)],
        ),
        "people leaving": (
            f"{100 * shock.leaving:.0f}{PERCENT} of the first tier gone for {shock.months_gone} months",
            [(shock.month, people, fewer), (back, people, 1.0)],
        ),
        "all at once": (
            "all three from the same month on",
            [
                (shock.month, LEVEL, more * burst),
                (shock.month, people, fewer),
                (last, LEVEL, more),
                (back, people, 1.0),
            ],
        ),
    }
    return [Stress(name, about, _acted(scenario, name, steps)) for name, (about, steps) in tests.items()]


def withstood(
    runner: ExperimentRunner, scenario: Scenario, tests: Sequence[Stress], replications: int, settings: Settings
) -> list[Comparison]:
    """Compare every outcome under each test with the scenario as it is, under common random numbers.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenario : Scenario
        The scenario as it stands.
    tests : sequence of Stress
        The tests.
    replications : int
        Of each scenario.
    settings : Settings
        Of the comparison.

    Returns
    -------
    list of Comparison
        By test, then by outcome.
    """
    scenarios = [scenario, *(test.scenario for test in tests)]
    return _compared(tests, runner.results(scenarios, replications), settings)


def withstood_at_points(
    runner: ExperimentRunner,
    scenario: Scenario,
    shock: Shock,
    points: PlausiblePoints,
    replications: int,
    settings: Settings,
) -> list[Comparison]:
    """Compare each test with the scenario as it is, each replication at one of the scenario's plausible points.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenario : Scenario
        The scenario whose points they are.
    shock : Shock
        How hard the tests are, and when they begin; they multiply what holds at the point.
    points : PlausiblePoints
        Points of the scenario.
    replications : int
        Of each test.
    settings : Settings
        Of the comparison.

    Returns
    -------
    list of Comparison
        By test, then by outcome.
    """
    used = {number: points.of_replication(number) for number in range(replications)}
    bases = {place: with_overrides(scenario, points.values[place]) for place in sorted(set(used.values()))}
    tests = {place: stresses(base, shock) for place, base in bases.items()}
    rows = {place: [bases[place], *(test.scenario for test in tests[place])] for place in bases}
    count = len(rows[used[0]])
    pairs = [(rows[used[number]][which], number) for which in range(count) for number in range(replications)]
    flat = runner.pairs(runner.task, pairs)
    results = [flat[which * replications : (which + 1) * replications] for which in range(count)]
    return _compared(tests[used[0]], results, settings)


def _compared(
    tests: Sequence[Stress], results: Sequence[Sequence[Replication]], settings: Settings
) -> list[Comparison]:
    names = [AS_IT_IS, *(test.name for test in tests)]
    samples = [Sample(name, list(result)) for name, result in zip(names, results, strict=True)]
    return compare(samples[0], samples[1:], settings)


def _acted(scenario: Scenario, title: str, steps: list[tuple[int, str, float]]) -> Scenario:
    """The scenario with what holds in a month multiplied from that month on; a step after the end is left out."""
    actions = [entry.model_dump() for entry in scenario.timeline]
    for month, path, factor in steps:
        if month < scenario.horizon_months:
            current = [version for start, version in versions(scenario) if start <= month][-1]
            actions.append({"month": month, "title": title, "set": {path: factor * float(value_at(current, path))}})
    return with_overrides(scenario, {"timeline": sorted(actions, key=lambda entry: int(entry["month"]))})
