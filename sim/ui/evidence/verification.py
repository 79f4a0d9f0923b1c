"""Whether a story shows its pattern: with its mechanism, and with it switched off."""

from __future__ import annotations

import streamlit as st

from sim.questions.verification import PatternCheck, claims, scenarios_of, verified
from sim.report.verification import verified_table
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.scenario.files import shipped
from sim.ui.asking import ask
from sim.ui.pictures import table
from sim.ui.text import say

__all__ = ["verification"]

RUNS, SEED = 8, 7


def verification(name: str) -> None:
    """Draws the pattern that a story states, and verifies it where its reader asks."""
    statements = claims(path for path in shipped() if path.stem == name)
    if not statements:
        st.info(say("verification.none"))
        return
    scenarios = scenarios_of(statements)

    def find(runner: ExperimentRunner) -> list[PatternCheck]:
        results = runner.results(list(scenarios.values()), RUNS)
        return verified(statements, dict(zip(scenarios, results, strict=True)))

    ask(
        QuestionJob("verification", tuple(scenarios), SEED, find),
        _show,
        button=say("verification.ask"),
        about=say("verification.about", runs=RUNS * len(scenarios)),
    )


def _show(checks: list[PatternCheck]) -> None:
    st.markdown(say("verification.held", held=sum(check.holds for check in checks), count=len(checks)))
    table(verified_table(checks, RUNS, SEED), "verification")
