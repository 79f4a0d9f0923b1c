"""The pages and what surrounds them."""

from __future__ import annotations

import streamlit as st

from sim.ui import deal, evidence

__all__ = ["show"]

STYLE = """<style>
.block-container {padding-top: 4.5rem; max-width: 72rem;}
[class*="st-key-results-stale"] {opacity: .45;}
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
        st.Page(deal.show, title="Deal", url_path="deal", default=True),
        st.Page(evidence.show, title="Evidence", url_path="evidence"),
    ]
    st.navigation(pages, position="top").run()
