"""Why two scenarios differ: their difference split over the numbers that differ."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sim.metrics.catalogue import describe
from sim.questions.bridge import Bridge, BridgeSettings, bridge
from sim.report.bridge import bridge_table, bridge_words
from sim.report.charts import waterfall_chart
from sim.report.selection import SCORED
from sim.report.terms import Wording
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.scenario.changes import change_groups, grouped
from sim.scenario.document import Scenario
from sim.ui.asking import ask
from sim.ui.bound import pick
from sim.ui.compare.picks import pick_place
from sim.ui.frame import Ground
from sim.ui.pictures import picture
from sim.ui.sections import section
from sim.ui.text import as_markdown, say

__all__ = ["show_bridge"]

MOST_PARTS = (3, 4, 6, 8)
"""Into how many parts a difference may be split at most: each more doubles what is simulated."""
RUNS = (10, 20, 50)


def show_bridge(on: Ground) -> None:
    """Draws the question, or its answer."""
    section("compare.bridge")
    one, two, three, four, five = st.columns([3, 3, 3, 2, 2])
    with one:
        first = pick_place(say("compare.from"), on, "bridge_from", 0)
    with two:
        last = pick_place(say("compare.to"), on, "bridge_to", on.names.index(on.own_name), but=first)
    with three:
        outcome = pick(say("compare.outcome"), SCORED, "bridge_outcome", SCORED[0], lambda name: describe(name).label)
    with four:
        most = pick(say("compare.parts"), MOST_PARTS, "bridge_parts", MOST_PARTS[0])
    with five:
        runs = pick(say("compare.runs"), RUNS, "bridge_runs", RUNS[0])
    base, variant = (on.study.scenarios[place] for place in (first, last))
    parts = len(grouped(change_groups(base, variant), most))
    job = QuestionJob(
        "bridge",
        (base.fingerprint, variant.fingerprint, outcome, most, runs),
        on.study.seed,
        partial(_split, base=base, variant=variant, most=most, settings=BridgeSettings(outcome, runs)),
    )
    ask(
        job,
        partial(_show, names=(on.names[first], on.names[last]), currency=base.currency, key=str(abs(hash(job.key)))),
        button=say("compare.bridge_ask", runs=2**parts * runs),
        about=say("compare.bridge_about", parts=parts),
    )


def _split(
    runner: ExperimentRunner, *, base: Scenario, variant: Scenario, most: int, settings: BridgeSettings
) -> Bridge:
    words = Wording([base, variant])
    levers = [words.lever(lever) for lever in grouped(change_groups(base, variant), most)]
    return bridge(runner, base, levers, settings)


def _show(answer: Bridge, *, names: tuple[str, str], currency: str, key: str) -> None:
    st.markdown(as_markdown(bridge_words(answer, currency), 1_500))
    chart = waterfall_chart(answer, *names, currency)
    picture(chart, f"bridge-{key}", bridge_table(answer, *names, currency))
