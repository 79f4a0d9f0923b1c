"""Invoices by customer: how many were late or disputed, by how many days, and how far the list can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim.fitting.days_trait import LateInvoices
from sim.fitting.likelihood import Floats
from sim.importing.tables import frame_of

__all__ = ["InvoiceHistory", "invoice_history", "invoices_of"]

DAY = 86_400.0


@dataclass(frozen=True)
class InvoiceHistory:
    """Invoices that fell due before the date of the report, by customer."""

    customers: tuple[str, ...]
    invoices: Floats
    """Number by customer, as all that follow."""
    disputed: Floats
    late: Floats
    """Of those that were not disputed."""
    late_disputed: Floats
    late_invoices: LateInvoices
    disputes_known: bool
    """Whether the list says which were disputed, by a flag or by credit notes."""
    by_credit_note: bool
    """Whether a credit note or a credited amount was taken for a dispute, as there was no flag."""
    open_only: bool
    """Whether the list holds open items alone, which long delays reach more easily than short ones."""
    dispute_followed: tuple[int, int, int, int]
    """Invoices disputed after a disputed one, all after a disputed one, and likewise after one that was not."""


def invoices_of(tables: Mapping[str, pa.Table]) -> pd.DataFrame:
    """Take invoices from an import, with amounts in units of the currency.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As of `sim.importing.read.Imported`.

    Returns
    -------
    pandas.DataFrame
        Rows with a customer: ``customer``, ``issued``, ``due``, ``paid_at``, ``as_of``, ``terms_days``, ``amount``,
        ``credited``, ``open_amount``, ``disputed``, ``written_off``; empty where there is no such table.
    """
    names = ["customer", "issued", "due", "paid_at", "as_of", "terms_days"]
    money, flags = ["amount", "credited", "open_amount"], ["disputed", "written_off"]
    frame = frame_of(tables, "invoices", [*names, *money, *flags])
    frame = frame[frame["customer"].notna()].reset_index(drop=True)
    frame["customer"] = frame["customer"].astype(str)
    for name in money:
        frame[name] = frame[name].astype(float) / 100
    for name in flags:
        frame[name] = frame[name].astype(object).map({True: 1.0, False: 0.0}).astype(float)
    result: pd.DataFrame = frame
    return result


def invoice_history(invoices: pd.DataFrame) -> InvoiceHistory:
    """Count late and disputed invoices by customer.

    An invoice counts where it fell due before the date of the report, or was paid: it is known then whether it was
    late. One that is overdue and open is late by more than it is so far (censored). Credit notes without an invoice,
    and invoices without a due date, say nothing.

    Parameters
    ----------
    invoices : pandas.DataFrame
        As of :func:`invoices_of`.

    Returns
    -------
    InvoiceHistory
        Customers in order of their names.
    """
    claims = invoices[invoices["amount"].notna() & (invoices["amount"] > 0) & invoices["due"].notna()]
    flagged = bool(claims["disputed"].notna().any())
    credited = claims["credited"].fillna(0) > 0
    by_note = not flagged and bool(credited.any())
    disputed = (claims["disputed"] > 0) if flagged else credited
    open_only = bool(len(claims)) and not claims["paid_at"].notna().any()
    claims = claims.assign(disputed=disputed.astype(float)).sort_values(["customer", "issued"], kind="stable")
    paid = claims["paid_at"].notna()
    until = claims["paid_at"].where(paid, claims["as_of"])
    days = (until - claims["due"]).dt.total_seconds() / DAY
    claims = claims.assign(days=days, is_open=(~paid).astype(float))
    claims = claims[paid | (days > 0)]
    claims = claims[claims["days"].notna()]
    names, place = np.unique(claims["customer"].to_numpy(str), return_inverse=True)
    late = (claims["days"].to_numpy() > 0).astype(float)
    marked = claims["disputed"].to_numpy()

    def _by_customer(values: Floats) -> Floats:
        """Sum values by customer."""
        return np.bincount(place, values, len(names)).astype(np.float64)

    chosen = late > 0
    late_invoices = LateInvoices(
        place[chosen].astype(float),
        claims["days"].to_numpy()[chosen],
        marked[chosen],
        claims["is_open"].to_numpy()[chosen],
    )
    return InvoiceHistory(
        tuple(names),
        _by_customer(np.ones(len(claims))),
        _by_customer(marked),
        _by_customer(late * (1 - marked)),
        _by_customer(late * marked),
        late_invoices,
        flagged or by_note,
        by_note,
        open_only,
        _followed(place.astype(np.int64), marked),
    )


def _followed(place: NDArray[np.int64], marked: Floats) -> tuple[int, int, int, int]:
    """How often a dispute follows a dispute, in the order in which a customer's invoices were issued."""
    same = place[1:] == place[:-1]
    before, after = marked[:-1][same] > 0, marked[1:][same] > 0
    return int((before & after).sum()), int(before.sum()), int((~before & after).sum()), int((~before).sum())
