"""Scenario files: YAML in, a validated scenario out; one file may extend another and set what differs."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from sim.errors import Place, Problem, ScenarioError
from sim.scenario.account_table import names_in_table, with_accounts
from sim.scenario.document import DESCRIPTIVE, OWN_DATA, Scenario
from sim.scenario.draft import Draft
from sim.scenario.overrides import overridden, validated
from sim.scenario.paths import parse_path
from sim.scenario.roster_table import with_rosters
from sim.scenario.source import LARGEST_BYTES, Places, plain, printed, read_mapping
from sim.scenario.versions import VERSION, migrated

__all__ = [
    "HOME",
    "OWN_SCENARIO",
    "PLANS",
    "holds_own_data",
    "home",
    "is_there",
    "load",
    "own_customers",
    "resolve",
    "restored",
    "scenario_folder",
    "shipped",
    "shipped_plans",
]

EXTENDING = (*DESCRIPTIVE, "extends", "set")
"""Keys of a file that extends another."""
SUFFIX = ".yaml"
LONGEST_NAME = 200
MOST_BASES = 20
OWN_SCENARIO = "my-portfolio.yaml"
"""Scenario in the folder of an import."""
PLANS = "plans"
"""Folder of the plans to start from."""
HOME = "home"
"""Folder of an installed package in which app and scenarios are, as pyproject.toml lays it out."""


def load(path: Path | str, *, overrides: Mapping[str, object] | None = None) -> Scenario:
    """Read a scenario from a YAML file.

    Parameters
    ----------
    path : path
        The file. With ``extends: other.yaml`` (relative to it, or the name of a shipped story) it is that other one,
        but for the values by path under ``set:``; whole mappings and lists are replaced, not merged. A fee that it
        sets is new to the customers of the start, who pay that of the other file until they renew, unless it sets
        theirs as well.
        Tables that it refers to, ``portfolio`` and ``roster``, are read from beside it.
    overrides : mapping of str to value, optional
        Further values by path, as of :func:`sim.scenario.overrides.with_overrides`.

    Returns
    -------
    Scenario
        The valid document.

    Raises
    ------
    ScenarioError
        Where anything is wrong; it holds every problem with path, value, file and line, and what is allowed.
    """
    draft = _read(Path(path), ())
    scenario = validated(draft)
    return overridden(Draft.of(scenario, draft.places), overrides) if overrides else scenario


def holds_own_data(path: Path) -> bool:
    """Tell whether a scenario file, or one that it extends, says that it holds data of its reader's own.

    Parameters
    ----------
    path : Path
        Any file.

    Returns
    -------
    bool
        False for what is no scenario file; its tables are not read.
    """
    return any(content.get(OWN_DATA) not in (None, False) for _, content in _documents(path))


def own_customers(path: Path) -> set[str]:
    """Name the customers of a scenario file that holds data of its reader's own, even of one that cannot be used.

    Parameters
    ----------
    path : Path
        Any file.

    Returns
    -------
    set of str
        Names of accounts that it, its tables, and files that it extends mention; empty where it holds no such data.
    """
    names: set[str] = set()
    for file, content in _documents(path) if holds_own_data(path) else ():
        accounts, changes = (content.get(key) for key in ("accounts", "set"))
        names.update(map(str, accounts if isinstance(accounts, dict) else ()))
        for dotted in changes if isinstance(changes, dict) else ():
            kind, *rest = parse_path(str(dotted))
            names.update(rest[:1] if kind == "accounts" else ())
        names |= names_in_table(content, file.parent)
    return names


def _documents(path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """A file and those that it extends, as they are written, as far as they can be read and may hold own data."""
    chain: tuple[Path, ...] = ()
    try:
        while True:
            path = Path(os.path.normpath(path))
            if not _may_be_own(path):
                return
            content, places = read_mapping(path)
            yield path, content
            if "extends" not in content:
                return
            chain = (*chain, path)
            path = _base(path, content, places, chain)
    except ScenarioError:
        return


def _may_be_own(path: Path) -> bool:
    """Whether a file has the words of a scenario of own data, or of one that extends another."""
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST_BYTES else b""
    except OSError:
        return False
    return OWN_DATA.encode() in content or b"extends" in content


def restored(document: str, place: str) -> Scenario:
    """Read a scenario that was once written out as JSON.

    Parameters
    ----------
    document : str
        As of ``model_dump_json``.
    place : str
        Where it comes from, for messages.

    Returns
    -------
    Scenario
        The valid document.

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
        raise ScenarioError(Problem("is damaged: no scenario in JSON", place=Place(place)))
    places: Places = {(): Place(place), (VERSION,): Place(place)}
    return validated(Draft(migrated(tree, places), places))


def home() -> Path:
    """Find where the app and the shipped scenarios are.

    Returns
    -------
    Path
        A folder of the installed package, or the checkout, which has none.
    """
    package = Path(str(files("sim"))).resolve()
    return package / HOME if (package / HOME).is_dir() else package.parent


def scenario_folder() -> Path:
    """Find the folder of the shipped scenarios.

    Returns
    -------
    Path
        Where their files are.
    """
    return home() / "scenarios"


def shipped() -> list[Path]:
    """List the scenarios that come with the product.

    Returns
    -------
    list of Path
        Their files by name.
    """
    return sorted(scenario_folder().glob(f"*{SUFFIX}"))


def shipped_plans() -> list[Path]:
    """List the plans to start from: contracts of public sheets, each a scenario that shows no story.

    Returns
    -------
    list of Path
        Their files by name.
    """
    return sorted((scenario_folder() / PLANS).glob(f"*{SUFFIX}"))


def resolve(name: Path | str) -> Path:
    """Find the file that a name on a command line means.

    Parameters
    ----------
    name : path or str
        A path; where there is no file of that name, the name of a shipped story, such as ``honest``, or of a plan to
        start from, such as ``vendor``.

    Returns
    -------
    Path
        The file; a path that cannot be a name is returned as it is, for :func:`load` to say what is wrong with it.

    Raises
    ------
    ScenarioError
        Where there is neither a file nor a story or plan of that name; the message names those with similar names.
    """
    path = Path(name)
    if is_there(path) or path.suffix or path.name != str(name) or len(path.name) > LONGEST_NAME:
        return path
    for folder in (scenario_folder(), scenario_folder() / PLANS):
        if (file := folder / f"{name}{SUFFIX}").is_file():
            return file
    if os.path.lexists(path):
        return path
    near = difflib.get_close_matches(str(name), [file.stem for file in (*shipped(), *shipped_plans())], 3, 0.6)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise ScenarioError(Problem(f"there is no such file and no story of that name{hint}", plain(str(name))))


def is_there(path: Path) -> bool:
    """Whether a path is that of a file; one that can be that of none, such as a loop of links, is not.

    Parameters
    ----------
    path : Path
        Any.

    Returns
    -------
    bool
        True for a regular file.
    """
    try:
        return path.is_file()
    except (OSError, ValueError, RuntimeError):
        return False


def _read(path: Path, chain: tuple[Path, ...]) -> Draft:
    """The document of a file; for one that extends, all it is based on filled in."""
    path = Path(os.path.normpath(path))
    written, places = read_mapping(path)
    content = migrated(written, places)
    if "extends" not in content:
        if "set" in content:
            raise ScenarioError(Problem("needs extends: to say what it changes", "set", place=places[("set",)]))
        with_accounts(content, places, path.parent)
        with_rosters(content, places, path.parent)
        return Draft(content, places)
    chain = (*chain, path)
    base = _read(_base(path, content, places, chain), chain)
    draft = Draft.of(validated(base), base.places)
    changes = content.get("set") or {}
    if not isinstance(changes, dict):
        raise ScenarioError(Problem("must map paths to values", "set", place=places[("set",)]))
    draft.assign_all(
        (dotted, value, {keys[2:]: at for keys, at in places.items() if keys[:2] == ("set", dotted)})
        for dotted, value in changes.items()
    )
    draft.tree["patterns"] = ()
    for key in DESCRIPTIVE:
        if key in content and not (key == OWN_DATA and draft.tree[key]):
            mergeable = key == "evidence" and isinstance(content[key], dict)
            draft.tree[key] = {**draft.tree[key], **content[key]} if mergeable else content[key]
    draft.places.update({keys: at for keys, at in places.items() if keys[:1] != ("set",)})
    return draft


def _base(path: Path, content: Mapping[str, Any], places: Places, chain: tuple[Path, ...]) -> Path:
    """The file that this one extends."""
    problems = [
        Problem(
            f"a file that extends another may hold only {', '.join(EXTENDING)}; give what differs by path under set:",
            printed(key),
            place=places[(key,)],
        )
        for key in content
        if key not in EXTENDING
    ]
    if problems:
        raise ScenarioError(*problems)
    name, rule = content["extends"], ""
    base = Path(os.path.normpath(path.parent / name)) if isinstance(name, str) else None
    if base is not None and not is_there(base) and (own := scenario_folder() / f"{name}{SUFFIX}") in shipped():
        base = own
    if base is None:
        rule = "must be the name of a file"
    elif not is_there(base):
        rule = f"there is no file {printed(base)}"
    elif base.resolve() in [file.resolve() for file in chain]:
        rule = f"goes in a circle: {' -> '.join(str(file) for file in (*chain, base))}"
    elif len(chain) > MOST_BASES:
        rule = f"extends more than {MOST_BASES} files, one after the other"
    if rule or base is None:
        raise ScenarioError(Problem(rule, "extends", printed(name), places[("extends",)]))
    return base
