"""The first page in a real browser: the example, its figures, a run cancelled, and no call beyond this machine."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.ui.browser import MAIN, Server, needs_browser, reading

pytestmark = needs_browser


def test_the_example_is_there_and_a_long_run_can_be_cancelled(server: Server, browser: Browser) -> None:
    with reading(browser) as reader:
        page = reader.page
        page.goto(f"{server.address}/?runs=100")
        expect(page.locator(f"{MAIN} h3").first).to_contain_text("The over-promise")
        expect(page.locator("[data-testid=stMetric]")).to_have_count(4)
        expect(page.locator(".js-plotly-plot").first).to_be_visible()
        page.locator(".st-key-cancel button").first.click()
        expect(page.locator(MAIN)).to_contain_text("of 100 runs; completed runs are kept")
        reader.is_content()
