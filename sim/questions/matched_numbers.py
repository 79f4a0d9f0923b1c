"""The numbers that history matching moves: what no file tells, and what the reader names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scipy.special import expit, logit

from sim.questions.assumption_ranges import SPREAD, AssumptionRange, ranges_of
from sim.questions.history_matching import MovedNumbers
from sim.scenario.document import Scenario
from sim.scenario.paths import parse_path, print_path

__all__ = ["named_numbers", "usual_numbers"]

USUAL: Mapping[str, tuple[str, str]] = {
    "work of a touch": ("provider.teams.", "touch_minutes"),
    "disputes of correct invoices": ("assumptions.billing.correct_disputed", "correct_disputed"),
    "level of not renewing": ("assumptions.renewal.intercept", "intercept"),
    "breaking points": ("segments.", "breaking_point"),
}
"""Beginning and last key of numbers that only joint facts can tell; those of a line go together."""
CLARITY = "selling.clarity"
NONE = "\0"
"""Beginning of no path: ranges of named numbers alone."""


def usual_numbers(scenario: Scenario) -> list[MovedNumbers]:
    """List the numbers that no file tells and that facts tell jointly.

    Parameters
    ----------
    scenario : Scenario
        Its own evidence counts: what it calls measured keeps its value.

    Returns
    -------
    list of MovedNumbers
        Work of a touch, disputes of correct invoices, level of not renewing, breaking points and clarity, each within
        the range of its evidence.
    """
    result = []
    for name, (beginning, last) in USUAL.items():
        ranges = [one for one in ranges_of(scenario, within=[beginning]) if parse_path(one.path)[-1] == last]
        if ranges:
            result.append(MovedNumbers(name, tuple(ranges)))
    return result + _clarity(scenario)


def named_numbers(scenario: Scenario, ends: Mapping[str, tuple[float, float]]) -> list[MovedNumbers]:
    """List numbers that the reader names, each by itself.

    Parameters
    ----------
    scenario : Scenario
        The document.
    ends : mapping of str to two floats
        Low and high end by path; even between them.

    Returns
    -------
    list of MovedNumbers
        In the order of the mapping.

    Raises
    ------
    ScenarioError
        Where a path does not exist or holds no number, or an end is not allowed.
    """
    return _apart(ranges_of(scenario, ends, within=[NONE]))


def _apart(ranges: Sequence[AssumptionRange]) -> list[MovedNumbers]:
    return [MovedNumbers(one.path, (one,)) for one in ranges]


def _clarity(scenario: Scenario) -> list[MovedNumbers]:
    """Clarity as a range in its odds; none where all or nothing is understood."""
    clarity = scenario.selling.clarity
    if not 0 < clarity < 1:
        return []
    low, high = (float(expit(logit(clarity) + way * float(logit(SPREAD["A"] / (1 + SPREAD["A"]))))) for way in (-1, 1))
    ranges = ranges_of(scenario, {print_path(parse_path(CLARITY)): (low, high)}, within=[NONE])
    return [MovedNumbers("share of terms explained before signing", tuple(ranges))]
