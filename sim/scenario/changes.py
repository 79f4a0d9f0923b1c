"""The changes by which two scenarios differ, in groups, and scenarios with some of them made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.overrides import difference, with_overrides
from sim.scenario.paths import Keys, names_in, parse_path, print_path
from sim.scenario.quantity import SEVERITIES
from sim.scenario.todays_charges import CHARGES, FIELD, is_todays
from sim.scenario.todays_fee import FEE, TODAY

__all__ = ["Change", "ChangeGroup", "change_groups", "grouped", "mixture", "separable"]

ONE_VALUE = ("coverage", "coverage_by_severity", "value_drivers")
"""Mappings that are one value by their nature, as are those by severity."""
NAMED = 2
"""Keys before the fields of a plan or a segment: its part of the document, and its name."""


@dataclass(frozen=True, slots=True)
class Change:
    """A new value at one place of the document, or its removal."""

    keys: Keys
    value: Any
    gone: bool = False
    """Whether there is nothing there any more."""


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Changes that are made together or not at all."""

    name: str
    changes: tuple[Change, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the values that it changes; a fee, or a charge, stands for those before it as well."""
        named = [change.keys for change in self.changes if not is_todays(change.keys)] or _places(self)
        return tuple(map(print_path, named))

    @classmethod
    def joined(cls, groups: Sequence[ChangeGroup]) -> ChangeGroup:
        """Join several groups into one, named after all of them.

        Parameters
        ----------
        groups : sequence of ChangeGroup
            One at least.

        Returns
        -------
        ChangeGroup
            With all of their changes.
        """
        return cls(" + ".join(group.name for group in groups), tuple(c for group in groups for c in group.changes))


def change_groups(base: Scenario, variant: Scenario) -> list[ChangeGroup]:
    """List the changes that turn one scenario into another.

    Parameters
    ----------
    base, variant : Scenario
        The scenario before, and after.

    Returns
    -------
    list of ChangeGroup
        One a path; the parts of a value by severity and the like are one group.
    """
    after = variant.model_dump()
    groups: dict[Keys, list[Change]] = {}
    for keys in map(parse_path, difference(base, variant)):
        gone = keys[-1] not in names_in(_at(after, keys[:-1]))
        together = _together(keys)
        groups.setdefault(together, []).append(Change(keys, None if gone else _at(after, keys), gone))
    _join_todays_charges(groups, after)
    return [ChangeGroup(print_path(keys), tuple(changes)) for keys, changes in groups.items()]


def grouped(groups: Sequence[ChangeGroup], most: int) -> list[ChangeGroup]:
    """Join groups of changes that lie in the same part of the document until there are few enough.

    Parameters
    ----------
    groups : sequence of ChangeGroup
        The changes.
    most : int
        Most groups that there may be, from 1.

    Returns
    -------
    list of ChangeGroup
        The same changes. The parts are as small as will do; where even whole parts are too many, the last are joined.
    """
    deepest = max((len(keys) for group in groups for keys in _places(group)), default=0)
    parts: dict[Keys, list[ChangeGroup]] = {}
    for depth in range(deepest, 0, -1):
        parts = {}
        for group in groups:
            parts.setdefault(_places(group)[0][:depth], []).append(group)
        if len(parts) <= most:
            break
    joined = [_one(print_path(keys), members) for keys, members in parts.items()]
    return joined if len(joined) <= most else [*joined[: most - 1], _one("all else", joined[most - 1 :])]


def mixture(base: Scenario, groups: Iterable[ChangeGroup]) -> Scenario:
    """Make some of the changes in a scenario.

    Parameters
    ----------
    base : Scenario
        The scenario before.
    groups : iterable of ChangeGroup
        The changes to make.

    Returns
    -------
    Scenario
        With these changes alone.

    Raises
    ------
    ScenarioError
        Where the document's rules do not allow these without others.
    """
    tree = base.model_dump()
    parts: dict[str, Any] = {}
    for group in groups:
        for change in group.changes:
            *parents, last = change.keys
            node = _at(tree, parents)
            if change.gone:
                del node[last]
            else:
                node[last] = change.value
            parts[change.keys[0]] = tree[change.keys[0]]
    return with_overrides(base, parts)


def separable(base: Scenario, groups: Sequence[ChangeGroup]) -> list[ChangeGroup]:
    """Join groups of changes until the document allows each without the others.

    Parameters
    ----------
    base : Scenario
        The scenario before.
    groups : sequence of ChangeGroup
        Changes that are allowed together.

    Returns
    -------
    list of ChangeGroup
        The same changes; one that is refused alone is joined by the first other that makes it allowed, or by all.
    """
    apart = list(groups)
    while len(apart) > 1:
        refused = next((group for group in apart if not _is_allowed(base, [group])), None)
        if refused is None:
            break
        others = [group for group in apart if group is not refused]
        partner = next((group for group in others if _is_allowed(base, [refused, group])), None)
        if partner is None:
            return [ChangeGroup.joined(groups)]
        joined = ChangeGroup.joined([group for group in apart if group is refused or group is partner])
        apart = [*(group for group in others if group is not partner), joined]
    return apart


def _is_allowed(base: Scenario, groups: Iterable[ChangeGroup]) -> bool:
    try:
        mixture(base, groups)
    except ScenarioError:
        return False
    return True


def _together(keys: Keys) -> Keys:
    """Keys of the value to which a changed one belongs: a profile as a whole, a fee with the one before it."""
    if is_todays(keys):
        return (*keys[:-1], FEE) if keys[-1] == TODAY else keys[:FIELD]
    whole = next((place for place in range(NAMED, len(keys) - 1) if keys[place] in ONE_VALUE), None)
    if whole is not None:
        return keys[: whole + 1]
    if keys[-1] in SEVERITIES:
        return keys[:-1]
    return keys


def _join_todays_charges(groups: dict[Keys, list[Change]], after: Any) -> None:
    """Let each change of a plan's charges bring those until today with it, as one value."""
    for whole in [keys for keys in groups if len(keys) == FIELD and is_todays(keys)]:
        charges = (*whole[:-1], CHARGES)
        todays = Change(whole, _at(after, whole))
        holders = [changes for keys, changes in groups.items() if keys[:FIELD] == charges]
        for changes in holders:
            changes.append(todays)
        if holders:
            del groups[whole]
        else:
            groups[whole] = [todays]


def _places(group: ChangeGroup) -> list[Keys]:
    """Keys of all changes of a group."""
    return [change.keys for change in group.changes]


def _one(place: str, groups: Sequence[ChangeGroup]) -> ChangeGroup:
    """Several groups as one, named after where they lie and how many changes they are."""
    if len(groups) == 1:
        return groups[0]
    changes = tuple(change for group in groups for change in group.changes)
    count = sum(not is_todays(change.keys) for change in changes)
    return ChangeGroup(f"{place} ({count} changes)", changes)


def _at(tree: Any, keys: Iterable[str]) -> Any:
    """The value at some keys."""
    for key in keys:
        tree = tree[key]
    return tree
