"""Remedies: which customers are costly."""

from __future__ import annotations

__all__ = ["costly"]


def costly(
    contacts_per_month: float, cost_share: float, contacts_above: float | None, cost_share_above: float | None
) -> bool:
    """Whether a customer lies above a limit; at a limit it does not.

    Parameters
    ----------
    contacts_per_month : float
        Mean contacts taken by people over the months looked at.
    cost_share : float
        Labour spent on the customer over its fees in those months; infinity where it cost and paid nothing.
    contacts_above, cost_share_above : float or None
        The limits; None is no limit.

    Returns
    -------
    bool
        True above either.
    """
    too_many = contacts_above is not None and contacts_per_month > contacts_above
    too_dear = cost_share_above is not None and cost_share > cost_share_above
    return too_many or too_dear
