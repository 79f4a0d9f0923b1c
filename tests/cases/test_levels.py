"""Levels of contacts are what was entered: on every plan, in every season, with holidays and without."""

from __future__ import annotations

from datetime import date

import pytest

from sim.engine.run import simulate
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from tests.cases.worlds import plain

PLANS = {"included_contacts_per_month": 20, "overage_per_contact": 0}
METERED = {"fee_per_month": 1000, "response_hours": {"P1": 1, "P2": 2, "P3": 4, "P4": 8}, **PLANS}
HOLIDAYS = [f"2027-{month:02d}-{day:02d}" for month in (3, 5, 8, 12) for day in (3, 10, 17, 24, 27)]
REPLICATIONS = 5


def runs(scenario: Scenario) -> list[Run]:
    return [simulate(scenario, seed=11, replication=number) for number in range(REPLICATIONS)]


def opened(scenario: Scenario) -> list[list[float]]:
    """Minutes at which contacts came, by replication."""
    return [[contact.opened for contact in run.records.contacts] for run in runs(scenario)]


def a_year(scenario: Scenario) -> float:
    minutes = opened(scenario)
    return sum(map(len, minutes)) / len(minutes)


def timeline(month: int, **values: object) -> list[dict[str, object]]:
    changes = {path.replace("__", "."): value for path, value in values.items()}
    return [{"month": month, "title": "Act", "set": changes}]


def test_a_count_of_the_readers_own_records_comes_on_every_plan() -> None:
    unlimited = plain(accounts__Acme__contacts_per_year=3600)
    metered = plain(plans__silver=METERED, accounts__Acme__contacts_per_year=3600)
    # The mean of 5 Poisson years of 3,600 has a standard error of 27; that of the days' busyness is 25.
    assert a_year(unlimited) == pytest.approx(3600, abs=3 * (27**2 + 25**2) ** 0.5)
    assert opened(metered) == opened(unlimited)


def test_the_mean_of_a_segment_is_what_comes_on_its_plan() -> None:
    basis = {"segments__firms__counted_unlimited": False, "accounts__Acme__counted_unlimited": False}
    members = {"segments__firms__customers": 40, "segments__firms__contacts_per_year": 100}
    unlimited = plain(**members)
    metered = plain(plans__silver=METERED, **basis, **members)
    assert opened(metered) == opened(unlimited)
    # The Gamma of shape .8 has a coefficient of variation of 1.12: over 200 members a standard error of 7.9 %.
    assert a_year(unlimited) == pytest.approx(4000 + 600, rel=0.24)


def test_an_override_to_a_plan_of_the_other_kind_brings_overuse_and_takes_it() -> None:
    base = plain(accounts__Acme__contacts_per_year=3600, plans__metered=METERED)
    fewer = with_overrides(base, {"accounts.Acme.plan": "metered"})
    assert fewer.accounts["Acme"].counted_unlimited is True
    assert a_year(fewer) == pytest.approx(a_year(base) / 1.3, rel=0.01)
    back = with_overrides(fewer, {"accounts.Acme.plan": "silver"})
    assert back.accounts["Acme"].counted_unlimited is None
    assert opened(back) == opened(base)
    by_terms = with_overrides(base, {"plans.silver.included_contacts_per_month": 20})
    assert opened(by_terms) == opened(fewer)
    stated_anew = with_overrides(base, {"accounts.Acme.plan": "metered", "accounts.Acme.contacts_per_year": 1800})
    assert a_year(stated_anew) == pytest.approx(1800, rel=0.02)


def test_a_move_in_mid_study_acts_from_its_month_on() -> None:
    base = plain(accounts__Acme__contacts_per_year=3600, plans__metered=METERED, horizon_months=24)
    moved = with_overrides(base, {"timeline": timeline(12, accounts__Acme__plan="metered")})
    year = 365 * 1440.0
    before, after = opened(base), opened(moved)
    assert [[m for m in run if m < year] for run in before] == [[m for m in run if m < year] for run in after]
    second = [sum(m >= year for run in side for m in run) for side in (before, after)]
    assert second[1] == pytest.approx(second[0] / 1.3, rel=0.01)


def test_a_season_moves_contacts_within_the_year() -> None:
    seasonal = plain(accounts__Acme__contacts_per_year=3600, assumptions__demand__season=[1] * 11 + [3])
    assert a_year(seasonal) == pytest.approx(3600, rel=0.02)


def test_a_holiday_brings_few_contacts_and_the_year_keeps_its_number() -> None:
    base = plain(accounts__Acme__contacts_per_year=3600)
    idle = with_overrides(base, {"provider.holidays": HOLIDAYS})
    days = {(date.fromisoformat(text) - date(2027, 1, 1)).days for text in HOLIDAYS}

    def on_them(scenario: Scenario) -> int:
        return sum(minute // 1440 in days for run in opened(scenario) for minute in run)

    assert on_them(idle) == pytest.approx(0.2 * on_them(base), rel=0.15)
    assert a_year(idle) == pytest.approx(a_year(base), rel=0.02)
    unheeded = with_overrides(idle, {"assumptions.demand.holiday_share": 1})
    assert on_them(unheeded) == on_them(base)


def test_a_spree_comes_on_no_holiday() -> None:
    storm = {"accounts__Acme__spree_probability_per_day": 1, "accounts__Acme__contacts_per_year": 0}
    minutes = opened(plain(provider__holidays=HOLIDAYS, **storm))
    days = {(date.fromisoformat(text) - date(2027, 1, 1)).days for text in HOLIDAYS}
    assert minutes[0]
    assert not any(minute // 1440 in days for run in minutes for minute in run)
