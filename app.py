"""The browser front end: ``streamlit run app.py``."""

from streamlit import App

from sim.ui.http import SCRIPT, middleware, routes

app = App(SCRIPT, routes=routes(), middleware=middleware())
