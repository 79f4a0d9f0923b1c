"""Scenarios made by chance, run by both clocks."""

from __future__ import annotations

from dataclasses import dataclass, field

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.scenario.document import Scenario
from tests.clocks import are_known, by_kernels, by_simpy, by_whichever, differences
from tests.properties.known import mostly_known

__all__ = ["Agreement", "compared"]


@dataclass
class Agreement:
    """What became of the comparisons."""

    equal: int = 0
    """Scenarios that the compiled clock ran with the records of SimPy."""
    left_to_simpy: int = 0
    """Scenarios with terms that only SimPy knows; their draws may still be compiled, and their records are equal."""
    differing: list[str] = field(default_factory=list)
    """The document and seed of each scenario whose records differ, and where."""


def compared(examples: int, first: int = 0) -> Agreement:
    """Compare so many scenarios; another first number makes others."""
    agreement = Agreement()

    @hypothesis.seed(first)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(scenario=mostly_known(), seed=st.integers(0, 2**64 - 1), replication=st.integers(0, 1000))
    def compare(scenario: Scenario, seed: int, replication: int) -> None:
        runs_compiled = are_known(scenario)
        other = (by_kernels if runs_compiled else by_whichever)(scenario, seed, replication)
        unequal = differences(by_simpy(scenario, seed, replication), other)
        if unequal:
            where = "\n".join(unequal)
            agreement.differing.append(f"{scenario.model_dump_json()}\nseed {seed}, {replication}\n{where}")
        elif runs_compiled:
            agreement.equal += 1
        else:
            agreement.left_to_simpy += 1

    compare()
    return agreement
