"""A world that the model knows is not called wrong; one that changes behind its back is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from sim.engine.run import simulate
from sim.errors import SaydoError
from sim.fitting.fit import FittedNumber
from sim.questions.backtest import CONTACTS, Backtest, Grounds, Split, backtest, drawn, split_of
from sim.questions.backtest_weeks import contact_weeks, weekday_shares
from sim.questions.exported import tables_of
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.statistics.held_out import Trust
from tests.worlds import SMALL

KEPT = with_overrides(
    SMALL,
    {
        "assumptions.renewal.intercept": -20,
        "provider.holidays": [],
        "provider.teams.frontline.people": 4,
        "provider.teams.specialist.people": 3,
        **{f"segments.{name}.contacts_shape": 50 for name in SMALL.segments},
    },
)
"""A desk that keeps up with customers whose levels are known, as an import knows those of its own."""
SPLIT = split_of(date(2027, 1, 1), date(2027, 12, 31))


def observed(scenario: Scenario, number: int) -> dict[str, pa.Table]:
    return tables_of(simulate(scenario, seed=77, replication=number), calls=True)


def grounds_of(scenario: Scenario, **more: object) -> Callable[[Mapping[str, pa.Table], Split], Grounds]:
    later = with_overrides(scenario, {"start_date": SPLIT.at})
    return lambda _tables, _split: Grounds(later, (), **more)  # type: ignore[arg-type]


def compared(tables: Mapping[str, pa.Table], scenario: Scenario, **more: object) -> Backtest:
    runner = ExperimentRunner(SequentialExecutor(), seed=5)
    return backtest(tables, SPLIT, grounds_of(scenario, **more), runner, replications=16)


def colours(result: Backtest) -> dict[str, Trust]:
    return {test.name: test.trust for test in result.series}


def test_the_model_that_made_the_data_is_hardly_ever_called_wrong_and_half_the_contacts_are() -> None:
    graded = [colours(compared(observed(KEPT, number), KEPT))[CONTACTS] for number in range(3)]
    assert Trust.RED not in graded
    half = with_overrides(KEPT, {f"segments.{name}.contacts_per_year": 40 for name in ("large", "medium")})
    assert colours(compared(observed(KEPT, 0), half))[CONTACTS] is Trust.RED


def test_a_week_with_a_closed_day_that_nothing_foresaw_is_named_and_left_out() -> None:
    day = SPLIT.at + timedelta(days=9)
    tables = observed(KEPT, 0)
    whole, without = compared(tables, KEPT), compared(tables, KEPT, closed={day: "hardly anybody called"})
    first = {test.name: test for test in whole.series}[CONTACTS]
    second = {test.name: test for test in without.series}[CONTACTS]
    assert set(first.starts) - set(second.starts) == {SPLIT.at + timedelta(days=7)}
    assert without.closed == {day: "hardly anybody called"}


def test_a_week_with_closed_days_is_outside_and_these_days_explain_it() -> None:
    starts = [date(2027, 3, 1) + timedelta(days=day) for day in range(13)]
    rng = np.random.default_rng(3)
    simulated = rng.poisson(100, (200, 13)).astype(float)
    observed = np.full(13, 101.0)
    shut = date(2027, 3, 9), date(2027, 3, 10)
    observed[8:10] = 5
    first, second = contact_weeks(starts, 1, observed, simulated, shut)
    assert first.whole.inside
    assert (first.closed, first.rest, first.explained) == ((), None, False)
    assert (second.start, second.whole.days, second.closed) == (date(2027, 3, 8), 6, shut)
    assert second.whole.observed == 4 * 101 + 2 * 5
    assert not second.whole.inside
    assert second.rest is not None
    assert second.rest.days == 4
    assert second.explained
    assert not contact_weeks(starts, 1, observed * 2, simulated, shut)[1].explained


def test_shares_of_weekdays_leave_closed_days_out() -> None:
    starts = [date(2027, 3, 1) + timedelta(days=day) for day in range(14)]
    usual = np.array([300.0, 200, 200, 200, 200, 50, 50] * 2)
    simulated = np.random.default_rng(3).poisson(usual, (200, 14)).astype(float)
    observed = usual.copy()
    observed[8] = 2
    left_out = weekday_shares(starts, 1, observed, simulated, [starts[8]])
    assert [share.inside for share in left_out] == [True] * 7
    assert left_out[0].observed == pytest.approx(0.25)
    assert not weekday_shares(starts, 1, observed, simulated, [])[1].inside
    assert weekday_shares(starts, 7, observed, simulated, []) == ()


def test_shares_that_go_together_are_drawn_from_their_intervals_and_add_up() -> None:
    path, new = "assumptions.demand.weekday_shares", (0.3, 0.2, 0.2, 0.1, 0.1, 0.1, 0.0)
    low, high = tuple(part * 0.9 for part in new), tuple(part / 0.9 for part in new)
    fit = FittedNumber(path, None, "contacts", new=new, low=low, high=high, n=60, unit="open days")
    mix = FittedNumber(
        "assumptions.contact.severity_shares",
        None,
        "contacts",
        new=(0.1, 0.2, 0.3, 0.4),
        low=(0.05, 0.15, 0.25, 0.35),
        high=(0.15, 0.25, 0.35, 0.45),
        n=60,
        unit="contacts",
    )
    scenarios = drawn(Grounds(KEPT, [fit, mix]), 400, 1)
    assert len({scenario.assumptions.contact.severity_shares.as_tuple() for scenario in scenarios}) == 400
    shares = np.array([scenario.assumptions.demand.weekday_shares for scenario in scenarios])
    assert shares.sum(axis=1) == pytest.approx(np.ones(400))
    assert (shares[:, 6] == 0).all()
    assert np.median(shares, axis=0) == pytest.approx(new, rel=0.02)
    spread = np.quantile(shares[:, 3], 0.975) / np.quantile(shares[:, 3], 0.025)
    assert spread == pytest.approx(0.9**-2, rel=0.08)


def test_an_uncertain_share_has_its_part_in_the_mean() -> None:
    """A tenth of the week that may be .0375 or .267: by its median it would have .112 in the mean."""
    path, new = "assumptions.demand.weekday_shares", (0.2, 0.2, 0.2, 0.2, 0.1, 0.1, 0.0)
    low, high = ((*new[:4], 0.1 * factor, 0.1, 0.0) for factor in (0.375, 2.67))
    fit = FittedNumber(path, None, "contacts", new=new, low=low, high=high, n=14, unit="open days")
    shares = np.array([one.assumptions.demand.weekday_shares for one in drawn(Grounds(KEPT, [fit]), 4000, 1)])
    assert shares[:, 4].std() == pytest.approx(0.05, rel=0.2)
    assert shares[:, 4].mean() == pytest.approx(0.1, abs=0.003)


def test_a_series_that_drifts_stains_what_rests_on_it_and_nothing_else() -> None:
    result = compared(observed(KEPT, 0), KEPT, drifting={"solution, median hours": date(2025, 3, 3)})
    assert result.trust("resolution_attainment")[0] is Trust.RED
    reason = "solution, median hours: drift: the series is not stationary; it changes most at 2025-03-03"
    assert result.trust("resolution_attainment.gold")[1] == reason
    assert result.trust("margin")[0] is not Trust.RED
    assert result.trust("customer_retention_per_year") == (Trust.GREY, "no series of a few weeks tells it")
    assert result.badge is Trust.RED


def made_of(fit: FittedNumber) -> Grounds:
    """A scenario that holds what was fitted."""
    return Grounds(with_overrides(KEPT, {fit.path: fit.new}), [fit])


def test_the_level_of_those_without_one_of_their_own_is_what_moves() -> None:
    """All customers come 100 times a year; those by name have theirs, and the others come 40 times, not 100."""
    path = "segments.large.contacts_per_year"
    fit = FittedNumber(path, 150, "contacts", new=100, low=80, high=125, n=30, unit="customers")
    grounds = Grounds(with_overrides(KEPT, {path: 40}), [fit])
    levels = [scenario.segments["large"].contacts_per_year for scenario in drawn(grounds, 400, 1)]
    assert np.quantile(levels, (0.025, 0.975)) == pytest.approx((32, 50), rel=0.05)
    assert np.median(levels) == pytest.approx(40, rel=0.03)


def test_a_share_that_stands_elsewhere_moves_by_its_odds() -> None:
    path = "segments.large.phone_share"
    fit = FittedNumber(path, 0.2, "contacts", new=0.5, low=0.25, high=0.75, n=100, unit="contacts")
    grounds = Grounds(with_overrides(KEPT, {path: 0.75}), [fit])
    shares = [scenario.segments["large"].phone_share for scenario in drawn(grounds, 2_000, 1)]
    assert np.quantile(shares, (0.025, 0.5, 0.975)) == pytest.approx((0.5, 0.75, 0.9), rel=0.04)


def test_numbers_are_drawn_from_their_intervals() -> None:
    path = "segments.large.contacts_per_year"
    fit = FittedNumber(path, 150, "contacts", new=100, low=80, high=125, n=30, unit="customers")
    levels = [scenario.segments["large"].contacts_per_year for scenario in drawn(made_of(fit), 400, 1)]
    low, high = np.quantile(levels, (0.025, 0.975))
    assert (low, high) == pytest.approx((80, 125), rel=0.05)
    assert np.median(levels) == pytest.approx(100, rel=0.03)


@pytest.mark.parametrize(
    ("last", "expected"),
    [(date(2027, 12, 31), (36, 16, 7)), (date(2027, 3, 26), (8, 4, 7)), (date(2027, 1, 31), (14, 17, 1))],
)
def test_whole_weeks_are_split_and_days_where_there_are_few(last: date, expected: tuple[int, int, int]) -> None:
    assert split_of(date(2027, 1, 1), last) == Split(date(2027, 1, 1), *expected)


def test_too_few_days_are_refused() -> None:
    with pytest.raises(SaydoError, match="27 whole days of data: a back-test needs 28"):
        split_of(date(2027, 1, 1), date(2027, 1, 27))


def test_a_share_of_one_is_drawn_and_stays_a_share() -> None:
    fit = FittedNumber(
        "segments.large.phone_share", 0.2, "contacts", new=1.0, low=0.9997, high=1.0, n=10_000, unit="contacts"
    )
    shares = [scenario.segments["large"].phone_share for scenario in drawn(made_of(fit), 50, 1)]
    assert 0.99 < min(shares) <= max(shares) <= 1


def test_no_draw_leaves_what_the_document_allows() -> None:
    path = "segments.large.contacts_shape"
    fit = FittedNumber(path, 1.3, "contacts", new=40.0, low=20.0, high=80.0, n=100)
    shapes = [scenario.segments["large"].contacts_shape for scenario in drawn(made_of(fit), 100, 1)]
    assert max(shapes) == 50, "the most that a scenario may have"
    assert len(set(shapes)) > 50
