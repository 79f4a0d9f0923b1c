"""The pages, their order and their style."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path

import streamlit as st

from sim.ui.scripts import run_script
from sim.ui.sections import jump_list, no_sections
from sim.ui.state import begin, to_the_answer
from sim.ui.text import say
from sim.ui.work import bring_example, passing_trouble, quiet_log, shared_jobs

__all__ = ["PAGES", "show"]

PAGES = ("deal", "compare", "money", "customers", "data", "evidence")
"""A page is the package of its name and the file of texts of its name, which holds the word of the menu."""

HERE = Path(__file__).parent
"""Folder of the style."""


def show() -> None:
    """Draws the page that the reader is on."""
    st.set_page_config(page_title=say("router.product"), page_icon="🤝", layout="wide")
    st.html(HERE / "style.css")
    if st.context.theme.type == "dark":
        st.html(HERE / "dark.css")
    run_script("print")
    run_script("back")
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
    begin(name)
    no_sections()
    place = st.container(key="jump")
    import_module(f"sim.ui.{name}.page").show()
    jump_list(place)
    to_the_answer()
