"""The headline conclusions: what one story of each essay says against the honest baseline."""

from __future__ import annotations

from pathlib import Path

from sim.questions.uncertainty import Conclusion
from sim.questions.verification import claims
from sim.scenario.document import Scenario
from sim.scenario.files import scenario_folder

__all__ = ["HEADLINES", "headlines"]

HEADLINES = ("price-creep", "announced-never-delivered", "over-promise", "outsourced-desk", "abusive-caller")


def headlines(base: Scenario) -> list[tuple[Conclusion, Path]]:
    """The first thing that each of the five says, where it says it against this baseline, and its file.

    Raises
    ------
    ScenarioError
        Where a file cannot be used.
    """
    found: list[tuple[Conclusion, Path]] = []
    for path in (scenario_folder() / f"{name}.yaml" for name in HEADLINES):
        claim = claims([path])[0]
        if claim.against.fingerprint == base.fingerprint:
            pattern = claim.pattern
            found.append((Conclusion(path.stem, len(found) + 1, pattern.outcome, pattern.direction), path))
    return found
