"""Charges beside the fee as a table: by customer and by name."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.questions.ledger import Ledger, mean_cents
from sim.report.ledger import names_of

__all__ = ["charges_table"]


def charges_table(ledger: Ledger) -> pd.DataFrame:
    """List charges beside the fee by customer and name.

    Parameters
    ----------
    ledger : Ledger
        Books of the replications.

    Returns
    -------
    DataFrame
        A row a customer, in major units, without that of what no customer bears; empty where nothing is charged.
    """
    if not ledger.charges:
        return pd.DataFrame()
    cents = mean_cents(np.stack(list(ledger.charges.values()), axis=2))[:-1]
    columns = {name: (cents[:, place] / ledger.minor_units).tolist() for place, name in enumerate(ledger.charges)}
    return pd.DataFrame({"Customer": names_of(ledger)[:-1]} | columns)
