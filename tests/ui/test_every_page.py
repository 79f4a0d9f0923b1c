"""Every page in a real browser: pictures at two widths, nothing serious for axe, names that are shown as text.

All of it in one pass over the pages of a small world: a desk of ten customers for a year, saved under such a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from sim.running.saved import Library, Saved
from sim.running.store import Store
from sim.scenario.files import load, scenario_folder
from tests.ui.browser import (
    ARTEFACTS,
    MAIN,
    PAGES,
    Reader,
    Server,
    named,
    needs_browser,
    numbers,
    photographed,
    pick,
    reading,
    serving,
)

pytestmark = needs_browser

NARROW, WIDE = 420, 1440
ACROSS = "closest('.stMainBlockContainer').querySelector('h3').closest('.stElementContainer').clientWidth"
DRAWN = "querySelector('.main-svg').getScreenCTM().a * parseFloat(e.querySelector('.main-svg').getAttribute('width'))"
STILL = """const Observer = window.ResizeObserver;
window.ResizeObserver = class extends Observer {
    constructor(act) { super((...changes) => window.printing || act(...changes)); }
};"""
"""No figure is drawn anew while a page is printed, as no script runs between the two events of printing."""
"""Pixels of the paper, and of a figure on it."""
HOSTILE = "<img src=x>=cmd()"
SMALL: Mapping[str, object] = {
    "horizon_months": 12,
    "segments.small.customers": 4,
    "segments.medium.customers": 3,
    "segments.large.customers": 2,
    "provider.teams.frontline.people": 0.5,
}
HOSTILE_TERMS: Mapping[str, object] = {
    "title": HOSTILE,
    "selling.sold_response_share": 0.5,
    f"accounts.{HOSTILE}": {"segment": "large", "spree_probability_per_day": 0.1, "spree_contacts": 20},
}
TICKETS = f"Ticket ID,Company,Created,Status,Priority,{HOSTILE}\n".encode() + b"".join(
    f"{place},{HOSTILE},2024-05-{place:02d} 10:00,Open,High,{HOSTILE}\n".encode() for place in range(1, 6)
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose run store holds a small baseline, and terms with a hostile name, title and account."""
    folder = tmp_path_factory.mktemp("small")
    with Store(f"sqlite:///{folder / 'runs.sqlite'}") as store:
        library, honest = Library(store.database), scenario_folder() / "honest.yaml"
        for name, terms in (("small", SMALL), (HOSTILE, {**SMALL, **HOSTILE_TERMS})):
            library.save(
                load(honest, overrides=terms), Saved(name, 0, "", HOSTILE, "2027-01-01T00:00:00+00:00", "=1+1")
            )
    with serving(folder) as server:
        yield server


def opened(reader: Reader, server: Server, name: str) -> Page:
    """A page about the terms with the hostile name, at rest."""
    page = reader.page
    page.add_init_script(STILL)
    query = urlencode({"base": "saved:small:1", "story": f"saved:{HOSTILE}:1"})
    page.goto(f"{server.address}/{'' if name == PAGES[0] else name}?{query}")
    if name == "data":
        file = {"name": f"{HOSTILE}.csv", "mimeType": "text/csv", "buffer": TICKETS}
        page.locator(".st-key-data_files input[type=file]").set_input_files([file])  # type: ignore[list-item]
        expect(page.locator(MAIN)).to_contain_text("6 rows, 5 used")
        expect(page.locator(MAIN)).to_contain_text("Folder of tables")
    elif name == "evidence":
        expect(page.locator(MAIN)).to_contain_text("numbers, ")
        pick(page, "sheet_story", HOSTILE)
        expect(page.locator(MAIN)).to_contain_text(f"{HOSTILE}, version 1 rests on")
    else:
        numbers(page)
        expect(page.locator(".js-plotly-plot").first).to_be_visible()
    return page


def serious(page: Page) -> list[tuple[str, list[str]]]:
    """What keeps somebody from reading or using a page, and where."""
    return [
        (violation["id"], [node["target"] for node in violation["nodes"]][:3])
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


def printed(page: Page, name: str) -> None:
    """A page on paper, kept as an artefact: each figure has the width of the paper, none is cut off."""
    page.pdf(path=ARTEFACTS / f"{name}.pdf", prefer_css_page_size=True, print_background=True)
    page.evaluate("window.printing = true; window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for figure in page.locator(".js-plotly-plot").all():
        paper, drawn = (figure.evaluate(f"e => e.{what}") for what in (ACROSS, DRAWN))
        assert drawn == pytest.approx(paper, abs=2)
    assert page.locator("[data-testid=stSidebar]").is_hidden()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint')); window.printing = false")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_both_widths_is_accessible_and_shows_hostile_names_as_text(
    small: Server, browser: Browser, name: str
) -> None:
    with reading(browser, WIDE) as reader:
        page = opened(reader, small, name)
        assert page.locator("img[src=x]").count() == 0
        assert HOSTILE in page.locator("body").inner_text()
        assert serious(page) == []
        photographed(page, name, WIDE)
        page.emulate_media(color_scheme="dark")
        photographed(page, f"{name}-dark", WIDE)
        assert serious(page) == []
        page.emulate_media(color_scheme="light")
        printed(page, name)
        photographed(page, name, NARROW)
        page.set_viewport_size({"width": NARROW, "height": 900})
        assert page.evaluate(f"document.querySelector('{MAIN}').scrollWidth") <= NARROW
        reader.is_content()


def test_a_click_on_a_bubble_picks_that_customer(small: Server, browser: Browser) -> None:
    with reading(browser, WIDE) as reader:
        page = opened(reader, small, "customers")
        chosen = page.locator(f"{named('customer')} >> input")
        expect(chosen).to_have_value("Acme")
        bubbles = page.locator(".st-key-profiles .scatterlayer .points path")
        expect(bubbles.first).to_be_visible()
        bubbles.nth(1).scroll_into_view_if_needed()
        place = bubbles.nth(1).bounding_box()
        assert place is not None
        page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)  # under Plotly's own layer
        expect(chosen).to_have_value(HOSTILE)
        reader.is_content()
