"""The simulator as a library: functions that a notebook or a script calls.

Functions take scenarios and return typed results. A result prints itself in a line, shows a table in a notebook, and
gives a ``pandas.DataFrame`` with ``to_frame()``. Replications that were simulated before are read from the run store,
which commands and pages share.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from sim.engine.run import simulate as simulated
from sim.errors import SaydoError
from sim.metrics.catalogue import CATALOGUE, describe
from sim.records.run import Run
from sim.running.database import NO_STORE, default_url
from sim.running.executors import executor_for
from sim.running.runner import ExperimentRunner
from sim.running.store import Store
from sim.scenario.document import Scenario
from sim.scenario.files import load as read
from sim.scenario.files import scenario_folder, shipped
from sim.scenario.overrides import with_overrides
from sim.scenario.sheet import assumption_sheet
from sim.statistics.comparison import Comparison, Sample, Settings, must_be_comparable, summarise, values
from sim.statistics.comparison import compare as compared

__all__ = [
    "Comparisons",
    "Run",
    "SaydoError",
    "Scenario",
    "Study",
    "assumptions",
    "compare",
    "load",
    "outcomes",
    "simulate",
    "stories",
    "study",
    "with_overrides",
]

SEED = 7
Progress = Callable[[int, int], None]


@dataclass(frozen=True, repr=False, slots=True)
class Study:
    """Replications of a scenario: every outcome, replication by replication.

    Parameters
    ----------
    scenario : Scenario
        The document that was simulated.
    sample : Sample
        Its replications.
    seed : int
        Root seed of all random numbers.
    """

    scenario: Scenario
    sample: Sample
    seed: int

    def __repr__(self) -> str:
        margin = values(self.sample, "margin").mean()
        return (
            f"<Study of {self.scenario.title!r}: {len(self.sample.replications)} replications, seed {self.seed}, "
            f"mean margin {margin:,.0f} {self.scenario.currency}>"
        )

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html())

    def values(self, outcome: str) -> pd.Series:
        """Return an outcome by replication.

        Parameters
        ----------
        outcome : str
            Name of the catalogue, such as ``margin``; :func:`outcomes` lists all.

        Returns
        -------
        pandas.Series
            One number for each replication, in the outcome's unit; NaN where it is not defined.

        Raises
        ------
        SaydoError
            Where there is no such outcome.
        """
        return pd.Series(values(self.sample, describe(outcome).name), name=outcome).rename_axis("replication")

    def to_frame(self) -> pd.DataFrame:
        """Return every outcome's mean, median and range with intervals at 95 %.

        Returns
        -------
        pandas.DataFrame
            One row for each outcome.
        """
        return pd.DataFrame(asdict(row) for row in summarise(self.sample)).drop(columns="scenario").set_index("outcome")


@dataclass(frozen=True, repr=False, slots=True)
class Comparisons:
    """Differences of variants to a base, outcome by outcome, paired by replication.

    Parameters
    ----------
    rows : tuple of Comparison
        By variant, then by outcome.
    seed : int
        Root seed of all random numbers.
    level : float
        Confidence that all intervals of an outcome hold together, 0 to 1.
    """

    rows: tuple[Comparison, ...]
    seed: int
    level: float

    def __repr__(self) -> str:
        margins = [row for row in self.rows if row.outcome == "margin"]
        margins_text = "; ".join(f"{row.variant} {row.difference:+,.0f} ({row.verdict})" for row in margins)
        return f"<Comparisons, {margins[0].replications} pairs, seed {self.seed}: margin of {margins_text}>"

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html())

    def of(self, outcome: str) -> list[Comparison]:
        """Return the rows of one outcome, one for each variant.

        Parameters
        ----------
        outcome : str
            Name of the catalogue.

        Returns
        -------
        list of Comparison
            In the order in which the variants were given.

        Raises
        ------
        SaydoError
            Where there is no such outcome.
        """
        name = describe(outcome).name
        return [row for row in self.rows if row.outcome == name]

    def to_frame(self) -> pd.DataFrame:
        """Return means, differences with their intervals, and verdicts.

        Returns
        -------
        pandas.DataFrame
            One row for each variant and outcome.
        """
        return pd.DataFrame(asdict(row) for row in self.rows).set_index(["variant", "outcome"])


def load(source: str | Path, overrides: Mapping[str, object] | None = None) -> Scenario:
    """Load a scenario from a file, or a shipped story by its name.

    Parameters
    ----------
    source : str or path
        A YAML file, or a name that :func:`stories` lists.
    overrides : mapping of str to value, optional
        Values by path, such as ``{"plans.gold.fee_per_month": 900}``.

    Returns
    -------
    Scenario
        The validated document.

    Raises
    ------
    ScenarioError
        Where the file or a value cannot be used; the message names file, line, path and what is allowed.
    """
    path = Path(source)
    story = scenario_folder() / f"{source}.yaml"
    return read(story if not path.exists() and story.is_file() else path, overrides=overrides)


def stories() -> pd.DataFrame:
    """List the scenarios that come with the product.

    Returns
    -------
    pandas.DataFrame
        Title and lesson by name.
    """
    documents = {path.stem: read(path) for path in shipped()}
    rows = [{"name": name, "title": document.title, "lesson": document.lesson} for name, document in documents.items()]
    return pd.DataFrame(rows).set_index("name")


def outcomes() -> pd.DataFrame:
    """List the outcomes that every replication is measured by.

    Returns
    -------
    pandas.DataFrame
        Label, unit, better direction and definition by name.
    """
    columns = ["name", "label", "unit", "better", "definition"]
    return pd.DataFrame(asdict(entry) for entry in CATALOGUE.values())[columns].set_index("name")


def assumptions(scenario: Scenario) -> pd.DataFrame:
    """List every number of a scenario with its evidence.

    Parameters
    ----------
    scenario : Scenario
        The document to list.

    Returns
    -------
    pandas.DataFrame
        Value, unit, bounds, tag and source by path.
    """
    return pd.DataFrame(asdict(row) for row in assumption_sheet(scenario)).set_index("path")


def simulate(scenario: Scenario, *, seed: int = SEED, replication: int = 0) -> Run:
    """Simulate one replication and keep every record of it.

    Parameters
    ----------
    scenario : Scenario
        The document to simulate.
    seed : int
        Root seed of all random numbers, 0 to 2**64 - 1.
    replication : int
        Number of the replication, from 0; a number means the same random numbers in every scenario.

    Returns
    -------
    Run
        The records; ``run.to_frame("contacts")`` gives a table of one kind of them.
    """
    return simulated(scenario, seed=seed, replication=replication)


def study(
    scenario: Scenario,
    *,
    replications: int = 20,
    seed: int = SEED,
    workers: int | None = None,
    store: str | None = None,
    progress: Progress | None = None,
) -> Study:
    """Simulate replications of a scenario and measure their outcomes.

    Parameters
    ----------
    scenario : Scenario
        The document to simulate.
    replications : int
        How many, from 1.
    seed : int
        Root seed of all random numbers.
    workers : int, optional
        Processes; by default one for each processor.
    store : str, optional
        URL of the run store, or ``"none"``; by default that of the command line.
    progress : callable, optional
        Called after each replication with the number done and the number of all.

    Returns
    -------
    Study
        Every outcome by replication.

    Raises
    ------
    SaydoError
        Where the store cannot be used, or no replication succeeded.
    """
    with _runner(seed, workers, store, progress, replications) as runner:
        (results,) = runner.results([scenario], replications)
    return Study(scenario, Sample(scenario.title, results), seed)


def compare(  # noqa: PLR0913  options by keyword, as of study
    base: Scenario,
    variants: Scenario | Mapping[str, Scenario],
    *,
    replications: int = 20,
    seed: int = SEED,
    level: float = 0.95,
    workers: int | None = None,
    store: str | None = None,
    progress: Progress | None = None,
) -> Comparisons:
    """Compare variants with a base under common random numbers, paired by replication.

    Parameters
    ----------
    base : Scenario
        The side that differences are differences to.
    variants : Scenario or mapping of str to Scenario
        One variant, or several by name; of the base's currency, start and length.
    replications : int
        Of each scenario, from 2.
    seed : int
        Root seed of all random numbers.
    level : float
        Confidence that all intervals of an outcome hold together, 0 to 1.
    workers, store, progress
        As for :func:`study`.

    Returns
    -------
    Comparisons
        The difference, its interval and a verdict, by variant and outcome.

    Raises
    ------
    SaydoError
        Where the scenarios cannot be compared, the store cannot be used, or no replication succeeded.
    """
    others = {"variant": variants} if isinstance(variants, Scenario) else dict(variants)
    names, scenarios = ["base", *others], [base, *others.values()]
    must_be_comparable(names, scenarios)
    with _runner(seed, workers, store, progress, replications * len(scenarios)) as runner:
        results = runner.results(scenarios, replications)
    first, *rest = [Sample(name, result) for name, result in zip(names, results, strict=True)]
    return Comparisons(tuple(compared(first, rest, Settings(level=level))), seed, level)


@contextmanager
def _runner(
    seed: int, workers: int | None, store: str | None, progress: Progress | None, runs: int
) -> Iterator[ExperimentRunner]:
    """Give an experiment runner whose workers and store are closed afterwards."""
    if runs < 1:
        raise SaydoError(f"replications = {runs}: must be 1 or more")
    url = store or os.environ.get("SAYDO_STORE") or default_url()
    processes = min(workers or os.cpu_count() or 1, runs)
    with executor_for(processes) as executor:
        if url == NO_STORE:
            yield ExperimentRunner(executor, seed=seed, on_progress=progress)
            return
        with Store(url) as results:
            yield ExperimentRunner(executor, seed=seed, on_progress=progress, store=results)
