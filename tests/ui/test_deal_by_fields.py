"""A whole deal entered by fields in a real browser: no file, few interactions, papers that say it all."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, expect

from sim.report.memo import buyer_paper
from sim.report.memo.terms import plan_terms
from sim.ui.choice import choice_of_link
from sim.ui.deal.plan import plan_of
from tests.ui.browser import Server, named, needs_browser, photographed, pick, reading

pytestmark = needs_browser

SECONDS_OF_AN_INTERACTION = 8
"""Assumed: what a person takes to find a field and fill it, and the page to follow."""
MINUTES = 3
MOST_INTERACTIONS = 60 * MINUTES // SECONDS_OF_AN_INTERACTION


class Manager:
    """Someone who fills in fields, and how often."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.interactions = 0

    def press(self, place: str) -> None:
        self.settle()
        self.page.locator(place).first.click()
        self.interactions += 1
        self.settle()

    def unfold(self, group: str) -> None:
        """Open a group; who sees it stay closed opens it again."""
        fold = self.page.locator(f".st-key-group-{group} details").first
        while fold.get_attribute("open") is None:
            assert self.interactions < MOST_INTERACTIONS, f"the group {group} stays closed"
            self.press(f".st-key-group-{group} summary")

    def settle(self) -> None:
        """The page is drawn, whatever is still being simulated."""
        self.page.wait_for_timeout(400)
        expect(self.page.locator("[data-testid=stStatusWidget]")).to_have_count(0)

    def enter(self, key: str, text: str) -> None:
        field = self.page.locator(f"{named(key)} >> input").first
        field.fill(text)
        field.press("Tab")
        expect(field).to_have_value(text)
        self.interactions += 1

    def choose(self, key: str, text: str) -> None:
        self.settle()
        pick(self.page, key, text)
        self.interactions += 1


def entered(page: Page) -> int:
    """300 seats at a price, P1 in an hour around the clock, prepaid hours, a first-year discount, net 60, credits."""
    manager = Manager(page)
    manager.press(".st-key-new button")
    manager.enter("offer_customer", "Initech")
    for key, text in (("fee", "2500"), ("response_P1", "1"), ("payment", "60"), ("term", "24")):
        manager.enter(f"offer_gold_{key}", text)
    manager.enter("offer_seats_large", "300")
    manager.press(".st-key-offer_judge button")
    expect(page.locator(f"{named('term-offered-fee')} >> input")).to_have_value("2500")
    manager.unfold("hours")
    manager.choose("term-offered-coverage-P1", "Around the clock")
    expect(page.locator(f"{named('term-offered-coverage')} >> input")).to_have_value(re.compile("Office hours"))
    manager.choose("term-offered-discounts-add", "First-year")
    manager.enter("term-offered-discounts-first-year-share", "12")
    manager.press(f"{named('term-offered-discounts-first-year-set')} >> button")
    manager.unfold("charges")
    manager.choose("term-offered-charges-add", "Prepaid hours")
    expect(page.locator(f"{named('term-offered-charges-prepaid-hours-included_per_month')} >> input")).to_have_value(
        "40"
    )
    manager.choose("term-offered-charges-add", "Price per seat")
    expect(page.locator(f"{named('term-offered-charges-seats-price')} >> input")).to_have_value("12")
    manager.unfold("credits")
    ladder = page.locator("[class*=st-key-term-offered-service_credits-][class*=-service_credits-] input")
    expect(ladder.nth(5)).to_have_value("25")
    assert [field.input_value() for field in ladder.all()][:6] == ["95", "5", "90", "10", "80", "25"]
    expect(page.locator(f"{named('term-offered-credit_cap_share')} >> input")).to_have_value("25")
    manager.press(".st-key-state-terms button")
    expect(page.locator(".st-key-state-terms")).to_have_count(0)
    return manager.interactions


def test_a_whole_deal_is_entered_in_under_three_minutes_and_both_papers_say_it(
    server: Server, browser: Browser
) -> None:
    with reading(browser, 1280) as sales:
        page = sales.page
        page.goto(server.address)
        expect(page.locator(".st-key-new button").first).to_be_visible()
        interactions = entered(page)
        assert interactions <= MOST_INTERACTIONS
        photographed(page, "deal-by-fields", 1280)
        link = {key: texts[0] for key, texts in parse_qs(urlsplit(page.url).query).items()}
        page.locator(".st-key-undo button").first.click()
        expect(page.locator(".st-key-state-terms")).to_have_count(1)
        sales.is_content()
    choice, complaints = choice_of_link(link)
    assert complaints == []
    scenario = choice.scenario()
    assert scenario.accounts["Initech"].seats == 300
    plan = scenario.plans[plan_of(choice)]
    assert (list(plan.discounts), list(plan.charges)) == (["first year"], ["prepaid hours", "seats"])
    rows = dict(plan_terms(scenario, plan_of(choice)).rows)
    assert {item: words.replace("\u00a0", " ") for item, words in rows.items() if item in MEMO} == MEMO
    assert [item for item, words in rows.items() if "not stated" in words] == []
    sections = buyer_paper(scenario, plan_of(choice), []).sections
    sheet = " ".join(line for section in sections for line in section.lines).replace("\u00a0", " ")
    assert [words for words in SHEET if words not in sheet] == []


MEMO = {
    "Fee": "$2,500 a month",
    "First response, as written": "P1 1 h, P2 1 h, P3 2 h, P4 4 h",
    "Hours of service": "P1 around the clock; otherwise Monday to Friday, 8:00 to 18:00, not on holidays",
    "Charge: prepaid hours": "$120 for each hour of work; 40 hours of work a month are included in the fee; unused "
    "ones stay valid for 3 months more, the oldest are used first",
    "Charge: seats": "$12 for each seat a month",
    "Service credits": "5 % of the month's fee below 95 % of responses, or of solutions, on time; 10 % of the month's "
    "fee below 90 % of responses, or of solutions, on time; 25 % of the month's fee below 80 % of responses, or of "
    "solutions, on time; at most 25 % of the month's fee",
    "Payment": "within 60 days of the invoice",
    "Term": "24 months, renewed for as long again",
    "Discount, first year": "12 % of the fee in the first 12 months of the contract",
}
SHEET = (
    "For P1 we are there around the clock.",
    "For everything else we are there Monday to Friday, 8:00 to 18:00, not on holidays.",
    "40 hours of work a month are included in the fee; unused ones stay valid for 3 months more",
    "Seats: $12 for each seat a month.",
    "You are owed a credit: 5 % of the month's fee below 95 % of responses, or of solutions, on time",
    "at most 25 % of the month's fee",
    "Pay within 60 days of the invoice.",
    "Discount (first year): 12 % off the fee in the first 12 months of the contract.",
    "The contract runs for 24 months",
)
