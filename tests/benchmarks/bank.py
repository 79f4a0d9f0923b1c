"""Waits of a call centre that were held out: ``python -m tests.benchmarks.bank FILE [REPLICATIONS]``.

People, patience and work are fitted to the first 14 days of a list of calls; five figures of the days after them are
predicted, by people from their work with its scale, and by whoever took a call in a half hour. The queue is run over
the calls that came; with REPLICATIONS, the simulator predicts calls as well, with numbers drawn from their intervals:
by people from their work, and, in a quarter as many runs, by whoever took a call. Then the simulator must be within all
bars, and that count of people outside one.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from rich.console import Console
from rich.table import Table

from sim.fitting.callers import UNKNOWN
from sim.fitting.composition import compose
from sim.fitting.cut import known_before
from sim.fitting.desk_scale import CallHandling
from sim.fitting.folder import portfolio_files
from sim.fitting.holding import DAY, SLOT, SLOTS, THURSDAY, WEEK, EnteredCalls, entered_calls, hold, whole_people
from sim.fitting.own_portfolio import BASELINE, loaded
from sim.fitting.people import People
from sim.fitting.portfolio import DESK, PortfolioFits, fit_portfolio
from sim.fitting.telephone import fit_patience
from sim.importing.read import read
from sim.questions.backtest import Split, drawn, grounds_of, shortened
from sim.questions.exported import tables_of
from sim.records.run import Run
from sim.running.executors import executor_for
from sim.running.replicate import RunResult, task
from sim.running.runner import ExperimentRunner
from sim.scenario.files import load, resolve
from sim.scenario.overrides import with_overrides

__all__ = ["BARS", "distinct_people", "figures", "inside", "main", "predicted"]

DAYS, PASSES = 14, 20
REGULAR = "PS"
LEAST_CALLS, LEAST_HANG_UPS = 20, 50
BARS = {
    "hang-ups of queued": (0.03, False),
    "hang-ups of all": (0.02, False),
    "mean wait of queued, s": (0.20, True),
    "calls queued": (0.12, False),
    "slope, s": (0.10, True),
}
"""Tolerance, and whether it is a share of what was observed."""


def figures(calls: EnteredCalls, kind: str | None = REGULAR) -> np.ndarray:
    """Measure five figures of calls, by the definition of section 9.3 of the specification.

    Parameters
    ----------
    calls : EnteredCalls
        That were answered, or waited at all.
    kind : str or None
        Calls of which the slope is: seconds of wait for each whole share of hang-ups, by hour with 20 calls or more,
        weighted by calls, through the origin. None takes all.

    Returns
    -------
    array of float, shape (5,)
        In the order of ``BARS``.
    """
    queued = calls.wait > 0
    some = calls if kind is None else calls.part(calls.kind == kind)
    hours = pd.DataFrame({"hour": some.at // 3600, "wait": some.wait, "share": some.hung_up.astype(float)})
    means = hours.groupby("hour").agg(wait=("wait", "mean"), share=("share", "mean"), calls=("wait", "size"))
    means = means[means["calls"] >= LEAST_CALLS]
    square = (means["calls"] * means["wait"] ** 2).sum()
    slope = square / max((means["calls"] * means["wait"] * means["share"]).sum(), 1e-9)
    return np.array(
        [calls.hung_up[queued].mean(), calls.hung_up.mean(), calls.wait[queued].mean(), queued.mean(), float(slope)]
    )


def inside(observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Compare by the bars.

    Parameters
    ----------
    observed, expected : array of float, shape (5,)
        As of :func:`figures`.

    Returns
    -------
    array of bool, shape (5,)
        Whether each prediction is near enough.
    """
    bars = [size * (value if share else 1.0) for (size, share), value in zip(BARS.values(), observed, strict=True)]
    return np.asarray(np.abs(expected - observed) <= bars)


def distinct_people(work: pd.DataFrame, first: date, last: date) -> np.ndarray:
    """Count whoever worked in a half hour, the rule that does not hold.

    Parameters
    ----------
    work : pandas.DataFrame
        ``agent``, ``started`` and ``ended``.
    first, last : date
        Of the days.

    Returns
    -------
    array of float, shape (7, 48)
        Mean over days by weekday and half hour.
    """
    rows = work.dropna(subset=["agent", "started", "ended"])
    ends = [rows[name].to_numpy().astype("datetime64[s]").astype(np.int64) // SLOT for name in ("started", "ended")]
    agent = pd.factorize(rows["agent"])[0]
    pairs = {(int(who), slot) for who, a, b in zip(agent, *ends, strict=True) for slot in range(int(a), int(b) + 1)}
    start = (first - date(1970, 1, 1)).days
    days = (last - first).days + 1
    slots = np.array([slot for _, slot in pairs]) - start * SLOTS
    counts = np.bincount(slots[(slots >= 0) & (slots < days * SLOTS)], minlength=days * SLOTS).reshape(days, SLOTS)
    weekday = (start + np.arange(days) + THURSDAY) % WEEK
    return np.array([counts[weekday == day].mean(axis=0) for day in range(WEEK)])


def predicted(
    calls: EnteredCalls, people: np.ndarray, line: CallHandling, patience: dict[str, float], passes: int = PASSES
) -> np.ndarray:
    """Run the queue over calls.

    Parameters
    ----------
    calls : EnteredCalls
        Of which only their times and kinds are used.
    people : array of float, shape (7, 48)
        At the desk.
    line : CallHandling
        Work of a call, and the patience of kinds that have none of their own.
    patience : dict of str to float
        Minutes, by kind.
    passes : int
        Over which the figures are averaged.

    Returns
    -------
    array of float, shape (5,)
        As of :func:`figures`.
    """
    rng = np.random.default_rng(1)
    start = int(calls.at[0] // DAY)
    days = int(calls.at[-1] // DAY) - start + 1
    minutes = np.array([patience.get(kind, line.patience_minutes) for kind in calls.kind])
    rows = []
    for number in range(passes):
        middle = np.log(60 * line.touch_minutes) - line.touch_sigma**2 / 2
        service = np.exp(middle + line.touch_sigma * rng.standard_normal(len(calls.at)))
        waits = 60 * minutes * rng.standard_exponential(len(calls.at))
        level = whole_people(people, start, days, (number + 0.5) / passes)
        outcome = hold(calls.at, service, waits, float(start * DAY), level)
        rows.append(figures(EnteredCalls(calls.at, outcome.wait, outcome.hung_up, calls.kind)))
    return np.asarray(np.mean(rows, axis=0))


@dataclass(frozen=True, slots=True)
class FigureResult(RunResult):
    """Figures of one run."""

    values: list[float] = field(default_factory=list)


@task
def _measured(run: Run, *, days: int, kinds: dict[str, str]) -> FigureResult:
    contacts = tables_of(run, calls=True)["contacts"].to_pandas()
    end = pd.Timestamp(run.scenario.start_date) + pd.Timedelta(days=days)
    contacts = contacts.assign(kind=contacts["kind"].map(kinds))
    return FigureResult(figures(entered_calls(contacts[contacts["opened"] < end], short=0)).tolist())


def _main_kinds(fits: PortfolioFits) -> dict[str, str]:
    """By segment of the portfolio, the kind that most of its calls are of, as far as files tell segments by kind."""
    calls = fits.observed.calls
    calls = calls.assign(segment=calls["customer"].astype(object).map(fits.segments))
    most = {str(name): str(rows["kind"].value_counts().idxmax()) for name, rows in calls.groupby("segment")}
    return most | {f"{UNKNOWN}, {name}".lower(): name for name in fits.kinds.names}


def _simulated(tables: Mapping[str, pa.Table], split: Split, replications: int) -> list[np.ndarray]:
    """Mean figures by people from their work, and by whoever took a call."""
    base, before = load(resolve(BASELINE)), known_before(tables, split.at)
    fits = fit_portfolio(before, base, until=split.at)
    if fits is None:
        raise SystemExit("nothing was fitted")
    grounds = grounds_of(tables, split, base)
    distinct = distinct_people(before["work"].to_pandas(), split.first, split.at - timedelta(days=1))
    other = loaded(portfolio_files(compose(replace(fits, people=People(fits.people.fit, distinct))), ()))
    kept = {"start_date": split.at, "horizon_months": grounds.scenario.horizon_months}
    rows = []
    uncertain = [fit for fit in grounds.fits if fit.path != fits.people.fit.path]
    people = (grounds, replace(grounds, scenario=with_overrides(other, kept), fits=uncertain))
    for ground, runs in zip(people, (replications, -(-replications // 4)), strict=True):
        with executor_for(1) as executor:
            runner = ExperimentRunner(executor, seed=1)
            requests = [(shortened(one, split), number) for number, one in enumerate(drawn(ground, runs, 1))]
            results = runner.pairs(partial(_measured, days=split.tested, kinds=_main_kinds(fits)), requests)
        rows.append(np.asarray(np.mean([result.values for result in results if result.error is None], axis=0)))
    return rows


def main(file: Path, replications: int = 0) -> int:
    """Print observations and predictions.

    Parameters
    ----------
    file : path
        A list of calls of four weeks.
    replications : int
        Of the simulator; none takes a minute, each a few more.

    Returns
    -------
    int
        1 where the simulator (without replications the queue over the calls that came) misses a bar by people from
        their work, or misses none by whoever took a call.
    """
    tables = read([file]).tables
    contacts = tables["contacts"].to_pandas()
    first = contacts["opened"].min().date()
    split = Split(first, DAYS, (contacts["opened"].max().date() - first).days + 1 - DAYS, 1)
    before = known_before(tables, split.at)
    fits = fit_portfolio(before, load(resolve(BASELINE)), until=split.at)
    if fits is None or fits.people.table is None:
        raise SystemExit("no people were fitted")
    new = {fit.path: fit.new for fit in fits.numbers if isinstance(fit.new, float)}
    team = f"provider.teams.{DESK}"
    line = CallHandling(
        new["assumptions.contact.patience_minutes"], new[f"{team}.touch_minutes"], new[f"{team}.touch_sigma"]
    )
    calls = before["contacts"].to_pandas()
    own = {str(kind): fit_patience(rows, line.patience_minutes) for kind, rows in calls.groupby("kind", observed=True)}
    patience = {kind: fit.new for kind, fit in own.items() if isinstance(fit.new, float) and fit.n >= LEAST_HANG_UPS}
    held_out = entered_calls(contacts[contacts["opened"] >= pd.Timestamp(split.at)], short=0)
    fitted = entered_calls(calls, short=0)
    seen = figures(held_out)
    distinct = distinct_people(before["work"].to_pandas(), first, split.at - timedelta(days=1))
    columns = {
        "people by work": predicted(held_out, fits.people.table, line, patience),
        "whoever took a call": predicted(held_out, distinct, line, patience),
    }
    if replications:
        runs = (replications, -(-replications // 4))
        names = (f"simulator, {runs[0]} runs", f"simulator, whoever took a call, {runs[1]} runs")
        columns |= dict(zip(names, _simulated(tables, split, replications), strict=True))
    columns["days fitted: observed"] = figures(fitted)
    columns["days fitted: by work"] = predicted(fitted, fits.people.table, line, patience)
    output = Console(width=140)
    for text in [fits.people.fit.text(), *(scale.text() for scale in fits.people.scales)]:
        output.print(text)
    table = Table("Figure", "Observed", *columns, "Bar", title=f"Days from {split.at}, {len(held_out.at):,} calls")
    for place, (name, (size, share)) in enumerate(BARS.items()):
        cells = [f"{row[place]:.4g}{'' if inside(seen, row)[place] else ' outside'}" for row in columns.values()]
        table.add_row(name, f"{seen[place]:.4g}", *cells, f"{size:.0%}" if share else f"{size:g}")
    output.print(table)
    judged = list(columns.values())[2:4] if replications else list(columns.values())[:2]
    work, whoever = (bool(inside(seen, row).all()) for row in judged)
    return 0 if work and not whoever else 1


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), *map(int, sys.argv[2:])))
