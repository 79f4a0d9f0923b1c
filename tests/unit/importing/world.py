"""One small invented business: its tickets, calls, invoices, customers and people, from which exports are written."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

__all__ = ["CUSTOMERS", "START", "World", "delimited", "form", "header", "world"]

CUSTOMERS = ("Ahorn GmbH", "Bétula S.A.", "Cork & Daughters", "Delta Mills Ltd", "Espen AS", "Fir Labs", "Grove BV")
START = dt.datetime(2024, 9, 2)  # noqa: DTZ001  by the clock on the wall
DAYS = 84
Moment = dt.datetime | None


@dataclass
class World:
    """Rows of the business, in the order of time."""

    tickets: list[dict[str, Any]] = field(default_factory=list)
    """id, customer, opened, first_response, resolved, closed, severity (1 to 4)."""
    calls: list[dict[str, Any]] = field(default_factory=list)
    """id, caller, opened, wait, talk, answered, agent."""
    invoices: list[dict[str, Any]] = field(default_factory=list)
    """id, customer, issued, due, cents, paid_at, disputed."""
    customers: list[dict[str, Any]] = field(default_factory=list)
    """number, name, plan, cents a month, started, renews_on."""
    shifts: list[dict[str, Any]] = field(default_factory=list)
    """agent, day, from and to in minutes."""
    as_of: dt.datetime = START


def world(seed: int, size: int = 60) -> World:
    """Invent a business."""
    rng = np.random.default_rng(seed)
    result = World(as_of=START + dt.timedelta(days=DAYS))
    weights = rng.gamma(0.6, 1, len(CUSTOMERS)) + 0.05
    for place, minutes in enumerate(sorted(_opening(rng) for _ in range(size))):
        opened = START + dt.timedelta(minutes=minutes)
        response = opened + dt.timedelta(minutes=int(rng.lognormal(4, 1)) + 1) if rng.random() < 0.85 else None
        resolved = (response or opened) + dt.timedelta(minutes=int(rng.lognormal(6.5, 1.2)) + 1)
        resolved = resolved if resolved < result.as_of and rng.random() < 0.9 else None
        result.tickets.append(
            {
                "id": 4_101 + place,
                "customer": CUSTOMERS[int(rng.choice(len(CUSTOMERS), p=weights / weights.sum()))],
                "opened": opened,
                "first_response": response if response and response < result.as_of else None,
                "resolved": resolved,
                "severity": int(rng.choice([1, 2, 3, 4], p=[0.1, 0.2, 0.5, 0.2])),
            }
        )
    _calls(result, rng, size)
    _money(result, rng, size)
    for agent in ("Ada", "Ben", "Cleo"):
        for day in range(14):
            if (START + dt.timedelta(days=day)).weekday() < 5:
                start = int(rng.choice([420, 480, 780]))
                result.shifts.append(
                    {"agent": agent, "day": START + dt.timedelta(days=day), "from": start, "to": start + 480}
                )
    return result


def _opening(rng: np.random.Generator) -> int:
    day = int(rng.integers(0, DAYS))
    day -= max(day % 7 - 4, 0)
    return day * 1440 + 480 + int(rng.integers(0, 600))


def _calls(result: World, rng: np.random.Generator, size: int) -> None:
    for place, minutes in enumerate(sorted(_opening(rng) for _ in range(size))):
        answered = bool(rng.random() < 0.8)
        result.calls.append(
            {
                "id": f"c{place:05d}",
                "caller": f"+4930{int(rng.integers(0, 40)):07d}",
                "opened": START + dt.timedelta(minutes=minutes, seconds=int(rng.integers(0, 60))),
                "wait": int(rng.integers(2, 300)),
                "talk": int(rng.lognormal(5, 0.8)) + 1 if answered else 0,
                "answered": answered,
                "agent": str(rng.choice(["Ada", "Ben", "Cleo"])),
            }
        )


def _money(result: World, rng: np.random.Generator, size: int) -> None:
    proneness = rng.beta(0.6, 1.5, len(CUSTOMERS))
    for place, day in enumerate(sorted(int(rng.integers(0, DAYS - 5)) for _ in range(size))):
        owner = int(rng.integers(0, len(CUSTOMERS)))
        issued = START + dt.timedelta(days=day)
        paid = issued + dt.timedelta(days=30 + int(rng.integers(-10, 40)))
        result.invoices.append(
            {
                "id": f"{70_210 + place:08d}",
                "customer": CUSTOMERS[owner],
                "issued": issued,
                "due": issued + dt.timedelta(days=30),
                "cents": int(rng.lognormal(11, 1)) + 100,
                "paid_at": paid if paid < result.as_of else None,
                "disputed": bool(rng.random() < proneness[owner]),
            }
        )
    for place, name in enumerate(CUSTOMERS):
        renews = START + dt.timedelta(days=int(rng.integers(30, 300)))
        fee = int(rng.choice([28_000, 55_000, 210_000]))
        plan = {28_000: "Basic", 55_000: "Plus", 210_000: "Premium"}[fee]
        since = renews.replace(year=renews.year - 2)
        result.customers.append(
            {
                "number": f"K-{place:03d}",
                "name": name,
                "plan": plan,
                "cents": fee,
                "started": since,
                "renews_on": renews,
            }
        )


def form(moment: Moment, pattern: str) -> str:
    """A time as text; empty where there is none. ``%-`` drops a leading zero, on every machine."""
    if moment is None:
        return ""
    for code, value in {"%-d": moment.day, "%-m": moment.month, "%-I": moment.hour % 12 or 12}.items():
        pattern = pattern.replace(code, str(value))
    return moment.strftime(pattern)


def header(names: str) -> list[Any]:
    """Names of columns that are written with bars between them."""
    return list(names.split("|"))


def delimited(
    rows: Iterable[Sequence[object]], encoding: str = "utf-8", delimiter: str = ",", head: str = "", quote: bool = False
) -> bytes:
    """Rows as delimited text."""
    text = io.StringIO(newline="")
    quoting: Callable[..., Any] | int = csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=delimiter, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return (head + text.getvalue()).encode(encoding)
