"""A few sums of each customer's own, beside those of the customer table."""

from __future__ import annotations

import numpy as np

from sim.metrics.by_customer import CUSTOMER_COLUMNS, by_customer
from sim.metrics.customer_table import customer_table
from sim.metrics.facts import Facts
from sim.metrics.replication import Replication
from sim.units import MINUTES_PER_DAY
from tests.unit.metrics.trace import trace


def test_they_are_those_of_the_customer_table() -> None:
    run = trace()
    columns, table = by_customer(Facts(run)), customer_table(run)
    assert tuple(columns) == CUSTOMER_COLUMNS
    np.testing.assert_allclose(columns["margin"], table["margin"], atol=1e-9)
    np.testing.assert_allclose(columns["fees"], table["fees"], atol=1e-9)
    assert (columns["due"] - columns["kept"]).tolist() == table["late"].tolist()
    np.testing.assert_array_equal(columns["past_breaking_point"] / MINUTES_PER_DAY, table["popped_day"])
    np.testing.assert_array_equal(columns["left"] / MINUTES_PER_DAY, table["left_day"])


def test_a_replication_brings_them_back_as_they_were_kept() -> None:
    one = Replication.of(trace())
    again = Replication.from_json(one.to_json())
    assert again.customers == one.customers == ("Alpha", "Beta")
    assert again.by_customer.keys() == one.by_customer.keys()
    for name, values in one.by_customer.items():
        np.testing.assert_array_equal(again.by_customer[name], values)
