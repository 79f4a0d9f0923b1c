"""Promises to a customer that is signed: judged by all of its responses, however few there are in a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.questions.deal import Decision, PromiseShare
from sim.questions.guardrails import WORST, Guardrails
from tests.unit.questions.test_deal import a_run, judged

RUNS, STUDIES, FALSE_ALARM = 20, 300, 1e-4
FLOOR = Guardrails().attainment
CONFIDENCE = Guardrails().limit.level


def promises(kept: Sequence[int], due: Sequence[int]) -> PromiseShare:
    """Of runs in which all else is well: where there are enough of them the decision is that on the promises."""
    runs = [replace(a_run(n), kept=good, due=whole) for n, (good, whole) in enumerate(zip(kept, due, strict=True))]
    deal = judged(runs)
    decisions: dict[str, Decision] = {"safe": "sign", "risky": "sign if", "never": "do not sign"}
    assert len(runs) < RUNS or deal.decision == decisions[deal.promises.zone]
    return deal.promises


def drawn(share: float, responses: float, seed: int) -> PromiseShare:
    """Independent responses of a customer whose share on time is known."""
    generator = np.random.default_rng(seed)
    due = generator.poisson(responses, RUNS)
    return promises(generator.binomial(due, share).tolist(), due.tolist())


@given(seed=st.integers(0, 2**32), responses=st.integers(20, 200))
def test_a_customer_with_few_contacts_that_is_served_well_is_not_refused_by_chance(seed: int, responses: int) -> None:
    """Of 400 responses the floor lies six deviations below 96 %, and the confidence takes less than two.

    Of the 20 in a run, three or more are late in 4 of 100 runs, by chance alone.
    """
    assert drawn(0.96, responses, seed).zone == "safe"


@given(seed=st.integers(0, 2**32), responses=st.integers(20, 200))
def test_a_customer_that_is_surely_served_below_the_floor_is_signed_on_a_condition(seed: int, responses: int) -> None:
    """What broken promises cost is in the worth of the deal, which is good here."""
    below = drawn(0.75, responses, seed)
    assert (below.zone, below.share.high < FLOOR) == ("risky", True)


def test_chance_in_single_runs_refuses_nobody() -> None:
    """93 % of 36 in a run: seven runs of twenty miss the floor, and all 720 together keep it."""
    kept = [31] * 7 + [35] * 11 + [34] * 2
    assert sum(one < FLOOR * 36 for one in kept) == 7
    assert promises(kept, [36] * RUNS).zone == "safe"
    assert promises(kept, [36] * RUNS).share.estimate == pytest.approx(670 / 720)


@pytest.mark.parametrize("responses", [2, 36])
def test_at_the_floor_each_end_of_the_range_misses_it_no_more_often_than_the_confidence_allows(responses: int) -> None:
    shares = [drawn(FLOOR, responses, seed).share for seed in range(STUDIES)]
    most = stats.binom.ppf(1 - FALSE_ALARM, STUDIES, 1 - CONFIDENCE)
    assert sum(share.low > FLOOR for share in shares) <= most
    assert sum(share.high < FLOOR for share in shares) <= most


def test_two_points_above_the_floor_are_told_from_two_points_below() -> None:
    """Of 720 responses the share deviates by 1.1 points: each answer is right in 96 of 100 studies."""
    zones = [Counter(drawn(FLOOR + by, 36, seed).zone for seed in range(STUDIES)) for by in (0.02, -0.02)]
    least = stats.binom.ppf(FALSE_ALARM, STUDIES, 0.95)
    assert zones[0]["safe"] >= least
    assert zones[1]["risky"] >= least


runs = st.lists(
    st.integers(0, 60).flatmap(lambda due: st.tuples(st.integers(0, due), st.just(due))), min_size=1, max_size=25
)


@given(runs=runs, more=st.integers(1, 5))
def test_more_responses_that_are_kept_in_all_runs_never_make_it_worse(runs: list[tuple[int, int]], more: int) -> None:
    before = promises(*zip(*runs, strict=True))
    after = promises(*zip(*((kept + more * due, due + more * due) for kept, due in runs), strict=True))
    assert WORST.index(after.zone) >= WORST.index(before.zone)


@pytest.mark.parametrize(("kept", "zone"), [(16, "risky"), (18, "safe"), (19, "safe")])
def test_floor_count_and_confidence_stand_beside_the_share(kept: int, zone: str) -> None:
    row = promises([kept] * RUNS, [20] * RUNS)
    assert (row.kept, row.due, row.floor, row.level, row.zone) == (RUNS * kept, 400, FLOOR, CONFIDENCE, zone)


def test_where_nothing_fell_due_no_promise_was_broken_and_of_two_runs_there_is_no_range() -> None:
    assert promises([0] * RUNS, [0] * RUNS).zone == "safe"
    of_two = promises([100, 100], [100, 100])
    assert (of_two.zone, np.isnan(of_two.share.low)) == ("safe", True)
