"""The assumptions that matter, and the share of draws of all of them in which the headline conclusions hold."""

from __future__ import annotations

import streamlit as st

from sim.metrics.catalogue import describe
from sim.questions.assumption_ranges import AssumptionDraws, ranges_of
from sim.questions.headlines import headlines
from sim.questions.sensitivity_study import SensitivityDesign, SensitivityFindings, SensitivityStudy
from sim.report.charts import tornado_chart
from sim.report.sensitivity import conclusions_table, findings_words, tornado_bars, tornado_table
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.length import shortened
from sim.ui.asking import ask
from sim.ui.bound import bound
from sim.ui.picks import one_of
from sim.ui.pictures import picture, table
from sim.ui.plausible import key_of, points_of, say_points
from sim.ui.sections import section
from sim.ui.text import as_markdown, say

__all__ = ["sensitivity_study"]

MONTHS, SEED = 18, 7
DESIGNS = {
    "quick": SensitivityDesign(draws=10, few=4),
    "usual": SensitivityDesign(),
    "careful": SensitivityDesign(draws=100, few=8),
}


def sensitivity_study(base: Scenario) -> None:
    """Draws the tornado of a scenario's assumptions, and how stable the sign of each conclusion against it is."""
    size = (
        st.segmented_control(
            say("sensitivity_study.size"),
            list(DESIGNS),
            format_func=lambda name: say(f"sensitivity_study.{name}"),
            required=True,
            **bound("doubts_size", "quick", one_of(list(DESIGNS))),
        )
        or "quick"
    )
    design = DESIGNS[size]
    points = points_of(base)
    say_points(points)
    conclusions = headlines(base)
    scenarios = [shortened(scenario, MONTHS) for scenario in (base, *(load(path) for _, path in conclusions))]

    def find(runner: ExperimentRunner) -> SensitivityFindings:
        draws = AssumptionDraws(scenarios, ranges_of(scenarios[0]), points=points)
        study = SensitivityStudy(draws, [conclusion for conclusion, _ in conclusions], design, SEED)
        study.run(runner)
        return study.answer()

    fingerprints = tuple(scenario.fingerprint for scenario in scenarios)
    ask(
        QuestionJob("sensitivity", (fingerprints, size, key_of(points)), SEED, find),
        lambda answer: _show(answer, design, base.currency),
        button=say("sensitivity_study.ask"),
        about=say("sensitivity_study.about", months=MONTHS),
    )


def _show(findings: SensitivityFindings, design: SensitivityDesign, currency: str) -> None:
    outcome = describe(design.outcome)
    if findings.swings:
        chart = tornado_chart(tornado_bars(findings), outcome, currency)
        st.markdown(as_markdown(chart.finding))
        picture(chart, "tornado", tornado_table(findings, outcome, currency))
    if findings.conclusions:
        section("sensitivity_study.stability")
        for row in findings.conclusions:
            count = round(row.holds.estimate * row.holds.count)
            st.markdown(say("sensitivity_study.held", story=row.name, count=count, draws=row.holds.count))
        table(conclusions_table(findings), "stability")
    for line in findings_words(findings, design):
        st.caption(as_markdown(line, 600))
