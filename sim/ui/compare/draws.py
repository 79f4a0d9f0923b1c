"""In how many draws of the assumptions the conclusions of the page keep their sign."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from sim.metrics.catalogue import HEADLINE
from sim.questions.plausible_points import PlausiblePoints
from sim.questions.sign_stability import SignStability, SignStudy, sign_runs
from sim.report.comparison import comparison_table, sign_words, with_signs
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.statistics.comparison import Comparison, Sample, compare
from sim.ui.asking import ask
from sim.ui.bound import pick
from sim.ui.frame import Ground
from sim.ui.pictures import table
from sim.ui.plausible import key_of, points_of, say_points
from sim.ui.sections import section
from sim.ui.text import as_markdown, say

__all__ = ["show_draws"]

DRAWS = (20, 40, 100)


def show_draws(on: Ground) -> None:
    """Draws the question, or its answer."""
    section("compare.draws")
    count = pick(say("compare.draws_count"), DRAWS, "sign_draws", DRAWS[0])
    scenarios, runs = on.scenarios, on.study.replications
    points = points_of(scenarios[0])
    say_points(points)
    ask(
        QuestionJob(
            "draws",
            (tuple(scenario.fingerprint for scenario in scenarios), runs, count, key_of(points)),
            on.study.seed,
            partial(_drawn, names=on.names, scenarios=scenarios, runs=runs, count=count, points=points),
        ),
        partial(_show, currency=scenarios[0].currency),
        button=say("compare.draws_ask", runs=sign_runs(len(scenarios), count) + runs * len(scenarios)),
        about=say("compare.draws_about"),
    )


def _drawn(
    runner: ExperimentRunner,
    *,
    names: Sequence[str],
    scenarios: Sequence[Scenario],
    runs: int,
    count: int,
    points: PlausiblePoints | None,
) -> tuple[list[Comparison], SignStability]:
    """The headline differences by the runs of the page, and in how many draws each keeps its sign."""
    samples = [Sample(name, result) for name, result in zip(names, runner.results(scenarios, runs), strict=True)]
    rows = [row for row in compare(samples[0], samples[1:]) if row.outcome in HEADLINE]
    inquiry = SignStudy(names, scenarios, count, runner.seed, points)
    inquiry.run(runner, rows)
    return rows, inquiry.answer(rows)


def _show(answer: tuple[list[Comparison], SignStability], *, currency: str) -> None:
    rows, signs = answer
    *sentences, basis = sign_words(rows, signs)
    for sentence in sentences:
        st.markdown(as_markdown(sentence, 400))
    st.caption(as_markdown(basis, 600))
    table(with_signs(comparison_table(rows, "", currency, with_variant=True), rows, signs), "draws")
