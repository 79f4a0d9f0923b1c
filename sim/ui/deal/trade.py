"""What to ask for in return for a concession, at the same margin and at the same risk."""

from __future__ import annotations

import streamlit as st

from sim.questions.returns import RETURNS, Asked, ReturnAnswer, ask_in_return
from sim.questions.trade import USUAL_REQUESTS
from sim.report.returns import return_table, return_words
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.ui.asking import ask
from sim.ui.bound import pick
from sim.ui.deal.memo import plan_of
from sim.ui.frame import Ground
from sim.ui.pictures import table
from sim.ui.text import as_markdown, say, tell

__all__ = ["show_trade"]

RUNS = 10
"""Of each value: as few as tell the margin that 8 of 10 runs reach."""


def show_trade(on: Ground) -> None:
    """Draws the question about the plan of the deal, or its answer."""
    st.subheader(say("trade.title"), anchor=False)
    scenario, plan = on.own, plan_of(on.choice)
    gifts = [name for name, request in USUAL_REQUESTS.items() if request.differs(scenario, plan)]
    first, second = st.columns(2)
    with first:
        gift = pick(say("trade.gift"), gifts, "trade_gift", gifts[0], lambda name: say(f"trade.{name}"))
    give = USUAL_REQUESTS[gift].concession(plan).give
    returns = [name for name, term in RETURNS.items() if term.is_possible(scenario, plan, give)]
    if not returns:
        st.info(say("trade.nothing", plan=plan))
        return
    with second:
        words = {name: say(f"trade.returned_{name}") for name in returns}
        wanted = pick(say("trade.wanted"), returns, "trade_return", returns[0], words.__getitem__)

    def find(runner: ExperimentRunner) -> ReturnAnswer:
        return ask_in_return(runner, scenario, Asked(give, plan, wanted), RUNS)

    def show(answer: ReturnAnswer) -> None:
        text = return_words(answer, tell(f"trade.{gift}"), scenario.currency)
        st.markdown(as_markdown(text[0].upper() + text[1:], 900))
        with st.expander(say("trade.tried")):
            table(return_table(answer, scenario.currency), "trade-tried")

    ask(
        QuestionJob("trade", (scenario.fingerprint, gift, wanted, plan), on.study.seed, find),
        show,
        button=say("trade.ask"),
        about=say("trade.about"),
    )
