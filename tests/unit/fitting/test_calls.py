"""Contacts from lists of calls whose truth is known: whole days, calls of no matter, kinds, further tries."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.fitting.callers import caller_groups, fit_kinds
from sim.fitting.desk_scale import CallHandling, DeskScale
from sim.fitting.fit import BADLY, FittedNumber
from sim.fitting.holding import EnteredCalls, over_at_once
from sim.fitting.observed import observations
from sim.fitting.telephone import fit_written, retries_among
from sim.questions.misfits import misfits
from tests.unit.fitting.test_series import table

MONDAY = pd.Timestamp("2025-01-06")


Rows = list[dict[str, object]]


def calls(opened: pd.Series) -> Rows:
    """Calls that were answered after no wait, and over after three minutes."""
    minutes = pd.Timedelta(minutes=3)
    usual = {"channel": "phone", "outcome": "answered", "wait_s": 0.0}
    return [
        {**usual, "contact_id": str(number), "opened": at, "first_response": at, "resolved": at + minutes}
        for number, at in enumerate(opened)
    ]


def given_up(row: dict[str, object], seconds: float) -> None:
    """Let a caller hang up."""
    row.update(outcome="hung_up", wait_s=seconds, first_response=None, resolved=None)


def fortnight(seed: int = 1, days: int = 14, per_day: int = 200) -> pd.Series:
    """Times from 8 to 18 h of each day."""
    rng = np.random.default_rng(seed)
    day, hour = np.repeat(np.arange(days), per_day), rng.uniform(8, 18, days * per_day)
    return pd.Series(MONDAY + pd.to_timedelta(np.round((day * 24 + hour) * 3600), unit="s")).sort_values(
        ignore_index=True
    )


def days_of(opened: pd.Series, until: date | None = None) -> tuple[str, str]:
    observed = observations({"contacts": table("contacts", calls(opened))}, until)
    assert observed is not None
    return str(observed.days[0].date()), str(observed.days[-1].date())


def test_the_first_and_the_last_day_count_unless_the_file_cuts_them() -> None:
    opened = fortnight()
    assert days_of(opened) == ("2025-01-06", "2025-01-19")
    late, early = MONDAY + pd.Timedelta(hours=10), MONDAY + pd.Timedelta(days=13, hours=15)
    assert days_of(opened[opened >= late]) == ("2025-01-07", "2025-01-19")
    assert days_of(opened[opened < early]) == ("2025-01-06", "2025-01-18")
    until = (MONDAY + pd.Timedelta(days=14)).date()
    assert days_of(opened[opened < early], until=until) == ("2025-01-06", "2025-01-19")


def test_calls_that_were_over_at_once_brought_up_nothing() -> None:
    rows = calls(fortnight())
    for row in rows[:100]:
        given_up(row, 4.0)
    for row, at in zip(rows[100:200], fortnight()[100:200], strict=True):
        row["resolved"] = at + pd.Timedelta(seconds=6)
    for row in rows[200:300]:
        given_up(row, 40.0)
    contacts = table("contacts", rows)
    assert over_at_once(contacts.to_pandas()).sum() == 200
    observed = observations({"contacts": contacts})
    assert observed is not None
    assert len(observed.contacts) == len(rows) - 200
    assert observed.taken == len(rows) - 300


def test_who_calls_again_having_hung_up_brought_up_one_matter() -> None:
    """The first call is a contact, the second the same one; a call that was given up at once makes none of the next."""
    rows = calls(fortnight())
    given_up(rows[0], 60.0)
    given_up(rows[2], 2.0)
    for number, caller in enumerate("AABB"):
        rows[number]["customer"] = caller
    observed = observations({"contacts": table("contacts", rows)})
    assert observed is not None
    assert list(observed.contacts["contact_id"][:3]) == ["0", "3", "4"]


def test_tries_among_calls_are_those_that_the_model_would_make() -> None:
    rng = np.random.default_rng(2)
    n, hang_up, retry = 200_000, 0.3, 0.4
    again = rng.random((2, n)) < hang_up * retry
    tries = int(again[0].sum() + (again[0] & again[1]).sum())
    assert retries_among(n + tries, round(hang_up * (n + tries)), retry, 2) == pytest.approx(tries, rel=0.03)
    assert retries_among(0, 0, retry, 2) == 0


@pytest.mark.parametrize(("written", "fitted"), [(0, True), (100, False)])
def test_nobody_writes_where_all_came_by_telephone(written: int, fitted: bool) -> None:
    channel = pd.DataFrame({"channel": ["phone"] * 1_000 + ["mail"] * written})
    fits = fit_written(channel, {"hang_up_ticket_share": 0.7, "repeat_probability": 0.05})
    assert [fit.new for fit in fits] == ([0.0, 0.0] if fitted else [None, None])
    assert not any(fit.fitted for fit in fit_written(channel[:200], {"repeat_probability": 0.05}))


def queued(minutes: dict[str, float], seed: int = 5, n: int = 2_000) -> pd.DataFrame:
    """Calls of kinds with a patience each, whose wait for an answer is exponential with a mean of a minute."""
    rng = np.random.default_rng(seed)
    kind = rng.choice(list(minutes), n)
    patience = 60 * rng.exponential(pd.Series(kind).map(minutes))
    answer = rng.exponential(60, n)
    outcome = np.where(patience < answer, "hung_up", "answered")
    return pd.DataFrame({"kind": kind, "channel": "phone", "outcome": outcome, "wait_s": np.minimum(patience, answer)})


def test_kinds_that_give_up_sooner_have_a_patience_of_their_own() -> None:
    truth = {"service": 8.0, "sales": 2.0}
    hits = 0
    for seed in range(20):
        rows = queued(truth, seed)
        fits = {fit.path: fit for fit in fit_kinds(rows, pd.Series(None, index=rows.index, dtype=object)).numbers}
        sales = fits["segments.unknown callers, sales.patience_minutes"]
        assert isinstance(sales.low, float)
        assert isinstance(sales.high, float)
        hits += sales.low <= 2.0 <= sales.high
    assert hits >= 17
    assert (
        sum(bool(fit_kinds(queued({"a": 4.0, "b": 4.0}, seed), pd.Series(dtype=object)).names) for seed in range(40))
        <= 1
    )


def test_a_segment_gives_up_at_the_mean_rate_of_its_kinds() -> None:
    rows = queued({"service": 8.0, "sales": 2.0}, n=20_000)
    kinds = fit_kinds(rows, pd.Series("house", index=rows.index))
    (fit,) = (fit for fit in kinds.numbers if fit.path == "segments.house.patience_minutes")
    assert fit.new == pytest.approx(1 / (0.5 / 8 + 0.5 / 2), rel=0.08)


def test_unknown_callers_are_parted_by_kind_and_lose_the_tries() -> None:
    rows = queued({"service": 8.0, "sales": 2.0}).assign(customer=None)
    kinds = fit_kinds(rows, pd.Series(None, index=rows.index, dtype=object))
    groups = {group.name: group for group in caller_groups(rows, kinds, 0.4, 2)}
    assert set(groups) == {"Unknown callers, service", "Unknown callers, sales"}
    assert sum(group.contacts for group in groups.values()) == len(rows)
    lost = {name: group.contacts - group.net for name, group in groups.items()}
    assert lost["Unknown callers, sales"] > 2 * lost["Unknown callers, service"] > 0


def test_a_call_keeps_somebody_busy_for_as_long_as_it_did() -> None:
    work = np.array([5.0, np.nan])
    some = EnteredCalls(np.zeros(2), np.zeros(2), np.zeros(2, bool), np.array(["", "x"]), work)
    assert list(some.own_work(np.array([180.0, 180.0]))) == [5.0, 180.0]
    assert list(some.part(np.array([False, True])).own_work(np.array([90.0]))) == [90.0]
    line = CallHandling(5.0, 3.0, 0.9, {"x": 2.0, "": 7.0})
    assert list(line.patience_of(some.kind)) == [7.0, 2.0]


def test_what_fits_badly_is_named_with_the_series_that_rest_on_it() -> None:
    scale = DeskScale((0, 24), 1.0, 0.9, 1.1, 900, (0.5, 0.48), (70.0, 95.0))
    assert scale.misfit.startswith(f"{BADLY}: no number of people gives both: mean wait of those queued 95, not 70")
    good = FittedNumber("provider.teams.frontline.people", 3.0, "work", new=4.0, n=9, unit="days")
    bad = FittedNumber("provider.teams.frontline.people", 3.0, "work", new=4.0, n=9, unit="days", warning=scale.misfit)
    assert misfits([good]) == frozenset()
    assert misfits([bad]) == {"calls queued", "wait of those queued, seconds", "calls hung up"}
