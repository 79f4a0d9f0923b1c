"""Scenario files: YAML in, a validated scenario out; one file may extend another and set what differs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.scenario.complaints import complaints, keys_of, suggestion
from sim.scenario.document import DESCRIPTIVE, Scenario
from sim.scenario.fields import is_fixed
from sim.scenario.source import Keys, Places, parse_value, place_of, plain, printed, read_mapping

__all__ = [
    "difference",
    "home",
    "load",
    "parse_override",
    "restored",
    "scenario_folder",
    "shipped",
    "versions",
    "with_overrides",
]

EXTENDING = (*DESCRIPTIVE, "extends", "set")
COMMAND_LINE = "--set"


def load(path: Path | str, *, overrides: Mapping[str, object] | None = None) -> Scenario:
    """The scenario in a YAML file.

    Parameters
    ----------
    path : path
        The file. With ``extends: other.yaml`` (relative to it) it is that other one, but for the values
        given by path under ``set:``; whole mappings and lists are replaced, not merged.
    overrides : mapping, optional
        Further values by path, as in :func:`with_overrides`.

    Raises
    ------
    ScenarioError
        Where anything is wrong; the message names path, value, file and line, and what is allowed.
    """
    tree, places = _read(Path(path), ())
    scenario = _validated(tree, places)
    if not overrides:
        return scenario
    tree = scenario.model_dump()
    _assign_all(tree, places, overrides)
    return _validated(tree, places)


def with_overrides(scenario: Scenario, overrides: Mapping[str, object]) -> Scenario:
    """The same scenario, but for the values given by path.

    Parameters
    ----------
    scenario : Scenario
        What to start from.
    overrides : mapping of str to value
        Such as ``{"plans.gold.response_hours.P1": 1, "selling.clarity": 0.3}``. A value's evidence goes.

    Raises
    ------
    ScenarioError
        Where a path does not exist or a value is not allowed.
    """
    tree, places = scenario.model_dump(), Places()
    _assign_all(tree, places, overrides)
    return _validated(tree, places)


def restored(document: str, place: str) -> Scenario:
    """The scenario that was once written out as JSON.

    Parameters
    ----------
    document : str
        What ``model_dump`` gave, as JSON.
    place : str
        Where it comes from, for messages.

    Raises
    ------
    ScenarioError
        Where it no longer is a valid scenario.
    """
    try:
        tree = json.loads(document)
    except ValueError:
        tree = None
    if not isinstance(tree, dict):
        raise ScenarioError(f"{place}: is damaged: no scenario in JSON")
    return _validated(tree, Places({(): place}))


def versions(scenario: Scenario) -> list[tuple[int, Scenario]]:
    """The scenario as its timeline makes it: from which month on, and what holds then; the first from month 0.

    Raises
    ------
    ScenarioError
        Where an action sets what cannot change in mid-study, or a value that is not allowed.
    """
    found = [(0, scenario)]
    for number, action in enumerate(scenario.timeline):
        if action.month < found[-1][0]:
            raise ScenarioError(f"timeline.{number}.month = {action.month}: must not lie before the action above it")
        place = f"timeline.{number}.set"
        tree = found[-1][1].model_dump()
        for path in action.set:
            keys = keys_of(tree, path)
            if len(keys) < 2 or keys[0] not in tree or is_fixed(keys):
                raise ScenarioError(f"{plain(path)} ({place}): cannot change in mid-study")
        names = {part: set(tree[part]) for part in ("plans", "accounts", "segments")}
        places = Places()
        for path, value in action.set.items():
            _assign(tree, places, path, value, {(): place})
        latest = _checked(tree, places)
        for part, known in names.items():
            if new := sorted(set(tree[part]) - known):
                raise ScenarioError(f"{part}.{plain(new[0])} ({place}): cannot begin in mid-study; define it above")
        _refuse_other_periods(found[-1][1], latest, place)
        found = [version for version in found if version[0] < action.month]
        found.append((action.month, latest))
    return found


def _refuse_other_periods(before: Scenario, after: Scenario, place: str) -> None:
    """A customer that moves to another plan in mid-term keeps its term and its billing period."""
    moves = [("segments", name, before.segments[name].plan, after.segments[name].plan) for name in before.segments]
    moves += [("accounts", name, _plan_of(before, name), _plan_of(after, name)) for name in before.accounts]
    for part, name, old, new in moves:
        first, second = after.plans[old], after.plans[new]
        if (first.term_months, first.billing_months) != (second.term_months, second.billing_months):
            raise ScenarioError(
                f"{part}.{plain(name)}.plan = {plain(new)} ({place}): must have the term_months and billing_months "
                f"of {plain(old)}, the plan before it"
            )


def _plan_of(scenario: Scenario, account: str) -> str:
    held = scenario.accounts[account]
    return held.plan or scenario.segments[held.segment].plan


def parse_override(text: str) -> tuple[str, object]:
    """Path and value of ``path=value``; the value is read as YAML.

    Raises
    ------
    ScenarioError
        Where there is no path, no value, or the value is not YAML.
    """
    path, equals, value = (part.strip() for part in text.partition("="))
    if not (path and equals and value):
        raise ScenarioError(f"{printed(text)} ({COMMAND_LINE}): must be path=value, such as selling.clarity=0.3")
    return path, parse_value(value, COMMAND_LINE)


def difference(a: Scenario, b: Scenario) -> dict[str, tuple[object, object]]:
    """The paths at which two scenarios differ, with both values; None where one has nothing there.

    What only describes (title, lesson, essay, patterns, evidence) is left out.
    """
    found: dict[str, tuple[object, object]] = {}
    _differences(a.model_dump(exclude=set(DESCRIPTIVE)), b.model_dump(exclude=set(DESCRIPTIVE)), (), found)
    return found


def home() -> Path:
    """Where the app and the scenarios that come with the product are: the checkout, or the share folder."""
    checkout = Path(__file__).resolve().parents[2]
    return checkout if (checkout / "scenarios").is_dir() else Path(sys.prefix) / "share" / "saydo"


def scenario_folder() -> Path:
    """The folder of the scenarios that come with the product."""
    return home() / "scenarios"


def shipped() -> list[Path]:
    """The scenarios that come with the product, by name."""
    return sorted(scenario_folder().glob("*.yaml"))


def _read(path: Path, chain: tuple[Path, ...]) -> tuple[dict[str, Any], Places]:
    """A file's whole tree of values and their places; for one that extends, all it is based on filled in."""
    path = Path(os.path.normpath(path))
    content, places = read_mapping(path)
    if "extends" not in content:
        if "set" in content:
            raise ScenarioError(f"set ({places[('set',)]}): needs extends: to say what it changes")
        return content, places
    chain = (*chain, path)
    base = _base(path, content, places, chain)
    tree, base_places = _read(base, chain)
    tree = _validated(tree, base_places).model_dump()
    changes = content.get("set") or {}
    if not isinstance(changes, dict):
        raise ScenarioError(f"set ({places[('set',)]}): must map paths to values")
    for dotted, value in changes.items():
        within = {keys[2:]: place for keys, place in places.items() if keys[:2] == ("set", dotted)}
        _assign(tree, base_places, dotted, value, within)
    tree["patterns"] = ()
    for key in DESCRIPTIVE:
        if key in content:
            mergeable = key == "evidence" and isinstance(content[key], dict)
            tree[key] = {**tree[key], **content[key]} if mergeable else content[key]
    base_places.update({keys: place for keys, place in places.items() if keys[:1] != ("set",)})
    return tree, base_places


def _base(path: Path, content: Mapping[str, Any], places: Places, chain: tuple[Path, ...]) -> Path:
    """The file that this one extends."""
    place = places[("extends",)]
    for key in content:
        if key not in EXTENDING:
            raise ScenarioError(
                f"{printed(key)} ({places[(key,)]}): a file that extends another may hold only "
                f"{', '.join(EXTENDING)}; give what differs by path under set:"
            )
    if not isinstance(content["extends"], str):
        raise ScenarioError(f"extends = {printed(content['extends'])} ({place}): must be the name of a file")
    base = Path(os.path.normpath(path.parent / content["extends"]))
    if base.resolve() in [seen.resolve() for seen in chain]:
        circle = " -> ".join(str(seen) for seen in (*chain, base))
        raise ScenarioError(f"extends = {printed(content['extends'])} ({place}): goes in a circle: {circle}")
    if not base.is_file():
        raise ScenarioError(f"extends = {printed(content['extends'])} ({place}): there is no file {base}")
    return base


def _assign_all(tree: dict[str, Any], places: Places, overrides: Mapping[str, object]) -> None:
    for path, value in overrides.items():
        _assign(tree, places, path, value, {(): COMMAND_LINE})


def _assign(tree: dict[str, Any], places: Places, path: str, value: object, within: Places) -> None:
    """Put a value at a path of the tree, and its places among the places."""
    *parents, last = keys_of(tree, path) or ("",)
    node: Any = tree
    for depth, key in enumerate(parents):
        so_far = ".".join(parents[: depth + 1])
        if key not in node:
            hint = suggestion(key, node)
            raise ScenarioError(f"{plain(path)} ({within[()]}): there is no {plain(so_far)}; {hint}")
        node = node[key]
        if not isinstance(node, dict):
            what = "is a list, which is replaced whole" if isinstance(node, list | tuple) else "holds no further keys"
            raise ScenarioError(f"{plain(path)} ({within[()]}): {plain(so_far)} {what}")
    node[last] = value
    evidence = tree["evidence"]
    for stale in [key for key in evidence if key == path or key.startswith(f"{path}.")]:
        del evidence[stale]
    keys = (*parents, last)
    for stale_keys in [known for known in places if known[: len(keys)] == keys]:
        del places[stale_keys]
    places.update({(*keys, *inside): place for inside, place in within.items()})


def _validated(tree: dict[str, Any], places: Places) -> Scenario:
    scenario = _checked(tree, places)
    versions(scenario)
    return scenario


def _checked(tree: dict[str, Any], places: Places) -> Scenario:
    try:
        scenario = Scenario.model_validate(tree)
    except ValidationError as error:
        raise ScenarioError(complaints(error, tree, places)) from None
    content = scenario.model_dump(exclude={"evidence"})
    for path in scenario.evidence:
        node: Any = content
        for key in keys_of(content, path):
            if not isinstance(node, dict) or key not in node:
                hint = suggestion(key, node if isinstance(node, dict) else ())
                place = place_of(places, ("evidence", path))
                raise ScenarioError(f"evidence of {plain(path)} ({place}): there is no such path; {hint}")
            node = node[key]
    return scenario


def _differences(a: object, b: object, keys: Keys, found: dict[str, tuple[object, object]]) -> None:
    if isinstance(a, dict) and isinstance(b, dict):
        for key in [*a, *(key for key in b if key not in a)]:
            _differences(a.get(key), b.get(key), (*keys, key), found)
    elif a != b:
        found[".".join(keys)] = (a, b)
