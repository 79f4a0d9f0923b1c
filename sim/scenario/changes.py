"""The levers in which two scenarios differ, and scenarios with some of them pulled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.scenario.complaints import keys_of
from sim.scenario.document import Scenario
from sim.scenario.files import difference, with_overrides
from sim.scenario.quantity import SEVERITIES
from sim.scenario.source import Keys

__all__ = ["Change", "ChangeGroup", "grouped", "levers_between", "mixture"]

ONE_VALUE = ("coverage", "value_drivers")
"""Mappings that are one value by their nature, as are those by severity."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one place of the document."""

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
        """Where it changes the document."""
        return tuple(".".join(change.keys) for change in self.changes)

    @classmethod
    def joined(cls, levers: Sequence[ChangeGroup]) -> ChangeGroup:
        """Several levers as one, named after all of them."""
        return cls(" + ".join(lever.name for lever in levers), tuple(c for lever in levers for c in lever.changes))


def levers_between(base: Scenario, variant: Scenario) -> list[ChangeGroup]:
    """What differs between two scenarios, by path; the parts of a value by severity and the like are one lever."""
    before, after = base.model_dump(), variant.model_dump()
    groups: dict[Keys, list[Change]] = {}
    for path in difference(base, variant):
        keys = keys_of(before, path)
        if not _holds(before, keys):
            keys = keys_of(after, path)
        gone = not _holds(after, keys)
        together = keys[:-1] if keys[-1] in SEVERITIES or (len(keys) > 1 and keys[-2] in ONE_VALUE) else keys
        groups.setdefault(together, []).append(Change(keys, None if gone else _at(after, keys), gone))
    return [ChangeGroup(".".join(keys), tuple(changes)) for keys, changes in groups.items()]


def grouped(levers: Sequence[ChangeGroup], most: int) -> list[ChangeGroup]:
    """The same changes as at most so many levers: those that lie in the same part of the document become one.

    The parts are as small as will do; where even whole parts are too many, the last ones become one.
    """
    deepest = max((len(keys) for lever in levers for keys in _places(lever)), default=0)
    groups: dict[Keys, list[ChangeGroup]] = {}
    for depth in range(deepest, 0, -1):
        groups = {}
        for lever in levers:
            groups.setdefault(_places(lever)[0][:depth], []).append(lever)
        if len(groups) <= most:
            break
    found = [_one(".".join(keys), each) for keys, each in groups.items()]
    return found if len(found) <= most else [*found[: most - 1], _one("all else", found[most - 1 :])]


def _places(lever: ChangeGroup) -> list[Keys]:
    return [change.keys for change in lever.changes]


def _one(place: str, levers: Sequence[ChangeGroup]) -> ChangeGroup:
    """Several levers as one, named after where they lie and how many changes they are."""
    if len(levers) == 1:
        return levers[0]
    changes = tuple(change for lever in levers for change in lever.changes)
    return ChangeGroup(f"{place} ({len(changes)} changes)", changes)


def mixture(base: Scenario, levers: Iterable[ChangeGroup]) -> Scenario:
    """The base with some levers pulled.

    Raises
    ------
    ScenarioError
        Where the document's rules do not allow these without others.
    """
    tree = base.model_dump()
    touched: dict[str, Any] = {}
    for lever in levers:
        for change in lever.changes:
            *parents, last = change.keys
            node = _at(tree, parents)
            if change.gone:
                del node[last]
            else:
                node[last] = change.value
            touched[change.keys[0]] = tree[change.keys[0]]
    return with_overrides(base, touched)


def _at(tree: Any, keys: Iterable[str]) -> Any:
    for key in keys:
        tree = tree[key]
    return tree


def _holds(tree: Mapping[str, Any], keys: Keys) -> bool:
    node: Any = tree
    for key in keys:
        if not isinstance(node, Mapping) or key not in node:
            return False
        node = node[key]
    return True
