"""The effect of accounts on all other customers: each left out with common random numbers."""

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
from sim.ui.sections import section
from sim.ui.text import as_markdown, say

__all__ = ["externality"]

MOST = 5


def externality(on: Ground) -> None:
    """Draws the question of what all others would earn and wait without some accounts, or its answer."""
    section("money.externality_title")
    scenario, runs = on.own, on.study.replications
    accounts = [name for name in scenario.accounts if name not in scenario.absent]
    if len(accounts) > 1:
        accounts = st.multiselect(
            say("money.externality_which", most=MOST),
            accounts,
            max_selections=MOST,
            select_all=False,
            **bound("money_harm", accounts[:1], some_of(accounts, MOST)),
        )
    if not accounts:
        st.info(say("money.externality_none"))
        return
    question = QuestionJob(
        "others",
        (scenario.fingerprint, tuple(accounts), runs),
        on.study.seed,
        partial(_without, scenario=scenario, accounts=tuple(accounts), replications=runs),
    )
    ask(
        question,
        partial(_show, scenario.currency),
        button=say("money.externality_ask", names=", ".join(accounts), runs=runs * (1 + len(accounts))),
        about=say("money.externality_about", name=on.own_name),
    )


def _without(runner: ExperimentRunner, scenario: Scenario, accounts: tuple[str, ...], replications: int) -> Portfolio:
    (results,) = runner.measured(partial(leave_out, named=accounts), [scenario], replications)
    return portfolio(scenario, results)


def _show(currency: str, answer: Portfolio) -> None:
    st.caption(say("money.externality_rows"))
    for place, row in enumerate(answer.externalities):
        st.markdown(f"**{as_markdown(externality_words(row, currency))}**")
        table(externality_table([row], currency), f"externality-{place}")
