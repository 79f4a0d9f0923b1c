"""How fast the desk and the whole model are, beside bare SimPy on the same draws: ``python -m tests.benchmarks.desk``.

Repetitions are interleaved, so that a slow moment of the machine hits all alike; the best of each counts. Only the
ratios mean something on another machine.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
from collections.abc import Callable
from pathlib import Path
from time import process_time

from rich.console import Console
from rich.table import Table

from sim.engine.run import simulate
from sim.scenario.document import Scenario
from sim.scenario.files import load
from tests.benchmarks.reference import bare_queue, our_desk, reference_draws

__all__ = ["main", "scaled"]

HONEST = Path(__file__).parents[2] / "scenarios" / "honest.yaml"
SCALE = 10
SEED = 7
REFERENCE_WAIT, REFERENCE_HUNG_UP = 0.209, 0.044
WITHIN = 0.05
BARE, DESK, MODEL = "bare SimPy, a process and a request per contact", "our desk, same draws", "whole model"


def scaled(scenario: Scenario, factor: int) -> Scenario:
    """The scenario with so many times the customers, named accounts too, and people in proportion."""
    segments = {
        name: segment.model_copy(update={"customers": segment.customers * factor})
        for name, segment in scenario.segments.items()
    }
    accounts = {
        f"{name} {number}": account for name, account in scenario.accounts.items() for number in range(1, factor + 1)
    }
    teams = {
        name: team.model_copy(update={"people": team.people * factor}) for name, team in scenario.provider.teams.items()
    }
    provider = scenario.provider.model_copy(update={"teams": teams})
    return scenario.model_copy(update={"segments": segments, "accounts": accounts, "provider": provider})


def reference(queue: Callable[..., object]) -> Callable[[], int]:
    """A task that runs one implementation of the reference queue and counts contacts."""
    draws = reference_draws()

    def task() -> int:
        queue(draws)
        return len(draws.arrivals)

    return task


SCALED = scaled(load(HONEST), SCALE)


def whole_model() -> int:
    """One replication of the scaled baseline; counts the contacts that reached the desk."""
    records = simulate(SCALED, seed=SEED).records
    return sum(contact.outcome != "deflected" for contact in records.contacts)


TASKS: dict[str, Callable[[], int]] = {
    BARE: reference(bare_queue),
    DESK: reference(our_desk),
    MODEL: whole_model,
}


ROUND = (BARE, DESK, BARE, DESK, BARE, DESK, MODEL)


def check_reference() -> None:
    """Both implementations of the reference queue agree, and are the queue that they claim to be."""
    draws = reference_draws()
    bare, ours = bare_queue(draws), our_desk(draws)
    assert bare == ours, f"{bare} is not {ours}"
    assert abs(bare.mean_wait / REFERENCE_WAIT - 1) < WITHIN, bare
    assert abs(bare.hung_up_share / REFERENCE_HUNG_UP - 1) < WITHIN, bare


def best_times(repetitions: int) -> dict[str, tuple[float, int]]:
    """Microseconds of processor time per contact, the best of several interleaved runs, and the contacts of one."""
    times: dict[str, list[float]] = {name: [] for name in TASKS}
    contacts: dict[str, int] = {}
    for _ in range(repetitions):
        for name in ROUND:
            gc.collect()
            began = process_time()
            contacts[name] = TASKS[name]()
            times[name].append((process_time() - began) / contacts[name] * 1e6)
    return {name: (min(values), contacts[name]) for name, values in times.items()}


def main() -> None:
    """Print the table of times and ratios, or with ``--profile`` where the time of the whole model goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=5, help="rounds (default 5)")
    parser.add_argument("--profile", action="store_true", help="profile the whole model instead")
    arguments = parser.parse_args()
    if arguments.profile:
        profile = cProfile.Profile()
        profile.runcall(whole_model)
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        return
    check_reference()
    times = best_times(arguments.repetitions)
    table = Table("what", "contacts", "µs / contact", "ratio to bare")
    for name, (time, contacts) in times.items():
        table.add_row(name, f"{contacts:,}", f"{time:.1f}", f"{time / times[BARE][0]:.2f}")
    console = Console()
    console.print(table)
    console.print(f"our desk is {times[BARE][0] / times[DESK][0]:.1f} times faster than bare SimPy")


if __name__ == "__main__":
    main()
