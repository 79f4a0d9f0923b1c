"""Whether the first page answers My portfolio as quickly as the example: ``python -m tests.benchmarks.first_page``.

A real browser, a new profile each time, opens *Your data*, opens the files of an imported portfolio there, or none, and
goes to the first page. Timed is what follows: until the first number is drawn, and until the study is done. The
portfolio is of eighty-five customers, and those won in the year of its files, with as many contacts as the baseline.
Subjects take turns, so that a busy machine slows all alike, and each turn has a seed of its own, so that both are
simulated: the example's own runs come with the product, and are timed beside them. A ratio above 1.1 is marked.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, FilePayload, expect
from rich.console import Console
from rich.table import Table

from sim.scenario.files import load, resolve
from tests.benchmarks.own_portfolio import imported_files
from tests.ui.browser import Server, chromium, reading, serving

__all__ = ["main"]

MOST = 1.1
FIRST_SEED = 900
SHIPPED, EXAMPLE, OWN = "example, its runs brought along", "example", "My portfolio"
LINKS = {SHIPPED: "", EXAMPLE: "story=honest&seed={seed}", OWN: "seed={seed}"}
"""Link of each subject; as with a portfolio, there is one scenario to simulate."""
DONE = """() => document.querySelector("[data-testid=stMetricValue]")
    && !document.querySelector(".st-key-cancel, .st-key-results-stale")"""


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    console = Console(width=110)
    files = imported_files(load(resolve("honest")))
    taken: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server, chromium() as browser:
        opened(server, browser, SHIPPED, 0, files)  # what a server does once
        for turn in range(options.turns):
            for name in LINKS:
                taken[name].append(opened(server, browser, name, turn, files))
                console.print(f"{name}, turn {turn + 1}: {taken[name][-1][0]:.2f} s, {taken[name][-1][1]:.2f} s")
    table = Table("subject", "first number, s", "study done, s", "to the example", "", "")
    for name, rows in taken.items():
        ratios = np.median(np.array(rows) / np.array(taken[EXAMPLE]), axis=0)
        mark = "slower" if name == OWN and ratios.max() > MOST else ""
        middle = [f"{value:.2f}" for value in np.median(rows, axis=0)]
        table.add_row(name, *middle, *(f"{ratio:.2f}" for ratio in ratios), mark)
    console.print(table)


def opened(server: Server, browser: Browser, name: str, turn: int, files: Mapping[str, bytes]) -> tuple[float, float]:
    """Seconds from the click on the first page to its first number, and to the end of its study."""
    with reading(browser) as reader:
        page = reader.page
        page.goto(f"{server.address}/data?{LINKS[name].format(seed=FIRST_SEED + turn)}")
        expect(page.locator(".st-key-data_try")).to_be_visible()
        if name == OWN:
            page.get_by_role("tab").last.click()
            dropped = [FilePayload(name=file, mimeType="", buffer=content) for file, content in files.items()]
            page.locator(".st-key-data_scenario input[type=file]").set_input_files(dropped)
            page.locator(".st-key-data-use-opened button").click()
            expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)
            page.wait_for_timeout(1_000)
        began = time.perf_counter()
        page.get_by_role("link", name="Deal", exact=True).first.click()
        expect(page.locator("[data-testid=stMetricValue]").first).to_be_visible()
        first = time.perf_counter() - began
        page.wait_for_function(DONE, polling=50)
        done = time.perf_counter() - began
        reader.is_content()
        return first, done


if __name__ == "__main__":
    main()
