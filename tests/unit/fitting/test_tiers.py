"""Lines of a desk are told by names of teams, their chain is recovered, and what does not tell them is refused."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from sim.engine.run import simulate
from sim.fitting.composition import compose
from sim.fitting.fit import FittedNumber, Status
from sim.fitting.folder import portfolio_files
from sim.fitting.portfolio import DESK, fit_portfolio
from sim.fitting.tiers import fit_tiers, tier_of
from sim.importing.tables import SCHEMAS
from sim.questions.backtest import Grounds, drawn
from sim.questions.exported import tables_of
from sim.records.run import Run
from sim.scenario.files import load, resolve
from sim.scenario.overrides import with_overrides

BASE = load(resolve("honest"))
PROVIDER = BASE.provider
CHANGES = {
    "horizon_months": 12,
    "absent": ["Acme"],
    "assumptions.contact.repeat_probability": 0,
    "provider.teams.frontline.people": 4,
    "provider.teams.specialist.people": 3,
    "provider.teams.engineering.people": 2,
}
"""Nobody has to cut corners, which solves less."""
SHARES = ((0.7, 0.2), (0.75, 0.1), (1.0, 0.0))


@cache
def run() -> Run:
    return simulate(with_overrides(BASE, CHANGES), seed=4)


def chain(
    seed: int, count: int = 3000, shares: tuple[tuple[float, float], ...] = SHARES
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Touches of contacts by tier until they are solved; after a question to the customer the next one solves."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        tier, at = 0, pd.Timestamp("2025-03-03") + pd.Timedelta(minutes=37 * number)
        last = False
        while True:
            rows.append((f"C{number}", f"Support L{tier + 1}", at, 600.0))
            at += pd.Timedelta(minutes=30)
            chance, (solved, escalated) = rng.random(), shares[tier]
            if last or chance < solved:
                break
            last = chance >= solved + escalated
            tier += not last
    work = pd.DataFrame(rows, columns=["contact_id", "team", "started", "handle_s"]).assign(agent=None)
    work["ended"] = pd.Series(pd.NaT, work.index, "datetime64[s]")
    contacts = pd.DataFrame({"contact_id": [f"C{number}" for number in range(count)], "outcome": "answered"})
    return work, contacts


def by_path(fits: list[FittedNumber]) -> dict[str, FittedNumber]:
    return {fit.path.removeprefix("provider.teams."): fit for fit in fits}


def holds(fit: FittedNumber, truth: float) -> bool:
    assert isinstance(fit.low, float)
    assert isinstance(fit.high, float)
    return fit.low <= truth <= fit.high


@pytest.mark.parametrize(
    ("name", "tier"),
    [
        ("Service Desk L1", 1),
        ("2nd level", 2),
        ("Third Line Support", 3),
        ("TIER-2", 2),
        ("Soporte nivel 3", 3),
        ("Ebene 2", 2),
        ("N1", 1),
        ("Service Desk", 1),
        ("IT helpdesk second line", 2),
        ("L1/L2 shared", None),
        ("Billing", None),
        ("Lille 2", None),
        ("Model 3", None),
        ("L4", None),
    ],
)
def test_names_tell_the_line_or_none(name: str, tier: int | None) -> None:
    assert tier_of(name) == tier


def test_the_chain_is_covered() -> None:
    hits, tried = 0, 0
    for seed in range(10):
        work, contacts = chain(seed)
        tiers = fit_tiers({"work": work}, contacts, PROVIDER, DESK)
        fits = by_path(tiers.numbers)
        assert tiers.names == tuple(PROVIDER.tiers)
        assert sum(tiers.minutes) == pytest.approx(1)
        for name, (solved, escalated) in zip(tiers.names[:2], SHARES, strict=False):
            for field, truth in (("solved_share", solved), ("escalated_share", escalated)):
                hits, tried = hits + holds(fits[f"{name}.{field}"], truth), tried + 1
        assert f"{tiers.names[2]}.escalated_share" not in fits
    assert hits >= binom.ppf(0.001, tried, 0.95)


def test_events_by_team_tell_visits() -> None:
    work, contacts = chain(1)
    events = work.rename(columns={"started": "at"})[["contact_id", "team", "at"]]
    fits = by_path(fit_tiers({"work": None, "events": events}, contacts, PROVIDER, DESK).numbers)
    solved, escalated = fits[f"{DESK}.solved_share"], fits[f"{DESK}.escalated_share"]
    assert solved.unit == "visits"
    assert isinstance(solved.new, float)
    assert isinstance(escalated.new, float)
    assert solved.new == pytest.approx(0.8, abs=0.03)
    assert 1 - 2e-4 <= solved.new + escalated.new <= 1
    assert fits[f"{DESK}.touch_minutes"].status is Status.KEPT


def test_what_tells_no_line_is_refused() -> None:
    work, contacts = chain(2)
    for touches, reason in (
        ({}, "tiers unknown: no work or events by team"),
        ({"work": work.assign(team="Support")}, "tiers unknown: names of teams tell the line of 0% of work"),
        ({"work": work.assign(team="Support L2")}, "and 1 of them"),
        ({"work": work.assign(contact_id="W" + work["contact_id"])}, "0% of work has the id of one contact"),
    ):
        tiers = fit_tiers(touches, contacts, PROVIDER, DESK)
        (fit,) = tiers.numbers
        assert not tiers.several
        assert fit.status is Status.KEPT
        assert reason in fit.reason


def test_contacts_that_are_open_tell_nothing_of_their_last_touch() -> None:
    work, contacts = chain(3)
    half = contacts.assign(outcome=np.where(np.arange(len(contacts)) % 2, "answered", "open"))
    whole, part = (by_path(fit_tiers({"work": work}, table, PROVIDER, DESK).numbers) for table in (contacts, half))
    assert part[f"{DESK}.solved_share"].n < whole[f"{DESK}.solved_share"].n


def test_a_portfolio_has_the_tiers_and_its_drawn_scenarios_load(tmp_path: Path) -> None:
    tables = tables_of(run())
    work = tables["work"].to_pandas()
    lines = {name: f"Line {place}" for place, name in enumerate(PROVIDER.tiers, 1)}
    work = work[[not touch.resumed for touch in run().records.touches if touch.started >= 0]]
    work = work[work["team"].isin(list(lines))].assign(team=lambda part: part["team"].map(lines).astype(object))
    tables["work"] = tables["work"].from_pandas(work, schema=SCHEMAS["work"], preserve_index=False)
    fits = fit_portfolio(tables, BASE)
    assert fits is not None
    numbers = by_path(fits.numbers)
    hits = [
        holds(numbers[f"{name}.{field}"], getattr(PROVIDER.teams[name], field))
        for name in PROVIDER.tiers[:2]
        for field in ("solved_share", "escalated_share")
    ]
    assert sum(hits) >= binom.ppf(0.001, len(hits), 0.95)
    for name, content in portfolio_files(compose(fits), fits.fits).items():
        (tmp_path / name).write_bytes(content)
    scenario = load(tmp_path / "my-portfolio.yaml")
    assert scenario.provider.tiers == PROVIDER.tiers
    assert scenario.provider.teams["specialist"].solved_share == pytest.approx(numbers["specialist.solved_share"].new)
    sums = [
        team.solved_share + team.escalated_share
        for draw in drawn(Grounds(scenario, fits.fits), 200, 1)
        for team in draw.provider.teams.values()
    ]
    assert max(sums) <= 1 + 1e-6


def test_a_busy_line_solves_less_than_its_number_says_and_the_interval_holds_it_all_the_same() -> None:
    """Corners are cut all year: .05 of the solutions of each line are lost."""
    lost = 0.05
    hits, without, tried = 0, 0, 0
    for seed in range(5):
        work, contacts = chain(
            seed, 6000, tuple((solved - lost, escalated) for solved, escalated in SHARES[:2]) + SHARES[2:]
        )
        fits, bare = (
            by_path(fit_tiers({"work": work}, contacts, PROVIDER, DESK, size).numbers) for size in (lost, 0.0)
        )
        for name, (solved, _) in zip(PROVIDER.tiers[:2], SHARES, strict=False):
            path = f"{name if name != PROVIDER.tiers[0] else DESK}.solved_share"
            hits, tried = hits + holds(fits[path], solved), tried + 1
            without += holds(bare[path], solved)
            assert fits[path].low == bare[path].low
            handed_on = path.replace("solved", "escalated")
            assert (fits[handed_on].low, fits[handed_on].high) == (bare[handed_on].low, bare[handed_on].high)
    assert hits >= binom.ppf(0.001, tried, 0.975)
    assert without < tried / 2
    assert "0.05 above for corners" in fits[f"{DESK}.solved_share"].method
