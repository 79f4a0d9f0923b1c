"""Whether a portfolio of one's own answers as quickly as the example: ``python -m tests.benchmarks.own_portfolio``.

Eighty-five customers with as many contacts as the example, once from an import, with customers by name and a roster,
and once from figures by hand. Both are compared with the example in one process, turn by turn, so that a busy machine
slows all alike: a replication in all and for each contact, which is what a first page waits for. The example's own runs
come with the product; none of them are used here. A ratio above 1.15 is marked.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from sim.engine.run import simulate
from sim.fitting.own_portfolio import loaded, portfolio_of
from sim.questions.exported import tables_of
from sim.running.replicate import run_replication
from sim.scenario.by_hand import by_hand
from sim.scenario.document import Scenario
from sim.scenario.figures import figures_of
from sim.scenario.files import load, resolve
from sim.scenario.overrides import with_overrides

__all__ = ["imported", "imported_files", "main", "stated"]

CUSTOMERS = 85
MOST = 1.15


def imported_files(example: Scenario) -> Mapping[str, bytes]:
    """Files of a portfolio from the records of a year, as an import would make them."""
    factor = CUSTOMERS / example.customers
    changes: dict[str, float] = {}
    for name, segment in example.segments.items():
        changes[f"segments.{name}.customers"] = round(segment.customers * factor)
        changes[f"segments.{name}.contacts_per_year"] = segment.contacts_per_year / factor
    world = with_overrides(example, {**changes, "horizon_months": 12})
    own = portfolio_of(tables_of(simulate(world, seed=3)), example)
    assert own is not None
    return own.files


def imported(example: Scenario) -> Scenario:
    """That portfolio, over as many months as the example."""
    return with_overrides(loaded(imported_files(example)), {"horizon_months": example.horizon_months})


def stated(example: Scenario) -> Scenario:
    """A portfolio of figures, as ``saydo init`` writes it."""
    factor = CUSTOMERS / example.customers
    plans = [
        {
            "name": name,
            "customers": round(segment.customers * factor),
            "fee_per_month": example.plans[segment.plan].fee_per_month,
            "contacts_per_year": segment.contacts_per_year / factor,
        }
        for name, segment in example.segments.items()
    ]
    people = sum(example.provider.teams[name].people for name in example.provider.tiers)
    figures = figures_of({"name": "Firm", "people": people * 1.4, "plans": plans})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "firm.yaml")
        file.write_text(by_hand(figures).text, encoding="utf-8")
        return load(file)


def seconds(act: Callable[[], object]) -> float:
    """Time that it takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=7)
    options = parser.parse_args()
    example = load(resolve("honest"))
    scenarios = {"example": example, "imported": imported(example), "by hand": stated(example)}
    taken: dict[tuple[str, str], list[float]] = defaultdict(list)
    for turn in range(options.turns + 1):
        for name, scenario in scenarios.items():
            whole = seconds(partial(run_replication, scenario, 7, turn))
            contacts = len(simulate(scenario, seed=7, replication=turn).records.contacts)
            if turn:
                taken[name, "replication, s"].append(whole)
                taken[name, "for each contact, µs"].append(1e6 * whole / contacts)
    _print(scenarios, taken)


def _print(scenarios: dict[str, Scenario], taken: dict[tuple[str, str], list[float]]) -> None:
    table = Table("portfolio", "customers", "by name", "measure", "median", "to the example", "")
    for (name, measure), values in taken.items():
        ratio = float(np.median(np.array(values) / np.array(taken["example", measure])))
        scenario = scenarios[name]
        counts = (str(scenario.customers), str(len(scenario.accounts)))
        mark = "" if ratio <= MOST else "slower"
        table.add_row(name, *counts, measure, f"{np.median(values):.3g}", f"{ratio:.2f}", mark)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
