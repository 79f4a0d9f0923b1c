"""The pages, their order and their style."""

from __future__ import annotations

from functools import partial
from importlib import import_module

import streamlit as st

from sim.ui.live import next_run
from sim.ui.sections import jump_list, no_sections
from sim.ui.state import to_the_answer
from sim.ui.text import say
from sim.ui.work import bring_example, passing_trouble, quiet_log, shared_jobs

__all__ = ["PAGES", "show"]

PAGES = ("deal", "compare", "money", "customers", "data", "evidence")
"""A page is the package of its name and the file of texts of its name, which holds the word of the menu."""

STYLE = """<style>
.block-container {padding-top: 4.5rem; max-width: 72rem;}
.st-key-results-stale {opacity: .45;}
@media (min-width: 1000px) {[data-testid="stSidebar"][data-collapsed="false"] {min-width: 24rem !important;}}
[data-testid="stSidebar"] [data-testid="stExpanderDetails"] {padding: .25rem .75rem .75rem;}
[data-testid="stSidebar"] [data-testid="stForm"] {padding: 0;}
[data-testid="stForm"] [data-testid="stColumn"] [data-testid="stNumberInputStepDown"],
[data-testid="stForm"] [data-testid="stColumn"] [data-testid="stNumberInputStepUp"] {display: none;}
[data-testid="stMetricValue"] {font-size: 1.9rem;}
[data-testid="stMetricLabel"] * {white-space: normal !important; overflow: visible;}
[data-testid="stCaptionContainer"] {opacity: 1 !important; color: light-dark(#565963, #B9BCC6) !important;}
[data-testid="stPlotlyChart"] {background: #FFFFFF; border-radius: .5rem;}
[data-testid="stBaseButton-primary"] {color: light-dark(#FFFFFF, #101418) !important;}

@media (max-width: 640px) {
  .st-key-jump p {white-space: nowrap; overflow-x: auto;}
  [class*="st-key-cards"] [data-testid="stColumn"] {
    min-width: calc(50% - .5rem) !important; flex: 1 1 calc(50% - .5rem);
  }
  .block-container {padding-left: 1rem; padding-right: 1rem;}
}
@page {size: 1240px 1754px; margin: 48px;}
@media print {
  [data-testid="stSidebar"], header, [data-testid="stHeader"], .stButton, .stDownloadButton, .stPopover,
  .st-key-jump, .st-key-papers, .st-key-board, details:not([open]) {display: none;}
  .stApp, [data-testid="stAppViewContainer"], [data-testid="stMain"] {
    position: static !important; overflow: visible !important; height: auto !important; display: block !important;
  }
  .block-container {max-width: none; padding: 0;}
  [data-testid="stMetric"], .stElementContainer:has(.js-plotly-plot) {break-inside: avoid;}
  .stElementContainer:has(h3), .stElementContainer:has(h3) + .stElementContainer:has(.stMarkdown) {break-after: avoid;}
  .stElementContainer:has(.js-plotly-plot), .stPlotlyChart, .stPlotlyChart :has(.main-svg) {
    width: 100% !important; height: auto !important;
  }
  .js-plotly-plot .svg-container {aspect-ratio: var(--printed);}
  .js-plotly-plot .main-svg {width: 100% !important; height: 100% !important;}
}
</style>"""
ON_PRINT = """<script>
const drawn = act => document.querySelectorAll(".js-plotly-plot .main-svg").forEach(act);
window.onbeforeprint = () => drawn(figure => {
  const [width, height] = ["width", "height"].map(side => parseFloat(figure.getAttribute(side)));
  figure.setAttribute("viewBox", `0 0 ${width} ${height}`);
  figure.parentElement.style.setProperty("--printed", `${width} / ${height}`);
});
window.onafterprint = () => drawn(figure => figure.removeAttribute("viewBox"));
</script>"""
"""A figure has the width of the window; on paper it takes that of the page."""


def show() -> None:
    """Draws the page that the reader is on."""
    st.set_page_config(page_title=say("router.product"), page_icon="🤝", layout="wide")
    st.html(STYLE)
    st.html(ON_PRINT, unsafe_allow_javascript=True)
    quiet_log()
    bring_example()
    if problem := passing_trouble():
        st.warning(say("router.trouble", problem=problem))
    pages = [
        st.Page(partial(_open, name), title=say(f"{name}.menu"), url_path=name, default=name == PAGES[0])
        for name in PAGES
    ]
    st.navigation(pages, position="top").run()
    shared_jobs().warm_up()  # only now: starting workers would hold up the first page


def _open(name: str) -> None:
    """Draws a page; its module, and all that it needs, is read when somebody opens it."""
    next_run(name)
    no_sections()
    place = st.container(key="jump")
    import_module(f"sim.ui.{name}.page").show()
    jump_list(place)
    to_the_answer()
