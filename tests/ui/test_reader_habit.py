"""A reader from elsewhere in a real browser: money in their habit on the page, in the link and in the papers."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.ui.browser import Server, needs_browser, numbers, pick, reading

pytestmark = needs_browser


def test_the_browser_says_how_money_is_written_and_a_pick_is_in_the_address(
    server: Server, browser: Browser, tmp_path: Path
) -> None:
    with reading(browser, locale="de-DE") as reader:
        page = reader.page
        page.goto(server.address)
        assert numbers(page)[0].endswith("\u00a0$")
        expect(page).to_have_url(re.compile("locale=de_DE"))
        with page.expect_download() as waiting:
            page.locator(".st-key-memo-json button").first.click()
        waiting.value.save_as(tmp_path / "memo.json")
        memo = json.loads((tmp_path / "memo.json").read_text(encoding="utf-8"))
        assert memo["numbers"][0]["value"] == numbers(page)[0]
        assert "locale=de_DE" in memo["link"]
        assert memo["command"].endswith("--locale de_DE --to .")
        page.goto(f"{server.address}/compare?locale=fr_FR")
        numbers(page)
        pick(page, "spread_outcome", "Customers kept")
        expect(page).to_have_url(re.compile("picks=.*spread_outcome"))
        expect(page.locator(".st-key-undo button").first).to_be_enabled()
        page.reload()
        expect(page.locator(".st-key-spread_outcome input")).to_have_value(re.compile("Customers kept"))
        assert numbers(page)[0].endswith("\u00a0$US")
        assert not reader.complaints
