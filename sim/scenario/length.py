"""Studies cut to one length: what is compared has as many months as the shortest of it."""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.source import plain

__all__ = ["length_words", "of_one_length", "shortened"]


def shortened(scenario: Scenario, months: int) -> Scenario:
    """Keep the first months of a scenario, and leave out all that would come later.

    Parameters
    ----------
    scenario : Scenario
        A scenario.
    months : int
        Months to keep, from 1.

    Returns
    -------
    Scenario
        The scenario itself where it is not longer.
    """
    if months >= scenario.horizon_months:
        return scenario
    earlier = {
        part: [entry.model_dump() for entry in getattr(scenario, part) if entry.month < months]
        for part in ("timeline", "forced_changes")
    }
    return with_overrides(scenario, {**earlier, "horizon_months": months})


def of_one_length(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Cut scenarios to the months that all of them have, so that they can be compared.

    Parameters
    ----------
    scenarios : sequence of Scenario
        One at least. The order does not matter, and no study is made longer than its author wrote it.

    Returns
    -------
    list of Scenario
        Of the length of the shortest; those that are not longer stay as they are.
    """
    months = min(scenario.horizon_months for scenario in scenarios)
    return [shortened(scenario, months) for scenario in scenarios]


def length_words(names: Sequence[str], scenarios: Sequence[Scenario]) -> str:
    """Say over which months scenarios of several lengths are compared.

    Parameters
    ----------
    names : sequence of str
        Names of the scenarios.
    scenarios : sequence of Scenario
        The scenarios before they are cut.

    Returns
    -------
    str
        A sentence; empty where all have the same length.
    """
    months = min(scenario.horizon_months for scenario in scenarios)
    pairs = list(zip(map(plain, names), (scenario.horizon_months for scenario in scenarios), strict=True))
    longer = [f"{name} ({length})" for name, length in pairs if length > months]
    if not longer:
        return ""
    shortest = " and ".join(dict.fromkeys(name for name, length in pairs if length == months))
    has = "has" if sum(length == months for _, length in pairs) == 1 else "have"
    return (
        f"compared over the first {months} months: {shortest} {has} no more, and what comes later in "
        f"{' and '.join(longer)} is left out"
    )
