"""Laws of prices: discounts, and the rise of a year."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contracts.prices import kept_share, mean_kept_share, yearly_rise
from sim.customers.leaving import buy_out_month
from sim.model.calendar import Calendar
from sim.model.contract import Contract
from sim.model.terms import Terms
from tests.worlds import SMALL, changed

SHARES = st.integers(0, 20).map(lambda step: step / 20)
MONTHS = st.integers(1, 40)
RATES = st.integers(-20, 40).map(lambda step: step / 100)


@given(share=SHARES, first=MONTHS, months=MONTHS, more=MONTHS, month=MONTHS)
def test_a_longer_discount_never_earns_more(share: float, first: int, months: int, more: int, month: int) -> None:
    longer = [(share, first, first + months + more)]
    assert kept_share([(share, first, None)], month) <= kept_share(longer, month)
    assert kept_share(longer, month) <= kept_share([(share, first, first + months)], month) <= 1


@given(share=SHARES, first=MONTHS, months=MONTHS, term=MONTHS)
def test_the_fees_of_a_term_are_its_mean_fee(share: float, first: int, months: int, term: int) -> None:
    discounts = [(share, first, first + months)]
    paid = sum(kept_share(discounts, month) for month in range(1, term + 1))
    assert mean_kept_share(discounts, range(1, term + 1)) == pytest.approx(paid / term, abs=1e-12)


@given(per_year=RATES, index=RATES, floor=RATES, room=st.integers(0, 20).map(lambda step: step / 100))
def test_a_rise_keeps_to_floor_and_cap(per_year: float, index: float, floor: float, room: float) -> None:
    rise = yearly_rise(per_year, index, floor, floor + room)
    assert floor <= rise <= floor + room
    if floor <= per_year + index <= floor + room:
        assert rise == per_year + index


@given(share=SHARES, dearer=SHARES, most=st.integers(0, 30), ready=st.integers(0, 30), end=st.integers(0, 30))
def test_a_dearer_way_out_is_never_taken_sooner(share: float, dearer: float, most: int, ready: int, end: int) -> None:
    starts = tuple(float(month) for month in range(31))
    low, high = sorted((share, dearer))
    early = buy_out_month(ready, end, low, most, starts)
    assert early <= buy_out_month(ready, end, high, most, starts) <= end
    assert early == end or low * (end - early) <= most


@given(share=SHARES, cut=st.integers(1, 23), fee=st.integers(0, 100_000))
def test_fees_of_months_add_up(share: float, cut: int, fee: int) -> None:
    """What two parts of a period are billed, in whole cents, is what the whole of it is."""
    scenario = changed({"plans.gold.discounts": {"launch": {"share": share, "from_month": 3, "months": 9}}})
    terms = Terms.of("gold", scenario, Calendar(scenario))
    contract = Contract(terms, terms, fee, fee, 24, 24, 0)
    whole = contract.fees_of(range(24))
    assert contract.fees_of(range(cut)) + contract.fees_of(range(cut, 24)) == whole
    assert whole == 15 * fee + 9 * round(fee * (1 - share))


def test_no_discount_leaves_the_fee_alone() -> None:
    terms = Terms.of("gold", SMALL, Calendar(SMALL))
    assert Contract(terms, terms, 99_999, 99_999, 12, 12, 0).fees_of(range(12)) == 12 * 99_999
