"""Every page in a real browser: pictures at two widths, nothing serious for axe, no call beyond this machine."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.ui.browser import MAIN, PAGES, Server, needs_browser, numbers, photographed, reading

pytestmark = [*needs_browser, pytest.mark.acceptance]

NARROW, WIDE = 420, 1440
KNOWN = {"aria-allowed-attr", "nested-interactive", "scrollable-region-focusable"}
"""What Streamlit itself brings along, of which no page of ours is the cause."""
HOSTILE = "<img src=x>=cmd()"
LINK = (
    '/{page}?story=honest&terms={{"title":"<img src=x>=cmd()","accounts.<img src=x>=cmd()":'
    '{{"segment":"large","spree_probability_per_day":0.1,"spree_contacts":20}}}}'
)


def path_of(name: str) -> str:
    """The first page is the address itself."""
    return "" if name == PAGES[0] else name


@pytest.mark.parametrize("name", PAGES)
def test_it_fits_both_widths_and_axe_finds_nothing_serious(server: Server, browser: Browser, name: str) -> None:
    with reading(browser, WIDE) as reader:
        page = reader.page
        page.goto(f"{server.address}/{path_of(name)}")
        if name == "evidence":
            expect(page.locator(MAIN)).to_contain_text("numbers, ")
        else:
            numbers(page)
            expect(page.locator(".js-plotly-plot").first).to_be_visible()
        serious = [
            (each["id"], [node["target"] for node in each["nodes"]][:3])
            for each in Axe().run(page).response["violations"]
            if each["impact"] in ("serious", "critical") and each["id"] not in KNOWN
        ]
        assert serious == []
        photographed(page, name, WIDE)
        page.set_viewport_size({"width": NARROW, "height": 900})
        page.wait_for_timeout(800)
        assert page.evaluate(f"document.querySelector('{MAIN}').scrollWidth") <= NARROW
        photographed(page, name, NARROW)
        reader.is_content()


@pytest.mark.parametrize("name", [name for name in PAGES if name != "evidence"])
def test_a_hostile_name_is_text_on_every_page(server: Server, browser: Browser, name: str) -> None:
    with reading(browser, WIDE) as reader:
        page = reader.page
        page.goto(server.address + LINK.format(page=path_of(name)))
        numbers(page)
        assert page.locator("img[src=x]").count() == 0
        assert HOSTILE in page.locator("body").inner_text()
        reader.is_content()
