"""Three journeys in a real browser, counted and timed: a firm by paste, a board, a phone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.ui.browser import MAIN, PATIENCE_MS, Reader, Server, named, needs_browser, numbers, pick, reading

pytestmark = needs_browser

SECONDS_OF_AN_ACTION = 8
"""Assumed: what a person takes to find a field and fill it, and the page to follow."""
SECONDS_OF_A_KEY = 0.2
"""Assumed: 60 words a minute of five letters each."""
MOST_ACTIONS = 40
FIRM_MINUTES, BOARD_MINUTES = 5, 2
FIRM = "Starter\t12\t200\t18\nTeam\t8\t650\t80\nSchool\t4\t150\t30\nEnterprise\t3\t2400\t280"
"""Four rows of a spreadsheet: plan, customers, fee, contacts a year."""


class Person:
    """Who types and clicks, how often, and for how long."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions, self.keys, self.began = page, 0, 0, time.monotonic()

    def press(self, place: str) -> None:
        """Click what is there; the page is drawn before and after."""
        self.settle()
        self.page.locator(place).first.click()
        self.actions += 1
        self.settle()

    def enter(self, key: str, text: str) -> None:
        """Type into a field, key by key, and go on to the next."""
        field = self.page.locator(f"{named(key)} >> input").first
        field.click()
        field.press("ControlOrMeta+a")
        field.press_sequentially(text)
        field.press("Tab")
        self.actions += 1
        self.keys += len(text)
        self.settle()

    def choose(self, key: str, text: str) -> None:
        """Pick in a list what begins so."""
        self.settle()
        pick(self.page, key, text)
        self.actions += 1
        self.keys += len(text)
        self.settle()

    def settle(self) -> None:
        """The page is drawn, whatever is still being simulated."""
        self.page.wait_for_timeout(300)
        expect(self.page.locator("[data-testid=stStatusWidget]")).to_have_count(0)

    def saved(self, place: str, folder: Path) -> bytes:
        """Take a paper away."""
        with self.page.expect_download() as waiting:
            self.press(place)
        waiting.value.save_as(folder / waiting.value.suggested_filename)
        return (folder / waiting.value.suggested_filename).read_bytes()

    def within(self, minutes: int, what: str) -> None:
        """Print what it took, and hold what a person would take by the two assumptions above."""
        seconds = self.actions * SECONDS_OF_AN_ACTION + self.keys * SECONDS_OF_A_KEY
        took = time.monotonic() - self.began
        print(f"{what}: {self.actions} actions, {self.keys} keys, {took:.0f} s here, {seconds:.0f} s of a person")  # noqa: T201
        assert self.actions <= MOST_ACTIONS
        assert seconds <= 60 * minutes


def pasted(person: Person, text: str) -> None:
    """Paste cells into the grid of plans, from its first."""
    page = person.page
    grid = page.locator(".st-key-scratch_grid_plans .dvn-scroller").first
    grid.scroll_into_view_if_needed()
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    cells = page.locator(".st-key-scratch_grid_plans [role=gridcell]")
    chosen = cells.and_(page.locator("[aria-selected=true]"))
    for _ in range(5):  # the first click may only close a list that was focused before
        grid.click(position={"x": 60, "y": 52})
        person.actions += 1
        page.wait_for_timeout(500)
        if chosen.count():
            break
    page.keyboard.press("ControlOrMeta+v")
    expect(cells.filter(has_text=text.rsplit("\n", maxsplit=1)[-1].partition("\t")[0])).to_have_count(1)
    person.actions += 1
    person.settle()


def test_a_firm_by_paste_a_deal_its_verdict_what_to_ask_and_the_memo(
    server: Server, browser: Browser, tmp_path: Path
) -> None:
    with reading(browser) as manager:
        page = manager.page
        manager.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.address)
        page.goto(server.address)
        person = Person(page)
        expect(page.locator(".st-key-new button").first).to_be_visible()
        person.press("a[href*='data']:has-text('Your data')")
        person.press("[role=tab]:has-text('Start from scratch')")
        person.enter("scratch_name", "Northwind Inc.")
        pasted(person, FIRM)
        person.enter("scratch_people", "2")
        person.press("[data-testid=stFormSubmitButton] button")
        expect(page.locator(MAIN)).to_contain_text("Northwind Inc.: 27 customers")
        person.press(".st-key-data-use-scratch button")
        person.press("a:has-text('Deal')")
        expect(page.locator(MAIN)).to_contain_text("Northwind Inc.: 27 customers at the start")
        person.press(".st-key-new button")
        person.enter("offer_customer", "Initech Inc.")
        person.enter("offer_Enterprise_fee", "3000")
        person.press(".st-key-offer_judge button")
        answer = page.locator(".st-key-answer")
        expect(answer).to_contain_text("Initech Inc.", timeout=PATIENCE_MS)
        numbers(page)
        person.press(".st-key-ask-trade button")
        expect(page.locator(".st-key-ask-trade, .st-key-cancel-trade")).to_have_count(0)
        memo = person.saved(".st-key-memo-html button", tmp_path).decode()
        assert "Initech Inc." in memo
        assert "Northwind Inc." in memo
        person.within(FIRM_MINUTES, "Firm by paste, deal, verdict, ask, memo")
        manager.is_content()


def test_five_variants_to_a_board_pdf(server: Server, browser: Browser, tmp_path: Path) -> None:
    with reading(browser) as executive:
        page = executive.page
        page.goto(f"{server.address}/compare")
        person = Person(page)
        for title in ("The trained desk", "The abusive caller", "The whales"):
            person.choose("others", title)
        numbers(page)
        cards = page.locator("[data-testid=stMetric]")
        expect(cards).to_have_count(15)
        paper = person.saved(".st-key-board-pdf button", tmp_path)
        assert paper.startswith(b"%PDF")
        person.within(BOARD_MINUTES, "Five variants to a board PDF")
        executive.is_content()


@contextmanager
def phone(browser: Browser) -> Iterator[Reader]:
    """A reader with a phone: narrow, and touched instead of clicked."""
    context = browser.new_context(viewport={"width": 420, "height": 860}, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    reader = Reader(page, context)
    page.on("console", reader.hear)
    page.on("pageerror", lambda error: reader.complaints.append(str(error)))
    page.on("request", reader.note)
    yield reader
    context.close()


def test_on_a_phone_a_term_is_changed_and_the_verdict_read(server: Server, browser: Browser) -> None:
    with phone(browser) as reader:
        page, began = reader.page, time.monotonic()
        page.goto(server.address)
        before = numbers(page)
        panel = page.locator("[data-testid=stSidebar]")
        page.locator("[data-testid=stExpandSidebarButton]").tap()
        fee = page.locator(f"{named('term-gold-fee')} >> input")
        fee.tap()
        fee.fill("2500")
        fee.press("Enter")
        expect(panel).to_have_attribute("data-collapsed", "true")
        assert numbers(page) != before
        answer = page.locator(".st-key-answer")
        answer.scroll_into_view_if_needed()
        place = answer.bounding_box()
        assert place is not None
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= 420
        assert (
            page.evaluate("document.elementFromPoint(210, innerHeight / 2).closest('[data-testid=stSidebar]')") is None
        )
        print(f"Phone: 3 actions, {time.monotonic() - began:.0f} s here")  # noqa: T201
        reader.is_content()
