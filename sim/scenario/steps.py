"""The schema along a path: field and type at each key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.paths import Keys
from sim.scenario.quantity import inner

__all__ = ["leads_somewhere", "steps"]


def steps(kind: Any, keys: Keys) -> Iterator[tuple[FieldInfo | None, Any]]:
    """Follow keys through the schema.

    Parameters
    ----------
    kind : type
        Type of the part that the keys start from.
    keys : tuple of str
        From there on.

    Yields
    ------
    FieldInfo or None, type
        Field and type at each key, as far as the schema knows them; names and numbers of items have no field.
    """
    for key in keys:
        field = None
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if key not in kind.model_fields:
                return
            field = kind.model_fields[key]
            kind = inner(field.annotation)
        elif arguments := get_args(kind):
            kind = inner(arguments[1 if get_origin(kind) is dict else 0])
        else:
            return
        yield field, kind


def leads_somewhere(kind: Any, keys: Keys) -> bool:
    """Whether the schema knows every key of a path.

    Parameters
    ----------
    kind : type
        Type of the part that the keys start from.
    keys : tuple of str
        From there on.

    Returns
    -------
    bool
        True where a value may stand there.
    """
    return sum(1 for _ in steps(kind, keys)) == len(keys)
