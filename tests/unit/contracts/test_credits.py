"""Service credits, by hand: below .95 5 %, below .90 10 %, below .80 25 % of the month's fee."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contracts.credits import (
    CreditTerm,
    capped,
    credit_share,
    credited_attainment,
    month_attainment,
    owed_for_breaches,
    owed_for_month,
)

LADDER = ((0.95, 0.05), (0.90, 0.10), (0.80, 0.25))


@pytest.mark.parametrize(("met", "responses", "attainment"), [(0, 0, 1.0), (0, 4, 0.0), (3, 4, 0.75), (4, 4, 1.0)])
def test_attainment_of_a_month(met: int, responses: int, attainment: float) -> None:
    """A month without a response has missed none."""
    assert month_attainment(met, responses) == attainment


@pytest.mark.parametrize(
    ("attainment", "share"),
    [(1.0, 0), (0.95, 0), (0.9499, 0.05), (0.90, 0.05), (0.8999, 0.10), (0.80, 0.10), (0.7999, 0.25), (0.0, 0.25)],
)
def test_the_largest_step_whose_floor_was_missed(attainment: float, share: float) -> None:
    """A floor that is just reached is not missed."""
    assert credit_share(attainment, LADDER, 1.0) == share
    assert credit_share(attainment, LADDER[::-1], 1.0) == share


def test_the_cap_and_the_empty_ladder() -> None:
    """25 % capped at 12 % is 12 %; without steps nothing is owed."""
    assert credit_share(0.5, LADDER, 0.12) == 0.12
    assert credit_share(0.5, LADDER, 0.0) == 0
    assert credit_share(0.5, (), 1.0) == 0


def test_better_service_never_owes_more() -> None:
    owed = [credit_share(step / 200, LADDER, 0.25) for step in range(201)]
    assert owed == sorted(owed, reverse=True)


@pytest.mark.parametrize(("measure", "attainment"), [("response", 0.75), ("resolution", 0.5), ("both", 0.5)])
def test_of_two_attainments_the_worse_counts(measure: str, attainment: float) -> None:
    assert credited_attainment(measure, (3, 4), (1, 2)) == attainment
    assert credited_attainment(measure, (0, 0), (0, 0)) == 1.0


def term(**changes: object) -> CreditTerm:
    """A credit of 10.00 on responses of all severities."""
    usual = {"on": "response", "severities": (0, 1, 2, 3), "below": None, "step_minutes": None, "share": 0.0}
    return CreditTerm(**{"name": "late", "cents": 1_000, "days": 0.0, "least_due": 0} | usual | changes)  # type: ignore[arg-type]


COUNTS = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: (pair[0], sum(pair)))
LATE = st.floats(0, 1e5)
TERMS = st.builds(
    term,
    name=st.sampled_from("abc"),
    severities=st.sampled_from([(0,), (0, 1)]),
    below=st.sampled_from([0.5, 0.9, 1.0]),
    cents=st.integers(0, 5_000),
    share=st.sampled_from([0.0, 0.07]),
    days=st.sampled_from([0.0, 1.5]),
    least_due=st.integers(0, 5),
)


@given(st.lists(TERMS, max_size=4), COUNTS, st.integers(0, 5))
def test_more_misses_of_a_month_never_owe_less(terms: list[CreditTerm], counts: tuple[int, int], more: int) -> None:
    met, made = counts
    before = owed_for_month(terms, lambda _: (month_attainment(met, made), made), 99_999)
    after = owed_for_month(terms, lambda _: (month_attainment(met, made + more), made + more), 99_999)
    assert sum(credit.cents for credit in before) <= sum(credit.cents for credit in after)
    assert len(before) <= len(after) <= len({one.measure for one in terms})


@given(
    st.lists(st.tuples(LATE, LATE).map(lambda pair: (pair[0], sum(pair))), max_size=5),
    st.lists(LATE.map(lambda late: (-1.0, late)), max_size=5),
    LATE,
    st.sampled_from([None, 15.0, 333.3]),
)
def test_another_breach_never_owes_less(
    old: list[tuple[float, float]], new: list[tuple[float, float]], late: float, step: float | None
) -> None:
    fewer, more = (
        owed_for_breaches(term(step_minutes=step), (0, 9), breaches, 0)
        for breaches in (old + new, [*old, *new, (-1.0, late)])
    )
    assert (fewer.cents if fewer else 0) <= (more.cents if more else 0)
    if step is None:
        assert (more.cents if more else 0) == 1_000 * (len(new) + 1)


@given(LATE, LATE, LATE)
def test_months_add_up_to_the_whole_of_a_breach(first: float, second: float, third: float) -> None:
    """However a wait is cut into months, its full steps are those of its whole length."""
    ends = [first, first + second, first + second + third]
    parts = [(-1.0, ends[0]), (ends[0], ends[1]), (ends[1], ends[2])]
    owed = [owed_for_breaches(term(step_minutes=15.0), (0, 1), [part], 0) for part in parts]
    assert sum(credit.cents for credit in owed if credit) == 1_000 * int(ends[-1] // 15)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=5), st.integers(0, 20_000), st.integers(0, 20_000))
def test_a_tighter_cap_never_owes_more(amounts: list[int], cap: int, further: int) -> None:
    tight, loose = capped(amounts, cap, 15_000), capped(amounts, cap + further, 15_000)
    assert sum(tight) == min(sum(amounts), cap, 15_000) <= sum(loose)
    assert all(0 <= part <= amount for part, amount in zip(tight, amounts, strict=True))


def test_a_month_without_promises_owes_nothing() -> None:
    assert owed_for_month([term(below=1.0)], lambda _: (1.0, 0), 100_000) == []
    assert owed_for_breaches(term(), (0, 0), [], 100_000) is None
