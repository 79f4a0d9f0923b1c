"""Fits of money and of the relationship: what comes back of invented books, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sim.fitting.costs import fit_cost_per_hour, months_of_books, roster_hours
from sim.fitting.disputes import account_proneness, dispute_figure, fit_proneness
from sim.fitting.fit import FittedNumber, Status
from sim.fitting.lateness import account_lateness, fit_lateness
from sim.fitting.open_items import age_items, lateness_of_open_items, sales_outstanding
from sim.fitting.prices import customers_of, fit_fees, fit_payment_days, fit_uplift
from sim.fitting.receivables import InvoiceHistory, invoice_history, invoices_of
from sim.fitting.renewals import contract_dates, fit_renewal_level, retention_figure, term_ends
from sim.fitting.write_offs import fit_write_offs
from tests.unit.fitting.ledgers import TODAY, customers, invoices
from tests.worlds import SMALL

AS_OF = 730.0


def ledger(count: int = 40, months: int = 12, seed: int = 3) -> pd.DataFrame:
    """Invoices by the month; customers differ in lateness and disputes, and the last ones are open."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        late, disputes = rng.beta(0.3 * 3, 0.7 * 3), rng.beta(0.2 * 3, 0.8 * 3)
        for month in range(months):
            issued = 350.0 + 30 * month
            disputed = float(rng.random() < disputes)
            is_late = rng.random() < (0.7 if disputed else late)
            paid = issued + 30 + (rng.gamma(1.5, 5) + 1 if is_late else -rng.random() * 10)
            row = {"customer": f"C{number:02d}", "issued": issued, "due": issued + 30, "terms_days": 30.0}
            row |= {
                "amount": 100.0,
                "disputed": disputed,
                "as_of": AS_OF,
                "open_amount": 0.0 if paid <= AS_OF else 100.0,
            }
            rows.append(row | {"paid_at": paid if paid <= AS_OF else np.nan})
    return invoices(rows)


@pytest.fixture(scope="module")
def history() -> InvoiceHistory:
    return invoice_history(ledger())


def holds(fit: FittedNumber, truth: float) -> bool:
    """Whether the interval holds the truth."""
    low, _, high = numbers(fit)
    return low < truth < high


def numbers(fit: FittedNumber) -> tuple[float, float, float]:
    """Lower end, value and upper end of a fit of one number."""
    assert isinstance(fit.low, float)
    assert isinstance(fit.high, float)
    value = fit.low if fit.new is None else fit.new
    assert isinstance(value, float)
    return fit.low, value, fit.high


def by_path(fits: list[FittedNumber]) -> dict[str, FittedNumber]:
    return {fit.path: fit for fit in fits}


def test_invoices_count_once_it_is_known_whether_they_were_late() -> None:
    rows = [
        {"customer": "A", "issued": 0, "due": 30, "paid_at": 25, "amount": 10, "disputed": 0, "as_of": 100},
        {"customer": "A", "issued": 10, "due": 40, "paid_at": 47, "amount": 10, "disputed": 1, "as_of": 100},
        {"customer": "A", "issued": 20, "due": 50, "amount": 10, "disputed": 0, "as_of": 100},
        {"customer": "A", "issued": 90, "due": 120, "amount": 10, "disputed": 0, "as_of": 100},
        {"customer": "B", "issued": 90, "due": 120, "amount": np.nan, "disputed": 0, "as_of": 100},
    ]
    result = invoice_history(invoices(rows))
    assert result.customers == ("A",)
    assert result.invoices.tolist() == [3]
    assert (result.disputed.tolist(), result.late.tolist(), result.late_disputed.tolist()) == ([1], [1], [1])
    assert result.late_invoices.days.tolist() == [7, 50]
    assert result.late_invoices.open.tolist() == [0, 1]
    assert result.dispute_followed == (0, 1, 1, 1)


def test_lateness_is_fitted_with_disputed_invoices_apart(history: InvoiceHistory) -> None:
    fits = by_path(fit_lateness(history, SMALL, ["large"]))
    truths = {"segments.large.late_payment_share": 0.3, "segments.large.lateness_spread": 0.25}
    truths["assumptions.billing.late_if_disputed"] = 0.7
    for path, truth in truths.items():
        fit = fits[path]
        assert fit.fitted, fit.text()
        assert holds(fit, truth)
    assert fits["assumptions.billing.days_late"].fitted
    assert fits["segments.large.late_payment_share"].old == SMALL.segments["large"].late_payment_share


def test_accounts_have_levels_of_their_own(history: InvoiceHistory) -> None:
    fits = by_path(account_lateness(history, SMALL, ["C00", "C01", "nobody"]))
    assert "accounts.nobody.late_payment_share" not in fits
    undisputed = history.invoices[0] - history.disputed[0]
    fit = fits["accounts.C00.late_payment_share"]
    assert fit.n == undisputed
    low, value, high = numbers(fit)
    assert low <= value <= high
    (prone,) = account_proneness(history, SMALL, ["C00"])
    assert prone.path == "accounts.C00.dispute_proneness"
    assert (numbers(prone)[1] > 1) == (
        history.disputed[0] / history.invoices[0] > history.disputed.sum() / history.invoices.sum()
    )


def test_proneness_is_fitted_and_its_level_is_a_figure_to_match(history: InvoiceHistory) -> None:
    a, b = fit_proneness(history, SMALL)
    figure = dispute_figure(history)
    assert figure is not None
    assert figure.low < 0.2 < figure.high
    for fit, truth in ((a, 0.6), (b, 2.4)):
        assert holds(fit, truth)
        assert fit.fitted or fit.status is Status.REFUSED


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (ledger(10, 12), "10 customers; needs 15"),
        (ledger(20, 4), "80 invoices; needs 150"),
        (ledger(20, 12).assign(paid_at=pd.to_datetime(np.nan)), "a list of open items"),
    ],
)
def test_too_little_says_nothing_of_lateness(table: pd.DataFrame, reason: str) -> None:
    few = invoice_history(table)
    fits = fit_lateness(few, SMALL, ["large"])
    assert {fit.status for fit in fits} == {Status.KEPT}
    assert all(reason in fit.reason for fit in fits)
    assert not account_lateness(few, SMALL, ["C00"])


def test_without_a_flag_credit_notes_are_taken_for_disputes_and_without_both_none() -> None:
    table = ledger(20, 12)
    noted = invoice_history(table.assign(credited=table["disputed"] * 5, disputed=np.nan))
    assert noted.by_credit_note
    assert (noted.disputed == invoice_history(table).disputed).all()
    figure = dispute_figure(noted)
    assert figure is not None
    assert "credit notes were taken for disputes" in figure.warning
    unknown = invoice_history(table.assign(disputed=np.nan))
    assert dispute_figure(unknown) is None
    assert all("nothing says" in fit.reason for fit in fit_proneness(unknown, SMALL))


def test_write_offs_have_bounds_from_the_marked_to_all_that_are_old() -> None:
    rows: list[dict[str, Any]] = [
        {"customer": "A", "issued": 0, "due": day, "paid_at": day, "amount": 10, "open_amount": 0, "as_of": 1000}
        for day in range(0, 800, 2)
    ]
    for row in rows[:4]:
        row |= {"written_off": 1, "paid_at": np.nan, "open_amount": 10}
    for row in rows[4:12]:
        row |= {"paid_at": np.nan, "open_amount": 10}
    fit = fit_write_offs(invoices(rows), SMALL)
    assert fit.new == pytest.approx(12 / 400)
    assert holds(fit, 4 / 400)
    assert holds(fit, 12 / 400)
    young = invoices([row | {"as_of": 500} for row in rows if row["due"] < 320])
    assert "months of invoices" in fit_write_offs(young, SMALL).reason


def test_open_items_give_days_outstanding_less_cash_that_is_not_applied() -> None:
    rows = [
        {"customer": "A", "due": 100 - overdue, "amount": 10, "open_amount": 10, "as_of": 100}
        for overdue in (-5, 0, 1, 30, 31, 75, 200)
    ]
    ageing = age_items(
        invoices([*rows, {"customer": "B", "due": 90, "amount": 30, "open_amount": 30, "as_of": 100}]), 20.0
    )
    assert ageing is not None
    assert ageing.by_age == (20, 50, 10, 10, 10)
    assert (ageing.total, ageing.items) == (80, 8)
    assert ageing.largest_share == pytest.approx(0.7)
    figure = sales_outstanding(ageing, [5, 50, 40, 60], "books")
    assert figure is not None
    assert figure.value == pytest.approx(80 * 30.44 / 50)
    assert figure.low == pytest.approx(80 * 30.44 / 60)
    assert sales_outstanding(ageing, [50, 60], "books") is None
    assert age_items(invoices([{"customer": "A", "due": 1, "open_amount": 0, "amount": 1, "as_of": 2}])) is None


def test_lateness_of_open_items_is_no_mean_of_them() -> None:
    """A fifth is late by 60 days on average, billed each day: the open ones overdue are 2 for each 5 not due yet."""
    rng = np.random.default_rng(4)
    issued = np.repeat(np.arange(0, 1000), 5)
    delay = np.where(rng.random(len(issued)) < 0.2, rng.exponential(60, len(issued)), 0)
    still = issued + 30 + delay > 999
    rows = [
        {"customer": "A", "due": float(day + 30), "amount": 1, "open_amount": 1, "as_of": 1000.0}
        for day in issued[still]
    ]
    figures = lateness_of_open_items(invoices(rows))
    assert [figure.tag for figure in figures] == ["A", "A", "A"]
    assert all(figure.warning for figure in figures)
    survival = [0.2 * 60 * (np.exp(-least / 60) - np.exp(-(least + 30) / 60)) / 30 for least in (0, 30, 60)]
    for figure, truth in zip(figures, survival, strict=True):
        assert figure.low < truth < figure.high
    assert not lateness_of_open_items(invoices(rows[:10]))


def test_fees_are_medians_by_plan_and_accounts_that_pay_another_are_named() -> None:
    rows = {f"C{n}": {"plan": "gold", "fee_month": 3000.0} for n in range(9)}
    table = customers(
        {**rows, "Whale": {"plan": "gold", "fee_month": 9000.0}, "Own": {"plan": "silver", "fee_month": 1.0}}
    )
    fits = by_path(fit_fees(table, invoices([{"customer": "x", "issued": 0, "amount": 1}]), SMALL))
    assert fits["plans.gold.fee_per_month"].new == 3000
    assert fits["accounts.Whale.fee_per_month"].new == 9000
    assert "accounts.C0.fee_per_month" not in fits
    assert fits["plans.silver.fee_per_month"].reason == "1 fees; needs 5"


def test_terms_of_payment_are_the_mode_where_most_have_it() -> None:
    empty = customers({"A": {"plan": ""}})
    rows = [{"customer": "A", "terms_days": days, "amount": 1} for days in [30] * 15 + [14] * 8 + [60] * 2]
    (fit, *_) = fit_payment_days(invoices(rows), empty, SMALL)
    assert (fit.new, fit.low) == (30, 14)
    assert 30 <= numbers(fit)[2] <= 60
    mixed = [{"customer": "A", "terms_days": days, "amount": 1} for days in (14, 30, 60) * 10]
    assert all("needs 50%" in fit.reason for fit in fit_payment_days(invoices(mixed), empty, SMALL))
    assert all("needs 20" in fit.reason for fit in fit_payment_days(invoices(rows[:5]), empty, SMALL))


def test_the_rise_on_the_anniversary_comes_back() -> None:
    rng = np.random.default_rng(5)
    rows, people = [], {}
    for number in range(30):
        start = pd.Timestamp("2021-01-01") + pd.Timedelta(days=int(rng.integers(0, 700)))
        people[f"C{number}"] = {"started": start, "plan": "gold"}
        for month in range(30):
            day = 30.44 * month
            years = (pd.Timestamp("2024-01-01") + pd.Timedelta(days=day) - start).days // 365.25
            rows.append(
                {"customer": f"C{number}", "issued": day, "amount": 100 * 1.04**years * np.exp(rng.normal(0, 0.01))}
            )
    fit = fit_uplift(invoices(rows), customers(people), SMALL)[0]
    assert fit.fitted, fit.text()
    assert holds(fit, 0.04)
    assert numbers(fit)[2] < 0.05
    few = fit_uplift(invoices(rows[:300]), customers(people), SMALL)
    assert all("needs 30 of 15" in fit.reason for fit in few)


def leavers(probability: float, seed: int = 6) -> pd.DataFrame:
    """Customers who decide once a year, since 2020; those who left before 2023 are not in the list."""
    rng = np.random.default_rng(seed)
    rows = {}
    for number in range(150):
        start = pd.Timestamp("2020-01-01") + pd.Timedelta(days=int(rng.integers(0, 1500)))
        end: pd.Timestamp = start + pd.DateOffset(years=1)
        left: Any = pd.NaT
        while end < pd.Timestamp("2026-01-01"):
            if rng.random() < probability:
                left = end
                break
            end = end + pd.DateOffset(years=1)
        if pd.isna(left) or left >= pd.Timestamp("2023-01-01"):
            rows[f"C{number}"] = {"started": start, "left_on": left, "plan": "gold"}
    return customers(rows)


def test_the_level_of_not_renewing_comes_back_though_earlier_leavers_are_missing() -> None:
    ends = term_ends(leavers(0.15), {"gold": 12}, TODAY, since=date(2023, 1, 1))
    fit = fit_renewal_level(ends, SMALL)
    truth = np.log(-np.log(1 - 0.15))
    assert fit.fitted, fit.text()
    assert holds(fit, float(truth))
    everything = term_ends(leavers(0.15), {"gold": 12}, TODAY, since=date(2019, 1, 1))
    assert numbers(fit_renewal_level(everything, SMALL))[1] < numbers(fit)[1], "blind to truncation it would be too low"
    figure = retention_figure(ends)
    assert figure is not None
    assert figure.low < 0.87 < figure.high


def test_a_level_of_not_renewing_needs_ends_and_leavers() -> None:
    few = leavers(0.15).head(8)
    assert "needs 30 and 5" in fit_renewal_level(term_ends(few, {}, TODAY, since=date(2023, 1, 1)), SMALL).reason
    assert (
        fit_renewal_level(term_ends(few.assign(left_on=pd.to_datetime(np.nan)), {}, TODAY), SMALL).status is Status.KEPT
    )


def test_dates_of_contracts_are_those_of_customers_who_are_there() -> None:
    table = customers(
        {
            "Here": {"started": "2024-05-01", "renews_on": "2026-05-01"},
            "Gone": {"started": "2024-05-01", "left_on": "2025-05-01"},
            "Later": {"started": "2026-05-01"},
        }
    )
    (only,) = contract_dates(table, TODAY).items()
    assert only[0] == "Here"
    assert (only[1].since, only[1].renews_on) == (date(2024, 5, 1), date(2026, 5, 1))


def test_an_hour_costs_what_support_costs_over_its_hours() -> None:
    months = pd.to_datetime([f"2025-{month:02d}-01" for month in range(1, 8)])
    table = pa.table(
        {"month": months, "revenue": [None] * 7, "support_cost": [4_000_00] * 6 + [8_000_00], "other": [None] * 7}
    )
    books = months_of_books({"books": table.append_column("people", pa.array([1.0] * 7))})
    hours = 40 * 365.25 / 7 / 12
    fit = fit_cost_per_hour(books, roster_hours({}), SMALL)[0]
    assert fit.new == pytest.approx(32_000 / (7 * hours))
    assert fit.low == pytest.approx(4_000 / hours)
    assert numbers(fit)[2] > numbers(fit)[1]
    kept = fit_cost_per_hour(books.head(5), roster_hours({}), SMALL)
    assert all("5 months" in fit.reason for fit in kept)


def test_hours_of_a_roster_are_summed_over_midnight() -> None:
    days = pd.to_datetime([f"2025-01-{day:02d}" for day in range(1, 32)])
    table = pa.table({"day": days, "from_minute": [1320.0] * 31, "to_minute": [360.0] * 31})
    assert roster_hours({"roster": table}).tolist() == [31 * 8]
    assert roster_hours({"roster": table.slice(0, 10)}).empty


def test_no_invoices_are_no_error() -> None:
    empty = invoice_history(invoices_of({}))
    assert all(fit.status is Status.KEPT for fit in fit_lateness(empty, SMALL, ["large"]))
    assert fit_write_offs(invoices_of({}), SMALL).status is Status.KEPT
    assert age_items(invoices_of({})) is None
    assert customers_of({}).empty
    assert all(fit.status is Status.KEPT for fit in fit_fees(customers_of({}), invoices_of({}), SMALL))
    assert all(fit.status is Status.KEPT for fit in fit_payment_days(invoices_of({}), customers_of({}), SMALL))
    assert all(fit.status is Status.KEPT for fit in fit_uplift(invoices_of({}), customers_of({}), SMALL))
    assert term_ends(customers_of({}), {}, TODAY) is None
    assert not contract_dates(customers_of({}), TODAY)
    assert all(fit.status is Status.KEPT for fit in fit_cost_per_hour(months_of_books({}), roster_hours({}), SMALL))
