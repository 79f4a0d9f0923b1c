"""Replications and comparisons as a notebook asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack
from warnings import warn

from sim.api.runners import SEED, Setup, runner_for
from sim.engine.run import simulate as simulated
from sim.metrics.catalogue import describe
from sim.records.run import Run
from sim.scenario.document import Scenario
from sim.scenario.length import length_words, of_one_length
from sim.statistics.comparison import Comparison, Sample, Settings, must_be_comparable, summarise, values
from sim.statistics.comparison import compare as compared
from sim.statistics.rows import as_row

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Comparisons", "Study", "compare", "simulate", "study"]


@dataclass(frozen=True, repr=False, slots=True)
class Study:
    """Replications of a scenario: every outcome, replication by replication.

    Attributes
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
        import pandas as pd

        return pd.Series(values(self.sample, describe(outcome).name), name=outcome).rename_axis("replication")

    def to_frame(self) -> pd.DataFrame:
        """Return every outcome's mean, median and range with intervals at 95 %.

        Returns
        -------
        pandas.DataFrame
            One row for each outcome.
        """
        import pandas as pd

        return pd.DataFrame(as_row(row) for row in summarise(self.sample)).drop(columns="scenario").set_index("outcome")


@dataclass(frozen=True, repr=False, slots=True)
class Comparisons:
    """Differences of variants to a base, outcome by outcome, paired by replication.

    Attributes
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
        import pandas as pd

        return pd.DataFrame(as_row(row) for row in self.rows).set_index(["variant", "outcome"])


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


def study(scenario: Scenario, *, replications: int = 20, **setup: Unpack[Setup]) -> Study:
    """Simulate replications of a scenario and measure their outcomes.

    Parameters
    ----------
    scenario : Scenario
        The document to simulate.
    replications : int
        How many, from 1.
    **setup
        ``seed`` (7 unless given), ``workers`` (processes; by default one for each processor), ``store`` (URL of the run
        store, or ``"none"``), ``progress`` (called with the number of replications done and of all).

    Returns
    -------
    Study
        Every outcome by replication.

    Raises
    ------
    SaydoError
        Where the store cannot be used, or no replication succeeded.
    """
    with runner_for(setup, replications) as runner:
        (results,) = runner.results([scenario], replications)
    return Study(scenario, Sample(scenario.title, results), setup.get("seed", SEED))


def compare(
    base: Scenario,
    variants: Scenario | Mapping[str, Scenario],
    *,
    replications: int = 20,
    level: float = 0.95,
    **setup: Unpack[Setup],
) -> Comparisons:
    """Compare variants with a base under common random numbers, paired by replication.

    Parameters
    ----------
    base : Scenario
        The side that differences are differences to.
    variants : Scenario or mapping of str to Scenario
        One variant, or several by name; of the base's currency and start. All are cut to the length of the shortest,
        with a warning.
    replications : int
        Of each scenario, from 2.
    level : float
        Confidence that all intervals of an outcome hold together, 0 to 1.
    **setup
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
    if cut := length_words(names, scenarios):
        warn(cut, stacklevel=2)
    scenarios = of_one_length(scenarios)
    must_be_comparable(names, scenarios)
    with runner_for(setup, replications * len(scenarios)) as runner:
        results = runner.results(scenarios, replications)
    first, *rest = [Sample(name, result) for name, result in zip(names, results, strict=True)]
    rows = compared(first, rest, Settings(level=level))
    return Comparisons(tuple(rows), setup.get("seed", SEED), level)
