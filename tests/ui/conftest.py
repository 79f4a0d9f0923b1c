"""Pages on an executor, a task and a store of the test's choosing, without a browser."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ElementList

from sim.running.replicate import Task
from sim.ui import work
from sim.ui.live import MARK
from tests.ui.browser import Server, chromium, serving
from tests.ui.fakes import StepExecutor, replication

Serve = Callable[..., AppTest]
NUMBER = re.compile(f"{MARK}[0-9]+")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product, started once for all journeys; what one has simulated another finds in the store."""
    with serving(tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One real browser; each reader has a profile of their own in it."""
    with chromium() as browser:
        yield browser


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """A page that is tested stands in for the main module, which worker processes of later tests would execute."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Serve]:
    """Makes a page: ``serve("deal", executor=..., task=...)``."""
    monkeypatch.setenv("SAYDO_STORE", f"sqlite:///{tmp_path / 'runs.sqlite'}")

    def make(page: str = "deal", *, executor: Executor | None = None, task: Task = replication) -> AppTest:
        monkeypatch.setattr(work, "PoolExecutor", lambda *_, **__: executor or ThreadPoolExecutor(1))
        monkeypatch.setattr(work, "run_replication", task)
        monkeypatch.setattr(work, "WORKERS", 1)
        monkeypatch.setattr(ElementList, "__call__", named)
        forget()
        return AppTest.from_string(f"from sim.ui.{page}.page import show\nshow()", default_timeout=30)

    yield make
    forget()


def named(elements: ElementList[Any], key: str) -> Any:
    """The element of a name, whatever its present key: a widget has another one when it shows another choice."""
    for element in elements:
        own = getattr(element, "key", None)
        if own is not None and NUMBER.sub("", own) == key:
            return element
    raise KeyError(key)


def forget() -> None:
    """As after a restart of the server."""
    work.shared_jobs.clear()
    work._store.clear()  # noqa: SLF001  a cached function, whose cache a restart empties


def finished(page: AppTest) -> AppTest:
    """Reruns the page until nothing is running any more."""
    deadline = time.monotonic() + 120
    page.run()
    while any("Cancel" in button.label for button in page.button):
        assert time.monotonic() < deadline
        time.sleep(0.02)
        page.run()
    assert not page.exception
    return page


def with_tables(page: AppTest) -> AppTest:
    """Opens each table that is folded away under its figure."""
    state = page._session_state.filtered_state  # noqa: SLF001  the only list of its keys
    folded = [key for key, is_open in state.items() if key.startswith("table-") and not is_open]
    for key in folded:
        page.session_state[key] = True
    if folded:
        page.run()
    assert not page.exception
    return page


def steps(executor: StepExecutor, count: int) -> None:
    """Lets so many tasks end, and what they mean be noticed."""
    deadline = time.monotonic() + 20
    for _ in range(count):
        while not executor.waiting:
            assert time.monotonic() < deadline
            time.sleep(0.002)
        executor.step()
    time.sleep(0.05)


def progress_text(page: AppTest) -> str:
    """Text of the progress bars."""
    return " ".join(element.proto.text for element in page.get("progress"))


def specs(page: AppTest) -> list[dict[str, object]]:
    """The figures, as Plotly knows them."""
    return [json.loads(element.proto.spec) for element in page.get("plotly_chart")]


AS_READ = str.maketrans({"\\": None, "\u00a0": " ", "\u2060": None})
"""From markdown to what is read: no escapes, and plain spaces where no line may end."""


def headings(page: AppTest) -> list[str]:
    """Subheaders of the main part, as they are read."""
    return [element.value.translate(AS_READ) for element in page.main.subheader]
