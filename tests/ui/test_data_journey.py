"""From files to a badge in a real browser: few questions, few interactions, and names that are nowhere afterwards."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.ui.browser import MAIN, PATIENCE_MS, Server, needs_browser, photographed, reading
from tests.ui.test_data_privacy import NAMES, is_nowhere, year_of_tickets
from tests.ui.test_sales_journey import downloaded

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


def test_from_drop_to_badge_with_at_most_three_questions_and_names_nowhere(
    server: Server, browser: Browser, tmp_path: Path
) -> None:
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
        page.get_by_role("link", name="Deal").first.click()
        controller.interactions += 1
        expect(page.locator(".st-key-red-seen button, .st-key-trust").first).to_be_visible()
        if page.locator(".st-key-red-seen").count():
            photographed(page, "deal-red", 1440)
            photographed(page, "deal-red", 420)
            controller.press("red-seen")
        expect(page.locator(".st-key-trust").first).to_contain_text("Margin: back-test")
        expect(page.locator(".st-key-memo-json button").first).to_be_enabled()
        controller.settle()
        photographed(page, "deal-trusted", 1440)
        memo = json.loads(downloaded(reader, "memo-json", tmp_path).read_bytes())
        assert memo["trust"][0]["outcome"] == "margin"
        assert memo["link"] == ""
        assert "my-portfolio.yaml" in memo["command"]
        assert controller.interactions <= MOST_INTERACTIONS
        print(f"{questions} questions, {controller.interactions} interactions from drop to memo")  # noqa: T201
        address = page.url
        reader.is_content()
    folder = Path(server.store.removeprefix("sqlite:///")).parent
    is_nowhere(folder, address, server.log.read_text(encoding="utf-8"))


def test_columns_of_an_unknown_file_are_mapped_by_hand(server: Server, browser: Browser) -> None:
    rows = [f"{NAMES[n % 2]},{n},2024-05-{1 + n % 28:02d} 09:00\n" for n in range(40)]
    with reading(browser) as reader:
        page, controller = reader.page, Controller(reader.page)
        page.goto(f"{server.address}/data")
        controller.drop("unknown.csv", "".join(["Foo,Bar,Baz\n", *rows]).encode())
        box = page.locator("[class*='st-key-kind-'] input").first
        box.click()
        box.fill("tickets")
        box.press("Enter")
        controller.settle()
        grid = page.locator("[class*='st-key-map-']").first
        for row, field in enumerate(("customer", "id", "opened")):
            _chosen(page, grid.locator("canvas").first, row, field)
        controller.press("read-" + _mark(page))
        expect(page.locator(MAIN)).to_contain_text("Read as tickets by your mapping: Foo, Bar, Baz")
        photographed(page, "data-mapped", 1440)
        photographed(page, "data-mapped", 420)
        reader.is_content()


def _mark(page: Page) -> str:
    classes = page.locator("[class*='st-key-data-map-']").first.get_attribute("class") or ""
    return re.search(r"st-key-data-map-(\S+)", classes)[1]  # type: ignore[index]


def _chosen(page: Page, canvas: object, row: int, field: str) -> None:
    """Picks in a cell of the second column as with the keyboard: open, type, take the first."""
    box = canvas.bounding_box()  # type: ignore[attr-defined]
    height = 35
    page.mouse.dblclick(box["x"] + box["width"] * 0.3, box["y"] + height * (row + 1.5))
    page.keyboard.type(field)
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
