"""Which guesses matter, and in what share of draws of all of them the headline conclusions hold."""

from __future__ import annotations

import streamlit as st

from sim.metrics.catalogue import describe
from sim.questions import sensitivity_study as inquiry
from sim.questions.assumption_ranges import AssumptionDraws, ranges_of, shortened
from sim.questions.headlines import headlines
from sim.report.charts import tornado_chart
from sim.report.sensitivity import conclusions_table, findings_words, tornado_bars, tornado_table
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.ui.asking import ask
from sim.ui.bound import bound
from sim.ui.picks import one_of
from sim.ui.pictures import picture, table
from sim.ui.text import as_markdown, say

__all__ = ["doubts"]

MONTHS, SEED = 18, 7
SIZES = {
    "quick": inquiry.SensitivityDesign(draws=10, few=4),
    "usual": inquiry.SensitivityDesign(),
    "careful": inquiry.SensitivityDesign(draws=100, few=8),
}


def doubts(base: Scenario) -> None:
    """Draws the tornado of a scenario's guesses, and the sign stability of what stories say against it."""
    size = (
        st.segmented_control(
            say("doubts.size"),
            list(SIZES),
            format_func=lambda name: say(f"doubts.{name}"),
            required=True,
            **bound("doubts_size", "quick", one_of(list(SIZES))),
        )
        or "quick"
    )
    plan = SIZES[size]
    found = headlines(base)
    scenarios = [shortened(each, MONTHS) for each in (base, *(load(path) for _, path in found))]

    def find(runner: ExperimentRunner) -> inquiry.SensitivityFindings:
        worlds = AssumptionDraws(scenarios, ranges_of(scenarios[0]))
        asked = inquiry.SensitivityStudy(worlds, [each for each, _ in found], plan, SEED)
        asked.run(runner)
        return asked.answer()

    about = tuple(each.fingerprint for each in scenarios)
    ask(
        QuestionJob("doubts", (about, size), SEED, find),
        lambda answer: _show(answer, plan, base.currency),
        button=say("doubts.ask"),
        about=say("doubts.about", months=MONTHS),
    )


def _show(found: inquiry.SensitivityFindings, plan: inquiry.SensitivityDesign, currency: str) -> None:
    outcome = describe(plan.outcome)
    if found.swings:
        drawn = tornado_chart(tornado_bars(found), outcome, currency)
        st.markdown(as_markdown(drawn.finding))
        picture(drawn, "tornado", tornado_table(found, outcome, currency))
    if found.conclusions:
        st.subheader(say("doubts.stability"), anchor=False)
        for row in found.conclusions:
            held = round(row.holds.estimate * row.holds.count)
            st.markdown(say("doubts.held", story=row.name, held=held, draws=row.holds.count))
        table(conclusions_table(found), "stability")
    for line in findings_words(found, plan):
        st.caption(as_markdown(line, 600))
