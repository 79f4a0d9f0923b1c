"""Binomial statements about a risk."""

from __future__ import annotations

import pytest
from scipy import stats

from sim.errors import SaydoError
from sim.statistics.risk import Limit


@pytest.mark.parametrize(("risk", "level"), [(0.05, 0.95), (0.1, 0.9), (0.2, 0.99)])
@pytest.mark.parametrize("runs", [10, 60, 137])
def test_zones_are_those_of_the_exact_bounds(risk: float, level: float, runs: int) -> None:
    """Safe where the upper bound of Clopper and Pearson is within the limit, never where the lower one is above it."""
    limit = Limit(risk, level)
    for missed in range(runs + 1):
        high = stats.binomtest(missed, runs, alternative="less").proportion_ci(level).high
        low = stats.binomtest(missed, runs, alternative="greater").proportion_ci(level).low
        assert limit.zone(missed, runs) == ("safe" if high <= risk else "never" if low > risk else "risky")


def test_59_replications_without_a_miss_show_a_risk_of_one_in_twenty() -> None:
    """0.95 to the power 59 is .0485, to the power 58 is .0510."""
    limit = Limit(0.05, 0.95)
    assert limit.fewest == 59
    assert (limit.zone(0, 58), limit.zone(0, 59)) == ("risky", "safe")
    limit.must_suffice(59)
    with pytest.raises(SaydoError, match="58 replications: must be at least 59"):
        limit.must_suffice(58)


def test_a_zone_is_settled_only_when_no_further_run_could_change_it() -> None:
    limit, planned = Limit(0.1, 0.9), 40
    for runs in range(planned + 1):
        for missed in range(runs + 1):
            reachable = {limit.zone(missed + more, planned) for more in range(planned - runs + 1)}
            assert limit.settled(missed, runs, planned) == (len(reachable) == 1)


def test_a_safe_verdict_is_wrong_no_more_often_than_stated() -> None:
    """At a true risk just above the limit, and any number of runs, safe is said with probability 1 - level at most."""
    for runs in (30, 60, 100, 250):
        for risk, level in ((0.05, 0.95), (0.1, 0.9)):
            wrong = stats.binom.cdf(Limit(risk, level).most_missed(runs), runs, risk)
            assert wrong <= 1 - level + 1e-12


def test_the_share_of_runs_is_that_of_decimals() -> None:
    """0.29 times 100 is 28.999999999999996 in binary."""
    assert [Limit(0.29).share(100), Limit(0.1).share(80), Limit(0.05).share(59)] == [29, 8, 2]


def test_bounds_of_a_chance_that_was_settled_early_allow_for_the_runs_not_made() -> None:
    limit = Limit(0.1, 0.95)
    whole, early = limit.chance(20, 60, 60), limit.chance(20, 20, 60)
    assert early.at_least == whole.at_least
    assert early.at_most == 1
    assert whole.at_least < 20 / 60 < whole.at_most < 1
