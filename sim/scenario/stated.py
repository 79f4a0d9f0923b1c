"""Whether a document states a value, or leaves it at the schema's default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from sim.scenario.paths import Keys

__all__ = ["is_stated", "keep_unstated", "stated_since"]

WHOLE: dict[str, Any] = {}
"""In place of the keys of a part that was set as a whole."""


def is_stated(part: BaseModel, name: str) -> bool:
    """Whether a part of a document states one of its fields.

    Parameters
    ----------
    part : Document
        Such as a plan.
    name : str
        Name of the field.

    Returns
    -------
    bool
        True where the file, an override or an offer gives it. Of a document that was kept with every field written
        out, only what differs from the default counts as stated.
    """
    stated, fields = part.model_fields_set, type(part).model_fields
    if name not in stated:
        return False
    return len(stated) < len(fields) or getattr(part, name) != fields[name].get_default(call_default_factory=True)


def keep_unstated(base: BaseModel, changed: BaseModel, assigned: Iterable[Keys]) -> None:
    """Mark as unstated in a changed document what was so before, though all its fields were written out to change it.

    Parameters
    ----------
    base : Document
        Before the change.
    changed : Document
        After it; its ``model_fields_set`` is put right.
    assigned : iterable of Keys
        Keys of the values that were set.
    """
    tree: dict[str, Any] = {}
    for keys in assigned:
        node = tree
        for key in keys[:-1]:
            node = node.setdefault(key, {})
            if node is WHOLE:
                break
        else:
            node[keys[-1]] = WHOLE
    _keep(base, changed, tree)


def _keep(base: BaseModel, changed: BaseModel, assigned: Mapping[str, Any]) -> None:
    """Mark the fields of a part; ``assigned`` leads by key to the parts that were set as a whole."""
    for name in type(changed).model_fields:
        before, after, within = getattr(base, name), getattr(changed, name), assigned.get(name)
        if name not in base.model_fields_set and before == after and within is None:
            changed.model_fields_set.discard(name)
        elif within is WHOLE:
            continue
        elif isinstance(before, BaseModel) and type(before) is type(after):
            _keep(before, after, within or {})
        elif isinstance(before, dict) and isinstance(after, dict):
            for key in before.keys() & after.keys():
                inside = (within or {}).get(key)
                if inside is not WHOLE and isinstance(before[key], BaseModel) and type(before[key]) is type(after[key]):
                    _keep(before[key], after[key], inside or {})


def stated_since(before: object, after: object, keys: Keys = ()) -> Iterator[Keys]:
    """Find what a changed document states that the one before left at the same value.

    Parameters
    ----------
    before : object
        Part of a document.
    after : object
        The same part of the changed document.
    keys : tuple of str
        Of the part.

    Yields
    ------
    tuple of str
        Where it stands.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for name in [name for name in before if name in after]:
            yield from stated_since(before[name], after[name], (*keys, name))
    elif isinstance(before, BaseModel) and type(before) is type(after):
        for name in type(before).model_fields:
            left, value, place = getattr(before, name), getattr(after, name), (*keys, name)
            if left == value and is_stated(after, name) and not is_stated(before, name):
                yield place
            else:
                yield from stated_since(left, value, place)
