"""What a page is about: firm, customers, period."""

from __future__ import annotations

from sim.report.about import about_words, customers_at_start
from tests.worlds import SMALL, changed


def test_firm_customers_and_period_are_named() -> None:
    assert about_words("Bolt", SMALL) == "Bolt: 10 customers at the start, 12 months from 2027-01-01 to 2027-12-31"
    moved = changed({"start_date": "2027-02-01", "horizon_months": 25})
    assert about_words("Bolt", moved).endswith("25 months from 2027-02-01 to 2029-02-28")


def test_accounts_count_and_machines_do_not() -> None:
    assert customers_at_start(changed({"segments.medium.machines": True, "accounts.Acme.segment": "large"})) == 4
    assert customers_at_start(changed({"accounts.Bolt": {"segment": "large"}})) == 11
