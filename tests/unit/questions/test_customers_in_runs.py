"""Single customers in runs: their profiles, their histories, and a week at the desk that serves them."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from sim.engine.run import simulate
from sim.errors import SaydoError
from sim.metrics.customer_table import customer_table
from sim.questions import customer_profiles
from sim.questions.customer_history import history_of
from sim.questions.customer_profiles import CustomerProfile, CustomerStates, profiles
from sim.questions.desk_week import MOST_LOOKS, Look, TeamLook, Waiter, Week, fullest, week
from sim.records.run import Run
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.character import TrustAssumptions
from sim.scenario.document import Scenario
from sim.statistics.intervals import Interval
from sim.units import MINUTES_PER_DAY
from tests.worlds import WHOLE_WEEK, changed

BUSY = changed({"segments.medium.customers": 9, "accounts.Acme.breaking_point": 2})
SEED = 5


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(BUSY, seed=SEED)


def profile(margin: tuple[float, float], trust: tuple[float, float]) -> CustomerProfile:
    def interval(low: float, high: float) -> Interval:
        return Interval((low + high) / 2, low, high, 9)

    return CustomerProfile(
        "Acme", "medium", interval(*margin), interval(*trust), 1.0, 1.0, ("", "pop"), (np.nan, 9.0), ""
    )


@pytest.mark.parametrize(
    ("margin", "trust", "course"), [(1, 0.1, "cherish"), (1, -0.1, "fix"), (-1, 0.1, "charge"), (-1, -0.1, "let go")]
)
def test_margin_and_trust_say_what_to_consider(margin: float, trust: float, course: str) -> None:
    level = TrustAssumptions().ordinary + trust
    profile_of_acme = profile((margin, margin), (level, level))
    assert profile_of_acme.course == course
    assert profile_of_acme.sure
    assert profile_of_acme.lost == 1


def test_an_interval_across_the_border_is_not_sure() -> None:
    assert not profile((-1, 3), (0.9, 0.95)).sure
    assert not profile((1, 3), (0.6, 0.9)).sure


def test_profiles_are_means_of_the_customer_tables() -> None:
    runner = ExperimentRunner(SequentialExecutor(), seed=SEED)
    by_name = {one.name: one for one in profiles(runner, BUSY, 2)}
    tables = [customer_table(simulate(BUSY, seed=SEED, replication=number)) for number in range(2)]
    assert set(by_name) == set(tables[0].index)
    for name, one in by_name.items():
        rows = [table.loc[name] for table in tables]
        assert one.margin.estimate == pytest.approx(np.mean([row["margin"] for row in rows]))
        assert one.trust.estimate == pytest.approx(np.mean([row["trust"] for row in rows]))
        assert one.reasons == tuple(row["reason"] for row in rows)
        assert one.segment == rows[0]["segment"]


def failing(scenario: Scenario, seed: int, replication: int) -> CustomerStates:
    return CustomerStates(error="IdentityError: no")


def test_profiles_of_a_failed_run_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer_profiles, "customer_states", failing)
    with pytest.raises(SaydoError, match="a replication failed of IdentityError: no"):
        profiles(ExperimentRunner(SequentialExecutor(), seed=1), BUSY, 2)


def test_a_history_has_all_of_one_customer_and_nothing_of_others(run: Run) -> None:
    history = ExperimentRunner(SequentialExecutor(), seed=SEED).once(partial(history_of, customer="Acme"), BUSY, 0)
    assert history == history_of(run, customer="Acme")
    assert history.customer.customer == "Acme"
    assert len(history.records.contacts) == sum(row.customer == "Acme" for row in run.records.contacts) > 0
    assert {row.customer for row in (*history.records.grievances, *history.records.invoices)} == {"Acme"}
    assert not history.records.teams


def test_whoever_is_not_there_is_refused_by_name(run: Run) -> None:
    with pytest.raises(SaydoError, match=r"Acne: no such customer among .*did you mean Acme"):
        history_of(run, customer="Acne")


@pytest.fixture(scope="module")
def busy_week() -> Week:
    return week(simulate(BUSY, seed=SEED), day=31)


def test_nobody_waits_while_somebody_is_idle(busy_week: Week) -> None:
    """The desk is work-conserving, which looks put together from touches, waits and rosters show only if all agree."""
    teams = [team for look in busy_week.looks for team in look.teams.values()]
    assert any(team.waiting for team in teams)
    assert any(team.idle for team in teams)
    assert not any(team.waiting and team.idle for team in teams)


def test_a_week_is_seen_while_people_are_on_duty(busy_week: Week) -> None:
    minutes = [look.at for look in busy_week.looks]
    assert minutes == sorted(minutes)
    assert len(minutes) <= MOST_LOOKS
    assert {(at % MINUTES_PER_DAY) // 60 for at in minutes} == set(range(8, 18))
    assert 31 <= min(minutes) / MINUTES_PER_DAY < max(minutes) / MINUTES_PER_DAY < 38
    assert busy_week.every == 30


def test_who_waits_is_who_was_queued_and_not_yet_taken(run: Run, busy_week: Week) -> None:
    spells = [(row.customer, row.team, row.queued, row.started) for row in run.records.touches]
    spells += [(row.customer, row.team, row.queued, row.ended) for row in run.records.waits]
    for look in busy_week.looks[::17]:
        waiting = sorted((who, team) for who, team, since, until in spells if since <= look.at < until)
        assert sorted((waiter.customer, team) for team, at in look.teams.items() for waiter in at.waiting) == waiting


def test_round_the_clock_there_are_fewer_looks_a_day() -> None:
    around = changed({"provider.teams.frontline.shifts": [WHOLE_WEEK]})
    looked_at = week(simulate(around, seed=SEED), day=7)
    assert looked_at.every == 120
    assert len(looked_at.looks) == 7 * 12


@pytest.mark.parametrize(("day", "says"), [(900, "must be from 0 to 364"), (-1, "must be from 0 to 364")])
def test_a_day_outside_the_study_is_refused(day: int, says: str) -> None:
    with pytest.raises(SaydoError, match=says):
        week(simulate(BUSY, seed=SEED), day=day)


def test_a_week_of_holidays_is_refused() -> None:
    days = [f"2027-01-{day:02d}" for day in range(1, 15)]
    with pytest.raises(SaydoError, match="nobody is on duty"):
        week(simulate(changed({"provider.holidays": days}), seed=SEED), day=2)


def test_the_fullest_moment_counts_others_where_the_customer_is() -> None:
    def look(at: float, served: tuple[str, ...], waiting: tuple[str, ...]) -> Look:
        return Look(at, {"frontline": TeamLook(1, served, tuple(Waiter(name, 0.0) for name in waiting))})

    looks = (look(0, ("B",), ("B", "B", "B")), look(30, ("Acme",), ("B", "Acme")), look(60, ("B",), ("Acme",)))
    looked_at = Week(BUSY.start_date, looks, 30)
    assert fullest(looked_at, "Acme")[0].at == 30
    assert fullest(looked_at, "Nobody")[0].at == 0
