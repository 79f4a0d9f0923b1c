"""One journey in a real browser: the example, a lever, the redraw, the verdict, the other page, a telephone."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = ROOT / "artefacts"
CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE_MS = 300_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]


@dataclass
class Watched:
    """A page, what it complained of, and whom else it called."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        if not re.match(r"(data|blob):|(https?|wss?)://127\.0\.0\.1[:/]", request.url):
            self.calls.append(request.url)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The product as a reader starts it, on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    ARTEFACTS.mkdir(exist_ok=True)
    log = ARTEFACTS / "server.log"
    with (
        log.open("w", encoding="utf-8") as out,
        subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT) as server,
    ):
        try:
            healthy(f"http://127.0.0.1:{port}", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
    assert "will be removed" not in log.read_text(encoding="utf-8")


def healthy(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail("the server did not become healthy")


@pytest.fixture
def watched() -> Iterator[Watched]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        seen = Watched(page)
        page.on("console", lambda message: seen.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("request", seen.note)
        yield seen
        browser.close()


def whole_page(page: Page, name: str, width: int) -> None:
    """A picture of all there is to scroll through."""
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(int(height) + 80, 6_000)})
    page.wait_for_timeout(1_500)
    page.screenshot(path=ARTEFACTS / name)


def test_a_reader_moves_a_term_and_sees_the_verdict_redrawn(address: str, watched: Watched) -> None:
    """It does not wait for the end: it asks for many runs and cancels them once there is something to see."""
    page = watched.page
    page.goto(f"{address}/?runs=100")
    sentence = page.locator("[data-testid=stMain] h3").first
    expect(sentence).to_contain_text("The over-promise")
    expect(page.locator("[data-testid=stMetric]")).to_have_count(4)
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=PATIENCE_MS)
    before = page.locator("[data-testid=stMetricValue]").first.inner_text()

    page.locator(".st-key-fee input[type=range]").focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    expect(sentence).to_contain_text("The over-promise (adjusted)")
    expect(page.locator("[data-testid=stMetricValue]").first).not_to_have_text(before)
    expect(page.locator("[data-testid=stMain]")).to_contain_text("in 95 of 100 such studies")
    expect(page.locator("[data-testid=stMain]")).to_contain_text("Difference to the baseline")
    assert page.url.endswith("?runs=100&fee=10")
    expect(page.locator(".js-plotly-plot")).to_have_count(4)
    page.locator(".st-key-cancel button").click()
    expect(page.locator("[data-testid=stMain]")).to_contain_text("of 100 runs; what was done is kept")
    expect(page.locator(".st-key-cancel")).to_have_count(0)
    whole_page(page, "deal-1440.png", 1440)

    page.get_by_role("link", name="Evidence").click()
    expect(page.locator("[data-testid=stMain]")).to_contain_text("numbers, ")
    expect(page.locator("[data-testid=stMain]")).to_contain_text("Saydo ")
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.screenshot(path=ARTEFACTS / "evidence-1440.png")
    page.get_by_role("link", name="Deal").click()
    expect(sentence).to_contain_text("The over-promise (adjusted)")

    page.set_viewport_size({"width": 420, "height": 900})
    expect(page.locator(".js-plotly-plot")).to_have_count(4)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 420
    whole_page(page, "deal-420.png", 420)
    assert page.locator("[data-testid=stException]").count() == 0
    assert watched.complaints == []
    assert watched.calls == []


def test_a_shared_link_shows_what_its_sender_saw(address: str, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{address}/?runs=100&fee=10")
    expect(page.locator("[data-testid=stMain] h3").first).to_contain_text("The over-promise (adjusted)")
    expect(page.locator(".st-key-fee [data-testid=stSliderThumbValue]")).to_have_text("+10 %")
    assert watched.complaints == []
    assert watched.calls == []
