"""Planted names, addresses and telephone numbers are in no store, link or log after a whole use of the page."""

from __future__ import annotations

import csv
import io
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sim.running.jobs import JobManager, QuestionJob
from tests.ui.conftest import Serve, finished
from tests.ui.fakes import replication
from tests.ui.test_data import at_rest, dropped, reading_of, words

NAMES = ("Quibblebank Freight", "Zanzibar Oil", "quentin@quibblebank.example", "+49 170 5551234")
"""A customer by name, one by another, an address and a telephone number."""


def year_of_tickets() -> bytes:
    """Tickets of four months on working days, of customers by name, address and telephone number."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["Ticket ID", "Company", "Email", "Phone", "Created", "First response time", "Status", "Priority"])
    days = [day for day in (date(2024, 1, 1) + timedelta(n) for n in range(120)) if day.weekday() < 5]
    for place in range(4 * len(days)):
        day, name = days[place // 4], (NAMES[0], NAMES[place % 2], NAMES[0], ("Elm", "Oak")[place // 4 % 2])[place % 4]
        row = (f"{day} {9 + place % 8:02d}:{place * 7 % 60:02d}", f"{day} {17 + place % 2}:30", "Closed", "High")
        lines.writerow([place, name, NAMES[2], NAMES[3], *row])
    return text.getvalue().encode()


def is_nowhere(tmp_path: Path, *texts: str) -> None:
    """No planted name is in a file below a folder, or in a text."""
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert kept
    said = "".join(texts)
    for planted in (*NAMES, "Quibblebank", "Zanzibar", "5551234"):
        assert planted not in said
        assert planted.encode() not in kept


def test_a_whole_use_of_a_portfolio_leaves_its_names_nowhere(
    serve: Serve, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.ui.data.fitted.RUNS", 10)
    page = serve("data")
    page.default_timeout = 120
    dropped(at_rest(page), tickets_csv=year_of_tickets())
    assert NAMES[0] in reading_of(page).scenario.accounts
    page.button(key="ask-backtest").click()
    finished(page)
    assert "Back-test:" in words(page)
    page.button(key="data-use-files").click()
    at_rest(page)
    deal = serve("deal")
    own = page.session_state["own_portfolios"]
    monkeypatch.setattr("sim.ui.stories._own", lambda: own)  # labels are asked for outside of any session here
    for name in ("own_portfolios", "choice", "private"):
        deal.session_state[name] = page.session_state[name]
    account = f"accounts.{NAMES[0]}.fee_per_month"
    deal.session_state["choice"] = replace(deal.session_state["choice"], terms={account: 900.0})
    finished(deal)
    assert deal.session_state["study"].scenarios[1].accounts[NAMES[0]].fee_per_month == 900
    assert len(deal.session_state["study"].scenarios) == 2
    assert any("is saved nowhere" in element.value for element in deal.caption)
    is_nowhere(tmp_path, caplog.text, str(dict(page.query_params)), str(dict(deal.query_params)))


def test_what_ends_a_private_question_or_page_is_logged_without_its_text(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(f"cell of {NAMES[0]}")

    manager = JobManager(lambda: ThreadPoolExecutor(1), replication)
    for question, private in (("asked", True), ("public", False)):
        job = QuestionJob(question, (), 1, broken)
        while manager.poll(job, "one", private=private).state == "running":
            time.sleep(0.01)
        assert (NAMES[0] in caplog.text) is not private
        assert "RuntimeError" in caplog.text
    manager.close()
    caplog.clear()
    text = "from sim.ui.work import be_private, quiet_log\nquiet_log()\nbe_private()\n"
    text += "raise RuntimeError('of Quib' + 'ble')"
    failed = AppTest.from_string(text).run()
    assert failed.exception
    assert ("RuntimeError" in caplog.text, "of Quibble" in caplog.text) == (True, False)
