"""Today's fee: a fee that is changed is new to the customers of the start, who paid another one until then."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sim.scenario.paths import Keys, child, names_in

__all__ = ["FEE", "OFFERED", "TODAY", "Fees", "is_said", "keep_todays_fees", "payers", "todays_fees"]

OFFERED = "offered"
"""Name of the plan that an offer makes; it binds nobody yet."""
FEE = "fee_per_month"
TODAY = "todays_fee_per_month"
Fees = Mapping[Keys, tuple[Any, Any, Any]]
"""By plan and account: its fee as stated, the one that its customers pay today, and the plan of an account."""


def todays_fees(tree: Mapping[str, Any]) -> Fees:
    """Read the fees off a document before it is changed.

    Parameters
    ----------
    tree : mapping
        The document by key, valid or not.

    Returns
    -------
    mapping
        By keys of the plan or account; the plan of an offer binds nobody yet, and is left out.
    """
    return {keys: (node.get(FEE), _paid(tree, keys, node), node.get("plan")) for keys, node in payers(tree)}


def keep_todays_fees(tree: dict[str, Any], before: Fees, stated: Collection[Keys]) -> None:
    """State what customers pay today wherever their fee has been changed and nobody has said what they pay today.

    Parameters
    ----------
    tree : mapping
        The document by key, after the change; it gets ``todays_fee_per_month``.
    before : Fees
        As of :func:`todays_fees`, before the change.
    stated : collection of Keys
        Keys of all values that were set.
    """
    for keys, node in payers(tree):
        if keys not in before or is_said(node, (*keys, TODAY), stated):
            continue
        fee, paid, plan = before[keys]
        now = node.get(FEE)
        if now == fee or node.get("plan") != plan:
            continue
        if paid is None or paid == now:
            node.pop(TODAY, None)
        else:
            node[TODAY] = paid


def is_said(node: Mapping[str, Any], place: Keys, stated: Collection[Keys]) -> bool:
    """Whether a change says itself what holds today: there, within it, or with the whole plan or account.

    Parameters
    ----------
    node : mapping
        The plan or account, after the change.
    place : tuple of str
        Keys of what holds today.
    stated : collection of Keys
        Keys of all values that were set.

    Returns
    -------
    bool
        Whether to leave it.
    """
    if any(keys[: len(place)] == place for keys in stated):
        return True
    return place[-1] in node and any(place[: len(keys)] == keys for keys in stated)


def payers(tree: Mapping[str, Any]) -> Iterator[tuple[Keys, dict[str, Any]]]:
    """Find the plans and accounts that are mappings; the plan of an offer binds nobody yet.

    Parameters
    ----------
    tree : mapping
        The document by key, valid or not.

    Yields
    ------
    tuple of Keys and dict
        Where it stands, and it.
    """
    for part in ("plans", "accounts"):
        holder = tree.get(part)
        for name in names_in(holder) if isinstance(holder, dict) else ():
            node = child(holder, name)
            if isinstance(node, dict) and (part, name) != ("plans", OFFERED):
                yield (part, name), node


def _paid(tree: Mapping[str, Any], keys: Keys, node: Mapping[str, Any]) -> Any:
    """The fee that a plan's customers, or an account, pay today; None where that is not known."""
    for field in (TODAY, FEE):
        if node.get(field) is not None:
            return node[field]
    if keys[0] == "plans":
        return None
    segment = (tree.get("segments") or {}).get(node.get("segment")) or {}
    plan = (tree.get("plans") or {}).get(node.get("plan") or segment.get("plan"))
    return _paid(tree, ("plans", ""), plan) if isinstance(plan, dict) else None
