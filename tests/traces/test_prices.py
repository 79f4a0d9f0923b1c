"""When the fee is billed, and how it moves, worked out by hand: Acme on the gold plan at 1,000.00 a month."""

from __future__ import annotations

from datetime import date

import pytest

from sim.metrics.books import keep_books
from sim.metrics.outcomes import outcomes
from sim.model.calendar import Calendar
from sim.model.terms import Terms
from sim.records.run import Run
from sim.units import MINUTES_PER_DAY
from tests.traces.script import Call, at, play

TERM: dict[str, object] = {"plans.gold.term_months": 12}


def fees(run: Run) -> dict[int, int]:
    """Fee billed by month of the invoice, in cents."""
    return {row.month: row.fee_cents for row in run.records.invoices if row.fee_cents and row.issued >= 0}


def first_renewal(run: Run) -> int:
    """Month in which the term that runs at the start ends."""
    return run.month_starts.index(run.records.renewals[0].at)


@pytest.mark.parametrize("months", [6, 3])
def test_half_a_year_at_once(months: int) -> None:
    """Half a year at 1,000 is 6,000, billed at each renewal and half a year from it; earned are 12 times 1,000."""
    run = play([], TERM | {"plans.gold.billing_months": months})
    term = first_renewal(run)
    assert fees(run) == {m: months * 100_000 for m in range(12) if (m - term) % months == 0}
    assert outcomes(run)["revenue"] == 12_000


def test_a_quarter_afterwards() -> None:
    """Each quarter, counted from the renewal, is billed as the next one begins; the one that runs at the start, too.

    With the renewal in month t, invoices of 3,000 go out in the months m with (m - t) divisible by 3, month 0 included:
    what of a quarter lies before the study is unbilled then, what of it lies before the end is unbilled at the end.
    Both are deferred revenue below 0, and billed = 12,000 + what was unbilled at the start - what is at the end.
    """
    run = play([], TERM | {"plans.gold.billing_months": 3, "plans.gold.billing": "arrears"})
    term = first_renewal(run)
    assert fees(run) == {m: 300_000 for m in range(12) if (m - term) % 3 == 0}
    first = min(fees(run))
    before, after = (row.amount_cents for row in run.records.deferred)
    assert before == -(3 - first) * 100_000
    assert after == -(12 - max(fees(run))) * 100_000
    assert sum(fees(run).values()) == 1_200_000 - before + after
    assert outcomes(run)["revenue"] == 12_000


def test_what_is_not_billed_yet_costs_interest() -> None:
    """A year in arrears, billed at the renewal, at 12 % a year: on average half a year's fee is out, which costs money.

    Deferred revenue at the middle of month m, k months after the last bill: -(k + 1/2) * 1,000; each month costs
    1 % of that, by days: days / 365.25 * 12 %.
    """
    costly: dict[str, object] = {"plans.gold.billing_months": 12, "assumptions.billing.capital_cost_per_year": 0.12}
    costly |= TERM | {"plans.gold.payment_days": 0}
    after = play([], costly | {"plans.gold.billing": "arrears"})
    term, starts = first_renewal(after), after.month_starts
    opening = [row for row in after.records.invoices if row.issued < 0]
    assert opening == []
    owed = sum(
        ((m - term) % 12 + 0.5) * 1000 * (starts[m + 1] - starts[m]) / MINUTES_PER_DAY / 365.25 * 0.12
        for m in range(12)
    )
    assert -keep_books(after).total("capital") / 100 == pytest.approx(owed, abs=0.02)


def test_who_leaves_is_billed_what_is_left() -> None:
    """It does not renew (an intercept of 5): the last invoice, as it leaves, bills the year of its last term."""
    leaving: dict[str, object] = {"plans.gold.billing_months": 12, "plans.gold.billing": "arrears"}
    leaving |= {"assumptions.renewal.intercept": 5, **TERM}
    run = play([], leaving)
    (left,) = run.records.departures
    month = run.month_starts.index(left.at)
    assert fees(run) == {month: 1_200_000}
    (before,) = run.records.deferred
    assert before.amount_cents == -(12 - month) * 100_000
    assert outcomes(run)["revenue"] == month * 1_000


def test_a_leap_day_costs_nothing() -> None:
    """From September 2027 on, half a year in advance: the fee is by the month, so that of February 2028 too."""
    run = play([], TERM | {"plans.gold.billing_months": 6, "start_date": date(2027, 9, 1)})
    assert {row.recognised_cents for row in run.records.months} == {100_000}
    assert run.month_starts[6] - run.month_starts[5] == 29 * MINUTES_PER_DAY
    assert outcomes(run)["revenue"] == 12_000


def test_a_discount_that_ends_within_a_billed_period() -> None:
    """Half-years, 24 months of term, e of them over at the start; 12 % off in months 1 to e + 3 of the contract.

    Month m of the study is month m + e + 1 of the contract: months 0, 1 and 2 cost 880, later ones 1,000. A period of
    six months from month m on is billed at the sum of its months, in one invoice.
    """
    terms: dict[str, object] = {"plans.gold.term_months": 24, "plans.gold.billing_months": 6, "horizon_months": 18}
    (remained,) = play([], terms).records.remaining
    elapsed = (24 - remained.term_left_months - 18) % 24
    run = play([], terms | {"plans.gold.discounts": {"launch": {"share": 0.12, "months": elapsed + 3}}})
    earned = [88_000] * 3 + [100_000] * 21
    assert fees(run) == {month: sum(earned[month : month + 6]) for month in range(-elapsed % 6, 18, 6)}
    assert [row.recognised_cents for row in run.records.months] == earned[:18]
    before, after = (row.amount_cents for row in run.records.deferred)
    assert before == sum(earned[: -elapsed % 6])
    assert after == ((-elapsed % 6) or 6) * 100_000
    assert outcomes(run)["revenue"] == 3 * 880 + 15 * 1_000


def test_ramped_prices_and_a_lasting_discount() -> None:
    """A term of a month, so that month m of the study is month m + 1 of the contract, ending with the year.

    Half off in months 1 to 3, a fifth off in months 4 to 6, and a tenth off always: 400, then 700, then 900.
    """
    ramp = {
        "launch": {"share": 0.5, "months": 3},
        "growth": {"share": 0.2, "from_month": 4, "months": 3},
        "loyal": {"share": 0.1},
    }
    run = play([], {"plans.gold.term_months": 1, "plans.gold.discounts": ramp})
    assert [row.fee_cents for row in run.records.invoices] == [40_000] * 3 + [70_000] * 3 + [90_000] * 6
    assert outcomes(run)["revenue"] == 3 * 400 + 3 * 700 + 6 * 900


def test_thirds_of_a_fee_are_whole_cents() -> None:
    """A third off 1,000.00 leaves 666.67 a month; a quarter of it is 2,000.01, earned by 666.67 each month."""
    third: dict[str, object] = {"plans.gold.discounts": {"third": {"share": 1 / 3}}, "plans.gold.billing_months": 3}
    run = play([], TERM | third)
    assert set(fees(run).values()) == {200_001}
    assert {row.recognised_cents for row in run.records.months} == {66_667}


def test_the_end_of_a_discount_weighs_at_the_renewal_and_angers_nobody() -> None:
    """No uplift, a term of a month: the renewal after month 3 is one in whose year the fee rose by a tenth of itself.

    By the score, ordinary trust: d per 10 % of the change, of which 3 % passes unnoticed; with it the level of the
    price, ln 1 in place of ln .9. So fewer renew in the month in which the discount ends than in the one before.
    """
    run = play([], {"plans.gold.term_months": 1, "plans.gold.discounts": {"launch": {"share": 0.1, "months": 3}}})
    chances = {run.month_starts.index(row.at): row.leave_probability for row in run.records.renewals}
    plain = play([], {"plans.gold.term_months": 1})
    usual = {plain.month_starts.index(row.at): row.leave_probability for row in plain.records.renewals}
    assert chances[2] < usual[2]
    assert chances[3] > usual[3]
    assert not run.records.grievances


def test_a_prospect_weighs_the_mean_of_its_first_term() -> None:
    """A fifth off in the first 6 of 24 months is 5 % off on average; with a term of a month, 10 % of a year."""
    half_year: dict[str, object] = {"plans.gold.discounts": {"launch": {"share": 0.2, "months": 6}}}
    for months, kept in ((24, 0.95), (1, 0.9)):
        scenario = play([], half_year | {"plans.gold.term_months": months}).scenario
        assert Terms.of("gold", scenario, Calendar(scenario)).kept_at_first == pytest.approx(kept, abs=1e-12)


def recognised(run: Run) -> list[int]:
    """Fee earned by month, in cents."""
    return [row.recognised_cents for row in run.records.months]


def test_terms_of_a_month_rise_once_a_year() -> None:
    """At 10 % a year on the anniversary: 1,000 until a twelfth month of the contract ends, 1,100, then 1,210."""
    rolling: dict[str, object] = {"plans.gold.term_months": 1, "plans.gold.uplift_per_year": 0.1, "horizon_months": 24}
    earned = recognised(play([], rolling | {"plans.gold.uplift_on": "anniversary"}))
    first = earned.count(100_000)
    assert 1 <= first <= 12
    assert earned == [100_000] * first + [110_000] * 12 + [121_000] * (12 - first)


def test_a_long_term_rises_within_itself() -> None:
    """A term of 36 months at 10 % a year: by 33.1 % at its end, or by a tenth at each anniversary within it."""
    long: dict[str, object] = {"plans.gold.term_months": 36, "plans.gold.uplift_per_year": 0.1, "horizon_months": 36}
    at_renewal, yearly = (
        recognised(play([], long | {"plans.gold.uplift_on": when})) for when in ("renewal", "anniversary")
    )
    end = at_renewal.count(100_000)
    assert at_renewal == [100_000] * end + [133_100] * (36 - end)
    steps = [100_000, 110_000, 121_000, 133_100]
    first = end % 12
    assert yearly == [steps[(month - first) // 12 + 1] for month in range(36)]


@pytest.mark.parametrize(
    ("terms", "fee"),
    [
        ({"uplift_basis": "index"}, 104_000),
        ({"uplift_basis": "index", "uplift_per_year": 0.02}, 106_000),
        ({"uplift_basis": "index", "uplift_cap": 0.03}, 103_000),
        ({"uplift_basis": "index", "uplift_floor": 0.05, "uplift_cap": 0.07}, 105_000),
        ({"uplift_per_year": 0.1, "uplift_cap": 0.07}, 107_000),
        ({"uplift_floor": 0.01}, 101_000),
    ],
)
def test_floor_cap_and_index(terms: dict[str, object], fee: int) -> None:
    """Prices rise by 4 %: the index alone, with 2 % on top, capped at 3 %, at least 5 %; 10 % agreed, 7 % at most."""
    prices: dict[str, object] = {f"plans.gold.{name}": value for name, value in terms.items()}
    run = play([], TERM | prices | {"market.inflation_per_year": 0.04})
    assert {row.fee_cents for row in run.records.renewals} == {fee}


def test_an_account_pays_when_it_has_agreed_to() -> None:
    """Net 60 for Acme, net 30 on the plan: each invoice of 1,000 is due and paid 60 days after it."""
    accounts = {"Acme": {"segment": "large", "contacts_per_year": 10, "payment_days": 60}}
    run = play([], {"accounts": accounts})
    assert {row.due - row.issued for row in run.records.invoices} == {60 * MINUTES_PER_DAY}
    paid = {(row.month, row.at) for row in run.records.payments}
    assert paid == {(row.month, row.due) for row in run.records.invoices if row.due < run.horizon}


def test_two_per_cent_in_ten_days() -> None:
    """Of each 1,000, paid on day 10 and not 30, 2 % is taken off: 980 in cash, and 20 less of revenue.

    The invoice of December goes out on day 334 and is paid on day 344: twelve discounts in the year, 240 in all.
    """
    early: dict[str, object] = {"plans.gold.early_payment": {"share": 0.02, "days": 10}}
    run = play([], early | {"assumptions.billing.early_payment_taken": 1})
    issued = {row.month: row.issued for row in run.records.invoices}
    assert {(row.amount_cents, row.discount_cents) for row in run.records.payments} == {(98_000, 2_000)}
    assert {row.at - issued[row.month] for row in run.records.payments} == {10 * MINUTES_PER_DAY}
    assert [row.month for row in run.records.payments] == list(range(12))
    assert outcomes(run)["revenue"] == 12_000 - 240
    assert keep_books(run).total("early_payment") == -24_000
    never = play([], early | {"assumptions.billing.early_payment_taken": 0})
    assert outcomes(never)["revenue"] == 12_000


def test_who_pays_late_takes_no_discount() -> None:
    """With every invoice late, there is nobody to take 2 % off."""
    early: dict[str, object] = {"plans.gold.early_payment": {"share": 0.02, "days": 10}}
    early |= {"assumptions.billing.early_payment_taken": 1, "segments.large.late_payment_share": 1}
    assert not any(row.discount_cents for row in play([], early).records.payments)


def test_tax_is_a_line_apart() -> None:
    """19 % on 1,000 is 190 on each invoice; revenue, cash and receivables are those without it."""
    taxed, plain = (play([], {"plans.gold.tax_share": share}) for share in (0.19, None))
    assert {row.tax_cents for row in taxed.records.invoices if row.issued >= 0} == {19_000}
    assert taxed.records.payments == plain.records.payments
    assert repr(outcomes(taxed)) == repr(outcomes(plain))


def moved(month: int, silver: dict[str, object], terms: dict[str, object] | None = None) -> Run:
    """A run in which Acme is moved from gold, at 1,000, to silver, at 700, at the beginning of a month."""
    plans = {f"plans.silver.{name}": value for name, value in silver.items()}
    action = {"month": month, "title": "Move", "set": {"accounts.Acme.plan": "silver"}}
    fees: dict[str, object] = {"plans.silver.fee_per_month": 700, "plans.silver.todays_fee_per_month": None}
    fees |= {"plans.silver.uplift_per_year": 0, "plans.silver.service_credits": [], "timeline": [action]}
    return play([], TERM | fees | plans | (terms or {}))


def test_who_is_moved_keeps_the_end_of_its_term() -> None:
    """By the month, then, from month 5 on, by the year at 700: billed at once for the months to the end of the term.

    With the term ending in month t, t - 5 months of it are left where t is above 5, at 700 each, and from the renewal
    on a whole year of twelve months at 700.
    """
    run = moved(5, {"term_months": 12, "billing_months": 12})
    term = first_renewal(run)
    left = term - 5 if term > 5 else 12 + term - 5
    assert fees(run) == dict.fromkeys(range(5), 100000) | {5: left * 70_000} | ({term: 840_000} if term > 5 else {})
    assert recognised(run) == [100_000] * 5 + [70_000] * 7


def test_from_a_year_in_advance_to_quarters_in_arrears() -> None:
    """What is paid for is earned first: the fee falls by 300 for each month left of the billed year, a credit note.

    The year that begins in month t is billed 12,000; moved in month 8 of 24, with k months of the year left, Acme gets
    300 * k back. From the year's end on, quarters of 2,100 are billed after they are over.
    """
    terms: dict[str, object] = {"plans.gold.billing_months": 12, "horizon_months": 24}
    run = moved(8, {"term_months": 12, "billing_months": 3, "billing": "arrears"}, terms)
    term = first_renewal(run) % 12
    left = term - 8 if term > 8 else 12 + term - 8
    assert [(row.month, row.amount_cents) for row in run.records.fee_credits] == [(8, left * 30_000)]
    over = 8 + left
    later = dict.fromkeys(range(over + 3, 24, 3), 210000)
    assert {month: fee for month, fee in fees(run).items() if month > 8} == later
    assert recognised(run) == [100_000] * 8 + [70_000] * 16


def test_a_month_has_a_least_charge() -> None:
    """Fee 1,000, least charge 1,200: a shortfall of 200 a month, 17.50 less where two contacts beyond one are billed.

    One contact is covered, each more costs 8.75: three contacts in January make 17.50, and a shortfall of 182.50.
    """
    terms: dict[str, object] = {"plans.gold.least_charge_per_month": 1_200, "plans.gold.overage_per_contact": 8.75}
    terms |= {"plans.gold.included_contacts_per_month": 1}
    run = play([Call(at(3, hour)) for hour in (9.0, 10.0, 11.0)], terms)
    short = {row.month: row.cents for row in run.records.charges}
    assert short == {0: 18_250} | dict.fromkeys(range(1, 12), 20_000)
    assert {row.name for row in run.records.charges} == {"least charge"}
    assert outcomes(run)["revenue"] == 12 * 1_200
    assert not any(row.cents for row in play([], {"plans.gold.least_charge_per_month": 1_000}).records.charges)


HAD_ENOUGH: dict[str, object] = {
    "plans.gold.term_months": 24,
    "plans.gold.notice_days": 0,
    "assumptions.exit.search_days": 0.01,
    "assumptions.exit.search_sigma": 0,
    "accounts.Acme.breaking_point": 0.0001,
    "horizon_months": 24,
}


def left_in(run: Run) -> int:
    """Month in which Acme left."""
    (left,) = run.records.departures
    return run.month_starts.index(left.at)


@pytest.mark.parametrize(("share", "most", "early"), [(0.5, 3, 6), (0.5, 1, 2), (0.0, 0, 24), (1.0, 2.5, 2)])
def test_who_has_had_enough_buys_itself_out(share: float, most: float, early: int) -> None:
    """A term of 24 months, no notice; past its breaking point on the first Monday: the price is share * k months' fees.

    It goes in the first month in which that is no more than it is ready to pay: at half the fees left and 3 months'
    fees at most, 6 months before the end of its term; for nothing, with the first month that begins.
    """
    calls = [Call(at(3, 9.0), touches=(6_000.0, 90.0, 90.0, 20.0)), Call(at(3, 10.0))]
    right: dict[str, object] = {"plans.gold.termination_fee_share": share, "assumptions.exit.buy_out_months": most}
    run, end = play(calls, HAD_ENOUGH | right), left_in(play(calls, HAD_ENOUGH))
    assert end > 8
    month = left_in(run)
    assert month == max(end - early, 1)
    price = round(share * (end - month) * 100_000)
    assert [(row.name, row.cents) for row in run.records.charges] == ([("early termination", price)] if price else [])
    assert outcomes(run)["revenue"] == month * 1_000 + price / 100


def test_a_deposit_is_held_and_earns_interest() -> None:
    """Two months' fees, 2,000, held of a customer of the start, at 12 % a year: 365 / 365.25 of 240 in the year."""
    dear: dict[str, object] = {"assumptions.billing.capital_cost_per_year": 0.12}
    secured, plain = (play([], dear | {"plans.gold.deposit_months": months}) for months in (2, None))
    assert [(row.at, row.amount_cents) for row in secured.records.deposits] == [(0, 200_000)]
    gain = keep_books(secured).total("capital") - keep_books(plain).total("capital")
    assert gain == round(24_000 * 365 / 365.25)
    assert outcomes(secured)["revenue"] == outcomes(plain)["revenue"]


def test_a_deposit_pays_what_is_never_paid() -> None:
    """Nothing is ever paid: of 2,500, two invoices of 1,000 are set off after 150 days each, and the others given up.

    500 cover no whole invoice. Those of January and February, issued on days 0 and 31, are set off on days 150 and 181;
    of the others, six until August, issued by day 214, are written off in the year.
    """
    bad: dict[str, object] = {"assumptions.billing.write_off_share": 1, "plans.gold.deposit_months": 2.5}
    bad |= {"assumptions.billing.opening_months": 0}
    run = play([], bad)
    moves = [(row.at / MINUTES_PER_DAY, row.amount_cents) for row in run.records.deposits]
    assert moves == [(0, 250_000), (150, -100_000), (181, -100_000)]
    assert [row.month for row in run.records.payments] == [0, 1]
    assert [row.month for row in run.records.write_offs] == list(range(2, 8))


def test_a_deposit_is_paid_back_at_the_end() -> None:
    """It does not renew: with its last invoice Acme gets its 2,000 back."""
    run = play([], TERM | {"assumptions.renewal.intercept": 5, "plans.gold.deposit_months": 2})
    (left,) = run.records.departures
    assert [(row.at, row.amount_cents) for row in run.records.deposits] == [(0, 200_000), (left.at, -200_000)]
