"""The invented set that can be tried on the page of one's own data: one simulated firm, as five exports.

To make it anew, after a change of what it is to show:

python -m tests.regression.invented
"""

from __future__ import annotations

import csv
import math
from datetime import datetime, timedelta
from pathlib import Path

from sim.engine.run import simulate
from sim.records.events import ContactOutcome
from sim.records.run import Run
from sim.scenario.files import load, scenario_folder

__all__ = ["main", "tables"]

FOLDER = Path(__file__).resolve().parents[2] / "sim" / "importing" / "invented"
SEED = 11
NAMES = [
    "Alder Freight",
    "Birch Dental",
    "Cedar Print",
    "Dogwood Hotels",
    "Elm Legal",
    "Fir Foods",
    "Gorse Energy",
    "Hazel Clinics",
    "Ivy Studios",
    "Juniper Bank",
    "Kapok Mills",
    "Larch Rail",
    "Maple Homes",
    "Nettle Media",
    "Oak Schools",
    "Pine Tools",
    "Quince Foods",
    "Rowan Press",
    "Sorrel Travel",
    "Thyme Cafes",
    "Umber Paints",
    "Vetch Seeds",
    "Willow Care",
    "Yarrow Pharmacy",
]
TERMS = {
    "segments.small.customers": 6,
    "segments.medium.customers": 6,
    "segments.large.customers": 2,
    "accounts": {},
    "horizon_months": 12,
    "provider.teams.frontline.people": 0.5,
    "provider.teams.specialist.people": 0.2,
    "provider.teams.engineering.people": 0.06,
    "market.prospects_per_month": 0.5,
}
MONTHS = 9
PRIORITIES = ("Urgent", "High", "Medium", "Low")
SHIFTS = (("Ada", "08:00", "12:30"), ("Bo", "13:00", "17:00"))
MONTHLY_COST, PEOPLE = "8150.00", "1.2"
STAMP = "%Y-%m-%d %H:%M"
Rows = list[list[object]]


def main() -> None:
    """Simulate the firm and write its files."""
    run = simulate(load(scenario_folder() / "honest.yaml", overrides=TERMS), seed=SEED)
    for name, rows in tables(run).items():
        with (FOLDER / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)


def tables(run: Run) -> dict[str, Rows]:
    """Files by name, each with its header; days until the end of the ninth month."""
    end = run.month_starts[MONTHS]
    names = {row.customer: name for row, name in zip(run.records.customers, NAMES, strict=False)}
    return {
        "tickets.csv": _tickets(run, names, end),
        "customers.csv": _customers(run, names, end),
        "invoices.csv": _invoices(run, names, end),
        "roster.csv": _roster(run),
        "books.csv": _books(run, end),
    }


def _at(run: Run, minutes: float) -> str:
    return "" if math.isnan(minutes) else (_start(run) + timedelta(minutes=round(minutes))).strftime(STAMP)


def _start(run: Run) -> datetime:
    return datetime.combine(run.scenario.start_date, datetime.min.time())


def _day(run: Run, minutes: float) -> str:
    return _at(run, minutes)[:10]


def _tickets(run: Run, names: dict[str, str], end: float) -> Rows:
    header = "Ticket Id,Company Name,Created Time,Status,Priority,Source,Initial Response Time,Resolved Time"
    rows: Rows = [[*header.split(","), "Last update time", "Agent interactions", "Customer interactions"]]
    people = (row for row in run.records.contacts if row.outcome is not ContactOutcome.DEFLECTED)
    contacts = sorted((row for row in people if 0 <= row.opened < end), key=lambda row: row.opened)
    for number, row in enumerate(contacts, 1001):
        solved = row.outcome is ContactOutcome.SOLVED and row.ended < end
        answered = row.answered if row.answered < end else math.nan
        rows.append(
            [
                number,
                names[row.customer],
                _at(run, row.opened),
                "Resolved" if solved else "Open",
                PRIORITIES[row.severity - 1],
                "Phone" if row.by_phone else "Portal",
                _at(run, answered),
                _at(run, row.ended if solved else math.nan),
                _at(run, row.ended if solved else row.opened if math.isnan(answered) else answered),
                row.touches,
                1 + row.chases,
            ]
        )
    return rows


def _customers(run: Run, names: dict[str, str], end: float) -> Rows:
    left = {row.customer: row.at for row in run.records.departures if row.at < end}
    rows: Rows = [["Customer", "Plan", "Monthly fee", "Customer since", "Churn date"]]
    for place, row in enumerate(run.records.customers):
        if row.customer in names and row.joined < end:
            since = f"{2022 + place % 5}-{1 + place * 5 % 12:02d}-01"
            fee = f"{row.fee_cents / 100:.2f}"
            rows.append([names[row.customer], row.plan, fee, since, _day(run, left.get(row.customer, math.nan))])
    return rows


def _invoices(run: Run, names: dict[str, str], end: float) -> Rows:
    rows: Rows = [
        ["Invoice number", "Customer", "Invoice date", "Due date", "Amount", "Paid date", "Disputed", "As of"]
    ]
    paid = {(row.customer, row.month): row.at for row in run.records.payments if row.at < end}
    disputed = {(row.customer, row.month) for row in run.records.disputes_opened if row.at < end}
    for number, row in enumerate(run.records.invoices, 501):
        if row.customer in names and 0 <= row.issued < end:
            key = row.customer, row.month
            amount, flag = f"{row.net_cents / 100:.2f}", "yes" if key in disputed else "no"
            days = (_day(run, row.issued), _day(run, row.due))
            settled = _day(run, paid.get(key, math.nan))
            rows.append([f"INV-{number}", names[row.customer], *days, amount, settled, flag, _day(run, end)])
    return rows


def _roster(run: Run) -> Rows:
    rows: Rows = [["Agent", "Date", "From", "To"]]
    for day in range(28):
        date = (_start(run) + timedelta(days=day)).date()
        if date.weekday() < 5 and date not in run.scenario.provider.holidays:
            rows += [[agent, date, start, end] for agent, start, end in SHIFTS]
    return rows


def _books(run: Run, end: float) -> Rows:
    rows: Rows = [["Month", "Revenue", "Support cost", "People"]]
    months = [place for place, start in enumerate(run.month_starts[:-1]) if start < end]
    for month in months:
        revenue = sum(row.net_cents for row in run.records.invoices if row.month == month) / 100
        rows.append([_at(run, run.month_starts[month])[:10], f"{revenue:.2f}", MONTHLY_COST, PEOPLE])
    return rows


if __name__ == "__main__":
    main()
