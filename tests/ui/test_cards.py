"""Numbers side by side in a real browser: no label runs under the icon of its help."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.ui.browser import needs_browser, reading, serving

pytestmark = needs_browser

CARDS = """
import streamlit as st
from sim.ui.router import HERE
st.set_page_config(layout="wide")
st.html(HERE / "style.css")
st.sidebar.write("terms")
labels = ("Days sales outstanding", "Customers kept a year", "Margin", "Service credits")
for column, label in zip(st.columns(len(labels), gap="small"), labels, strict=True):
    column.container(border=True).metric(label, "42 days", help="What it is")
"""
ROOM = """labels => labels.map(label => {
  const text = document.createRange();
  text.selectNodeContents(label.querySelector("p"));
  const icon = label.querySelector("[data-testid=stTooltipIcon]");
  return icon.getBoundingClientRect().left - text.getBoundingClientRect().right;
})"""
"""Pixels between the end of each label and its icon."""


@pytest.mark.parametrize("width", [1024, 1280])
def test_no_label_runs_under_the_icon_of_its_help(browser: Browser, tmp_path: Path, width: int) -> None:
    script = tmp_path / "cards.py"
    script.write_text(CARDS, encoding="utf-8")
    with serving(tmp_path, "-m", "streamlit", "run", str(script)) as server, reading(browser, width) as reader:
        reader.page.goto(server.address)
        labels = reader.page.locator("[data-testid=stMetricLabel]")
        labels.nth(3).wait_for()
        room = labels.evaluate_all(ROOM)
        assert len(room) == 4
        assert min(room) >= 0
