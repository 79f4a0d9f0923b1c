"""Conclusions over draws, and the value of information about an assumption, where the truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.questions.assumption_ranges import AssumptionDraws, ranges_of
from sim.questions.sensitivity_study import SensitivityDesign, SensitivityStudy
from sim.questions.uncertainty import Conclusion, conclusion_stability, draws, information_values, value_of_knowing
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.overrides import with_overrides
from tests.unit.questions.reference import leaning
from tests.worlds import SMALL

CLARITY = "market.clarity_effect"
GIVEN = {CLARITY: (0.0, 1.0), "market.referral_bonus": (0.0, 2.0)}
UNCLEAR = with_overrides(SMALL, {"selling.clarity": 0})
MARGIN = Conclusion("unclear", 1, "margin", "up")
TRUST = Conclusion("unclear", 1, "trust", None)


def inquiry(plan: SensitivityDesign) -> SensitivityStudy:
    return SensitivityStudy(
        AssumptionDraws([SMALL, UNCLEAR], ranges_of(SMALL, GIVEN, ["-"])), [MARGIN, TRUST], plan, seed=2
    )


def runner(stop_at: int = 10**9) -> ExperimentRunner:
    def stop(done: int, total: int) -> None:
        if done >= stop_at:
            raise KeyboardInterrupt

    return ExperimentRunner(SequentialExecutor(), seed=1, task=leaning, on_progress=stop)


def test_draws_are_a_latin_hypercube() -> None:
    places = draws(3, 50, seed=1)
    for column in places.T:
        assert sorted(np.floor(column * 50).astype(int)) == list(range(50))
    assert (draws(3, 50, seed=1) == places).all()


def test_the_share_of_draws_in_which_a_sign_holds_is_the_known_one() -> None:
    """The gain is the place less .3: it is above 0 in 70 of 100 draws, and noise, the same for both, is none of it."""
    plan = SensitivityDesign(trajectories=2, few=1, size=4, draws=100, against=True, choice=True)
    study = inquiry(plan)
    experiment = runner()
    study.run(experiment)
    findings = study.answer()
    margin, trust = findings.conclusions
    assert margin.holds.estimate == pytest.approx(0.7)
    assert margin.holds.low < 0.7 < margin.holds.high
    assert (margin.reversed, margin.none, margin.own, margin.own_of) == (30, 0, 0, 5)
    assert margin.noise == pytest.approx(0, abs=1e-12)
    # as it is, the effect of clarity is below .3: trust is higher, and so it is concluded
    assert (trust.direction, trust.own, trust.holds.estimate) == ("up", 5, pytest.approx(0.3))
    first, second = findings.effects
    assert (first.path, first.size, second.size) == (CLARITY, pytest.approx(1), 0)
    assert [row.path for row in findings.swings] == [row.path for row in findings.indices] == [CLARITY]
    assert findings.swings[0].high.estimate == pytest.approx(1 - SMALL.market.clarity_effect)
    assert 0.9 * study.runs < experiment.simulated <= study.runs
    # E max(0, place - .3) - max(0, E place - .3) = .245 - .2
    assert findings.information_values[0].value == pytest.approx(0.045, abs=0.002)


def test_an_interrupted_inquiry_answers_from_what_was_done() -> None:
    plan = SensitivityDesign(trajectories=4, few=1, draws=40, against=True)
    whole = inquiry(plan)
    whole.run(runner())
    for stop_at in (3, 18, 30, 80, whole.runs - 1):
        study = inquiry(plan)
        with pytest.raises(KeyboardInterrupt):
            study.run(runner(stop_at))
        findings = study.answer()
        assert findings.trajectories <= 4
        assert findings.draws <= 40
        for row in findings.conclusions:
            assert row.holds.count == findings.draws
    assert whole.answer().draws == 40
    assert findings.draws == 40


def test_no_difference_does_not_count_as_holding() -> None:
    findings = conclusion_stability(MARGIN, np.array([1.0, 0.0]), np.array([[0.0], [2.0], [-1.0], [np.nan]]))
    assert (findings.holds.estimate, findings.holds.count, findings.none, findings.reversed) == (
        pytest.approx(1 / 3),
        3,
        1,
        1,
    )
    assert (findings.own, findings.own_of) == (1, 2)
    down = conclusion_stability(
        Conclusion("", 1, "margin", "down"), np.array([1.0, -2.0]), np.array([[-1.0, -2.0], [-5.0, 6.0]])
    )
    assert (down.holds.estimate, down.own) == (0.5, 1)


def test_the_binomial_interval_is_wilsons() -> None:
    findings = conclusion_stability(MARGIN, np.ones(1), np.repeat([[1.0], [-1.0]], [8, 2], axis=0))
    assert (findings.holds.low, findings.holds.high) == pytest.approx((0.4902, 0.9433), abs=1e-4)


@pytest.mark.parametrize(("mean", "noise"), [(0.0, 0.0), (0.5, 0.0), (-0.5, 1.0), (0.0, 2.0)])
def test_the_value_of_knowing_an_assumption_has_its_closed_form(mean: float, noise: float) -> None:
    """A gain of mean + N(0, 1) x 100: knowing it is worth 100 (φ(m) + m Φ(m)) - max(0, 100 m).

    The mean of 20 estimates lies within three standard errors and 3 (a spline's own bias) of it.
    """
    exact = 100 * (stats.norm.pdf(mean) + mean * stats.norm.cdf(mean) - max(0.0, mean))
    generator = np.random.default_rng(5)
    values = []
    for seed in range(20):
        places = draws(1, 200, seed=seed)[:, 0]
        gain = 100 * (mean + stats.norm.ppf(places) + noise * generator.normal(size=200))
        base = 1e6 + 300 * generator.normal(size=200)
        values.append(value_of_knowing(places, np.array([base, base + gain]).T))
    error = float(np.std(values, ddof=1)) / np.sqrt(20)
    assert abs(np.mean(values) - exact) < 3 * error + 3


def test_what_is_of_no_account_cannot_be_told_from_nothing() -> None:
    places = draws(2, 100, seed=3)
    gain = places[:, 0] - 0.5 + 0.2 * np.random.default_rng(1).normal(size=100)
    worth, nothing = information_values(["a", "b"], places, np.array([np.zeros(100), gain]).T)
    assert (worth.path, nothing.path) == ("a", "b")
    assert worth.value == pytest.approx(0.125, abs=0.02)
    assert worth.probability < 0.05 < nothing.probability
    assert information_values(["a", "b"], places[:9], np.zeros((9, 2))) == []
