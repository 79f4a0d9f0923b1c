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
def found() -> Ledger:
    return ledger(WORLD, [keep_ledger(WORLD, 5, number) for number in range(3)])


def test_the_margin_is_that_of_the_study_run_by_run(found: Ledger) -> None:
    study = [run_replication(WORLD, 5, number).outcomes["margin"] for number in range(3)]
    assert (found.margin / 100).tolist() == pytest.approx(study)
    assert found.margin[found.typical] == np.median(found.margin)


def test_customers_months_and_lines_add_up_to_the_same(found: Ledger) -> None:
    assert found.lines.sum(axis=1).tolist() == found.months.sum(axis=1).tolist()
    by_month = [np.sum(list(each.values()), axis=0) for each in found.customers]
    customers = found.months[:, :, : STATEMENT.index("unallocated")].sum(axis=2)
    assert np.array(by_month).tolist() == customers.tolist()
    assert found.margins.sum(axis=2).tolist() == found.lines[:, :-1].sum(axis=2).tolist()


def test_parties_hold_each_customer_once(found: Ledger) -> None:
    assert [(party.name, party.kind) for party in found.parties] == [
        ("Acme", "account"),
        ("large", "segment"),
        ("medium", "segment"),
    ]
    assert found.counts["customers"].tolist() == [[1, 3, 6]] * 3
    acme = [sum(each["Acme"]) for each in found.customers]
    assert found.lines[:, 0].sum(axis=1).tolist() == acme


def test_newcomers_have_the_last_row() -> None:
    grown = ledger(GROWING, [keep_ledger(GROWING, 5, number) for number in range(2)])
    assert grown.parties[-1].kind == "newcomers"
    assert grown.counts["customers"][:, -1].min() > 0
    of_start = {"Acme", *(f"large {n:03d}" for n in range(1, 4)), *(f"medium {n:03d}" for n in range(1, 7))}
    newcomers = [sum(sum(row) for name, row in each.items() if name not in of_start) for each in grown.customers]
    assert grown.lines[:, -2].sum(axis=1).tolist() == newcomers


def test_what_is_open_is_what_flowed(found: Ledger) -> None:
    closed = found.flows["cash"] + found.flows["dispute_credits"] + found.flows["written_off"]
    assert found.open.sum(axis=1).tolist() == (found.flows["billed"] - closed).cumsum(axis=1).tolist()


def test_replications_that_failed_are_left_out_by_number(found: Ledger) -> None:
    results = [keep_ledger(WORLD, 5, 0), CustomerBooks(error="IdentityError: off"), keep_ledger(WORLD, 5, 2)]
    some = ledger(WORLD, results)
    assert some.runs == (0, 2)
    assert some.margin.tolist() == found.margin[[0, 2]].tolist()
    with pytest.raises(SaydoError, match="no replication succeeded; the first failed of IdentityError"):
        ledger(WORLD, results[1:2])


def test_a_laboratory_keeps_each_scenarios_ledger(found: Ledger) -> None:
    with ThreadPoolExecutor(1) as pool:
        first, dearer = ledgers(ExperimentRunner(pool, seed=5), [WORLD, changed({"horizon_months": 13})], 1)
    assert first.margin.tolist() == found.margin[:1].tolist()
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
