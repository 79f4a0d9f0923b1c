"""A telephone desk that the model made, exported as a list of calls without names, comes back with as many contacts."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from sim.engine.run import simulate
from sim.fitting.own_portfolio import loaded, portfolio_of
from sim.fitting.portfolio import seen_share
from sim.importing.tables import SCHEMAS
from sim.questions.exported import tables_of
from sim.scenario.overrides import with_overrides
from tests.worlds import SMALL

NOBODY_WRITES = {
    "assumptions.contact.hang_up_ticket_share": 0.0,
    "assumptions.contact.repeat_probability": 0.0,
    "assumptions.contact.retry_probability": 0.6,
    "assumptions.contact.patience_minutes": 4.0,
    "assumptions.demand.failure_demand": 0.0,
    "assumptions.renewal.intercept": -20,
    "market.prospects_per_month": 0,
    "provider.teams.frontline.people": 2.0,
    **{f"segments.{name}.phone_share": 1.0 for name in SMALL.segments},
    **{f"segments.{name}.contacts_per_year": 500 for name in SMALL.segments},
}
WORLD = with_overrides(SMALL, NOBODY_WRITES)


def without_names(table: pa.Table) -> pa.Table:
    """Rows of calls on hold alone, none of which says who called."""
    rows = table.to_pandas()
    rows = rows[rows["wait_s"].notna()].assign(customer=None)
    return pa.Table.from_pandas(rows, schema=SCHEMAS["contacts"], preserve_index=False, safe=False)


def test_contacts_are_net_of_the_tries_that_the_model_adds() -> None:
    run = simulate(WORLD, seed=11)
    calls = without_names(tables_of(run, calls=True)["contacts"])
    own = portfolio_of({"contacts": calls}, WORLD)
    assert own is not None
    fitted = loaded(own.files)
    level = sum(account.contacts_per_year or 0 for account in fitted.accounts.values())
    called = {(call.customer, call.day, call.number) for call in run.records.calls if call.began >= 0}
    hung_up = sum(str(call.outcome) == "hung up" for call in run.records.calls)
    assert hung_up > 0.15 * len(called)
    years = pd.Timedelta(days=len(own.contacts.observed.days)) / pd.Timedelta(days=365.25)
    seen = level * years * seen_share(WORLD, own.contacts.numbers)
    assert seen == pytest.approx(len(called), rel=0.04)
    assert calls.num_rows > 1.08 * len(called)
    assert fitted.assumptions.contact.repeat_probability == 0
    assert fitted.assumptions.contact.hang_up_ticket_share == 0
