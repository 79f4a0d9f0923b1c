"""The pages and what surrounds them."""

from __future__ import annotations

import streamlit as st

from sim.ui import compare, customers, deal, evidence, money
from sim.ui.text import say

__all__ = ["show"]

PAGES = {"deal": deal, "compare": compare, "money": money, "customers": customers, "evidence": evidence}

STYLE = """<style>
.block-container {padding-top: 4.5rem; max-width: 72rem;}
.st-key-results-stale {opacity: .45;}
[data-testid="stMetricValue"] {font-size: 1.9rem;}
@media (max-width: 640px) {
  .st-key-cards [data-testid="stColumn"] {min-width: calc(50% - .5rem) !important; flex: 1 1 calc(50% - .5rem);}
  .block-container {padding-left: 1rem; padding-right: 1rem;}
}
</style>"""


def show() -> None:
    """Draws the page that the reader is on."""
    st.set_page_config(page_title="Saydo", page_icon="🤝", layout="wide")
    st.html(STYLE)
    pages = [
        st.Page(page.show, title=say(f"router.{name}"), url_path=name, default=name == "deal")
        for name, page in PAGES.items()
    ]
    st.navigation(pages, position="top").run()
