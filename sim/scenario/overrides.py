"""Scenarios with other values at some paths, and the paths at which two scenarios differ."""

from __future__ import annotations

from collections.abc import Mapping

from sim.errors import Place, Problem, ScenarioError
from sim.scenario.document import DESCRIPTIVE, Scenario
from sim.scenario.draft import Draft
from sim.scenario.inheritance import INHERITED
from sim.scenario.paths import Keys, print_path, split_assignment
from sim.scenario.source import parse_value, plain, printed
from sim.scenario.timeline import versions

__all__ = ["OVERRIDES", "difference", "overridden", "parse_override", "validated", "with_overrides"]

OVERRIDES = Place(field="set")
"""Where overrides come from: a front end names its own option for them."""


def with_overrides(scenario: Scenario, overrides: Mapping[str, object]) -> Scenario:
    """Set values by path.

    Parameters
    ----------
    scenario : Scenario
        The scenario to start from; it stays as it is.
    overrides : mapping of str to value
        Such as ``{"plans.gold.response_hours.P1": 1, "accounts.*.fee_per_month": 900}``, in this order. The evidence
        for a value that is set goes. Where a fee is changed, ``todays_fee_per_month`` keeps the one before it,
        unless it is set as well; ``todays_charges`` likewise keeps charges.

    Returns
    -------
    Scenario
        With these values, and its timeline checked.

    Raises
    ------
    ScenarioError
        Where a path does not exist or a value is not allowed.
    """
    return overridden(Draft.of(scenario, moves=True), overrides)


def overridden(draft: Draft, overrides: Mapping[str, object]) -> Scenario:
    """Set values by path in a document under way, and validate it.

    Parameters
    ----------
    draft : Draft
        The document; it changes.
    overrides : mapping of str to value
        As of :func:`with_overrides`.

    Returns
    -------
    Scenario
        The valid document.

    Raises
    ------
    ScenarioError
        Where a path does not exist or a value is not allowed.
    """
    draft.assign_all((path, value, {(): OVERRIDES}) for path, value in overrides.items())
    return validated(draft)


def validated(draft: Draft) -> Scenario:
    """Validate a document and its timeline.

    Parameters
    ----------
    draft : Draft
        The document under way.

    Returns
    -------
    Scenario
        The valid document.

    Raises
    ------
    ScenarioError
        Where anything is wrong, with all problems.
    """
    scenario = draft.checked()
    versions(scenario, draft.places)
    return scenario


def parse_override(text: str) -> tuple[str, object]:
    """Read ``path=value``.

    Parameters
    ----------
    text : str
        The value is read as YAML; an equals sign in a quoted name does not part it.

    Returns
    -------
    path, value : str, object
        The path as it is written, and the value.

    Raises
    ------
    ScenarioError
        Where there is no path, no value, or the value is not YAML.
    """
    path, value = split_assignment(text)
    if not (path and value):
        raise ScenarioError(Problem("must be path=value, such as selling.clarity=0.3", "", printed(text), OVERRIDES))
    try:
        return path, parse_value(value)
    except ScenarioError as error:
        raise ScenarioError(Problem(error.problems[0].rule, plain(path), printed(value), OVERRIDES)) from None


def difference(a: Scenario, b: Scenario) -> dict[str, tuple[object, object]]:
    """Find the paths at which two scenarios differ, but for what only describes them.

    Parameters
    ----------
    a, b : Scenario
        The two scenarios; title, lesson, essay, patterns and evidence are left out.

    Returns
    -------
    dict of str to (object, object)
        Both values by path; None where one scenario has nothing there. Values that follow from the others by
        :func:`sim.scenario.inheritance.inherited` are left out.
    """
    pairs = _pairs(a, b)
    stated = {path: ends for path, ends in pairs.items() if not path.endswith(INHERITED)}
    if len(stated) == len(pairs):
        return pairs
    try:
        again = with_overrides(a, {path: value for path, (_, value) in stated.items()})
    except ScenarioError:
        return pairs
    left = _pairs(again, b)
    return {path: ends for path, ends in pairs.items() if path in stated or path in left}


def _pairs(a: Scenario, b: Scenario) -> dict[str, tuple[object, object]]:
    """Both values of two documents by the paths at which they differ."""
    pairs: dict[str, tuple[object, object]] = {}
    _collect(a.model_dump(exclude=set(DESCRIPTIVE)), b.model_dump(exclude=set(DESCRIPTIVE)), (), pairs)
    return pairs


def _collect(a: object, b: object, keys: Keys, pairs: dict[str, tuple[object, object]]) -> None:
    """Add the paths below some keys at which two documents differ."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in [*a, *(key for key in b if key not in a)]:
            _collect(a.get(key), b.get(key), (*keys, key), pairs)
    elif a != b:
        pairs[print_path(keys)] = (a, b)
