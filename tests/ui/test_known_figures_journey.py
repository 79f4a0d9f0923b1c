"""In a real browser: a portfolio of one's own beside its actuals, year on year, and the figures to match it to."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.ui.browser import MAIN, Server, needs_browser, photographed, reading

pytestmark = needs_browser

FIRM = b"""extends: honest
title: Small firm
set:
  horizon_months: 24
  segments.small.customers: 3
  segments.medium.customers: 1
  segments.large.customers: 0
  market.prospects_per_month: 0
"""
ACTUALS = b"month,revenue,dso\n2027-01,900,40\n2027-02,99000,41\n2027-03,1000,\n"
WIDTHS = (1440, 420)


def settle(page: Page) -> None:
    """Nothing is drawn or worked on any more."""
    page.wait_for_timeout(1_000)
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)
    expect(page.locator("[class*='st-key-cancel']")).to_have_count(0)


def drop(page: Page, key: str, name: str, content: bytes) -> None:
    zone = page.locator(f".st-key-{key} input[type=file]")
    zone.set_input_files({"name": name, "mimeType": "", "buffer": content})
    page.wait_for_timeout(1_000)


def ask(page: Page, name: str) -> None:
    page.locator(f".st-key-ask-{name} button").click()
    settle(page)


def visit(page: Page, name: str) -> None:
    page.set_viewport_size({"width": WIDTHS[0], "height": 1_000})  # a phone folds the menu away
    page.get_by_role("link", name=name, exact=True).first.click()
    settle(page)


def test_known_figures_stand_beside_the_model_and_are_kept_to_be_matched(server: Server, browser: Browser) -> None:
    with reading(browser) as reader:
        page = reader.page
        page.goto(f"{server.address}/data")
        expect(page.locator(".st-key-data_try")).to_be_visible()
        page.get_by_role("tab").nth(2).click()
        drop(page, "data_scenario", "firm.yaml", FIRM)
        page.locator(".st-key-data-use-opened button").click()
        page.get_by_role("tab").last.click()
        page.locator(".st-key-match_retention input").fill("90")
        page.keyboard.press("Tab")
        expect(page.locator(".st-key-ask-match button")).to_be_visible()

        visit(page, "Money")
        drop(page, "money_actuals", "mine.csv", ACTUALS)
        ask(page, "actuals")
        expect(page.locator(MAIN)).to_contain_text("Months within the range of the runs: Revenue")
        ask(page, "year_bridge")
        expect(page.locator(MAIN)).to_contain_text("Price, volume and mix split the difference of fees")
        for width in WIDTHS:
            photographed(page, "money-actuals", width)

        visit(page, "Your data")
        page.get_by_role("tab").last.click()
        expect(page.locator(".st-key-match_retention input")).to_have_value("90")
        expect(page.locator(".st-key-ask-match button")).to_be_visible()
        for width in WIDTHS:
            photographed(page, "match-figures", width)
        reader.is_content()
