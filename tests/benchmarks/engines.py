"""How fast a replication is by each clock: ``python -m tests.benchmarks.engines``.

Repetitions are interleaved in one process, so that a slow moment of the machine hits all alike; medians of processor
time. Only ratios mean something on another machine.
"""

from __future__ import annotations

import argparse
import gc
import json
from collections.abc import Callable
from statistics import median
from time import process_time

from rich.console import Console
from rich.table import Table

from sim.compiling import MARKER, cache_folder
from sim.metrics.identities import check_identities
from sim.metrics.replication import Replication
from sim.records.run import Run
from sim.scenario.files import load, scenario_folder
from tests.benchmarks.reference import bare_queue, reference_draws
from tests.clocks import by_kernels, by_simpy, kernels_are_there

__all__ = ["main"]

SEED = 7
DRAWS = reference_draws()
SCENARIO = load(scenario_folder() / "honest.yaml")
SIMPY, KERNELS = "simulate, by SimPy", "simulate, compiled"
MEASURE_ROWS, MEASURE_COLUMNS = "measure, of SimPy's rows", "measure, of compiled columns"
BARE = "bare SimPy queue"


def measured(run: Run) -> None:
    """All that a replication is asked for."""
    check_identities(run)
    Replication.of(run)


def seconds(task: Callable[[], object]) -> float:
    gc.collect()
    began = process_time()
    task()
    return process_time() - began


def one_round(number: int) -> dict[str, float]:
    """Processor seconds of each part, in turn, for one replication."""
    runs: dict[str, Run] = {}
    times: dict[str, float] = {}
    for name, simulated in ((SIMPY, by_simpy), (KERNELS, by_kernels)):
        times[name] = seconds(lambda s=simulated, n=name: runs.update({n: s(SCENARIO, SEED, number)}))  # type: ignore[misc]
    times[MEASURE_ROWS] = seconds(lambda: measured(runs[SIMPY]))
    times[MEASURE_COLUMNS] = seconds(lambda: measured(runs[KERNELS]))
    times[BARE] = seconds(lambda: bare_queue(DRAWS))
    return times


def main() -> None:
    """Print medians, replications a second, their ratio, and microseconds a contact."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=7, help="rounds after one that does not count (default 7)")
    arguments = parser.parse_args()
    folder = cache_folder()
    if not kernels_are_there() or folder is None:
        raise SystemExit("there is no compiled code yet: python -m sim.compiling")
    contacts = sum(row.outcome != "deflected" for row in by_kernels(SCENARIO, SEED).records.contacts)
    one_round(0)
    rounds = [one_round(number) for number in range(arguments.repetitions)]
    times = {name: median(times[name] for times in rounds) for name in rounds[0]}
    counts = {BARE: len(DRAWS.arrivals)}
    table = Table("what", "ms", "contacts", "µs / contact")
    for name, time in times.items():
        count = counts.get(name, contacts)
        table.add_row(name, f"{time * 1e3:.0f}", f"{count:,}", f"{time / count * 1e6:.1f}")
    console = Console()
    console.print(table)
    rates = {
        "SimPy": 1 / (times[SIMPY] + times[MEASURE_ROWS]),
        "compiled": 1 / (times[KERNELS] + times[MEASURE_COLUMNS]),
    }
    for name, rate in rates.items():
        console.print(f"whole replications a second, {name}: {rate:.2f}")
    console.print(f"ratio of whole replications: {rates['compiled'] / rates['SimPy']:.2f}")
    console.print(f"ratio of simulating: {times[SIMPY] / times[KERNELS]:.2f}")
    took = json.loads((folder / MARKER).read_text(encoding="utf-8"))["seconds"]
    console.print(f"compiled code was there {took:.0f} s after it was asked for, by the clock on the wall")


if __name__ == "__main__":
    main()
