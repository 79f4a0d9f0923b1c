"""Invoices, receipts, customers and books."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.importing.date_order import read_dates
from sim.importing.dates import NO_TIME, codes_of
from sim.importing.folding import Folding, text_codes
from sim.importing.months import month_of
from sim.importing.numbers import amount_cents, decimal_comma, number_of
from sim.importing.prepared import Codes, Prepared
from sim.importing.tables import TablePart, codes_taken
from sim.importing.wording import folded, header_key

__all__ = ["books", "customers", "invoices", "receipts", "scope_of_money"]

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
DAY = 86_400
MONTHS_PER_YEAR = 12
_UNAPPLIED = re.compile(r"^(?:uc|unapplied|payment|pmt|rcpt|receipt|cash|za|dz|on account)\b", re.I)


def scope_of_money(prepared: Prepared, currency: str) -> list[tuple[str, Flags]]:
    """Rows that are no claim on anybody, or are in a currency that is not read.

    Parameters
    ----------
    prepared : Prepared
        The sheet.
    currency : str
        The currency that is read; empty for all.

    Returns
    -------
    list of tuple
        Reason, and for each item whether it is left out for it; no item has two reasons.
    """
    codes, words = prepared.meanings("status")
    void = np.isin(codes, [place for place, word in enumerate(words) if word == "void"])
    if prepared.has_time("voided_at"):
        void |= prepared.time("voided_at") != NO_TIME
    reasons = [("drafts, void or failed ones", void)]
    if currency:
        places, names = prepared.meanings("currency", keep=True)
        other = [place for place, name in enumerate(names) if name.casefold() != currency.casefold()]
        reasons.append((f"currencies other than {currency.upper()}", np.isin(places, other) & ~void))
    return reasons


def invoices(prepared: Prepared, owners: Codes, as_of: int | None) -> list[TablePart]:
    """Invoices; of a list of open items also the payments that are not applied.

    Parameters
    ----------
    prepared : Prepared
        The sheet.
    owners : Codes
        Customer of each item.
    as_of : int or None
        Seconds since 1970 of the date of the report, where it says one.

    Returns
    -------
    list of TablePart
        Invoices, and receipts where there are such.
    """
    return _Invoices(prepared, owners, as_of).parts()


class _Invoices:
    def __init__(self, prepared: Prepared, owners: Codes, as_of: int | None) -> None:
        self.prepared, self.owners = prepared, owners
        self.ids = prepared.texts("invoice_id")
        self.issued, self.due = prepared.time("issued"), prepared.time("due")
        self.amount, self.open = prepared.number("amount"), prepared.number("open_amount")
        self.as_of = self._as_of(as_of)

    def _as_of(self, as_of: int | None) -> int:
        prepared = self.prepared
        if as_of is not None:
            return as_of
        age = prepared.number("age")
        both = (age > 0) & (self.due != NO_TIME)
        if both.sum() >= 5:
            days = (self.due[both] // DAY + age[both]).astype(np.int64)
            values, counts = np.unique(days, return_counts=True)
            if counts.max() * 2 > both.sum():
                prepared.note("date of the report: due date and days overdue agree on it")
                return int(values[counts.argmax()]) * DAY
        times = np.concatenate([self.issued, prepared.time("paid_at")])
        latest = int(times.max(initial=NO_TIME))
        if latest != NO_TIME:
            prepared.note("date of the report: taken from the latest date of an invoice or payment, as none is given")
        return latest

    def parts(self) -> list[TablePart]:
        kind = self._kinds()
        payments = np.flatnonzero(kind == 2)
        lists = np.flatnonzero(kind < 2)
        parts = [self._list(lists, kind[lists] == 1)]
        if len(payments):
            value = np.where(np.isnan(self.open), self.amount, self.open)[payments]
            receipts_part = TablePart("receipts", payments, {"amount": np.abs(value), "at": self.issued[payments]})
            receipts_part.columns["customer"] = codes_taken(self.owners, payments)
            self.prepared.note(
                f"{len(payments):,} payments that are applied to no invoice: {np.nansum(np.abs(value)) / 100:,.2f}"
            )
            parts.append(receipts_part)
        return parts

    def _kinds(self) -> NDArray[np.int64]:
        """0 for an invoice, 1 for a credit note, 2 for a payment."""
        prepared = self.prepared
        value = np.where(np.isnan(self.open), self.amount, self.open)
        codes, words = prepared.meanings("kind")
        meaning = np.array([{"credit": 1, "payment": 2}.get(word, 0) for word in words] + [-1])[codes]
        named = self.ids.to_pylist() if (value < 0).any() else []
        unapplied = np.array([bool(name and _UNAPPLIED.match(name)) for name in named], bool)
        negative = np.where(unapplied, 2, 1) if len(named) else np.ones(prepared.count, int)
        return np.where((meaning <= 0) & (value < 0), negative, np.maximum(meaning, 0))

    def _list(self, items: NDArray[np.int64], credit: Flags) -> TablePart:
        prepared = self.prepared
        fold = self._folding(items)
        lead = items[fold.lead]
        part = TablePart("invoices", lead)
        columns = part.columns
        columns["customer"] = codes_taken(self.owners, lead)
        columns["invoice_id"] = self.ids.take(pa.array(lead))
        columns["issued"], columns["due"] = self.issued[lead], self._due()[lead]
        both = (columns["issued"] != NO_TIME) & (columns["due"] != NO_TIME)
        columns["terms_days"] = np.where(both, (columns["due"] - columns["issued"]) // DAY, np.nan).astype(float)
        amount = self._amounts(items, fold)
        status = self._status(lead)
        paid_at = prepared.time("paid_at")[lead]
        columns["paid_at"] = paid_at
        columns["amount"] = np.where(credit[fold.lead], np.nan, amount)
        credited = prepared.number("credited")[lead]
        columns["credited"] = np.where(
            credit[fold.lead], np.abs(np.where(np.isnan(amount), self.open[lead], amount)), credited
        )
        columns["open_amount"] = self._open(lead, amount, status, paid_at)
        columns["disputed"] = self._marked("disputed", lead, status)
        written = self._marked("written_off", lead, status)
        if prepared.has_time("written_off_at"):
            written = np.where(prepared.time("written_off_at")[lead] != NO_TIME, 1.0, np.nan_to_num(written))
        columns["written_off"] = written
        own = prepared.time("as_of")[lead]
        columns["as_of"] = np.where(own == NO_TIME, self.as_of, own)
        return part

    def _folding(self, items: NDArray[np.int64]) -> Folding:
        prepared = self.prepared
        ids = text_codes(self.ids.take(pa.array(items)))
        if not prepared.has("line_amount"):
            return Folding([np.full(len(items), -1)])
        fold = Folding([ids, self.owners[0][items].astype(np.int64), self.issued[items]])
        if not fold.trivial:
            prepared.note(f"{len(items):,} rows were {fold.count:,} invoices: rows are lines of an invoice")
        return fold

    def _amounts(self, items: NDArray[np.int64], fold: Folding) -> Numbers:
        prepared = self.prepared
        amount = self.amount[items][fold.lead]
        if prepared.has("line_amount"):
            lines = fold.total(prepared.number("line_amount")[items])
            if not prepared.has("amount"):
                prepared.note(f"amount: the sum of {prepared.header('line_amount')}")
                return lines
            both = ~np.isnan(lines) & ~np.isnan(amount)
            off = int((np.abs(lines - amount) > 2 + 0.3 * np.abs(amount))[both].sum())
            if off:
                prepared.note(f"in {off:,} invoices the lines do not add up to the total; the total is used")
        return np.where(np.isnan(amount), lines, amount) if prepared.has("line_amount") else amount

    def _due(self) -> NDArray[np.int64]:
        """Due dates; where there are none, the date of the invoice and its terms."""
        prepared = self.prepared
        if not prepared.has("terms"):
            return self.due
        codes, words = prepared.names("terms")
        days = np.array([*(_days(word) for word in words), np.nan])[codes]
        gap = (self.due == NO_TIME) & (self.issued != NO_TIME) & ~np.isnan(days)
        if gap.any():
            prepared.note(f"due date: {int(gap.sum()):,} are the invoice date and {prepared.header('terms')}")
        return np.where(gap, self.issued + np.nan_to_num(days).astype(np.int64) * DAY, self.due)

    def _status(self, lead: NDArray[np.int64]) -> NDArray[np.str_]:
        codes, words = self.prepared.meanings("status")
        return np.array([*words, ""])[codes[lead]] if len(words) else np.full(len(lead), "")

    def _open(
        self, lead: NDArray[np.int64], amount: Numbers, status: NDArray[np.str_], paid_at: NDArray[np.int64]
    ) -> Numbers:
        prepared = self.prepared
        result = self.open[lead]
        if prepared.has("paid_amount"):
            left = (
                amount
                - np.nan_to_num(prepared.number("paid_amount")[lead])
                - np.nan_to_num(prepared.number("credited")[lead])
            )
            result = np.where(np.isnan(result), left, result)
        settled = (paid_at != NO_TIME) | (status == "paid")
        unpaid = ~settled & ((status == "open") | (status == "disputed") | prepared.has("paid_at"))
        return np.where(np.isnan(result), np.where(settled, 0.0, np.where(unpaid, amount, np.nan)), result)

    def _marked(self, name: str, lead: NDArray[np.int64], status: NDArray[np.str_]) -> Numbers:
        flags = self.prepared.flag(name)[lead] if self.prepared.has(name) else np.full(len(lead), np.nan)
        if self.prepared.has(name) and len(self.prepared.raw.texts[name].values()) == 1:
            flags = np.nan_to_num(flags)
        return np.where(
            status == name, 1.0, np.where((status != "") & np.isnan(flags) & (status == name).any(), 0.0, flags)
        )


_TERMS = re.compile(r"\bnet\D{0,5}(\d{1,3})\b|\b(\d{1,3})\s*(?:d|days?|tage|jours|dias|giorni|dagen)\b|^(\d{1,3})$")
_AT_ONCE = re.compile(r"\b(?:receipt|immediate(?:ly)?|sofort|reception|contado|vista)\b")


def _days(word: str) -> float:
    """Days of terms of payment, such as 30 for ``2/10 Net 30``."""
    text = folded(word)
    if match := _TERMS.search(text):
        return float(next(group for group in match.groups() if group))
    return 0.0 if _AT_ONCE.search(text) else np.nan


def receipts(prepared: Prepared, owners: Codes) -> list[TablePart]:
    """Payments that came in.

    Parameters
    ----------
    prepared : Prepared
        The sheet.
    owners : Codes
        Customer of each item.

    Returns
    -------
    list of TablePart
        One.
    """
    amount = prepared.number("amount") - np.nan_to_num(prepared.number("refunded"))
    part = TablePart(
        "receipts", np.arange(prepared.count), {"amount": amount, "at": prepared.time("at"), "customer": owners}
    )
    part.columns["invoice_id"] = prepared.texts("invoice_id")
    return [part]


def customers(prepared: Prepared, owners: Codes) -> list[TablePart]:
    """Customers, with fee, plan and the dates of their contract.

    Parameters
    ----------
    prepared : Prepared
        The sheet.
    owners : Codes
        Customer of each item.

    Returns
    -------
    list of TablePart
        One.
    """
    part = TablePart("customers", np.arange(prepared.count), {"customer": owners})
    fee = prepared.number("fee_month")
    if prepared.has("fee_year"):
        year = prepared.number("fee_year")
        fee = np.where(np.isnan(fee), np.round(year / MONTHS_PER_YEAR), fee)
        prepared.note(f"fee a month: a twelfth of {prepared.header('fee_year')}")
    part.columns["fee_month"] = fee
    part.columns["number"] = prepared.texts("customer_number")
    for name in ("started", "renews_on", "left_on"):
        part.columns[name] = prepared.time(name)
    for name in ("plan", "reason", "segment"):
        part.columns[name] = prepared.meanings(name, keep=True)
    return [part]


def books(prepared: Prepared) -> list[TablePart]:
    """Revenue, cost of support, people and other costs by month.

    Parameters
    ----------
    prepared : Prepared
        The sheet.

    Returns
    -------
    list of TablePart
        One.
    """
    if prepared.raw.recognition.layout == "months":
        return _by_months(prepared)
    part = TablePart("books", np.arange(prepared.count), {"month": prepared.time("month")})
    for name in ("revenue", "support_cost", "people", "other"):
        part.columns[name] = _as_positive(prepared, name, prepared.number(name))
    return [part]


def _as_positive(prepared: Prepared, name: str, values: Numbers) -> Numbers:
    """Costs that are written below zero, as costs."""
    if name in {"support_cost", "other"} and (values < 0).sum() * 2 > (~np.isnan(values)).sum():
        prepared.note(f"{name.replace('_', ' ')}: written below zero, read as a cost")
        return -values
    return values


def _by_months(prepared: Prepared) -> list[TablePart]:
    """Books with a column a month: the first row that bears a name of a line gives it."""
    raw = prepared.raw
    recognition = raw.recognition
    months = [_month_start(column.header) for column in recognition.columns]
    places = [index for index, month in enumerate(months) if month is not None]
    label = recognition.fields["month"].index
    lines: dict[str, tuple[int, list[str]]] = {}
    names = {key: name for name, item in recognition.kind.fields.items() for key in item.keys if name != "month"}
    ranks = {key: rank for item in recognition.kind.fields.values() for rank, key in enumerate(item.keys)}
    best: dict[str, int] = {}
    for item, cells in enumerate(raw.wide):
        key = header_key(cells[label])
        name = names.get(key, "")
        if name and any(cells[index].strip() for index in places) and ranks[key] < best.get(name, 1 << 30):
            lines[name], best[name] = (item, cells), ranks[key]
    others = [cells[label].strip()[:40] for cells in raw.wide if header_key(cells[label]) not in names]
    for name, (_, cells) in lines.items():
        prepared.note(f"{name.replace('_', ' ')}: the line {cells[label].strip()[:40]}")
    if others:
        prepared.note(f"{len(others):,} lines are not read, such as {', '.join(others[:3])}")
    values = [cells[index] for _, cells in lines.values() for index in places]
    comma = bool(decimal_comma(values))
    first = min((item for item, _ in lines.values()), default=0)
    part = TablePart("books", np.full(len(places) if lines else 0, first, np.int64))
    part.columns["month"] = np.array([months[index] for index in places if lines], np.int64)
    for name, (_, cells) in lines.items():
        reading = number_of if name == "people" else amount_cents
        numbers = [reading(cells[index], comma) for index in places]
        amounts = np.array([np.nan if number is None else number for number in numbers], float)
        part.columns[name] = _as_positive(prepared, name, amounts)
    return [part]


def _month_start(header: str) -> int | None:
    month = month_of(header)
    if month is not None:
        days = np.datetime64(f"{month[0]:04d}-{month[1]:02d}", "D").astype(np.int64)
        return int(days) * DAY
    times = read_dates({"month": codes_of([header])}, {"month": header}).times["month"]
    return None if times[0] == NO_TIME else int(times[0])
