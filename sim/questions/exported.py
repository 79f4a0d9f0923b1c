"""Records of a run as the tables of an import: what its provider's systems would have exported."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.customers.causes import Cause
from sim.importing.tables import SCHEMAS, TIME
from sim.records.events import CallEnded, CallOutcome, ContactEnded, ContactOutcome
from sim.records.run import Run

__all__ = ["tables_of"]

OUTCOMES = {
    ContactOutcome.SOLVED: "answered",
    ContactOutcome.OPEN: "open",
    ContactOutcome.HUNG_UP: "hung_up",
    ContactOutcome.DEFLECTED: "deflected",
    ContactOutcome.TURNED_AWAY: "missed",
    ContactOutcome.WITHDRAWN: "missed",
}
SOURCE = "simulated"
Key = tuple[str, int, int]
"""Customer, day and number of a contact."""


def tables_of(run: Run, *, calls: bool = False, repeats: bool = False) -> dict[str, pa.Table]:
    """Write a run in the tables of an import.

    Parameters
    ----------
    run : Run
        A simulated run.
    calls : bool, optional
        Whether a list of calls is among what was exported: then each call is a row, and a caller who tries again has
        several; else a contact is one row, as in a list of tickets.
    repeats : bool, optional
        Whether a contact that comes back has a row of its own, with its time and nothing else, as in a file whose
        repeats were fitted; otherwise it is part of the first.

    Returns
    -------
    dict of str to pyarrow.Table
        ``contacts``, ``work``, ``invoices`` and ``customers``, by ``sim.importing.tables.SCHEMAS``; what a system would
        not know, such as grievance, is in none of them. A table without rows is left out. Opened before the start, by
        the warm-up, is left out too.
    """
    tables = {
        "contacts": _contacts(run, calls=calls) + (_repeats(run) if repeats else []),
        "work": _work(run),
        "invoices": _invoices(run),
        "customers": _customers(run),
    }
    midnight = pd.Timestamp(run.scenario.start_date)
    return {name: _table(name, rows, midnight) for name, rows in tables.items() if rows}


def _contacts(run: Run, *, calls: bool) -> list[dict[str, Any]]:
    """A row for each contact, or in place of a contact that called one for each of its calls."""
    made, segments = _calls(run), run.scenario.segments
    segment_of = {joined.customer: joined.segment for joined in run.records.customers}
    machines = {name for name, of in segment_of.items() if of in segments and segments[of].machines}
    rows = []
    for contact in run.records.contacts:
        key = (contact.customer, contact.day, contact.number)
        row = _contact(contact, key) | {"robot": contact.customer in machines}
        row["kind"] = segment_of.get(contact.customer)
        attempts = made.get(key, [])
        if not calls:
            row["wait_s"] = 60 * (attempts[-1].ended - attempts[-1].began) if attempts else np.nan
            rows.append(row)
            continue
        given_up, last = _attempts(attempts)
        rows += [_given_up(row, call, number) for number, call in enumerate(given_up)]
        if last is not None:
            row |= {"opened": last.began, "wait_s": 60 * (last.ended - last.began)}
        elif given_up:
            row |= {"opened": given_up[-1].ended, "channel": "portal"}
        if last is not None or not (given_up and contact.outcome is ContactOutcome.HUNG_UP):
            rows.append(row)
    return [row for row in rows if row["opened"] >= 0]


def _repeats(run: Run) -> list[dict[str, Any]]:
    """Contacts that came back about the same matter, as their customers felt it."""
    again = [row for row in run.records.grievances if row.cause is Cause.REPEAT_CONTACT and row.at >= 0]
    return [
        {"customer": row.customer, "contact_id": _id((row.customer, -1, number)), "opened": row.at, "robot": False}
        for number, row in enumerate(again)
    ]


def _contact(contact: ContactEnded, key: Key) -> dict[str, Any]:
    answered = not np.isnan(contact.answered)
    solved = contact.outcome is ContactOutcome.SOLVED
    promised = np.isfinite(contact.promised_minutes)
    return {
        "customer": contact.customer,
        "contact_id": _id(key),
        "opened": contact.opened,
        "channel": "phone" if contact.by_phone else "portal",
        "severity": f"P{contact.severity}",
        "first_response": contact.answered,
        "resolved": contact.ended if solved else np.nan,
        "closed": contact.ended if solved else np.nan,
        "outcome": "answered" if answered and not solved else OUTCOMES[contact.outcome],
        "agent_touches": contact.touches,
        "customer_touches": 1 + contact.chases,
        "response_kept": contact.response_minutes <= contact.promised_minutes if promised and answered else None,
    }


def _calls(run: Run) -> dict[Key, list[CallEnded]]:
    """Calls of each contact, in the order in which they were made."""
    calls: dict[Key, list[CallEnded]] = {}
    for call in run.records.calls:
        if call.outcome is not CallOutcome.CUT_OFF:
            calls.setdefault((call.customer, call.day, call.number), []).append(call)
    return calls


def _attempts(calls: list[CallEnded]) -> tuple[list[CallEnded], CallEnded | None]:
    """Calls that were given up, and the one that was answered."""
    given_up = [call for call in calls if call.outcome is CallOutcome.HUNG_UP]
    answered = [call for call in calls if call.outcome is not CallOutcome.HUNG_UP]
    return given_up, answered[-1] if answered else None


def _given_up(row: dict[str, Any], call: CallEnded, number: int) -> dict[str, Any]:
    """A call that was given up: nothing came of it but a further call or a ticket, which have rows of their own."""
    nothing = dict.fromkeys(("first_response", "resolved", "closed"), np.nan)
    own = {"contact_id": f"{row['contact_id']}/{number + 1}", "opened": call.began, "outcome": "hung_up"}
    counts = {"agent_touches": 0, "customer_touches": 1, "response_kept": None}
    return {**row, **nothing, **own, **counts, "wait_s": 60 * (call.ended - call.began)}


def _work(run: Run) -> list[dict[str, Any]]:
    """Pieces of a touch one after the other: work logged by contact, without the name of a person."""
    return [
        {
            "contact_id": _id((touch.customer, touch.day, touch.number)),
            "team": touch.team,
            "started": touch.started,
            "ended": touch.ended,
            "handle_s": 60 * (touch.ended - touch.started),
        }
        for touch in run.records.touches
        if touch.started >= 0
    ]


def _invoices(run: Run) -> list[dict[str, Any]]:
    paid: dict[tuple[str, int], float] = {}
    settled: dict[tuple[str, int], int] = {}
    for payment in run.records.payments:
        key = payment.customer, payment.month
        paid[key] = max(paid.get(key, payment.at), payment.at)
        settled[key] = settled.get(key, 0) + payment.settled_cents
    credited: dict[tuple[str, int], int] = {}
    for dispute in run.records.disputes_settled:
        credited[dispute.customer, dispute.month] = dispute.credit_cents
    disputed = {(dispute.customer, dispute.month) for dispute in run.records.disputes_opened}
    given_up = {(loss.customer, loss.month) for loss in run.records.write_offs}
    rows = []
    for invoice in run.records.invoices:
        key = invoice.customer, invoice.month
        owed = invoice.net_cents + invoice.tax_cents - credited.get(key, 0)
        left = max(owed - settled.get(key, 0), 0)
        rows.append(
            {
                "customer": invoice.customer,
                "invoice_id": f"{invoice.customer}/{invoice.month}",
                "issued": invoice.issued,
                "due": invoice.due,
                "terms_days": round((invoice.due - invoice.issued) / 1440),
                "amount": invoice.net_cents + invoice.tax_cents,
                "credited": credited.get(key, 0),
                "paid_at": paid.get(key, np.nan) if left == 0 else np.nan,
                "open_amount": 0 if key in given_up else left,
                "disputed": key in disputed,
                "written_off": key in given_up,
                "as_of": run.horizon,
            }
        )
    return rows


def _customers(run: Run) -> list[dict[str, Any]]:
    left = {leaving.customer: leaving for leaving in run.records.departures}
    return [
        {
            "customer": customer.customer,
            "plan": customer.plan,
            "segment": customer.segment,
            "fee_month": customer.fee_cents,
            "started": customer.joined if customer.joined > 0 else np.nan,
            "left_on": left[customer.customer].at if customer.customer in left else np.nan,
            "reason": str(left[customer.customer].reason) if customer.customer in left else None,
        }
        for customer in run.records.customers
    ]


def _id(key: tuple[str, int, int]) -> str:
    return "/".join(map(str, key))


def _table(name: str, rows: list[dict[str, Any]], midnight: pd.Timestamp) -> pa.Table:
    """Rows by the schema; times are given in minutes since a midnight, and cut to the second, as systems do."""
    frame = pd.DataFrame(rows).reindex(columns=SCHEMAS[name].names)
    for column in SCHEMAS[name]:
        if column.type == TIME:
            minutes = pd.to_numeric(frame[column.name])
            frame[column.name] = midnight + pd.to_timedelta(np.floor(minutes * 60), unit="s")
        elif frame[column.name].isna().all():
            frame[column.name] = None
    frame["source_file"], frame["source_sheet"] = SOURCE, name
    frame["source_row"] = np.arange(len(frame)) + 1
    return pa.Table.from_pandas(frame, schema=SCHEMAS[name], preserve_index=False, safe=False)
