"""How often intervals cover the truth, outcome by outcome: ``python -m tests.benchmarks.coverage``.

A pool of paired replications of two scenarios stands for all there could be; its mean is the truth. Studies of a few
pairs are drawn from it with replacement, and each interval is that of the product. Where an interval misses, the study
either warned of it (too few runs for values as skewed, equal runs, no interval) or did not. ``--pool FILE`` keeps the
replications, and reads them where the file exists. It prints Markdown; ``--write`` puts it into ``sim/model.md``, and
outcomes whose mean rests on rare runs into ``sim/metrics/tails.py``. From nothing it takes nine minutes on two cores.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from rich.console import Console
from scipy import stats

from sim.api.studies import study
from sim.metrics.catalogue import CATALOGUE, describe
from sim.metrics.tails import RARE, known_skewness
from sim.scenario.files import load, resolve
from sim.statistics.comparison import outcome_names, values
from sim.statistics.intervals import Interval, PairedDifference, mean_interval, paired_difference, required_by

__all__ = ["Coverage", "coverage_of", "main", "pool_of", "table", "tails_of"]

FloatArray: TypeAlias = npt.NDArray[np.float64]
Pool: TypeAlias = Mapping[str, tuple[FloatArray, FloatArray]]
"""By outcome, base and variant by replication."""
Kind: TypeAlias = tuple[str, int]
"""Level or difference, and the pairs of a study."""
ACCOUNT, TAILS_FILE = (Path(__file__).parents[2] / "sim" / path for path in ("model.md", "metrics/tails.py"))
SEED, LEVEL = 7, 0.95
FAIR = 0.06
"""Share of studies that may miss without a warning for an outcome to count as kept."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often the intervals of an outcome cover, in studies of some number of pairs."""

    covered: float
    """Share of the studies with an interval."""
    unsaid: float
    """Share of all studies that missed and did not warn."""


def pool_of(base: str, variant: str, pairs: int, workers: int) -> Pool:
    """Simulate the pool: pairs of replications under common random numbers."""
    samples = [
        study(load(resolve(Path(name))), replications=pairs, workers=workers, store="none").sample
        for name in (base, variant)
    ]
    names = [name for name in outcome_names(samples[:1]) if name in outcome_names(samples[1:])]
    return {name: (values(samples[0], name), values(samples[1], name)) for name in names if name.count(".") <= 1}


def saved_pool(path: Path) -> Pool:
    """Read a pool that was saved."""
    with np.load(path) as arrays:
        return {name: (arrays[name][0], arrays[name][1]) for name in arrays.files if name.count(".") <= 1}


def skewness(sample: FloatArray) -> float:
    """Skewness of the values that are defined; 0 of equal ones."""
    defined = sample[np.isfinite(sample)]
    return float(stats.skew(defined)) if defined.size and np.ptp(defined) > 0 else 0.0


def tails_of(pool: Pool) -> dict[str, float]:
    """Skewness of outcomes whose mean rests on rare runs: the largest of base, variant and difference."""
    tails = {}
    for name in (name for name in CATALOGUE if name in pool):
        base, variant = pool[name]
        size = max(abs(skewness(part)) for part in (base, variant, variant - base))
        if size > RARE:
            tails[name] = round(size, 1)
    return tails


def coverage_of(
    name: str, pool: Pool, sizes: Sequence[int], studies: int, tails: Mapping[str, float]
) -> dict[Kind, Coverage]:
    """Coverage of an outcome's levels and of its paired difference, by the pairs of a study."""
    base, variant = pool[name]
    bounds, least = describe(name).bounds, required_by(known_skewness(name, tails))
    truth, levels = float(np.nanmean(variant - base)), [(part, float(np.nanmean(part))) for part in (base, variant)]
    rows = {}
    for runs in sizes:
        numbers = np.random.default_rng([SEED, runs]).integers(base.size, size=(studies, runs))
        of_levels = ((mean_interval(part[row], LEVEL, bounds), mean) for part, mean in levels for row in numbers)
        of_differences = (
            (paired_difference(base[row], variant[row], better="up", level=LEVEL, bounds=bounds), truth)
            for row in numbers
        )
        rows["level", runs] = _counted(of_levels, least)
        rows["difference", runs] = _counted(of_differences, least)
    return rows


def _counted(intervals: Iterable[tuple[Interval | PairedDifference, float]], least: int) -> Coverage:
    """Count what covers, and what misses without a warning."""
    rows = []
    for interval, truth in intervals:
        silent = bool(np.isnan(interval.low))
        slack = 1e-12 * abs(truth)
        covers = interval.low - slack <= truth <= interval.high + slack
        warned = silent or interval.alike or interval.count < max(interval.required, least)
        rows.append((silent, covers, not covers and not warned))
    silent_share, covered, unsaid = np.array(rows).mean(axis=0).tolist()
    return Coverage(covered / (1 - silent_share) if silent_share < 1 else np.nan, unsaid)


def table(pool: Pool, sizes: Sequence[int], studies: int, workers: int) -> Iterator[str]:
    """Lines of Markdown: an outcome a row, then what holds."""
    names = [name for name, pair in pool.items() if any(map(skewness, pair)) and np.isfinite(pair).all(axis=0).any()]
    work = partial(coverage_of, pool=pool, sizes=sizes, studies=studies, tails=tails_of(pool))
    with ProcessPoolExecutor(workers) as executor:
        rows = dict(zip(names, executor.map(work, names), strict=True))
    kinds = [(kind, runs) for kind in ("level", "difference") for runs in sizes]
    yield "| outcome | skewness of the difference | " + " | ".join(f"{kind}, {runs}" for kind, runs in kinds) + " |"
    yield "|---|" + "---|" * (1 + len(kinds))
    for name, row in rows.items():
        base, variant = pool[name]
        cells = (f"{100 * row[kind].covered:.0f} / {100 * row[kind].unsaid:.1f}" for kind in kinds)
        yield f"| {describe(name).label} | {skewness(variant - base):.1f} | {' | '.join(cells)} |"
    yield ""
    yield from (_holds(rows, kind) for kind in kinds)
    constant = [describe(name).label for name in pool if name not in names and name in CATALOGUE]
    if constant:
        yield f"- The same in all replications, or not defined, and left out: {', '.join(constant)}."


def _holds(rows: Mapping[str, Mapping[Kind, Coverage]], kind: Kind) -> str:
    """State what holds for one kind of interval from so many runs."""
    covered = {name: row[kind].covered for name, row in rows.items() if np.isfinite(row[kind].covered)}
    unsaid = {name: row[kind].unsaid for name, row in rows.items()}
    least, most = min(covered, key=covered.__getitem__), max(unsaid, key=unsaid.__getitem__)
    kept = sum(share <= FAIR for share in unsaid.values())
    return (
        f"- {kind[0].capitalize()}, {kind[1]} runs: covered {100 * np.median(list(covered.values())):.1f} % in the "
        f"median outcome, {100 * covered[least]:.1f} % at least ({describe(least).label}); missed without a warning "
        f"{100 * np.median(list(unsaid.values())):.1f} % in the median, {100 * unsaid[most]:.1f} % at most "
        f"({describe(most).label}); {kept} of {len(unsaid)} outcomes keep to {100 * FAIR:.0f} %."
    )


def _replace(path: Path, marks: tuple[str, str], lines: Sequence[str]) -> None:
    """Put lines between two marks of a file."""
    before, rest = path.read_text(encoding="utf-8").split(marks[0] + "\n")
    _, after = rest.split(marks[1])
    path.write_text("\n".join([before + marks[0], *lines, marks[1] + after]), encoding="utf-8")


def _pool(options: argparse.Namespace) -> Pool:
    """Read the pool where it was saved; else simulate it, and save it where that is asked for."""
    if options.pool is not None and options.pool.exists():
        return saved_pool(options.pool)
    pool = pool_of(options.base, options.variant, options.pairs, options.workers)
    if options.pool is not None:
        arrays: dict[str, Any] = {name: np.array(pair) for name, pair in pool.items()}
        np.savez_compressed(options.pool, **arrays)
    return pool


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
    parser.add_argument("--write", action="store_true", help="into sim/model.md and sim/metrics/tails.py, too")
    options = parser.parse_args()
    pool = _pool(options)
    pairs = next(iter(pool.values()))[0].size
    lines = [
        f"Cells: coverage of 95 % intervals / misses without a warning, in per cent of {options.studies:,} studies "
        f"drawn from {pairs} pairs of `{options.variant}` against `{options.base}`, by the number of pairs in a study.",
        "",
        *table(pool, options.runs, options.studies, options.workers),
    ]
    for line in lines:
        Console().print(line, markup=False, highlight=False, soft_wrap=True)
    if options.write:
        _replace(ACCOUNT, ("<!-- coverage: begin -->", "<!-- coverage: end -->"), lines)
        tails = [f'    "{name}": {size},' for name, size in tails_of(pool).items()]
        _replace(TAILS_FILE, ("# begin measured", "# end measured"), ["TAILS: Mapping[str, float] = {", *tails, "}"])


if __name__ == "__main__":
    main()
