"""Sales in a real browser: change promise and price, read the verdict, save, take the memo, hand on the link."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, expect

from sim.ui.stories import story
from tests.ui.browser import MAIN, ROOT, Reader, Server, free_port, named, needs_browser, numbers, reading
from tests.ui.sessions import session

pytestmark = needs_browser

NAME = "<img src=x>=cmd()"
TERMS = {"plans.gold.response_hours.P1": 0.25, "plans.gold.fee_per_month": 2500}


def set_term(page: Page, key: str, value: str) -> None:
    field = page.locator(f".st-key-{key} input")
    field.fill(value)
    field.press("Enter")


def terms_in(address: str) -> dict[str, float]:
    terms: dict[str, float] = json.loads(parse_qs(urlsplit(address).query).get("terms", ["{}"])[0])
    return terms


def downloaded(reader: Reader, key: str, folder: Path) -> Path:
    with reader.page.expect_download() as waiting:
        reader.page.locator(f".st-key-{key} button").first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_from_the_example_to_a_saved_deal_a_memo_and_its_link(server: Server, browser: Browser, tmp_path: Path) -> None:
    with reading(browser) as sales:
        page = sales.page
        page.goto(server.address)
        sentence = page.locator(f"{MAIN} h3").first
        expect(sentence).to_contain_text("The over-promise")
        before = numbers(page)
        set_term(page, "term-gold-response_P1", "0.25")
        set_term(page, "term-gold-fee", "2500")
        expect(sentence).to_contain_text("The over-promise (adjusted)")
        expect(page.locator("[data-testid=stMetricValue]").first).not_to_have_text(before[0])
        after = numbers(page)
        page.wait_for_url(lambda address: terms_in(address) == TERMS)

        page.locator(".st-key-saving button").first.click()
        page.locator(f"{named('save_name')} >> input").fill(NAME)
        page.locator(f"{named('save_note')} >> textarea").fill("=1+1")
        page.locator(".st-key-save button").first.click()
        expect(sentence).to_contain_text(f"{NAME}, version 1")
        assert numbers(page) == after
        link = page.url
        memo = json.loads(downloaded(sales, "memo-json", tmp_path).read_bytes())
        assert [row["value"] for row in memo["numbers"]] == after[:3]
        html = downloaded(sales, "memo-html", tmp_path).read_text(encoding="utf-8")
        assert "<img src=x>" not in html
        assert after[0] in html
        sales.is_content()

    with reading(browser) as colleague:
        colleague.page.goto(link)
        assert numbers(colleague.page) == after
        again = downloaded(colleague, "memo-json", tmp_path / "again")
        assert again.read_bytes() == (tmp_path / "saydo-memo.json").read_bytes()
        colleague.page.reload()
        assert numbers(colleague.page) == after
        colleague.is_content()

    server.stop()
    server.start()
    with reading(browser) as later:
        later.page.goto(link)
        assert numbers(later.page) == after
        later.is_content()
    _reproduced(memo, tmp_path)


def _reproduced(memo: dict[str, object], folder: Path) -> None:
    """The memo's own command comes to the same runs and the same words."""
    command = shlex.split(str(memo["command"]))
    assert command[:2] == ["saydo", "report"]
    command[command.index("--to") + 1] = str(folder / "from-command")
    ran = [sys.executable, "-m", "sim", *command[1:], "--as", "json"]
    subprocess.run(ran, cwd=ROOT, check=True, capture_output=True)
    again = json.loads((folder / "from-command" / "memo.json").read_bytes())
    assert again["runs"].values() != []
    for mine, theirs in zip(memo["runs"].values(), again["runs"].values(), strict=True):  # type: ignore[attr-defined]
        assert mine == theirs
    for part in ("numbers", "plans", "guardrails"):
        assert [re.sub(re.escape(NAME), "", str(row)) for row in memo[part]] == [str(row) for row in again[part]]  # type: ignore[attr-defined]


def test_a_new_deal_is_judged_and_undone_by_a_key(server: Server, browser: Browser) -> None:
    with reading(browser) as sales:
        page = sales.page
        page.goto(server.address)
        expect(page.locator(f"{MAIN} h3").first).to_contain_text("The over-promise")
        page.locator(".st-key-new button").first.click()
        page.locator(".st-key-offer_customer input").fill("Initech")
        page.locator(".st-key-offer_judge button").first.click()
        expect(page.locator(f"{MAIN} h3").first).to_contain_text("The honest baseline with Initech")
        expect(page.locator(".st-key-answer")).to_contain_text("Initech")
        fee = story("honest").plans["gold"].fee_per_month
        expect(page.locator("[class*=st-key-term-offered-fee] input")).to_have_value(f"{fee:g}")
        page.keyboard.press("Control+z")
        expect(page.locator(f"{MAIN} h3").first).to_contain_text("The over-promise")
        sales.is_content()


def test_a_dropped_connection_loses_nothing(server: Server, browser: Browser) -> None:
    with reading(browser) as sales:
        page = sales.page
        page.goto(f"{server.address}/?fee=7")
        before, link = numbers(page), page.url
        sales.context.set_offline(True)
        page.wait_for_timeout(1_500)
        sales.context.set_offline(False)
        sales.complaints.clear()
        set_term(page, "term-gold-fee", "2300")
        expect(page.locator("[data-testid=stMetricValue]").first).not_to_have_text(before[0])
        page.locator(".st-key-undo button").first.click()
        expect(page.locator("[data-testid=stMetricValue]").first).to_have_text(before[0])
        assert page.url == link


def test_both_ways_to_start_it_do(server: Server, tmp_path: Path) -> None:
    """``streamlit run app.py`` started the server of all journeys; here it is the command."""
    other = replace(server, port=free_port(), log=tmp_path / "log", process=None)
    other.start("-m", "sim", "app")
    try:
        with session(other) as reader:
            reader.rerun()
            assert "The over-promise" in reader.texts.replace("\\", "")
    finally:
        other.stop()
