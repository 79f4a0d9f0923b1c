"""The timeline of a scenario: the versions that its actions make of it, month by month."""

from __future__ import annotations

from sim.errors import Place, Problem, ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.draft import Draft
from sim.scenario.fields import field_names, is_fixed
from sim.scenario.management import Action
from sim.scenario.paths import expand_path, parse_path, print_path
from sim.scenario.source import Places, place_of, plain

__all__ = ["versions"]

NAMED = ("plans", "accounts", "segments")
"""Parts of the document in which no name may begin in mid-study."""


def versions(scenario: Scenario, places: Places | None = None) -> list[tuple[int, Scenario]]:
    """Play the actions of the timeline through.

    Parameters
    ----------
    scenario : Scenario
        The document as written.
    places : Places, optional
        Where its values were written, for messages.

    Returns
    -------
    list of (int, Scenario)
        From which month of the study on, and the version that holds then; the first from month 0.

    Raises
    ------
    ScenarioError
        Where actions set what cannot change in mid-study, or a value that is not allowed.
    """
    history = [(0, scenario)]
    problems: list[Problem] = []
    for number, action in enumerate(scenario.timeline):
        month, before = history[-1]
        if action.month < month:
            keys = ("timeline", str(number), "month")
            rule = f"must not lie before the action above it, in month {month}"
            problems.append(Problem(rule, print_path(keys), str(action.month), place_of(places or {}, keys)))
            continue
        try:
            after = _acted(before, action, number, places or {})
        except ScenarioError as error:
            problems += error.problems
            continue
        history = [version for version in history if version[0] < action.month]
        history.append((action.month, after))
    if problems:
        raise ScenarioError(*problems)
    return history


def _acted(before: Scenario, action: Action, number: int, places: Places) -> Scenario:
    """The version that an action makes of the one before it."""
    draft = Draft.of(before, moves=True)
    names = {part: set(draft.tree[part]) for part in NAMED}
    changes: list[tuple[str, object, Places]] = []
    for path, value in sorted(action.set.items(), key=lambda item: _breadth(item[0])):
        place = _place(places, number, path)
        targets = expand_path(draft.tree, path, field_names)
        if any(len(keys) < 2 or keys[0] not in draft.tree or is_fixed(keys) for keys in targets):
            draft.problems.append(Problem("cannot change in mid-study", plain(path), place=place))
        else:
            changes.append((path, value, {(): place}))
    draft.assign_all(changes)
    after = draft.checked()
    inside = _place(places, number)
    problems = [
        Problem("cannot begin in mid-study; define it above", plain(print_path((part, name))), place=inside)
        for part, earlier in names.items()
        for name in sorted(set(getattr(after, part)) - earlier)
    ]
    if problems:
        raise ScenarioError(*problems)
    return after


def _breadth(path: str) -> tuple[int, int, str]:
    """Sorts paths from wide to narrow: what an action sets of one plan holds beside what it sets of all of them."""
    keys = parse_path(path)
    return len(keys), -keys.count("*"), path


def _place(places: Places, number: int, *path: str) -> Place:
    """Where an action sets a value."""
    keys = ("timeline", str(number), "set", *path)
    written = place_of(places, keys)
    return Place(written.file, written.line, written.field, within=print_path(keys[:3]))
