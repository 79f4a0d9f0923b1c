"""A scenario of one's own from its file: what an import, a fit or ``saydo init`` left."""

from __future__ import annotations

import streamlit as st

from sim.errors import SaydoError
from sim.report.trust import RECORD, marks_of_record
from sim.scenario.document import Scenario
from sim.ui.data.archive import unpacked
from sim.ui.data.session import scenario_of, use_as_baseline
from sim.ui.stories import keep_own, mark_of_own, own_names, story
from sim.ui.text import as_markdown, say
from sim.ui.trust import keep_trust

__all__ = ["open_scenario", "portfolio"]

OPENED = "data_scenario"


def open_scenario() -> None:
    """Draws the zone to drop a scenario on, and the portfolios of this session."""
    st.markdown(say("data.open_lead"))
    dropped = st.file_uploader(
        say("data.open_drop"), type=["yaml", "yml", "csv", "zip", "json"], accept_multiple_files=True, key=OPENED
    )
    if dropped:
        try:
            files = unpacked([(file.name, file.getvalue()) for file in dropped])
            record = files.pop(RECORD, None)
            scenario = scenario_of(files)
            if record is not None:
                keep_trust(scenario.fingerprint, marks_of_record(record.decode(errors="replace"), RECORD))
        except SaydoError as problem:
            for line in str(problem).splitlines():
                st.error(as_markdown(line, 500))
        else:
            keep_own(scenario)
            portfolio(scenario, "opened")
    others = [story(name) for name in own_names()]
    if others:
        st.subheader(say("data.own"), anchor=False)
        for scenario in others:
            st.markdown(say("data.own_one", title=scenario.title, count=scenario.customers))


def portfolio(scenario: Scenario, key: str) -> None:
    """Draws what a portfolio holds, and the button that makes it the base of every page."""
    text = say("data.portfolio", title=scenario.title, count=scenario.customers, plans=len(scenario.plans_in_use))
    kept = scenario.fingerprint in map(mark_of_own, own_names())
    st.success(f"{text} {say('data.portfolio_kept')}" if kept else text)
    st.button(say("data.use"), type="primary", key=f"data-use-{key}", on_click=use_as_baseline, args=(scenario,))
    st.caption(say("data.use_about"))
