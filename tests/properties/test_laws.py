"""Neglect never pays: fewer people, slower work, more demand and more forgetting give no better service.

On 300 scenarios made by chance, one year each, under common random numbers, each law is held twice. Scenarios that come
to the same are asked once.

Over all scenarios: the mean of the paired differences, worse less base, of responses and solutions on time, customers
kept and trust is not above three of its standard errors. Of more forgetting this is not asked for responses: what is
dropped leaves people time for those who come first, and its cost shows in the solutions.

In a single scenario a run may turn out better by chance: somebody on the edge of leaving goes and unloads the desk, or
two jobs change places. So a scenario that looks better with fewer people, slower work or more forgetting is run again,
on fresh random numbers, for as long as it looks better, and after twelve pairs its mean difference must not be above
four standard errors. This is asked of a desk that treats customers with respect and of customers for whom waiting
weighs: where each encounter is an insult, or lateness weighs nothing, who answers less does less damage. It is not
asked of more demand: trust grows with every response that is good enough, so that more contacts on an ample desk mean
more trust.

What neglect costs: ``test_money_laws.py``. Exactly, contact by contact, a law holds only where nothing feeds back:
``tests/functional/test_engine_monotone.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from sim.scenario.document import Scenario
from tests.properties.neglect import LAWS, drawn, outcomes_of, worse

Floats = npt.NDArray[np.float64]

EXAMPLES, LEAST_DIFFERENT = 300, 150
"""Scenarios drawn, and those that must be left of them."""
SEED, FRESH = 1, 2
LEAST, MOST = 2, 12
"""Pairs of runs after which a scenario that looked better may be let go, and those after which it is judged."""
SUSPICIOUS = 0.01
"""Difference in one run from which on a scenario is looked at again."""
OUTCOMES = ("response_attainment", "resolution_attainment", "customer_retention_per_year", "trust")
RESPONSES, SOLUTIONS = 0, 1
ONE_BY_ONE = LAWS[:3]


def measured(scenario: Scenario, seed: int, replication: int = 0) -> Floats:
    """The outcomes of a run, in the order of ``OUTCOMES``."""
    row = outcomes_of(scenario, seed, replication)
    return np.array([row[name] for name in OUTCOMES])


@dataclass
class Ensemble:
    """Scenarios, and by law the differences of their outcomes: worse less base, shape (scenarios, outcomes)."""

    scenarios: list[Scenario]
    differences: dict[str, Floats]

    def effect(self, law: str, outcome: int) -> tuple[float, float]:
        """Mean difference where it is defined, and its standard error."""
        column = self.differences[law][:, outcome]
        difference = column[np.isfinite(column)]
        assert difference.size > len(self.scenarios) / 2
        return float(difference.mean()), float(difference.std(ddof=1) / difference.size**0.5)


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    """One year of each scenario and of what each law makes of it."""
    bases = list({repr(outcomes_of(base, SEED)): base for base in drawn(EXAMPLES)}.values())
    return Ensemble(
        bases,
        {law: np.array([measured(worse(base, law), SEED) - measured(base, SEED) for base in bases]) for law in LAWS},
    )


@pytest.mark.parametrize("law", LAWS)
def test_neglect_pays_in_no_outcome_over_all_scenarios(ensemble: Ensemble, law: str) -> None:
    assert len(ensemble.scenarios) >= LEAST_DIFFERENT
    for place, name in enumerate(OUTCOMES):
        if (law, place) != ("more forgetting", RESPONSES):
            mean, error = ensemble.effect(law, place)
            assert mean <= 3 * error, name


@pytest.mark.parametrize("law", ONE_BY_ONE)
def test_neglect_shows_in_what_is_on_time(ensemble: Ensemble, law: str) -> None:
    """The laws above would hold of a model in which nothing matters: people, work and discipline do matter."""
    mean, error = ensemble.effect(law, SOLUTIONS if law == "more forgetting" else RESPONSES)
    assert mean < -3 * error


def differences_while_better(base: Scenario, other: Scenario, outcome: int) -> Floats:
    """Differences of pairs of fresh runs, until their mean is not above 0 or there are ``MOST``."""
    differences: list[float] = []
    for number in range(MOST):
        difference = measured(other, FRESH, number)[outcome] - measured(base, FRESH, number)[outcome]
        if np.isfinite(difference):
            differences.append(difference)
        if number + 1 >= LEAST and sum(differences) <= 0:
            break
    return np.array(differences)


@pytest.mark.parametrize("law", ONE_BY_ONE)
def test_what_looks_better_in_one_scenario_does_not_last(ensemble: Ensemble, law: str) -> None:
    for place, outcome in np.argwhere(ensemble.differences[law] > SUSPICIOUS).tolist():
        base = ensemble.scenarios[place]
        difference = differences_while_better(base, worse(base, law), outcome)
        if difference.sum() > 0:
            error = difference.std(ddof=1) / difference.size**0.5
            assert difference.mean() <= 4 * error, (OUTCOMES[outcome], base.fingerprint, difference)
