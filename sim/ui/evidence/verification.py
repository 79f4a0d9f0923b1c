"""Whether a story shows what it says: with its mechanism, and with it switched off."""

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
    """Draws what a story states, and verifies it where its reader asks."""
    stated = claims(path for path in shipped() if path.stem == name)
    if not stated:
        st.info(say("verification.none"))
        return
    scenarios = scenarios_of(stated)

    def find(runner: ExperimentRunner) -> list[PatternCheck]:
        results = runner.results(list(scenarios.values()), RUNS)
        return verified(stated, dict(zip(scenarios, results, strict=True)))

    currency = stated[0].told.currency
    ask(
        QuestionJob("verification", tuple(scenarios), SEED, find),
        lambda found: _show(found, currency),
        button=say("verification.ask"),
        about=say("verification.about", runs=RUNS * len(scenarios)),
    )


def _show(found: list[PatternCheck], currency: str) -> None:
    held = sum(row.holds for row in found)
    st.markdown(say("verification.held", held=held, count=len(found)))
    rows = []
    for row in found:
        outcome = describe(row.claim.pattern.outcome)
        rows.append(
            (
                outcome.label,
                say(f"verification.{row.claim.pattern.direction}"),
                *(
                    f"{format_difference(part.difference, outcome, currency)} "
                    f"({range_words(part.low, part.high, outcome, currency, sign=True)})"
                    for part in (row.told, row.without)
                ),
                say("verification.holds" if row.holds else "verification.fails"),
            )
        )
    names = [say(f"verification.{each}") for each in ("outcome", "says", "told", "without", "verdict")]
    table(pd.DataFrame(rows, columns=names), "verification")
