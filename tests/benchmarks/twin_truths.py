"""What tables must hold of the world that ``make_twins.py`` invents, file by file; see `tests.benchmarks.twins`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["TRUTHS"]

World = Mapping[str, Any]
Frames = dict[str, pd.DataFrame]
TERMS = 30


def _tickets(world: World, *columns: str, ids: str = "{}") -> pd.DataFrame:
    """Tickets by id, as the script names them there."""
    tickets = world["T"]
    frame = pd.DataFrame({name: tickets[name] for name in ("customer", "opened", "first_response", "resolved")})
    frame["closed"] = frame["resolved"]
    frame["severity"] = [f"P{place + 1}" for place in tickets["prio"]]
    frame.index = pd.Index([ids.format(number) for number in tickets["id"]], name="contact_id")
    return frame[["customer", "opened", *columns]]


def _zendesk(world: World) -> Frames:
    return {"contacts": _tickets(world, "first_response", "resolved", "severity")}


def _jira(world: World) -> Frames:
    frame = _tickets(world, "first_response", "resolved", "severity", ids="SUP-{}")
    waits = (frame.pop("first_response") - frame["opened"]).dt.total_seconds() / 60
    frame["response_kept"] = [None if np.isnan(wait) else wait <= 240 for wait in waits]
    work = pd.DataFrame({"agent": "x", "started": frame["opened"], "handle_s": 3600.0}, frame.index)
    return {"contacts": frame, "work": work}


def _jira_spanish(world: World) -> Frames:
    return {"contacts": _tickets(world, "resolved", "severity", ids="SUP-{}")}


def _glpi(world: World) -> Frames:
    return {"contacts": _tickets(world, "resolved", "severity").assign(resolution_kept=True)}


def _interactions(world: World) -> Frames:
    frame = _tickets(world, "first_response", "resolved", "closed")
    frame["agent_touches"] = [1.0 + int(number) % 3 for number in frame.index]
    return {"contacts": frame}


def _freshdesk(world: World) -> Frames:
    frame = _tickets(world, "first_response", "resolved", "closed", "severity")
    return {"contacts": frame.assign(agent_touches=1.0, customer_touches=2.0)}


def _servicenow(world: World) -> Frames:
    frame = _tickets(world, "first_response", "resolved", "severity", ids="{:07d}")
    responses = frame.pop("first_response").fillna(frame["opened"])
    closed = frame["resolved"] + pd.Timedelta(hours=120)
    moments = {"New": frame["opened"], "Active": responses, "Resolved": frame["resolved"], "Closed": closed}
    events = pd.concat([pd.DataFrame({"state": state, "at": at}) for state, at in moments.items()]).dropna()
    return {"contacts": frame.assign(closed=closed), "events": events.set_index("state", append=True)}


def _cases(world: World) -> Frames:
    frame = _tickets(world, "first_response", "severity")
    return {"contacts": frame.assign(due_response=[world["due"](at) for at in frame["opened"]])}


def _work(world: World) -> Frames:
    started = world["st"]
    seconds = pd.Series(world["touch"], started.index)
    agents = {ticket: f"agent {ticket % 4 + 1}" for ticket in started.index}
    frame = pd.DataFrame({"started": started.dt.floor("min"), "handle_s": seconds, "agent": pd.Series(agents)})
    frame["ended"] = (started + pd.to_timedelta(seconds, "s")).dt.floor("min")
    frame.index = pd.Index(world["T"]["id"].astype(str), name="contact_id")
    return {"work": frame}


def _roster(world: World) -> Frames:
    shifts = [
        (f"agent {agent + 1}", str(day.date()), 420.0 if agent < 2 else 780.0, 960.0 if agent < 2 else 1320.0)
        for agent in range(4)
        for day in world["days"]
        if day.day_of_week < 5
    ]
    return {
        "roster": pd.DataFrame(shifts, columns=["agent", "day", "from_minute", "to_minute"]).set_index(["agent", "day"])
    }


def _seconds(text: str) -> float:
    hours, minutes, seconds = map(int, text.split(":"))
    return hours * 3600.0 + minutes * 60 + seconds


def _calls(world: World) -> Frames:
    calls, work = [], []
    for row in world["C"][1:]:
        begun, ring = pd.Timestamp(row[2]), _seconds(row[3])
        if row[9] == "Atendida":
            calls[-1]["outcome"] = "answered"
            work.append({"contact_id": row[11], "handle_s": _seconds(row[4]), "ended": pd.Timestamp(row[5])})
            work[-1]["started"] = begun + pd.Timedelta(seconds=ring)
        else:
            calls.append({"contact_id": row[11], "opened": begun, "wait_s": ring, "outcome": "missed"})
    return {name: pd.DataFrame(rows).set_index("contact_id") for name, rows in (("contacts", calls), ("work", work))}


def _invoices(world: World, *columns: str, part: str = "V", ids: str = "{}") -> pd.DataFrame:
    """Invoices by number, with customers as money files spell them."""
    rows = world[part]
    cents = (100 * rows["amt"]).round().astype(int)
    frame = pd.DataFrame({"issued": rows["iss"], "due": rows["due"], "paid_at": rows["paid"], "disputed": rows["dis"]})
    frame["terms_days"] = float(TERMS)
    frame["customer"] = [world["ALIAS"].get(name, name) for name in rows["customer"]]
    frame["amount"], frame["open_amount"] = cents, cents.where(rows["paid"].isna(), 0)
    frame["as_of"] = world["asof"]
    frame.index = pd.Index([ids.format(number) for number in rows["no"]], name="invoice_id")
    return frame[["customer", "issued", "due", "terms_days", *columns]]


def _plain(world: World) -> Frames:
    return {"invoices": _invoices(world, "amount", "paid_at", "disputed", "open_amount")}


def _mixed(world: World) -> Frames:
    return {"invoices": _invoices(world, "amount", "paid_at", "open_amount")}


def _xero(world: World) -> Frames:
    return {"invoices": _invoices(world, "amount", "open_amount")}


def _ageing(world: World) -> Frames:
    return {"invoices": _invoices(world, "amount", "open_amount", "as_of", part="O")}


def _open_items(world: World) -> Frames:
    frame = _invoices(world, "open_amount", "as_of", part="O", ids="IN {}")
    frame["customer"] = frame["customer"].str.upper()
    names = [world["ALIAS"].get(name, name).upper() for name in world["CUST"][:3]]
    receipts = pd.DataFrame({"customer": names, "amount": [10_000, 20_000, 30_000], "at": world["asof"]})
    return {"invoices": frame, "receipts": receipts.set_index("customer")}


def _customers(world: World) -> Frames:
    plans = {280: "Standard", 550: "Premium", 2100: "Enterprise"}
    frame = pd.DataFrame({"fee_month": 100 * world["fee"], "renews_on": world["ren"]})
    frame["plan"] = [plans[int(fee)] for fee in world["fee"]]
    frame["started"] = frame["renews_on"] - pd.Timedelta(days=365)
    frame["number"] = [f"ACC-{place:05d}" for place in range(len(frame))]
    frame.index = pd.Index(world["CUST"], name="customer")
    return {"customers": frame}


def _joined(world: World) -> Frames:
    """Customers of invoices under the names of the list of customers."""
    names = pd.DataFrame({"customer": world["V"]["customer"].to_numpy()}, pd.Index(world["V"]["no"], name="invoice_id"))
    return {"invoices": names}


TRUTHS: Mapping[str, Callable[[World], Frames]] = {
    "zendesk.csv": _zendesk,
    "jira.csv": _jira,
    "jira_es.csv": _jira_spanish,
    "glpi_pt.csv": _glpi,
    "helpdesk_cp850.csv": _interactions,
    "helpdesk_cp1252.csv": _interactions,
    "freshdesk_spreadsheetml.xls": _freshdesk,
    "freshdesk_pivots.xlsx": _freshdesk,
    "servicenow_audit.csv": _servicenow,
    "salesforce_cases.csv": _cases,
    "salesforce_workitems_mixed_order.csv": _work,
    "roster_wide.csv": _roster,
    "pbx_all.csv": _calls,
    "pbx_all.csv pbx_overlap.csv": _calls,
    "receivables_plain.csv": _plain,
    "invoices_mixed_dates.csv": _mixed,
    "xero_lines.csv": _xero,
    "quickbooks_ageing.csv": _ageing,
    "sap_open_items.xlsx": _open_items,
    "customers.csv": _customers,
    "customers.csv receivables_plain.csv": _joined,
}
"""By files that are read together, what each table must hold."""
