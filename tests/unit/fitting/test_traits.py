"""Traits of customers: intervals hold the truth as often as they say, bands hold customers who were not seen."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from sim.fitting.days_trait import DaysTrait, LateInvoices, days_misfit, fit_days, predicted_days
from sim.fitting.share_trait import fit_share, misfit, predicted_share
from tests.unit.fitting.ledgers import days_world, share_world

WORLDS = 40
BAND = (0.1, 0.9)


def near_nominal(inside: int, of: int, level: float) -> bool:
    """Whether a count is what a share of this level gives in 998 of 1,000."""
    return bool(binom.ppf(0.001, of, level) <= inside <= binom.ppf(0.999, of, level))


def test_bands_of_shares_hold_new_customers_as_often_as_they_say_and_pooled_ones_do_not() -> None:
    rng = np.random.default_rng(7)
    by_traits, pooled = 0, 0
    for world in range(WORLDS):
        count, of = share_world(rng, 50, 0.26, 0.35)
        value = count[35:].sum() / of[35:].sum()
        low, high = np.quantile(predicted_share(count[:35], of[:35], of[35:], seed=world), BAND)
        by_traits += low <= value <= high
        mean = rng.beta(count[:35].sum() + 0.5, (of - count)[:35].sum() + 0.5, 400)
        low, high = np.quantile(rng.binomial(int(of[35:].sum()), mean) / of[35:].sum(), BAND)
        pooled += low <= value <= high
    assert near_nominal(by_traits, WORLDS, 0.8)
    assert not near_nominal(pooled, WORLDS, 0.8)
    assert pooled < by_traits


def test_customers_who_differ_less_than_by_chance_have_a_band_all_the_same() -> None:
    of = np.array([8, 29, 30, 8, 20, 29, 25, 18, 3, 22, 18, 31, 11, 26, 15, 37, 9, 27, 7, 15, 27, 18, 13, 13, 7, 24.0])
    low, high = np.quantile(predicted_share(np.round(0.4 * of), of, of[:10]), BAND)
    assert 0.25 < low < 0.4 < high < 0.55


def test_bands_of_days_late_hold_new_customers_as_often_as_they_say() -> None:
    rng = np.random.default_rng(8)
    inside = 0
    for world in range(WORLDS // 2):
        late = days_world(rng, 50, 7.4, 6.0, 0.3)
        seen, rest = late.of(np.arange(35.0)), late.of(np.arange(35.0, 50.0))
        disputed = np.array([rest.disputed[rest.customer == place].sum() for place in range(35, 50)])
        undisputed = np.array([(rest.customer == place).sum() for place in range(35, 50)]) - disputed
        low, high = np.quantile(predicted_days(seen, undisputed, disputed, seed=world), BAND)
        inside += low <= rest.days.mean() <= high
    assert near_nominal(inside, WORLDS // 2, 0.8)


def test_profile_intervals_hold_mean_and_spread_as_often_as_they_say() -> None:
    rng = np.random.default_rng(9)
    inside = np.zeros(2, int)
    for _ in range(WORLDS // 2):
        trait = fit_share(*share_world(rng, 80, 0.3, 0.25))
        ends = (trait.mean_interval, trait.spread_interval)
        inside += [low <= truth <= high for truth, (low, high) in zip((0.3, 0.25), ends, strict=True)]
    assert all(near_nominal(int(count), WORLDS // 2, 0.95) for count in inside)


@pytest.fixture(scope="module")
def late() -> LateInvoices:
    return days_world(np.random.default_rng(10), 150, 7.4, 6.0, 0.3)


@pytest.fixture(scope="module")
def trait(late: LateInvoices) -> DaysTrait:
    return fit_days(late)


def test_days_late_come_back_disputed_ones_apart(trait: DaysTrait) -> None:
    for truth, (low, high) in zip((7.4, 6.0, 7.4 * 1.6), trait.intervals, strict=True):
        assert low < truth < high
        assert high < 2 * low
    assert trait.weight == pytest.approx(0.3, abs=0.1)


def test_what_is_open_is_later_than_it_is_so_far() -> None:
    rng = np.random.default_rng(11)
    late = days_world(rng, 40, 10.0, 8.0, 0.2, factor=1.0)
    until = rng.uniform(2, 40, len(late.days))
    is_open = late.days > until
    cut = LateInvoices(late.customer, np.minimum(late.days, until), late.disputed * 0, is_open.astype(float))
    blind = LateInvoices(cut.customer, cut.days, cut.disputed, cut.open * 0)
    censored, as_if_paid = fit_days(cut), fit_days(blind)
    low, high = censored.intervals[0]
    assert low < 10.0 < high
    assert as_if_paid.intervals[0][1] < 10.0


def test_a_customer_s_own_share_lies_between_its_invoices_and_all() -> None:
    trait = fit_share(*share_world(np.random.default_rng(12), 100, 0.3, 0.25))
    value, low, high = trait.own(9, 10)
    assert trait.mean < value < 0.9
    assert low < value < high
    a, b = trait.a_and_b
    assert value == pytest.approx((a + 9) / (a + b + 10))
    assert trait.own(0, 0)[0] == pytest.approx(trait.mean)
    assert trait.own(90, 100)[0] > value


def test_a_customer_s_own_days_are_a_weighted_mean(trait: DaysTrait) -> None:
    one = LateInvoices(np.zeros(1), np.array([30.0]), np.zeros(1), np.zeros(1))
    value, low, high = trait.own(one)
    assert value == pytest.approx(trait.weight * 30 + (1 - trait.weight) * trait.mean)
    assert low < value < high


def test_shares_that_the_family_cannot_have_are_told() -> None:
    rng = np.random.default_rng(14)
    count, of = share_world(rng, 120, 0.3, 0.25)
    assert not misfit(fit_share(count, of), count, of)
    half = np.where(np.arange(120) < 12, of, 0.02 * of)
    count = rng.binomial(of.astype(int), half / of * 0.9).astype(float)
    count[12:60] = np.round(0.4 * of[12:60])
    assert "family fits badly" in misfit(fit_share(count, of), count, of)


def test_days_that_the_family_cannot_have_are_told(late: LateInvoices, trait: DaysTrait) -> None:
    assert not days_misfit(trait, late)
    two = LateInvoices(late.customer, np.where(late.days < 7, 1.0, 30.0), late.disputed * 0, late.open)
    assert "family fits badly" in days_misfit(fit_days(two), two)
