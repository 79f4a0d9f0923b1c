"""Does this installation compute what it should? One row a check, for a sceptic to run again."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from math import factorial, inf, sqrt
from typing import Any

import numpy as np
import scipy

from sim.engine.plain_queue import Draws, serve
from sim.errors import remedy_of
from sim.metrics.replication import Replication
from sim.questions.golden import SEED, STORIES, golden_scenario, golden_values, pinned
from sim.questions.verification import LEVEL, PatternCheck, claims, verified
from sim.questions.verification import scenarios_of as scenarios_of_claims
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.files import resolve, shipped
from sim.scenario.overrides import with_overrides
from sim.statistics.intervals import mean_interval, paired_difference
from sim.statistics.rows import as_row

__all__ = ["QUICK_STORIES", "VerifyCheck", "verify"]

QUICK_STORIES = ("over-promise", "abusive-caller-let-go")
"""Stories whose patterns the quick verification shows."""
QUICK_REPLICATIONS, FULL_REPLICATIONS = 8, 20
LAWS: tuple[tuple[str, tuple[float, ...], str], ...] = (
    ("plans.gold.fee_per_month", (1_000, 3_000, 9_000), "revenue"),
    ("provider.teams.frontline.cost_per_hour", (20, 40, 80), "cost_to_serve"),
)
"""A number of the document, values of it from low to high, and the outcome that may not fall from one to the next."""
RARE = 0.001
"""False-alarm rate of a check that draws."""
PEOPLE, LOAD, CONTACTS, BATCHES = 5, 4.0, 160_000, 40
SAMPLES, SIZE = 2_000, 20
LITTLE = "Little's law"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyCheck:
    """One check: what should come out, and what did."""

    name: str
    """What is checked."""
    expected: float
    """In units of ``what``."""
    seen: float
    """Likewise; NaN where the check could not be run."""
    what: str
    """What is counted or measured."""
    tolerance: float
    """Largest difference of the two that is green."""
    false_alarm: float
    """Probability that a sound simulator is red, over seeds; 0 where nothing is left to chance."""
    note: str = ""
    """What was wrong first, or why it could not be run."""
    seconds: float = 0.0
    """Time that it took."""

    @property
    def holds(self) -> bool | None:
        """True where seen is as expected, within the tolerance; None where the check could not be run."""
        if np.isnan(self.seen):
            return None
        return abs(self.seen - self.expected) <= self.tolerance

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return as_row(self) | {"holds": self.holds}


def verify(runner: ExperimentRunner, *, full: bool = False) -> list[VerifyCheck]:
    """Run every check.

    Parameters
    ----------
    runner : ExperimentRunner
        Where scenarios are simulated; without a store, or what is checked may be what was kept.
    full : bool
        Whether to show the patterns of all stories, over more replications, and not those of two.

    Returns
    -------
    list of VerifyCheck
        In the order of the table. The run time of checks that read other checks' replications counts with these.
    """
    ran: list[Replication] = []
    checks = [
        *_timed(lambda: [_golden(runner.with_seed(SEED), ran)]),
        *_timed(lambda: _monotone(runner.with_seed(SEED), ran)),
        *_timed(lambda: _patterns(runner, ran, full=full)),
        *_timed(lambda: _identities(ran)),
        *_timed(lambda: [_erlang(runner.seed)]),
        *_timed(lambda: _coverage(runner.seed)),
    ]
    return [*checks, *_timed(_import)]


def _timed(work: Callable[[], list[VerifyCheck]]) -> list[VerifyCheck]:
    """Checks with their time, in equal parts where one work gives several."""
    clock = time.perf_counter()
    checks = work()
    seconds = (time.perf_counter() - clock) / max(len(checks), 1)
    return [replace(check, seconds=seconds) for check in checks]


def _golden(runner: ExperimentRunner, ran: list[Replication]) -> VerifyCheck:
    results = [row[0] for row in runner.results([golden_scenario(story) for story in STORIES], 1)]
    ran += results
    seen = {story: pinned(replication) for story, replication in zip(STORIES, results, strict=True)}
    return _equal("Golden values", golden_values(), seen)


def _equal(name: str, golden: Mapping[str, Mapping[str, str]], seen: Mapping[str, Mapping[str, str]]) -> VerifyCheck:
    """How many of the golden values are met."""
    places = [(story, outcome) for story, values in golden.items() for outcome in values]
    wrong = [(story, name) for story, name in places if seen[story].get(name) != golden[story][name]]
    first = "".join(f"{s}: {o} is {seen[s].get(o)}, was {golden[s][o]}" for s, o in wrong[:1])
    return VerifyCheck(
        name=name,
        expected=len(places),
        seen=len(places) - len(wrong),
        what="outcomes equal to ten digits",
        tolerance=0,
        false_alarm=0,
        note=first,
    )


def _monotone(runner: ExperimentRunner, ran: list[Replication]) -> list[VerifyCheck]:
    """Laws that hold in every replication where nobody leaves: more of one number is more of an outcome."""
    bases = [_staying(golden_scenario(story)) for story in STORIES]
    checks = []
    for path, values, outcome in LAWS:
        scenarios = [with_overrides(base, {path: value}) for base in bases for value in values]
        results = [row[0] for row in runner.results(scenarios, 1)]
        ran += results
        measured = np.array([row.outcomes.get(outcome, np.nan) for row in results]).reshape(len(bases), len(values))
        steps = np.diff(measured, axis=1)
        checks.append(
            VerifyCheck(
                name=f"Monotonicity: {path}",
                expected=steps.size,
                seen=float((steps > 0).sum()),
                what=f"steps that raise {outcome}, in {len(bases)} stories",
                tolerance=0,
                false_alarm=0,
            )
        )
    return checks


def _staying(scenario: Scenario) -> Scenario:
    """A story in which all customers stay, and no charge surprises."""
    calm: dict[str, object] = {"assumptions.renewal.intercept": -20, "assumptions.grievance.surprise_charge": 0}
    return with_overrides(scenario, calm | {f"segments.{name}.breaking_point": 1_000 for name in scenario.segments})


def _patterns(runner: ExperimentRunner, ran: list[Replication], *, full: bool) -> list[VerifyCheck]:
    """The stories' patterns, each with its mechanism and without it."""
    stated = claims(shipped() if full else [resolve(story) for story in QUICK_STORIES])
    needed = scenarios_of_claims(stated)
    replications = FULL_REPLICATIONS if full else QUICK_REPLICATIONS
    results = runner.results(list(needed.values()), replications)
    ran += [replication for row in results for replication in row]
    return [_pattern(check) for check in verified(stated, dict(zip(needed, results, strict=True)))]


def _pattern(check: PatternCheck) -> VerifyCheck:
    """A pattern: shown by the story, and silent without its mechanism."""
    claim, exact = check.claim, check.without.low == check.without.high == 0
    return VerifyCheck(
        name=f"Pattern: {claim.story}",
        expected=2,
        seen=np.nan if check.effect.dropped or check.without.dropped else check.is_shown + check.is_silent_without,
        what=f"{claim.pattern.outcome} goes {claim.pattern.direction}; not without the mechanism",
        tolerance=0,
        false_alarm=0 if exact else 1 - LEVEL,
    )


def _identities(ran: Sequence[Replication]) -> list[VerifyCheck]:
    """Replications above that broke an identity when they were simulated, counted by which."""
    errors = [row.error for row in ran if row.error is not None]
    little = [error for error in errors if LITTLE in error]
    others = [error for error in errors if LITTLE not in error]
    return [
        VerifyCheck(
            name=name,
            expected=0,
            seen=len(broken),
            what=f"of {len(ran)} runs that break {what}",
            tolerance=0,
            false_alarm=0,
            note=broken[0] if broken else "",
        )
        for name, what, broken in (
            (LITTLE, "it, for any team", little),
            ("Identities", "one of money, time, contacts or grievance, or fail", others),
        )
    ]


def _erlang(seed: int) -> VerifyCheck:
    """Mean wait of M/M/c on the desk against Erlang C.

    Its error comes from means of batches, the first left out, with the drawn gaps and working times as control
    variates (Lavenberg & Welch 1981).
    """
    generator = np.random.default_rng([seed, CONTACTS])
    gaps, services = generator.exponential(1 / LOAD, CONTACTS), generator.exponential(1.0, CONTACTS)
    draws = Draws(np.cumsum(gaps).tolist(), services.tolist(), [inf] * CONTACTS, [0] * CONTACTS)
    records = serve(draws, PEOPLE)
    waits = np.zeros(CONTACTS)
    for touch in records.touches:
        waits[touch.number] = touch.started - touch.queued
    of_waits, of_gaps, of_services = (
        np.array([batch.mean() for batch in np.array_split(values, BATCHES)[1:]]) for values in (waits, gaps, services)
    )
    design = np.column_stack([np.ones(BATCHES - 1), of_gaps - 1 / LOAD, of_services - 1])
    (mean, *_), (residue,), _, _ = np.linalg.lstsq(design, of_waits, rcond=None)
    degrees = BATCHES - 1 - design.shape[1]
    error = sqrt(residue / degrees * np.linalg.inv(design.T @ design)[0, 0])
    last = LOAD**PEOPLE / factorial(PEOPLE) * PEOPLE / (PEOPLE - LOAD)
    waiting = last / (sum(LOAD**n / factorial(n) for n in range(PEOPLE)) + last)
    return VerifyCheck(
        name="Erlang C",
        expected=waiting / (PEOPLE - LOAD),
        seen=float(mean),
        what=f"mean wait at {PEOPLE} people and a load of {LOAD:g}, in working times",
        tolerance=float(scipy.stats.t.isf(RARE / 2, degrees) * error),
        false_alarm=RARE,
    )


def _coverage(seed: int) -> list[VerifyCheck]:
    """Intervals of a mean and of a paired difference, on normal draws whose mean is 0."""
    draws = np.random.default_rng([seed, SAMPLES]).standard_normal((SAMPLES, 2, SIZE))
    single = [mean_interval(first, LEVEL) for first, _ in draws]
    paired = [paired_difference(first, second, better="up", level=LEVEL) for first, second in draws]
    low, high = scipy.stats.binom.interval(1 - RARE, SAMPLES, LEVEL)
    return [
        VerifyCheck(
            name=f"Coverage: {name}",
            expected=LEVEL,
            seen=sum(hits) / SAMPLES,
            what=f"share of {SAMPLES:,} intervals that hold the truth",
            tolerance=max(high - LEVEL * SAMPLES, LEVEL * SAMPLES - low) / SAMPLES,
            false_alarm=RARE,
        )
        for name, hits in (
            ("mean", [item.low <= 0 <= item.high for item in single]),
            ("paired difference", [item.low <= 0 <= item.high for item in paired]),
        )
    ]


def _import() -> list[VerifyCheck]:
    """The invented firm's exports, imported: as many tickets, and as much money, as a plain count of its files."""
    folder = files("sim.importing").joinpath("invented")
    content = {name: folder.joinpath(name).read_bytes() for name in ("tickets.csv", "invoices.csv", "customers.csv")}
    rows = {name: list(csv.DictReader(data.decode().splitlines())) for name, data in content.items()}
    cents = sum(round(100 * float(row["Amount"])) for row in rows["invoices.csv"])
    try:
        from sim.importing.read import read

        tables = read(list(content.items())).tables
    except ModuleNotFoundError as error:
        return [_counted("Import", "rows", 0, np.nan, remedy_of(error) or str(error))]
    billed = sum(_column(tables, "invoices", "amount"))
    return [
        _counted("Import: tickets", "contacts", len(rows["tickets.csv"]), tables["contacts"].num_rows),
        _counted("Import: invoices", "cents billed", cents, billed),
    ]


def _column(tables: Mapping[str, Any], table: str, column: str) -> Iterable[float]:
    return tables[table].column(column).to_pylist() if table in tables else ()


def _counted(name: str, what: str, expected: float, seen: float, note: str = "") -> VerifyCheck:
    return VerifyCheck(name=name, expected=expected, seen=seen, what=what, tolerance=0, false_alarm=0, note=note)
