"""How often intervals cover the truth, outcome by outcome: ``python -m tests.benchmarks.coverage``.

A pool of paired replications of two scenarios stands for all there could be; its mean is the truth. Studies of a few
pairs are drawn from it with replacement, and each interval is that of the product. Where an interval misses, the study
either warned of it (too few runs for values as skewed, equal runs, no interval) or did not. ``--pool FILE`` keeps the
replications, and reads them where the file exists. It prints Markdown, as it stands in ``sim/model.md``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from rich.console import Console
from scipy import stats

from sim.api.studies import study
from sim.metrics.catalogue import describe
from sim.scenario.files import load, resolve
from sim.statistics.comparison import outcome_names, values
from sim.statistics.intervals import Interval, PairedDifference, mean_interval, paired_difference

__all__ = ["Coverage", "coverage_of", "main", "pool_of", "table"]

FloatArray: TypeAlias = npt.NDArray[np.float64]
Pool: TypeAlias = Mapping[str, tuple[FloatArray, FloatArray]]
"""By outcome, base and variant by replication."""
SEED, LEVEL = 7, 0.95
FAIR = 0.06
"""Share of studies that may miss without a warning for an outcome to count as kept."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often the intervals of an outcome cover, in studies of some number of pairs; shares of all studies."""

    covered: float
    """Of those with an interval."""
    unsaid: float
    """Missed, and did not warn."""
    silent: float
    """Without an interval."""


def pool_of(base: str, variant: str, pairs: int, workers: int) -> Pool:
    """Simulate the pool: pairs of replications under common random numbers."""
    samples = [
        study(load(resolve(Path(name))), replications=pairs, workers=workers, store="none").sample
        for name in (base, variant)
    ]
    shared = [name for name in outcome_names(samples[:1]) if name in outcome_names(samples[1:])]
    return {name: (values(samples[0], name), values(samples[1], name)) for name in shared}


def saved_pool(path: Path) -> Pool:
    """Read a pool that was saved."""
    with np.load(path) as arrays:
        return {name: (arrays[name][0], arrays[name][1]) for name in arrays.files}


def studies_of(pairs: int, runs: int, studies: int) -> npt.NDArray[np.int64]:
    """Draw the replications of each study, shape (studies, runs)."""
    return np.random.default_rng([SEED, runs]).integers(pairs, size=(studies, runs))


def coverage_of(name: str, pool: Pool, sizes: Sequence[int], studies: int) -> dict[tuple[str, int], Coverage]:
    """Coverage of an outcome's levels and of its paired difference, by the pairs of a study."""
    base, variant = pool[name]
    entry, defined = describe(name), np.isfinite(base) & np.isfinite(variant)
    truth = float((variant - base)[defined].mean())
    levels = [(part, float(np.nanmean(part))) for part in (base, variant)]
    rows = {}
    for runs in sizes:
        numbers = studies_of(base.size, runs, studies)
        rows["level", runs] = _counted(
            ((mean_interval(part[row], LEVEL, entry.bounds), mean) for part, mean in levels for row in numbers)
        )
        rows["difference", runs] = _counted(
            (paired_difference(base[row], variant[row], better="up", level=LEVEL, bounds=entry.bounds), truth)
            for row in numbers
        )
    return rows


def _counted(intervals: Iterator[tuple[Interval | PairedDifference, float]]) -> Coverage:
    """Count what covers, what misses without a warning, and what says nothing."""
    rows = []
    for interval, truth in intervals:
        silent = bool(np.isnan(interval.low))
        slack = 1e-12 * abs(truth)
        covers = interval.low - slack <= truth <= interval.high + slack
        warned = silent or interval.alike or interval.count < interval.required
        rows.append((silent, covers, not covers and not warned))
    silent, covers, unsaid = np.array(rows).mean(axis=0)
    return Coverage(float(covers / (1 - silent)) if silent < 1 else np.nan, float(unsaid), float(silent))


def table(pool: Pool, sizes: Sequence[int], studies: int, workers: int) -> Iterator[str]:
    """Lines of Markdown: an outcome a row, then what holds."""
    names = [name for name, pair in pool.items() if np.isfinite(pair).all(axis=0).any()]
    names = [name for name in names if any(np.ptp(part[np.isfinite(part)]) > 0 for part in pool[name])]
    with ProcessPoolExecutor(workers) as executor:
        work = partial(coverage_of, pool=pool, sizes=sizes, studies=studies)
        rows = dict(zip(names, executor.map(work, names), strict=True))
    kinds = [(kind, runs) for kind in ("level", "difference") for runs in sizes]
    yield "| outcome | skewness of the difference | " + " | ".join(f"{kind}, {runs}" for kind, runs in kinds) + " |"
    yield "|---|" + "---|" * (1 + len(kinds))
    for name, row in rows.items():
        base, variant = pool[name]
        differences = (variant - base)[np.isfinite(variant - base)]
        skewness = stats.skew(differences) if np.ptp(differences) else 0.0
        cells = (f"{100 * row[kind].covered:.1f} / {100 * row[kind].unsaid:.1f}" for kind in kinds)
        yield f"| {describe(name).label} | {skewness:.1f} | {' | '.join(cells)} |"
    yield ""
    yield from (_holds(rows, kind, runs) for kind, runs in kinds)
    constant = [describe(name).label for name in pool if name not in names]
    if constant:
        yield f"The same in all replications, and left out: {', '.join(constant)}."


def _holds(rows: Mapping[str, Mapping[tuple[str, int], Coverage]], kind: str, runs: int) -> str:
    """What holds for one kind of interval from so many runs."""
    covered = {name: row[kind, runs].covered for name, row in rows.items() if np.isfinite(row[kind, runs].covered)}
    unsaid = {name: row[kind, runs].unsaid for name, row in rows.items()}
    least, most = min(covered, key=covered.__getitem__), max(unsaid, key=unsaid.__getitem__)
    kept = sum(share <= FAIR for share in unsaid.values())
    return (
        f"- {kind.capitalize()}, {runs} runs: covered {100 * np.median(list(covered.values())):.1f} % in the median "
        f"outcome, {100 * covered[least]:.1f} % at least ({describe(least).label}); missed without a warning "
        f"{100 * np.median(list(unsaid.values())):.1f} % in the median, {100 * unsaid[most]:.1f} % at most "
        f"({describe(most).label}); {kept} of {len(unsaid)} outcomes keep to {100 * FAIR:.0f} %."
    )


def main() -> None:
    """Simulate or read the pool, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="honest")
    parser.add_argument("--variant", default="over-promise")
    parser.add_argument("--pairs", type=int, default=400, help="size of the pool")
    parser.add_argument("--pool", type=Path, help="file to keep the pool in, or to read it from")
    parser.add_argument("--studies", type=int, default=2_000)
    parser.add_argument("--runs", type=int, nargs="+", default=[8, 20, 64], help="pairs of a study")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    if options.pool is not None and options.pool.exists():
        pool = saved_pool(options.pool)
    else:
        pool = pool_of(options.base, options.variant, options.pairs, options.workers)
        if options.pool is not None:
            np.savez_compressed(options.pool, **{name: np.array(pair) for name, pair in pool.items()})
    console, pairs = Console(), next(iter(pool.values()))[0].size
    lines = (
        f"Coverage of 95 % intervals and misses without a warning, per cent of {options.studies:,} studies drawn from "
        f"{pairs} pairs of `{options.variant}` against `{options.base}`, by the pairs of a study.",
        "",
        *table(pool, options.runs, options.studies, options.workers),
    )
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
