"""The worked example that comes with the product.

Where the model has changed on purpose, make it anew:

python -m tests.regression.example
"""

from __future__ import annotations

from pathlib import Path

from sim.running.example import FILE, REPLICATIONS, SEED, STORIES, packed
from sim.running.executors import executor_for
from sim.running.runner import ExperimentRunner
from sim.scenario.files import load, scenario_folder

__all__ = ["main"]


def main() -> None:
    """Simulate the stories and write the file."""
    scenarios = [load(scenario_folder() / f"{name}.yaml") for name in STORIES]
    with executor_for(2) as executor:
        results = ExperimentRunner(executor, seed=SEED).results(scenarios, REPLICATIONS)
    Path(str(FILE)).write_bytes(packed(dict(zip(STORIES, results, strict=True))))


if __name__ == "__main__":
    main()
