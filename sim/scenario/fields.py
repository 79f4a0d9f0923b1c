"""The fields of the schema along a path: which there are, and whether they may change in mid-study."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from sim.scenario.document import Scenario
from sim.scenario.paths import Keys
from sim.scenario.steps import steps

__all__ = ["field_names", "is_fixed", "may_begin", "unit_of"]

NAMED_ELSEWHERE = (("plans",), ("segments",), ("accounts",), ("evidence",), ("provider", "teams"), ("market", "kinds"))
"""Mappings whose entries others refer to: a value within an entry that is not there is a slip of the pen."""


def field_names(keys: Keys) -> list[str]:
    """Name the fields of the part of the document at a path.

    Parameters
    ----------
    keys : tuple of str
        Keys of a part of the document; empty for the document itself.

    Returns
    -------
    list of str
        Its fields, in the order of the schema; none where any name may stand.
    """
    kinds: list[Any] = [Scenario, *(kind for _, kind in steps(Scenario, keys))]
    return list(getattr(kinds[-1], "model_fields", ()))


def is_fixed(keys: Keys) -> bool:
    """Whether no action of the timeline may change the value at a path.

    Parameters
    ----------
    keys : tuple of str
        Keys of a value; those that the schema does not know are passed over.

    Returns
    -------
    bool
        True where the field, or a part that holds it, is declared ``fixed``.
    """
    return any(
        isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("fixed") is True
        for field, _ in steps(Scenario, keys)
        if field is not None
    )


def may_begin(keys: Keys) -> bool:
    """Whether a value may be set within a part that is not there yet, such as the first number of a charge.

    Parameters
    ----------
    keys : tuple of str
        Keys of the part.

    Returns
    -------
    bool
        True where the schema has a part there that only its own plan, team or the like knows by name.
    """
    path = list(steps(Scenario, keys))
    if len(path) != len(keys) or keys[:-1] in NAMED_ELSEWHERE:
        return False
    kind = path[-1][1]
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def unit_of(keys: Keys) -> str:
    """Find the unit of the value at a path.

    Parameters
    ----------
    keys : tuple of str
        Keys of a value.

    Returns
    -------
    str
        That of its field, or of the nearest part around it that has one; empty where there is none.
    """
    units = [
        str(field.json_schema_extra["unit"])
        for field, _ in steps(Scenario, keys)
        if field is not None and isinstance(field.json_schema_extra, dict) and "unit" in field.json_schema_extra
    ]
    return units[-1] if units else ""
