"""An executive in a real browser: three scenarios, who is best, where it tips; a run cancelled frees the cores."""

from __future__ import annotations

import re
import time
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.ui.browser import MAIN, Server, needs_browser, numbers, pick, reading

pytestmark = needs_browser


def test_three_scenarios_who_is_best_and_where_it_tips(server: Server, browser: Browser) -> None:
    with reading(browser) as executive:
        page = executive.page
        page.goto(f"{server.address}/compare")
        page.locator(".st-key-add-abusive-caller button").first.click()
        expect(page.locator("[data-testid=stMetric]")).to_have_count(9)
        assert len(numbers(page)) == 9
        counts = [int(best) for best in re.findall(r"best in (\d+) of 20 runs", executive.text())]
        assert len(counts) == 9
        assert all(sum(counts[place::3]) >= 20 for place in range(3))

        pick(page, "tipping_steps", "4")
        page.locator(".st-key-ask-tipping button").first.click()
        expect(page.locator(MAIN)).to_contain_text("A run tips that ends with responses on time below 80 %")
        executive.is_content()


def test_a_cancelled_run_frees_the_cores_and_says_what_is_kept(server: Server, browser: Browser) -> None:
    with reading(browser) as executive:
        page = executive.page
        page.goto(f"{server.address}/?runs=100&seed=11")
        expect(page.locator(MAIN)).to_contain_text("Preliminary")
        deadline = time.monotonic() + 30
        while busy(server) < 0.2:
            assert time.monotonic() < deadline, "no worker is at it"
        began = time.monotonic()
        page.locator(".st-key-cancel button").first.click()
        expect(page.locator(MAIN)).to_contain_text("of 100 runs; completed runs are kept")
        assert time.monotonic() - began < 30
        deadline = time.monotonic() + 30
        while busy(server) > 0.05:
            assert time.monotonic() < deadline, "workers are still at it"
        executive.is_content()


def busy(server: Server, seconds: float = 1.0) -> float:
    """Cores that the server's workers keep busy."""
    before = worked(server)
    time.sleep(seconds)
    return (worked(server) - before) / seconds


def worked(server: Server) -> float:
    """Seconds of processor time of the server's child processes."""
    assert server.process is not None
    total = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == server.process.pid:
            total += int(fields[11]) + int(fields[12])
    return total / 100
