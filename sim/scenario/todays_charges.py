"""Today's charges: those that a plan had before they were changed, against which the new ones are weighed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from sim.scenario.charges import Charge
from sim.scenario.paths import Keys
from sim.scenario.todays_fee import TODAY, is_said, payers

__all__ = ["CHARGES", "FIELD", "TODAYS_CHARGES", "is_todays", "keep_todays_charges", "todays_charges"]

CHARGES = "charges"
TODAYS_CHARGES = "todays_charges"
FIELD = 3
"""Keys of a whole field of a plan."""


def is_todays(keys: Keys) -> bool:
    """Whether some keys are those of today's fee or today's charges, which follow from a change of the fee or charges.

    Parameters
    ----------
    keys : tuple of str
        Keys of a value of the document.

    Returns
    -------
    bool
        True within ``todays_charges`` too.
    """
    return keys[-1] == TODAY or (keys[:1] == ("plans",) and keys[FIELD - 1 : FIELD] == (TODAYS_CHARGES,))


def todays_charges(tree: Mapping[str, Any]) -> dict[Keys, tuple[Any, Any]]:
    """Read the charges off a document before it is changed.

    Parameters
    ----------
    tree : mapping
        The document by key, valid or not.

    Returns
    -------
    dict
        By keys of the plan: its charges as stated, and those that it has had until today.
    """
    before = {}
    for keys, node in payers(tree):
        charges, todays = node.get(CHARGES), node.get(TODAYS_CHARGES)
        before[keys] = deepcopy((charges, charges if todays is None else todays))
    return before


def keep_todays_charges(tree: dict[str, Any], before: Mapping[Keys, tuple[Any, Any]], stated: Collection[Keys]) -> None:
    """State the charges until today wherever charges have been changed and nobody has said what they were.

    Parameters
    ----------
    tree : mapping
        The document by key, after the change; its plans get ``todays_charges``.
    before : mapping
        As of :func:`todays_charges`, before the change.
    stated : collection of Keys
        Keys of all values that were set.
    """
    for keys, node in payers(tree):
        if keys not in before or is_said(node, (*keys, TODAYS_CHARGES), stated):
            continue
        charges, todays = before[keys]
        now = _written_out(node.get(CHARGES))
        if now == _written_out(charges):
            continue
        if now == _written_out(todays):
            node.pop(TODAYS_CHARGES, None)
        else:
            node[TODAYS_CHARGES] = {} if todays is None else todays


def _written_out(charges: Any) -> Any:
    """Charges with every field, so that those that mean the same are the same; as they are where they are not valid."""
    try:
        return {name: Charge.model_validate(charge) for name, charge in (charges or {}).items()}
    except (ValidationError, AttributeError):
        return charges
