"""Headline conclusions: the first pattern of one story of each essay, against the honest baseline."""

from __future__ import annotations

from pathlib import Path

from sim.questions.uncertainty import Conclusion
from sim.questions.verification import claims
from sim.scenario.document import Scenario
from sim.scenario.files import scenario_folder

__all__ = ["HEADLINES", "headlines"]

HEADLINES = ("price-creep", "announced-never-delivered", "over-promise", "outsourced-desk", "abusive-caller")


def headlines(base: Scenario) -> list[tuple[Conclusion, Path]]:
    """Return the first pattern of each of the five stories that is stated against a base, and its file.

    Parameters
    ----------
    base : Scenario
        The scenario that stories are compared with.

    Returns
    -------
    list of (Conclusion, Path)
        In the order of ``HEADLINES``.

    Raises
    ------
    ScenarioError
        Where a file cannot be used.
    """
    conclusions: list[tuple[Conclusion, Path]] = []
    for path in (scenario_folder() / f"{name}.yaml" for name in HEADLINES):
        claim = claims([path])[0]
        if claim.against.fingerprint == base.fingerprint:
            pattern = claim.pattern
            conclusions.append((Conclusion(path.stem, len(conclusions) + 1, pattern.outcome, pattern.direction), path))
    return conclusions
