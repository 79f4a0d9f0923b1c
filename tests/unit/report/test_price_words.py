"""What memo and buyer's sheet say of prices and dates, in words."""

from __future__ import annotations

import re

import pytest

from sim.errors import ScenarioError
from sim.report.memo.buyer import buyer_paper
from sim.report.memo.terms import plan_terms
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from tests.cases.worlds import PLAIN

NARROW = "\N{NO-BREAK SPACE}"
EVERYTHING: dict[str, object] = {
    "plans.silver.billing_months": 6,
    "plans.silver.billing": "arrears",
    "plans.silver.discounts": {"first year": {"share": 0.12, "months": 12}, "loyal": {"share": 0.05}},
    "plans.silver.uplift_per_year": 0.02,
    "plans.silver.uplift_basis": "index",
    "plans.silver.uplift_cap": 0.05,
    "plans.silver.uplift_on": "anniversary",
    "plans.silver.payment_days": 30,
    "plans.silver.early_payment": {"share": 0.02, "days": 10},
    "plans.silver.tax_share": 0.19,
    "plans.silver.deposit_months": 2,
    "plans.silver.least_charge_per_month": 1_200,
    "plans.silver.notice_days": 30,
    "plans.silver.termination_fee_share": 0.5,
}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return with_overrides(PLAIN, EVERYTHING)


def test_the_memo_has_a_row_for_each(scenario: Scenario) -> None:
    rows = {item: words.replace(NARROW, " ") for item, words in plan_terms(scenario, "silver").rows}
    assert rows["Billing"] == "half-yearly, in arrears"
    assert rows["Discount, first year"] == "12 % of the fee in the first 12 months of the contract"
    assert rows["Discount, loyal"] == "5 % of the fee for as long as the contract runs"
    assert rows["Price rise"] == (
        "as the index of prices and 2 % on top, at most 5 % a year, each year from the beginning of the contract on"
    )
    assert rows["Early payment"] == "2 % off where an invoice is paid within 10 days"
    assert rows["Tax"] == "19 %, shown apart; all amounts here are without it"
    assert rows["Deposit"] == "2 months' fees, until the end"
    assert rows["Least charge"] == "$1,200 a month, fee and use together"
    assert rows["Ending early"] == "for 50 % of the fees left"


def test_the_buyer_reads_each_in_a_sentence(scenario: Scenario) -> None:
    paper = buyer_paper(scenario, "silver", [])
    text = "\n".join(line for section in paper.sections for line in section.lines).replace(NARROW, " ")
    for sentence in (
        "The fee is billed half-yearly, in arrears.",
        "Discount (first year): 12 % off the fee in the first 12 months of the contract.",
        "After that you pay without it.",
        "Discount (loyal): 5 % off the fee for as long as the contract runs.",
        "If you pay a whole invoice within 10 days, you may take 2 % off.",
        "You leave a deposit of 2 months' fees; you get it back at the end, less what you owe.",
        "Tax of 19 % is added to each invoice; prices in this sheet are without it.",
        "With that notice you may also end it before the end of a term, if you pay 50 % of the fees to its end.",
        "A month costs $1,200 at least: what fee and use fall short of that is charged.",
    ):
        assert sentence in text


def test_one_day_and_one_month_are_one() -> None:
    once = {"plans.silver.early_payment": {"share": 0.02, "days": 1}, "plans.silver.deposit_months": 1}
    rows = dict(plan_terms(with_overrides(PLAIN, EVERYTHING | once), "silver").rows)
    assert rows["Early payment"].endswith("within 1 day")
    assert rows["Deposit"] == "1 month's fees, until the end"


def test_a_plain_plan_says_none_of_it() -> None:
    rows = dict(plan_terms(PLAIN, "silver").rows)
    assert not {"Early payment", "Tax", "Deposit", "Least charge", "Ending early"} & rows.keys()
    text = str(buyer_paper(PLAIN, "silver", []))
    assert not [word for word in ("Discount", "deposit", "Tax of", "index of prices") if word in text]


def test_without_a_fee_nothing_is_said_of_one() -> None:
    """What is used is billed each month after it, and the uplift is of a fee."""
    free = with_overrides(PLAIN, {"plans.silver.fee_per_month": 0, "plans.silver.billing_months": 3})
    rows = dict(plan_terms(free, "silver").rows)
    assert rows["Billing"] == "monthly, in arrears"
    assert "Price rise" not in rows
    lines = {section.heading: section.lines for section in buyer_paper(free, "silver", []).sections}
    assert "What you use is billed monthly, in arrears." in lines["Bills and payment"]
    assert lines["How the price may rise"] == ("There is no monthly fee that could rise.",)


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({"uplift_floor": 0.05, "uplift_cap": 0.02}, "uplift_floor 0.05 must not lie above uplift_cap 0.02"),
        ({"early_payment": {"share": 0.02, "days": 31}}, "early_payment.days 31 must not exceed payment_days 30"),
        (
            {"discounts": {"a": {"share": 0.6}, "b": {"share": 0.5, "from_month": 7}}},
            "discounts take off more than the fee in month 7 of a contract: at most all of it",
        ),
        ({"discounts": {"a": {"share": 1.5}}}, "share = 1.5: must be at most 1"),
        ({"deposit_months": -1}, "deposit_months = -1: must be at least 0"),
    ],
)
def test_terms_that_cannot_be_meant_are_refused(terms: dict[str, object], message: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(message)):
        with_overrides(PLAIN, {f"plans.silver.{name}": value for name, value in terms.items()})
