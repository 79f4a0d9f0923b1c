"""How quick the pages are, by a browser and by the server's protocol: ``python -m tests.benchmarks.latencies``.

Each is printed beside what it should be. The server starts with an empty run store, so that the first page is as cold
as it gets; what follows is what a reader feels who moves a term, cancels, or shares the server with others.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect
from rich.console import Console
from rich.table import Table

from tests.ui.browser import MAIN, Server, chromium, named, numbers, reading, serving
from tests.ui.sessions import megabytes, session

__all__ = ["main"]

Row = tuple[str, str, float, float]
"""What, in which unit, as measured, and as it should be."""
USERS, TURNS = 10, 5
CHANGES, FEE = 7, 3_010
CARDS = ".st-key-cards [data-testid=stMetricValue]"
THINKING_SECONDS = 2.0
"""Between two turns of each of the ten users."""
LOOKING_FOR_THE_WINDOW = 3.0
"""Seconds between the start of the command and the browser's first question."""


def main() -> None:
    """Print the table."""
    rows: list[Row] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), "-m", "sim", "app") as server,
        chromium() as browser,
    ):
        time.sleep(LOOKING_FOR_THE_WINDOW)
        with reading(browser) as reader:
            rows += [(f"{what}, of saydo app", *numbers) for what, *numbers in _first_page(reader.page, server)]
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server, chromium() as browser:
        server.stop()
        rows.append(("start to healthy", "s", server.start(), 2))
        with reading(browser) as reader:
            rows += _first_page(reader.page, server)
            rows += _memory(server)
            numbers(reader.page)
            rows += _fee(reader.page)
            rows += _lever(reader.page)
            rows += _run_and_cancel(reader.page, server)
        rows += _protocol(server)
    table = Table("latency", "measured", "should be", "", title="Latencies of the browser product")
    for what, unit, measured, target in rows:
        table.add_row(what, f"{measured:.2f} {unit}", f"{target:g} {unit}", "" if measured <= target else "missed")
    Console(width=110).print(table)


def _first_page(page: Page, server: Server) -> list[Row]:
    began = time.perf_counter()
    page.goto(server.address)
    expect(page.locator("[data-testid=stMetric]").first).to_be_visible()
    sentence = time.perf_counter() - began
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    return [
        ("first page, cold: sentence and numbers", "s", sentence, 3),
        ("first page, cold: first chart", "s", time.perf_counter() - began, 6),
    ]


def _lever(page: Page) -> list[Row]:
    """Between two places whose runs are known, from the key to the repainted chart."""
    taken: list[float] = []
    for turn in range(2 + 12):
        key = "ArrowUp" if turn % 2 == 0 else "ArrowDown"
        before = page.locator(".js-plotly-plot").first.get_attribute("id") or ""
        number = page.locator("[data-testid=stMetricValue]").first.inner_text()
        page.locator(".st-key-fee input").focus()
        began = time.perf_counter()
        page.keyboard.press(key)
        page.wait_for_function(
            "([shown, id]) => document.querySelector('[data-testid=stMetricValue]')?.innerText !== shown"
            " && document.querySelector('.js-plotly-plot')",
            arg=[number, before],
        )
        if turn >= 2:
            taken.append(1_000 * (time.perf_counter() - began))
        numbers(page)
    return [
        ("lever to repainted chart, p50", "ms", float(np.quantile(taken, 0.5)), 250),
        ("lever to repainted chart, p90", "ms", float(np.quantile(taken, 0.9)), 450),
    ]


def _fee(page: Page) -> list[Row]:
    """A fee that was never asked for, from the key Enter to the first answer and to the whole one."""
    first, whole = [], []
    for turn in range(1 + CHANGES):
        shown = page.locator(CARDS).all_inner_texts()
        box = page.locator(f"{named('term-gold-fee')} >> input")
        box.fill(str(FEE + 10 * turn))
        began = time.perf_counter()
        box.press("Enter")
        page.wait_for_function(
            "([selector, shown]) => document.querySelector('.st-key-cards') && JSON.stringify("
            "[...document.querySelectorAll(selector)].map(cell => cell.innerText)) !== JSON.stringify(shown)",
            arg=[CARDS, shown],
        )
        first.append(time.perf_counter() - began)
        page.wait_for_function(
            "!document.querySelector('.st-key-cancel') && !document.querySelector('.st-key-results-stale')"
            " && document.querySelector('.js-plotly-plot')"
        )
        whole.append(time.perf_counter() - began)
        numbers(page)
    return [
        ("new fee to the first answer, p50", "s", float(np.median(first[1:])), 0.3),
        ("new fee to the whole answer, p50", "s", float(np.median(whole[1:])), 1.5),
    ]


def _run_and_cancel(page: Page, server: Server) -> list[Row]:
    def until(text: str, act: Callable[[], object]) -> float:
        began = time.perf_counter()
        act()
        expect(page.locator(MAIN)).to_contain_text(text)
        return time.perf_counter() - began

    def move() -> None:
        page.locator(".st-key-people input").focus()
        page.keyboard.press("ArrowUp")

    progress = until("Terms changed", move)
    partial = progress + until("Preliminary", lambda: None)
    with session(server) as other:
        other.rerun()
        taken = [other.rerun(fee=float(5 + turn % 2)) for turn in range(TURNS)]
    cancelled = until("what was done is kept", page.locator(".st-key-cancel button").first.click)
    return [
        ("run to progress", "s", progress, 0.5),
        ("run to first partial numbers", "s", partial, 1),
        ("another session's lever while a job runs, p90", "ms", 1_000 * float(np.quantile(taken, 0.9)), 400),
        ("cancel", "s", cancelled, 0.5),
    ]


def _protocol(server: Server) -> list[Row]:
    with ExitStack() as open_sessions:
        readers = [open_sessions.enter_context(session(server)) for _ in range(USERS)]
        for reader in readers:
            reader.rerun()
        alone = [readers[0].rerun() for _ in range(2 * TURNS)]

        def read(number: int) -> list[float]:
            time.sleep(THINKING_SECONDS * number / USERS)
            taken = []
            for _ in range(TURNS):
                taken.append(readers[number].rerun())
                time.sleep(THINKING_SECONDS)
            return taken

        with ThreadPoolExecutor(USERS) as crowd:
            together = [seconds for reader in crowd.map(read, range(USERS)) for seconds in reader]
    crowded = f"rerun of a page, ten users who look at it for {THINKING_SECONDS:g} s, p95"
    return [
        ("rerun of a page, p50", "ms", 1_000 * float(np.quantile(alone, 0.5)), 100),
        (crowded, "ms", 1_000 * float(np.quantile(together, 0.95)), 350),
    ]


def _memory(server: Server) -> list[Row]:
    assert server.process is not None
    children = [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/stat")
        if path.read_text(encoding="utf-8").rpartition(")")[2].split()[1] == str(server.process.pid)
    ]
    return [
        ("memory of the server", "MB", megabytes(server.process.pid), 150),
        ("memory of a worker, the largest", "MB", max((megabytes(child) for child in children), default=0.0), 60),
    ]


if __name__ == "__main__":
    main()
