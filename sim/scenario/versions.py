"""Versions of the schema: which one a file is written for, and what brings an older file up to date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sim.errors import Place, Problem, ScenarioError
from sim.scenario.source import Places, printed

__all__ = ["SCHEMA", "VERSION", "migrated"]

SCHEMA = 2
"""Version of the schema; raised with every release that adds terms which an older one cannot read."""
VERSION = "schema"
"""Key of a file that says which version it is written for; without it, the first."""
Tree: TypeAlias = dict[str, Any]
MIGRATIONS: Mapping[int, Callable[[Tree], Tree]] = {}
"""By version, what turns a document of it into one of the next, where the shape of a part has changed."""


def migrated(tree: Tree, places: Places, migrations: Mapping[int, Callable[[Tree], Tree]] = MIGRATIONS) -> Tree:
    """Bring a document up to the version of this schema.

    Parameters
    ----------
    tree : dict
        As read; stays as it is.
    places : Places
        Where its values were written.
    migrations : mapping of int to callable
        By version, what leads to the next; a version that is not named has the shape of the next.

    Returns
    -------
    dict
        The document without its version, in today's shape.

    Raises
    ------
    ScenarioError
        Where the version is none, or newer than this schema.
    """
    if VERSION not in tree:
        version, content = 1, tree
    else:
        content = {key: value for key, value in tree.items() if key != VERSION}
        version = _version(tree[VERSION], places.get((VERSION,), Place()))
    for number in range(version, SCHEMA):
        content = migrations[number](content) if number in migrations else content
    return content


def _version(value: object, place: Place) -> int:
    """The version that a document states."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ScenarioError(Problem(f"must be a version of the schema, 1 to {SCHEMA}", VERSION, printed(value), place))
    if value > SCHEMA:
        rule = f"is newer than this version of Saydo, which reads 1 to {SCHEMA}: install a newer one"
        raise ScenarioError(Problem(rule, VERSION, printed(value), place))
    return value
