"""The curve of promises on made-up worlds whose answers are known."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isnan

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.metrics.replication import Replication
from sim.questions.oversell import Curve, curve, scenarios_for
from sim.scenario.files import load, scenario_folder
from sim.scenario.overrides import with_overrides

SHARES = (1.0, 0.5, 0.25)
RUNS = 12
GROWING = load(scenario_folder() / "honest-growing.yaml")


def sample(margin: float, rate: float, noise: np.typing.NDArray[np.float64]) -> list[Replication]:
    """Replications around a margin, whose noise all samples share; a hundred prospects each."""
    margins = (margin + 10 * noise).tolist()
    return [Replication({"margin": value, "win_rate": rate, "deals_won": 100 * rate}) for value in margins]


def curve_of(*levels: tuple[float, float, float]) -> Curve:
    """A curve where each level has margin when it wins nobody more, win rate, and margin a deal; written wins .2."""

    def replicated(seed: int) -> list[list[Replication]]:
        noise = np.random.default_rng(seed).normal(size=RUNS)
        small = np.random.default_rng(seed + 1).normal(size=(len(levels), RUNS))
        results = [sample(1000, 0.2, noise)]
        for (margin, rate, slope), own in zip(levels, small, strict=True):
            results.append(sample(margin + slope * 100 * (rate - 0.2), rate, noise + own / 10))
            results.append(sample(margin, 0.2, noise + own / 10))
        return results

    def again(shares: Sequence[float]) -> list[list[Replication]]:
        fresh = replicated(105)
        return [fresh[0], *(fresh[1 + 2 * SHARES.index(share)] for share in shares[1:])]

    return curve(SHARES, replicated(5), again)


def test_the_break_even_win_rate_is_where_further_deals_pay_for_the_broken_word() -> None:
    """The word costs 100, each deal brings 5: twenty more of a hundred prospects, .2 + .2."""
    answer = curve_of((1000, 0.2, 5), (900, 0.3, 5), (700, 0.4, 5))
    middle, strong = answer.levels[1:]
    assert middle.break_even.estimate == pytest.approx(0.4, abs=0.02)
    assert middle.break_even.low <= middle.break_even.estimate <= middle.break_even.high
    assert strong.break_even.estimate == pytest.approx(0.8, abs=0.02)
    assert middle.margin_per_deal == pytest.approx(5, abs=0.3)
    assert middle.margin.difference == pytest.approx(-50, abs=5)
    assert middle.cost.difference == pytest.approx(-100, abs=5)


def test_where_deals_add_nothing_or_cost_no_win_rate_pays() -> None:
    answer = curve_of((1000, 0.2, 0), (900, 0.3, 0), (800, 0.4, -3))
    assert isnan(answer.levels[1].break_even.estimate)
    assert answer.levels[2].break_even.estimate == inf


def test_the_level_beyond_which_the_margin_falls() -> None:
    falling = curve_of((1000, 0.2, 5), (900, 0.3, 5), (700, 0.4, 5))
    assert (falling.best, falling.falls_beyond) == (1.0, 1.0)
    arching = curve_of((1000, 0.2, 5), (990, 0.4, 5), (600, 0.5, 5))
    assert (arching.best, arching.falls_beyond) == (0.5, 0.5)
    assert arching.again.difference == pytest.approx(90, abs=5)
    assert arching.again.low < 90 < arching.again.high
    flat = curve_of((1000, 0.2, 5), (1000, 0.2, 5), (1000, 0.2, 5))
    assert flat.falls_beyond is None or flat.falls_beyond == flat.best


def test_the_best_is_judged_on_seeds_that_did_not_pick_it() -> None:
    """Of twenty levels that are all alike the highest by chance is picked; on fresh seeds it differs by 0."""
    shares = tuple(1 / number for number in range(1, 21))
    random_numbers = np.random.default_rng(8)
    results = [sample(1000, 0.2, random_numbers.normal(size=RUNS)) for _ in range(1 + 2 * len(shares))]
    requests: list[Sequence[float]] = []

    def again(levels: Sequence[float]) -> list[list[Replication]]:
        requests.append(levels)
        return [sample(1000, 0.2, random_numbers.normal(size=RUNS)) for _ in levels]

    answer = curve(shares, results, again)
    picked = next(level for level in answer.levels if level.share == answer.best)
    assert picked.margin.difference > answer.again.difference
    assert answer.again.low < 0 < answer.again.high
    (levels,) = requests
    assert levels == [1, *(share for share in shares if share <= answer.best)]


def test_each_level_is_simulated_with_and_without_its_effect_on_prospects() -> None:
    written, *levels = scenarios_for(GROWING, SHARES)
    assert written.selling.sold_response_share == 1
    assert [scenario.selling.sold_response_share for scenario in levels] == [1, 1, 0.5, 0.5, 0.25, 0.25]
    assert [scenario.market.response_effect == 0 for scenario in levels] == [False, True] * 3


def test_without_prospects_there_is_nobody_to_win() -> None:
    nobody = with_overrides(GROWING, {"market.prospects_per_month": 0})
    with pytest.raises(ScenarioError, match=r"market\.prospects_per_month = 0: .* must be above 0"):
        scenarios_for(nobody)
    prospecting = with_overrides(nobody, {"market.prospecting_people": 1})
    assert scenarios_for(prospecting, SHARES)[0].market.prospecting_people == 1
