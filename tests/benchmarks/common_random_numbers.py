"""Time that common random numbers save: ``python -m tests.benchmarks.common_random_numbers``.

How much does over-promising change the margin share, to within half a point? Asked twice, of independent seeds and of
common random numbers, each from nothing to the half-width and no further, however skewed the differences are. The
half-width shrinks with the square root of the replications, so that a coarser one takes a fraction of the time; so do
fewer months of the study.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from sim.running.executors import Executor, executor_for
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.length import shortened
from sim.statistics.comparison import Sample, values
from sim.statistics.sequential import Precision, PrecisionTarget, Rule, Series, until_precise

__all__ = ["main"]

SCENARIOS = Path(__file__).parents[2] / "scenarios"
OUTCOME = "margin_share"
SEED = 7
AT_MOST = 1 / 5


def difference(
    executor: Executor, scenarios: Sequence[Scenario], seeds: tuple[int, int], target: PrecisionTarget, most: int
) -> tuple[Precision, float, int]:
    """A variant less its base, each under its seed: the precision, the seconds and the runs simulated.

    Parameters
    ----------
    executor : Executor
        Where replications run.
    scenarios : pair of Scenario
        Base and variant.
    seeds : pair of int
        Of the base and of the variant; equal where random numbers are common.
    target : Target
        Outcome, and the half-width that its interval is to reach.
    most : int
        Budget of replications of each.
    """
    runners = [ExperimentRunner(executor, seed=seed) for seed in seeds]

    def observe(count: int) -> list[Series]:
        base, variant = (
            values(Sample("", runner.results([scenario], count)[0]), target.outcome)
            for runner, scenario in zip(runners, scenarios, strict=True)
        )
        return [Series("over-promise", target, variant - base)]

    began = perf_counter()
    (precision,) = until_precise(observe, Rule(wary=False), lambda count: most - count)
    return precision, perf_counter() - began, sum(runner.simulated for runner in runners)


def main() -> None:
    """Print seconds and replications of both ways, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half-width", type=float, default=0.005, help="of the margin share (default .005)")
    parser.add_argument("--budget", type=int, default=20_000, help="most replications of each (default 20000)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default all processors)")
    parser.add_argument("--months", type=int, default=60, help="only the first months of the study (default all)")
    arguments = parser.parse_args()
    scenarios = [shortened(load(SCENARIOS / f"{name}.yaml"), arguments.months) for name in ("honest", "over-promise")]
    target = PrecisionTarget(OUTCOME, arguments.half_width)
    ways = {"common random numbers": (SEED, SEED), "independent seeds": (SEED, SEED + 1)}
    table = Table(
        "random numbers", "difference", "half-width", "reached", "replications", "runs", "seconds", "for the half-width"
    )
    needed: dict[str, float] = {}
    spent: dict[str, float] = {}
    with executor_for(arguments.workers) as executor:
        executor.submit(os.getpid).result()
        for name, seeds in ways.items():
            precision, spent[name], runs = difference(executor, scenarios, seeds, target, arguments.budget)
            needed[name] = precision.replications * (precision.half_width / precision.allowed) ** 2
            table.add_row(
                name,
                f"{precision.estimate:.4f}",
                f"{precision.half_width:.4f}",
                str(precision.reached),
                str(precision.replications),
                str(runs),
                f"{spent[name]:.0f}",
                f"{needed[name]:.0f}",
            )
    console = Console(width=140)
    console.print(table)
    common, independent = ways
    console.print(
        f"common over independent: {spent[common] / spent[independent]:.3f} of the seconds, "
        f"{needed[common] / needed[independent]:.3f} of the replications for the half-width itself; "
        f"at most {AT_MOST:g} is asked for"
    )


if __name__ == "__main__":
    main()
