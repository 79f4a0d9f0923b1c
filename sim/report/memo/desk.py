"""Who takes a matter, and how to take it further, in words."""

from __future__ import annotations

from sim.report.memo.clauses import Clauses

__all__ = ["further_lines"]


def further_lines(clauses: Clauses) -> list[str]:
    """Write the buyer's sentences on who takes a matter, and to whom it can go further.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of str
        Sentences.
    """
    provider = clauses.scenario.provider
    first, *tiers = provider.tiers
    lines = [f"Your contact is taken by {first}."]
    if tiers:
        lines.append(f"What it cannot solve goes to {', then to '.join(tiers)}; ask for that whenever you want it.")
    if clauses.scenario.selling.executive_sponsor:
        lines.append("You have a sponsor with us, at the level that decides.")
    lines.append(f"If a bill looks wrong, say so before it is due: {provider.billing_team} looks into it.")
    return lines
