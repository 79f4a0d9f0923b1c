"""Series by week, from tables of a handful of rows that are counted by hand, and from a run."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sim.engine.run import simulate
from sim.fitting.series import SERIES, lists_calls, series_of
from sim.importing.tables import SCHEMAS
from sim.questions.exported import tables_of
from sim.scenario.overrides import with_overrides
from tests.worlds import SMALL

MONDAY = pd.Timestamp("2027-01-04")


def table(name: str, rows: list[dict[str, object]]) -> pa.Table:
    frame = pd.DataFrame(rows).reindex(columns=SCHEMAS[name].names).astype(object)
    return pa.Table.from_pandas(frame.where(frame.notna(), None), schema=SCHEMAS[name], preserve_index=False)


def contact(day: float, wait: float | None = None, **more: object) -> dict[str, object]:
    opened = MONDAY + pd.Timedelta(days=day)
    answered = opened + pd.Timedelta(hours=2)
    call = {"opened": opened, "channel": "phone", "first_response": answered, "wait_s": wait, "outcome": "answered"}
    return call | more


def test_a_week_of_calls_counted_by_hand() -> None:
    rows = [
        contact(0.4, 2),
        contact(0.5, 60),
        contact(1.5, 120),
        contact(2.4, 30, outcome="hung_up", first_response=None),
        contact(2.5, 0),
        contact(3.5, 90),
        contact(3.6, 100),
        contact(4.5, 10, robot=True),
        contact(7.0, 10),
    ]
    series = series_of({"contacts": table("contacts", rows)}, MONDAY, 3)
    assert list(series["contacts"]) == [7, 1, 0]
    assert series["calls queued"][0] == pytest.approx(5 / 7)
    assert series["wait of those queued, seconds"][0] == pytest.approx((60 + 120 + 30 + 90 + 100) / 5)
    assert series["calls hung up"][0] == pytest.approx(1 / 7)
    assert series["first response, median hours"][0] == 2
    assert np.isnan(series["calls hung up"][1:]).all()
    assert np.isnan(series["days late"]).all()


def test_invoices_are_late_where_they_are_paid_late_or_not_at_all() -> None:
    as_of = MONDAY + pd.Timedelta(days=200)

    def invoice(paid: float | None, *, disputed: bool = False, due: float = 30) -> dict[str, object]:
        when = None if paid is None else MONDAY + pd.Timedelta(days=paid)
        dates = {"issued": MONDAY, "due": MONDAY + pd.Timedelta(days=due), "paid_at": when, "as_of": as_of}
        return {**dates, "disputed": disputed}

    rows = [invoice(paid) for paid in (20, 30, 31, 35, 40, 50, 60, None)]
    rows += [invoice(90, disputed=True)] * 5 + [invoice(None, due=300)]
    series = series_of({"invoices": table("invoices", rows)}, MONDAY, 1)
    assert series["undisputed invoices paid late"][0] == pytest.approx(6 / 8)
    assert series["disputed invoices paid late"][0] == 1
    assert series["invoices disputed"][0] == pytest.approx(5 / 14)
    assert series["days late"][0] == pytest.approx((1 + 5 + 10 + 20 + 30 + 5 * 60) / 10)


def test_a_run_has_the_series_that_its_records_say() -> None:
    run = simulate(SMALL, seed=3)
    tables = tables_of(run)
    first = pd.Timestamp(SMALL.start_date)
    series = series_of(tables, first, 52)
    assert set(series) == set(SERIES)
    on_hold = {(call.customer, call.day, call.number): call.ended - call.began for call in run.records.calls}
    opened = []
    for contact in run.records.contacts:
        waited = on_hold.get((contact.customer, contact.day, contact.number), 1.0)
        given_up = str(contact.outcome) == "hung up" and waited <= 5 / 60
        nothing_said = contact.by_phone and contact.ended - contact.answered < 9 / 60
        if str(contact.outcome) != "deflected" and not given_up and not nothing_said:
            opened.append(contact.opened)
    expected = np.histogram([at for at in opened if at >= 0], bins=np.arange(53) * 7 * 1440)[0]
    assert list(series["contacts"]) == list(expected)
    assert tables["invoices"].num_rows == len(run.records.invoices)


def test_each_call_is_a_row_where_a_list_of_calls_was_exported() -> None:
    """Of a desk that lets callers wait: attempts, tickets written instead, and contacts that were answered."""
    run = simulate(with_overrides(SMALL, {"provider.teams.frontline.people": 1.0}), seed=4)
    rows = tables_of(run, calls=True)["contacts"].to_pandas()
    calls = [call for call in run.records.calls if call.began >= 0 and str(call.outcome) != "cut off"]
    given_up = [call for call in calls if str(call.outcome) == "hung up"]
    assert len(given_up) > 20
    with_wait = rows[(rows["channel"] == "phone") & rows["wait_s"].notna()]
    assert len(with_wait) == len(calls)
    assert (rows["outcome"] == "hung_up").sum() == len(given_up)
    assert with_wait["wait_s"].sum() == pytest.approx(60 * sum(call.ended - call.began for call in calls))
    assert rows["contact_id"].is_unique
    contacts = tables_of(run)["contacts"].to_pandas()
    assert len(contacts) < len(rows)
    assert lists_calls(tables_of(run))


def test_the_response_of_a_listed_call_is_its_wait() -> None:
    rows = [contact(0.4 + number / 100, 60) for number in range(6)]
    rows += [contact(0.4 + number / 100, channel="mail") for number in range(5)]
    tables = {"contacts": table("contacts", rows)}
    assert series_of(tables, MONDAY, 1)["first response, median hours"][0] == 2
    only_calls = {"contacts": table("contacts", rows[:6])}
    assert np.isnan(series_of(only_calls, MONDAY, 1, calls=True)["first response, median hours"][0])
    assert series_of(tables, MONDAY, 1, calls=True)["first response, median hours"][0] == 2
