"""Which guesses matter, and in what share of draws of all of them the headline conclusions hold."""

from __future__ import annotations

import streamlit as st

from sim.experiments import inquiry
from sim.experiments.guesses import Worlds, ranges_of, shortened
from sim.experiments.headlines import headlines
from sim.experiments.laboratory import Laboratory
from sim.metrics.catalogue import describe
from sim.report.charts import tornado_chart
from sim.report.guesses import conclusions_frame, findings_words, swings_frame, tornado_bars
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.ui.asking import ask
from sim.ui.bound import bound
from sim.ui.jobs import Inquiry
from sim.ui.picks import one_of
from sim.ui.pictures import picture, table
from sim.ui.text import as_markdown, say

__all__ = ["doubts"]

MONTHS, SEED = 18, 7
SIZES = {"quick": inquiry.Plan(draws=10, few=4), "usual": inquiry.Plan(), "careful": inquiry.Plan(draws=100, few=8)}


def doubts(base: Scenario) -> None:
    """Draws the tornado of a scenario's guesses, and the sign stability of what stories say against it."""
    size = st.segmented_control(
        say("doubts.size"), list(SIZES), format_func=lambda name: say(f"doubts.{name}"), required=True,
        **bound("doubts_size", "quick", one_of(list(SIZES))),
    ) or "quick"  # fmt: skip
    plan = SIZES[size]
    found = headlines(base)
    scenarios = [shortened(each, MONTHS) for each in (base, *(load(path) for _, path in found))]

    def find(laboratory: Laboratory) -> inquiry.Findings:
        worlds = Worlds(scenarios, ranges_of(scenarios[0]))
        asked = inquiry.Inquiry(worlds, [each for each, _ in found], plan, SEED)
        asked.run(laboratory)
        return asked.answer()

    about = tuple(each.fingerprint for each in scenarios)
    ask(
        Inquiry("doubts", (about, size), SEED, find), lambda answer: _show(answer, plan, base.currency),
        button=say("doubts.ask"), about=say("doubts.about", months=MONTHS),
    )  # fmt: skip


def _show(found: inquiry.Findings, plan: inquiry.Plan, currency: str) -> None:
    outcome = describe(plan.outcome)
    if found.swings:
        drawn = tornado_chart(tornado_bars(found), outcome, currency)
        st.markdown(as_markdown(drawn.finding))
        picture(drawn, "tornado", swings_frame(found, plan.outcome, currency))
    if found.conclusions:
        st.subheader(say("doubts.stability"), anchor=False)
        for row in found.conclusions:
            held = round(row.holds.estimate * row.holds.count)
            st.markdown(say("doubts.held", story=row.name, held=held, draws=row.holds.count))
        table(conclusions_frame(found), "stability")
    for line in findings_words(found, plan):
        st.caption(as_markdown(line, 600))
