"""From files to a badge in a real browser: few questions, few interactions, and names that are nowhere afterwards."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.ui.browser import MAIN, PATIENCE_MS, Server, needs_browser, photographed, reading
from tests.ui.test_data_privacy import is_nowhere, year_of_tickets

pytestmark = needs_browser

MOST_QUESTIONS = 3
MOST_INTERACTIONS = 8
BUSY = ".st-key-data_cancel, .st-key-cancel, .st-key-cancel-backtest"


class Controller:
    """Someone with an export, and how often they did something."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.interactions = 0

    def settle(self) -> None:
        self.page.wait_for_timeout(700)
        expect(self.page.locator("[data-testid=stStatusWidget]")).to_have_count(0)
        expect(self.page.locator(BUSY)).to_have_count(0)

    def drop(self, name: str, content: bytes) -> None:
        zone = self.page.locator(".st-key-data_files input[type=file]")
        zone.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
        self.interactions += 1
        self.settle()

    def press(self, key: str) -> None:
        self.page.locator(f".st-key-{key} button").first.click()
        self.interactions += 1
        self.settle()

    def text(self) -> str:
        return self.page.locator(MAIN).inner_text()


def test_from_drop_to_badge_with_at_most_three_questions_and_names_nowhere(server: Server, browser: Browser) -> None:
    with reading(browser) as reader:
        page, controller = reader.page, Controller(reader.page)
        page.goto(f"{server.address}/data")
        expect(page.locator(".st-key-data_try")).to_be_visible()
        controller.drop("tickets.csv", year_of_tickets())
        expect(page.locator(".st-key-data-use-files")).to_be_visible()
        questions = page.locator("[class*='st-key-question-']").count()
        assert questions <= MOST_QUESTIONS
        controller.press("ask-backtest")
        expect(page.get_by_text(re.compile("^Back-test: ")).first).to_be_visible(timeout=PATIENCE_MS)
        controller.press("data-use-files")
        for width in (1440, 420):
            photographed(page, "data-badge", width)
        print(f"{questions} questions, {controller.interactions} interactions from drop to badge")  # noqa: T201
        assert controller.interactions <= MOST_INTERACTIONS
        address = page.url
        reader.is_content()
    folder = Path(server.store.removeprefix("sqlite:///")).parent
    is_nowhere(folder, address, server.log.read_text(encoding="utf-8"))
