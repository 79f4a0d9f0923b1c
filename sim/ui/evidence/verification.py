"""Whether a story shows its pattern: with its mechanism, and with it switched off."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from sim.metrics.catalogue import describe
from sim.questions.verification import PatternCheck, claims, scenarios_of, verified
from sim.report.format.words import format_difference, range_words
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

    currency = statements[0].told.currency
    ask(
        QuestionJob("verification", tuple(scenarios), SEED, find),
        lambda checks: _show(checks, currency),
        button=say("verification.ask"),
        about=say("verification.about", runs=RUNS * len(scenarios)),
    )


def _show(checks: list[PatternCheck], currency: str) -> None:
    st.markdown(say("verification.held", held=sum(check.holds for check in checks), count=len(checks)))
    rows = []
    for check in checks:
        outcome = describe(check.claim.pattern.outcome)
        rows.append(
            (
                outcome.label,
                say(f"verification.{check.claim.pattern.direction}"),
                *(
                    f"{format_difference(part.difference, outcome, currency)} "
                    f"({range_words(part.low, part.high, outcome, currency, sign=True)})"
                    for part in (check.told, check.without)
                ),
                say("verification.holds" if check.holds else "verification.fails"),
            )
        )
    headings = [say(f"verification.{column}") for column in ("outcome", "says", "with", "without", "verdict")]
    table(pd.DataFrame(rows, columns=headings), "verification")
