"""Why did they leave, and whom do we fix, charge or let go?"""

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
from sim.report.format.habit import percent_sign
from sim.ui.customers.life import life_of_one
from sim.ui.customers.remedies import remedies
from sim.ui.customers.week import week_at_the_desk
from sim.ui.customers.whom import portraits_of, whom
from sim.ui.frame import Results, ground, show_study
from sim.ui.pictures import picture
from sim.ui.results import numbers
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
    whom(on)
    known = portraits_of(on)
    if known is None:
        return
    chosen = life_of_one(on, known)
    remedies(on, chosen)
    week_at_the_desk(on, chosen)


def _show(results: Results, key: str, preliminary: bool) -> None:
    """Who left, when and why: the terms against the baseline."""
    on = results.ground
    found = leaving_of(on.names[:2], on.study.scenarios[:2], results.progress.replications[:2])
    if found is None:
        return
    said = leaving_sentences(found)
    st.subheader(as_markdown(said[0]), anchor=False)
    for sentence in said[1:]:
        st.markdown(as_markdown(sentence))
    st.caption(
        say(
            "customers.paired",
            runs=found.runs,
            so_far=say("customers.so_far") if preliminary else "",
            months=len(found.months) - 1,
        )
    )
    numbers(leaving_cards(found))
    _figures(found, key)


def _figures(found: Departures, key: str) -> None:
    st.subheader(say("customers.kept"), anchor=False)
    st.caption(say("customers.kept_about"))
    picture(
        survival_chart(found.months, dict(zip(found.names, found.retained, strict=True))),
        f"kept-{key}",
        retention_table(found),
    )
    st.subheader(say("customers.ways"), anchor=False)
    st.caption(say("customers.bars_about"))
    ways = {LOSSES[name]: values for name, values in list(found.losses.items())[1:]}
    picture(bars_chart(ways, found.names, say("customers.ways_axis")), f"ways-{key}", losses_table(found))
    st.subheader(say("customers.causes"), anchor=False)
    if not found.causes:
        st.info(say("customers.no_causes"))
        return
    st.caption(say("customers.causes_about"))
    heaviest = dict(list(found.causes.items())[:MOST_CAUSES])
    shares = {cause: [100 * each for each in values] for cause, values in heaviest.items()}
    drawn = bars_chart(shares, found.names, say("customers.causes_axis"), unit=percent_sign())
    picture(drawn, f"causes-{key}", causes_table(found))
