"""Clauses one by one: what each of the terms that a buyer asks for does to the margin, to deals and to customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.errors import SaydoError
from sim.running.runner import ExperimentRunner
from sim.scenario.changes import ChangeGroup, change_groups, mixture, separable
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.statistics.comparison import Comparison, Sample, Settings, compare

__all__ = ["CLAUSE_OUTCOMES", "TOGETHER", "ClauseEffect", "clause_effects"]

CLAUSE_OUTCOMES = ("margin", "win_rate", "customer_retention_per_year")
"""Outcomes that a clause is judged by: its cost, the deals that it wins or loses, and the customers that stay."""
TOGETHER = "all together"


@dataclass(frozen=True, slots=True)
class ClauseEffect:
    """Effect of one clause alone on the scenario as it stands, or of all together."""

    name: str
    """Path of the term, or paths of those that are only possible together."""
    effects: Mapping[str, Comparison]
    """By outcome, its paired difference; one that is not defined in both scenarios is left out."""


def clause_effects(
    runner: ExperimentRunner, scenario: Scenario, give: Mapping[str, object], replications: int, level: float = 0.95
) -> tuple[ClauseEffect, ...]:
    """Compare the scenario as it stands with each clause granted alone, and with all of them.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate, all under common random numbers.
    scenario : Scenario
        The scenario as it stands.
    give : mapping of str to object
        Terms by path; a whole charge, credit or discount may be given by its name.
    replications : int
        Of each scenario.
    level : float
        Confidence that all intervals of an outcome hold together, after Bonferroni.

    Returns
    -------
    tuple of ClauseEffect
        In the order of the document, and all together last where there are several.

    Raises
    ------
    SaydoError
        Where the terms are not allowed, or change nothing.
    """
    granted = with_overrides(scenario, give)
    groups = separable(scenario, change_groups(scenario, granted))
    if not groups:
        raise SaydoError(f"{', '.join(give)}: the scenario says so already")
    variants = {group.name: mixture(scenario, [group]) for group in groups}
    if len(groups) > 1:
        variants[TOGETHER] = mixture(scenario, [ChangeGroup.joined(groups)])
    first, *results = runner.results([scenario, *variants.values()], replications)
    samples = [Sample(name, result) for name, result in zip(variants, results, strict=True)]
    rows = compare(Sample("as it stands", first), samples, Settings(level))
    return tuple(
        ClauseEffect(name, {row.outcome: row for row in rows if row.variant == name and row.outcome in CLAUSE_OUTCOMES})
        for name in variants
    )
