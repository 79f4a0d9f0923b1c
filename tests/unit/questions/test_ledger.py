"""The books of every customer over the replications: every sum agrees to the cent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.errors import SaydoError
from sim.questions.ledger import STATEMENT, CustomerBooks, Ledger, keep_ledger, ledger, ledgers, mean_cents
from sim.running.replicate import run_replication
from sim.running.runner import ExperimentRunner
from tests.worlds import SMALL, changed

WORLD = SMALL
GROWING = changed({"market.prospects_per_month": 4})


@pytest.fixture(scope="module")
def whole_ledger() -> Ledger:
    return ledger(WORLD, [keep_ledger(WORLD, 5, number) for number in range(3)])


def test_the_margin_is_that_of_the_study_run_by_run(whole_ledger: Ledger) -> None:
    study = [run_replication(WORLD, 5, number).outcomes["margin"] for number in range(3)]
    assert (whole_ledger.margin / 100).tolist() == pytest.approx(study)
    assert whole_ledger.margin[whole_ledger.typical] == np.median(whole_ledger.margin)


def test_customers_months_and_lines_add_up_to_the_same(whole_ledger: Ledger) -> None:
    assert whole_ledger.lines.sum(axis=1).tolist() == whole_ledger.months.sum(axis=1).tolist()
    by_month = [np.sum(list(customer_months.values()), axis=0) for customer_months in whole_ledger.customers]
    customers = whole_ledger.months[:, :, : STATEMENT.index("unallocated")].sum(axis=2)
    assert np.array(by_month).tolist() == customers.tolist()
    assert whole_ledger.margins.sum(axis=2).tolist() == whole_ledger.lines[:, :-1].sum(axis=2).tolist()


def test_parties_hold_each_customer_once(whole_ledger: Ledger) -> None:
    assert [(party.name, party.kind) for party in whole_ledger.parties] == [
        ("Acme", "account"),
        ("large", "segment"),
        ("medium", "segment"),
    ]
    assert whole_ledger.counts["customers"].tolist() == [[1, 3, 6]] * 3
    acme = [sum(customer_months["Acme"]) for customer_months in whole_ledger.customers]
    assert whole_ledger.lines[:, 0].sum(axis=1).tolist() == acme


def test_newcomers_have_the_last_row() -> None:
    grown = ledger(GROWING, [keep_ledger(GROWING, 5, number) for number in range(2)])
    assert grown.parties[-1].kind == "newcomers"
    assert grown.counts["customers"][:, -1].min() > 0
    of_start = {"Acme", *(f"large {n:03d}" for n in range(1, 4)), *(f"medium {n:03d}" for n in range(1, 7))}
    newcomers = [
        sum(sum(row) for name, row in customer_months.items() if name not in of_start)
        for customer_months in grown.customers
    ]
    assert grown.lines[:, -2].sum(axis=1).tolist() == newcomers


def test_what_is_open_is_what_flowed(whole_ledger: Ledger) -> None:
    closed = whole_ledger.flows["cash"] + whole_ledger.flows["dispute_credits"] + whole_ledger.flows["written_off"]
    flowed = whole_ledger.opening[:, None] + (whole_ledger.flows["billed"] - closed).cumsum(axis=1)
    assert whole_ledger.open.sum(axis=1).tolist() == flowed.tolist()


def test_replications_that_failed_are_left_out_by_number(whole_ledger: Ledger) -> None:
    results = [keep_ledger(WORLD, 5, 0), CustomerBooks(error="IdentityError: off"), keep_ledger(WORLD, 5, 2)]
    some = ledger(WORLD, results)
    assert some.runs == (0, 2)
    assert some.margin.tolist() == whole_ledger.margin[[0, 2]].tolist()
    with pytest.raises(SaydoError, match="no replication succeeded; the first failed of IdentityError"):
        ledger(WORLD, results[1:2])


def test_a_runner_keeps_the_ledger_of_each_scenario(whole_ledger: Ledger) -> None:
    with ThreadPoolExecutor(1) as pool:
        first, dearer = ledgers(ExperimentRunner(pool, seed=5), [WORLD, changed({"horizon_months": 13})], 1)
    assert first.margin.tolist() == whole_ledger.margin[:1].tolist()
    assert dearer.months.shape[1] == 13


@given(
    arrays(
        np.int64,
        st.tuples(st.integers(1, 7), st.integers(1, 5), st.integers(1, 5)),
        elements=st.integers(-(10**9), 10**9),
    )
)
def test_means_in_whole_cents_add_up_whichever_way(samples: np.ndarray) -> None:
    table = mean_cents(samples)
    assert np.abs(table - samples.mean(axis=0)).max() <= 2 + 1e-6
    assert table.sum(axis=0).tolist() == mean_cents(samples.sum(axis=1)).tolist()
    assert table.sum(axis=1).tolist() == mean_cents(samples.sum(axis=2)).tolist()
    assert table.sum() == mean_cents(samples.sum(axis=(1, 2)))
    assert abs(table.sum() - samples.sum(axis=(1, 2)).mean()) <= 0.5 + 1e-6
