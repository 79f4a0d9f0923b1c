"""Why did customers leave, and what should we do about each account?"""

from __future__ import annotations

import streamlit as st

from sim.report.charts import bars_chart, survival_chart
from sim.report.departures import (
    LOSSES,
    Departures,
    causes_table,
    leaving_cards,
    leaving_of,
    leaving_sentences,
    losses_table,
    retention_table,
)
from sim.report.format.reader_locale import percent_sign
from sim.ui.customers.counterfactual import counterfactual
from sim.ui.customers.customer_history import customer_history, pick_customer
from sim.ui.customers.customer_profiles import customer_profiles, profiles_of
from sim.ui.customers.desk_week import desk_week
from sim.ui.customers.externality import externality
from sim.ui.customers.remedies import remedies
from sim.ui.frame import Results, ground, show_study
from sim.ui.pictures import picture
from sim.ui.results import numbers
from sim.ui.sections import section
from sim.ui.text import as_markdown, say
from sim.ui.work import job_manager

__all__ = ["show"]

MOST_CAUSES = 6


def show() -> None:
    """Draws the page."""
    on = ground()
    st.caption(say("customers.lead"))
    show_study(on, _show)
    if on is None or job_manager().poll(on.study).state != "done":
        return
    customer_profiles(on)
    profiles = profiles_of(on)
    if profiles is None:
        return
    one = pick_customer(on, profiles)
    history = customer_history(on, one)
    counterfactual(on, one)
    externality(on, one)
    remedies(on, one)
    desk_week(on, one, history)


def _show(results: Results, key: str, preliminary: bool) -> None:
    """Who left, when and why: the reader's scenario against the base scenario."""
    on = results.ground
    departures = leaving_of(on.names[:2], on.study.scenarios[:2], results.progress.replications[:2])
    if departures is None:
        return
    first, *others = leaving_sentences(departures)
    st.subheader(as_markdown(first), anchor=False)
    for sentence in others:
        st.markdown(as_markdown(sentence))
    spoken = "customers.so_far" if preliminary else "customers.in_all"
    st.caption(say(spoken, runs=departures.runs, months=len(departures.months) - 1))
    numbers(leaving_cards(departures))
    _figures(departures, key)


def _figures(departures: Departures, key: str) -> None:
    names = departures.names
    section("customers.kept")
    st.caption(say("customers.kept_about"))
    curves = dict(zip(names, departures.retained, strict=True))
    picture(survival_chart(departures.months, curves), f"kept-{key}", retention_table(departures))
    section("customers.ways")
    st.caption(say("customers.bars_about"))
    ways = {LOSSES[name]: values for name, values in list(departures.losses.items())[1:]}
    picture(bars_chart(ways, names, say("customers.ways_axis")), f"ways-{key}", losses_table(departures))
    section("customers.causes")
    if not departures.causes:
        st.info(say("customers.no_causes"))
        return
    st.caption(say("customers.causes_about"))
    heaviest = dict(list(departures.causes.items())[:MOST_CAUSES])
    shares = {cause: [100 * runs for runs in values] for cause, values in heaviest.items()}
    chart = bars_chart(shares, names, say("customers.causes_axis"), unit=percent_sign())
    picture(chart, f"causes-{key}", causes_table(departures))
