"""Numbers of the rules are numbers of the document: another value of each gives other records."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tests.worlds import run_of

EVENTFUL: dict[str, Any] = {
    "segments.large.spree_probability_per_day": 0.01,
    "segments.medium.breaking_point": 2,
    "accounts.Acme.account_people": 3,
    "plans.silver.term_months": 3,
    "plans.silver.uplift_per_year": 0.9,
    "provider.teams.frontline.people": 1,
    "provider.teams.billing.people": 0.05,
    "provider.policies.corner_cutting_gain": 3,
    "selling.clarity": 0,
    "selling.sold_response_share": 0.5,
    "market.prospects_per_month": 5,
    "market.kinds.ordinary.fee_share": 0.001,
    "assumptions.billing.correct_disputed": 0.3,
    "assumptions.exit.lateness_factor": 20,
    "announcements": [
        {"title": "A new version", "promised_month": 2, "owned_up": "early", "compensation_share": 0.1},
    ],
    "remedies": [
        {
            "title": "At most five a day",
            "when": {"contacts_per_month_above": 20},
            "over_months": 1,
            "notice_months": 2,
            "then": {"most_contacts_per_day": 5},
        }
    ],
}
"""A year in which each of the rules is met."""
OTHER_VALUES = {
    "market.smallest_price_ratio": 0.5,
    "assumptions.demand.failure_demand_most": 0.1,
    "assumptions.demand.spree_weekdays": 1,
    "assumptions.contact.most_retries": 0,
    "assumptions.contact.cut_least_touch": 0.9,
    "assumptions.contact.cut_days": 1,
    "assumptions.billing.surprise_distrust": 2.0,
    "assumptions.billing.partial_credit": 0.2,
    "assumptions.billing.long_dispute_days": 5.0,
    "assumptions.billing.long_dispute_step_days": 5.0,
    "assumptions.grievance.half_life_no_respect": 1.9,
    "assumptions.grievance.start_most": 0.01,
    "assumptions.grievance.remedy_notice_months": 3,
    "assumptions.grievance.account_attention_people": 1.0,
    "assumptions.grievance.recovered_most": 0.1,
    "assumptions.trust.ordinary": 0.2,
    "assumptions.exit.ordinary_dependence": 0.2,
    "assumptions.exit.lateness_most": 0.1,
    "assumptions.renewal.switching": 4.0,
}


@cache
def records() -> str:
    return repr(run_of(EVENTFUL).records)


@pytest.mark.parametrize(("path", "value"), OTHER_VALUES.items(), ids=OTHER_VALUES)
def test_another_value_gives_other_records(path: str, value: float) -> None:
    assert repr(run_of({**EVENTFUL, path: value}).records) != records()


def test_the_value_of_the_document_gives_equal_records() -> None:
    assert repr(run_of({**EVENTFUL, "assumptions.trust.ordinary": 0.7}).records) == records()
