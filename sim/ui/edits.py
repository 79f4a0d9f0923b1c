"""Values of a contract that a reader changes, as overrides by path in the choice."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.errors import ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.draft import Draft
from sim.scenario.overrides import OVERRIDES
from sim.scenario.paths import Keys, child, is_within, locate, names_in, print_path
from sim.scenario.quantity import ADDED
from sim.scenario.stated import is_stated
from sim.scenario.terms import Plan
from sim.scenario.todays_charges import TODAYS_CHARGES
from sim.scenario.todays_fee import TODAY
from sim.ui.choice import Choice
from sim.ui.stories import story

__all__ = ["as_plain", "plain_at", "unstated", "with_statements", "with_value", "without"]

OWNER = 2
"""Keys of what a term belongs to: a plan, an account."""
FIELD = 3
"""Keys of a whole term of it."""


def as_plain(value: Any) -> Any:
    """A part of a document as JSON knows it, but for what it leaves at the default of the schema."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True)
    if isinstance(value, Mapping):
        return {key: as_plain(item) for key, item in value.items()}
    return [as_plain(item) for item in value] if isinstance(value, tuple | list) else value


def plain_at(document: object, keys: Keys) -> Any:
    """Value at some keys, as JSON knows it; None where nothing does."""
    node: Any = document
    for key in keys:
        if key not in names_in(node):
            return None
        node = child(node, key)
    return as_plain(node)


def with_value(before: Choice, keys: Keys, value: Any) -> Choice:
    """The choice with one value set; what the selected scenario has with the other terms is no change.

    Parameters
    ----------
    before : Choice
        The choice.
    keys : tuple of str
        Keys of the value in the document; of a mapping by name also a new one.
    value : object
        As JSON knows it.
    """
    start = story(before.story)
    places = {path: locate(start, path) for path in before.terms}
    others = {path: setting for path, setting in before.terms.items() if not is_within(places[path], keys)}
    holders = [path for path in others if len(places[path]) >= FIELD and is_within(keys, places[path])]
    reached = keys if _reachable(_tree(start, others), keys) else keys[:FIELD]
    place = places[holders[-1]] if holders else reached
    if place != keys:
        value = _put(plain_at(_written(before, others) or before.written(), place), keys[len(place) :], value)
    others = {path: setting for path, setting in others.items() if not is_within(places[path], place)}
    terms = others | {print_path(place): value}
    return replace(before, terms=others if _alike(before, others, terms, place) else terms)


def without(before: Choice, keys: Keys) -> Choice:
    """The choice without one entry of a mapping by name; keys are those of the entry."""
    left = {name: item for name, item in plain_at(before.written(), keys[:-1]).items() if name != keys[-1]}
    return with_value(before, keys[:-1], left)


def unstated(scenario: Scenario, plan: str) -> list[str]:
    """List the fields of a plan that are assumed: it leaves them at the default of the schema.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    plan : str
        Name of the plan.

    Returns
    -------
    list of str
        Fields that say something; parts that are not agreed, and lists without entries, are none.
    """
    part, fields = scenario.plans[plan], Plan.model_fields
    return [
        name
        for name in fields
        if name not in (TODAY, TODAYS_CHARGES)
        and not is_stated(part, name)
        and not (_is_added(fields[name]) and not getattr(part, name))
    ]


def with_statements(before: Choice, plan: str) -> Choice:
    """The choice in which a plan states all that was assumed of it, as it stands."""
    written = before.written()
    values = {("plans", plan, name): plain_at(written, ("plans", plan, name)) for name in unstated(written, plan)}
    return replace(before, terms={**before.terms, **{print_path(keys): value for keys, value in values.items()}})


def _is_added(field: FieldInfo) -> bool:
    """Whether a field is one that older documents do not have."""
    return isinstance(field.json_schema_extra, dict) and ADDED.items() <= field.json_schema_extra.items()


def _tree(start: Scenario, terms: Mapping[str, object]) -> dict[str, Any]:
    """The document in which a path would be set, before it is checked."""
    draft = Draft.of(start, moves=True)
    draft.assign_all((path, value, {(): OVERRIDES}) for path, value in terms.items())
    return draft.tree


def _reachable(tree: Any, keys: Keys) -> bool:
    """Whether a value can be set at some keys: all that would hold it is there."""
    for key in keys[:-1]:
        if key not in names_in(tree):
            return False
        tree = child(tree, key)
    return isinstance(tree, dict) or keys[-1] in names_in(tree)


def _put(holder: Any, keys: Keys, value: Any) -> Any:
    """A part of a document with one value in it changed."""
    changed = deepcopy(holder) if isinstance(holder, dict | list) else {}
    node = changed
    for key in keys[:-1]:
        place: Any = int(key) if isinstance(node, list) else key
        if not isinstance(node[place] if key in names_in(node) else None, dict | list):
            node[place] = {}
        node = node[place]
    last: Any = int(keys[-1]) if isinstance(node, list) else keys[-1]
    node[last] = value
    return changed


def _written(before: Choice, terms: Mapping[str, object]) -> Scenario | None:
    """The scenario with these terms; None where they make no valid one."""
    try:
        return replace(before, terms=terms).written()
    except ScenarioError:
        return None


def _alike(before: Choice, some: Mapping[str, object], others: Mapping[str, object], keys: Keys) -> bool:
    """Whether two sets of terms mean the same at some keys."""
    first, second = _written(before, some), _written(before, others)
    if first is None or second is None:
        return False
    return bool(_meaning(first, keys[:OWNER]) == _meaning(second, keys[:OWNER]))


def _meaning(scenario: Scenario, keys: Keys) -> Any:
    node: Any = scenario
    for key in keys:
        if key not in names_in(node):
            return None
        node = child(node, key)
    return node
