"""The product as a reader starts it, and a real browser in front of it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = ROOT / "artefacts"
CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 300_000
GLANCE_MS = 2_500
BY_NAME = r"""{
    queryAll(root, name) {
        const key = new RegExp("(^| )st-key-" + name.split("-").join("(-\\d+)?-") + "(-\\d+)*( |$)");
        const keyed = Array.from(root.querySelectorAll("[class*=st-key-]"));
        const all = keyed.filter(element => key.test(element.className));
        const drawn = all.filter(element => !element.closest("[data-stale=true]"));
        return drawn.length ? drawn : all;
    },
    query(root, name) { return this.queryAll(root, name)[0]; }
}"""
MAIN = "[data-testid=stMain]"
PAGES = ("deal", "compare", "money", "customers", "data", "evidence")

needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]


@dataclass
class Server:
    """The product on a port of this machine, with a run store of its own."""

    port: int
    store: str
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *how: str) -> float:
        """Starts it, by default as ``streamlit run app.py``; returns the seconds until it was healthy."""
        began = time.monotonic()
        started = how or ("-m", "streamlit", "run", "app.py")
        command = [sys.executable, *started, "--server.port", str(self.port)]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, "SAYDO_STORE": self.store}
            )
        while time.monotonic() < began + 60:
            assert self.process.poll() is None, "the server ended"
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return time.monotonic() - began
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        pytest.fail("the server did not become healthy")

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


def free_port() -> int:
    """A port of this machine that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def serving(folder: Path, *how: str) -> Iterator[Server]:
    """A server while the block lasts, started as by :meth:`Server.start`; what it says goes to a log that is kept."""
    port = free_port()
    ARTEFACTS.mkdir(exist_ok=True)
    log = ARTEFACTS / f"server-{folder.name}.log"
    log.unlink(missing_ok=True)
    server = Server(port, f"sqlite:///{folder / 'runs.sqlite'}", log)
    server.start(*how)
    try:
        yield server
    finally:
        server.stop()
    assert "will be removed" not in log.read_text(encoding="utf-8")


@dataclass
class Reader:
    """A page, what it complained of, and whom else it called."""

    page: Page
    context: BrowserContext
    complaints: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        if not re.match(r"(data|blob):|(https?|wss?)://127\.0\.0\.1[:/]", request.url):
            self.calls.append(request.url)

    def hear(self, message: ConsoleMessage) -> None:
        """Streamlit looks for its server beside a page's own path first, and then finds it above."""
        looked_for = message.location.get("url", "").partition("/_stcore/")
        if message.type == "error" and not (looked_for[1] and looked_for[0].rpartition("/")[2] in PAGES):
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")

    def text(self) -> str:
        """All that the main part says."""
        return self.page.locator(MAIN).inner_text()

    def is_content(self) -> None:
        """Nothing was complained of, nobody else called, no exception shown."""
        assert self.page.locator("[data-testid=stException]").count() == 0
        assert not self.complaints, self.complaints
        assert not self.calls, self.calls


@contextmanager
def reading(browser: Browser, width: int = 1440, locale: str = "en-US") -> Iterator[Reader]:
    """A reader with an empty profile."""
    size = {"width": width, "height": 1000}
    context = browser.new_context(viewport=size, locale=locale, accept_downloads=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    reader = Reader(page, context)
    page.on("console", reader.hear)
    page.on("pageerror", lambda error: reader.complaints.append(str(error)))
    page.on("request", reader.note)
    yield reader
    context.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A real browser."""
    with sync_playwright() as playwright:
        playwright.selectors.register("named", BY_NAME)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


def named(key: str) -> str:
    """Selector of the widget of a name, whose key carries numbers once the choice was replaced under it.

    While the page is drawn anew, a widget of the choice before may still stand beside it: that one is not meant.
    """
    return f"named={key}"


def pick(page: Page, key: str, text: str) -> None:
    """Picks in a box what begins so; who sees no list come up, or sees it close, opens it again."""
    box, option = page.locator(f"{named(key)} >> input"), page.get_by_role("option").first
    for _ in range(PATIENCE_MS // GLANCE_MS):
        box.click()
        box.fill(text)
        with suppress(PlaywrightTimeout):
            option.wait_for(state="visible", timeout=GLANCE_MS)
            box.press("Enter", timeout=GLANCE_MS)
            return
        page.keyboard.press("Escape")
    pytest.fail(f"the list of {key} did not open")


def numbers(page: Page) -> list[str]:
    """The numbers of the page once all runs are done, and drawn."""
    values = page.locator("[data-testid=stMetricValue]")
    before: list[str] = []
    deadline = time.monotonic() + PATIENCE_MS / 1_000
    while time.monotonic() < deadline:
        busy = page.locator(".st-key-cancel, .st-key-results-stale").count()
        now = [] if busy else values.all_inner_texts()
        if now and now == before:
            return now
        before = now
        page.wait_for_timeout(700)
    pytest.fail("the numbers did not come to rest")


def photographed(page: Page, name: str, width: int) -> Path:
    """A picture of all there is to scroll through, kept as an artefact."""
    page.set_viewport_size({"width": width, "height": 1000})
    page.wait_for_timeout(300)
    height = page.evaluate(f"document.querySelector('{MAIN}').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(int(height) + 80, 6_000)})
    page.wait_for_timeout(700)
    path = ARTEFACTS / f"{name}-{width}.png"
    page.screenshot(path=path)
    page.set_viewport_size({"width": width, "height": 1000})
    return path
