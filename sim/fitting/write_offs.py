"""Write-offs: invoices that were given up, and those so old that they may be."""

from __future__ import annotations

import pandas as pd
from scipy.stats import beta

from sim.fitting.fit import LEVEL, FittedNumber, kept
from sim.scenario.document import Scenario

__all__ = ["fit_write_offs"]

PATH = "assumptions.billing.write_off_share"
SOURCE = "invoices"
OLD_DAYS = 180
LEAST_MONTHS = 12
DAYS_A_MONTH = 30.44


def fit_write_offs(invoices: pd.DataFrame, scenario: Scenario) -> FittedNumber:
    """Fit the share of invoices that are never paid, with bounds both ways.

    Of invoices due for more than 180 days, those marked as written off certainly are, and those still open may be. The
    lower end is that of the marked alone, the upper that of both (Clopper & Pearson 1934).

    Parameters
    ----------
    invoices : pandas.DataFrame
        As of :func:`sim.fitting.receivables.invoices_of`.
    scenario : Scenario
        Whose number it would replace.

    Returns
    -------
    FittedNumber
        Both taken as lost. Kept where the invoices cover less than 12 months, or hold open items alone.
    """
    old = scenario.assumptions.billing.write_off_share
    claims = invoices[(invoices["amount"] > 0) & invoices["due"].notna() & invoices["as_of"].notna()]
    if claims.empty:
        return kept(PATH, old, SOURCE, "no invoices with a due date")
    if not claims["paid_at"].notna().any():
        return kept(PATH, old, SOURCE, "a list of open items: what was paid is not in it")
    ripe = claims[(claims["as_of"] - claims["due"]).dt.days > OLD_DAYS]
    months = 0.0 if ripe.empty else (ripe["due"].max() - ripe["due"].min()).days / DAYS_A_MONTH
    if months < LEAST_MONTHS - 1:
        reason = f"{months:.0f} months of invoices that were due for {OLD_DAYS} days; needs {LEAST_MONTHS}"
        return kept(PATH, old, SOURCE, reason)
    marked = ripe["written_off"] > 0
    unpaid = marked | (ripe["paid_at"].isna() & ~(ripe["open_amount"] <= 0))
    lost, certain, n = int(unpaid.sum()), int(marked.sum()), len(ripe)
    return FittedNumber(
        PATH,
        old,
        SOURCE,
        new=lost / n,
        low=_end(certain, n, upper=False),
        high=_end(lost, n, upper=True),
        n=n,
        unit="invoices",
        method=f"binomial; from those marked to all that are open for {OLD_DAYS} days",
        warning="" if certain else "none is marked as written off: those open for long are taken for it",
    )


def _end(count: int, of: int, *, upper: bool) -> float:
    """End of the exact interval of a share."""
    tail = (1 - LEVEL) / 2
    if upper:
        return float(beta.ppf(1 - tail, count + 1, of - count)) if count < of else 1.0
    return float(beta.ppf(tail, count, of - count + 1)) if count else 0.0
