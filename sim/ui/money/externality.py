"""What accounts cost all others: each left out under the same luck."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sim.questions.externality import Portfolio, leave_out, portfolio
from sim.report.externality import externality_table, externality_words
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.ui.asking import ask
from sim.ui.bound import bound
from sim.ui.frame import Ground
from sim.ui.picks import some_of
from sim.ui.pictures import table
from sim.ui.text import as_markdown, say

__all__ = ["harm"]

MOST = 5


def harm(on: Ground) -> None:
    """Asks what all others would earn and wait without some accounts, and draws the answer."""
    st.subheader(say("money.harm_title"), anchor=False)
    scenario, runs = on.own, on.study.replications
    named = [name for name in scenario.accounts if name not in scenario.absent]
    if len(named) > 1:
        named = st.multiselect(
            say("money.harm_which", most=MOST),
            named,
            max_selections=MOST,
            **bound("money_harm", named[:1], some_of(named, MOST)),
        )
    if not named:
        st.info(say("money.harm_none"))
        return
    question = QuestionJob(
        "others",
        (scenario.fingerprint, tuple(named), runs),
        on.study.seed,
        partial(_without, scenario=scenario, named=tuple(named), replications=runs),
    )
    button = say("money.harm_ask", count=", ".join(named), runs=runs * (1 + len(named)))
    ask(question, partial(_show, scenario.currency), button=button, about=say("money.harm_about", name=on.own_name))


def _without(runner: ExperimentRunner, scenario: Scenario, named: tuple[str, ...], replications: int) -> Portfolio:
    (results,) = runner.doing(partial(leave_out, named=named)).results([scenario], replications)
    return portfolio(scenario, results)


def _show(currency: str, found: Portfolio) -> None:
    st.caption(say("money.harm_rows"))
    for row in found.harms:
        st.markdown(f"**{as_markdown(externality_words(row, currency))}**")
    table(externality_table(found.harms, currency), "harm")
