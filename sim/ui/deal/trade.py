"""The fee to ask for in return for a concession, at the same margin."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from sim.questions.goal_seek import LeverValue
from sim.questions.trade import USUAL_REQUESTS, equal_margin
from sim.report.trade import trade_words
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.ui.asking import ask
from sim.ui.bound import pick
from sim.ui.deal.memo import plan_of
from sim.ui.frame import Ground
from sim.ui.sections import section
from sim.ui.text import as_markdown, say, tell

__all__ = ["show_trade"]

RUNS = 8


def show_trade(on: Ground) -> None:
    """Draws the question about the plan of the deal, or its answer."""
    section("trade.title")
    scenario, plan = on.own, plan_of(on.choice)
    names = [name for name, request in USUAL_REQUESTS.items() if request.differs(scenario, plan)]
    name = pick(say("trade.gift"), names, "trade_gift", names[0], lambda name: say(f"trade.{name}"))
    concession = USUAL_REQUESTS[name].concession(plan)

    def find(runner: ExperimentRunner) -> LeverValue:
        return equal_margin(runner, scenario, concession, RUNS)

    def show(answer: LeverValue) -> None:
        in_words = replace(answer, path=tell("trade.fee", plan=plan))
        words = trade_words(in_words, tell(f"trade.{name}"), scenario.currency, concession.level)
        st.markdown(as_markdown(words[0].upper() + words[1:], 600))

    ask(
        QuestionJob("trade", (scenario.fingerprint, name, plan), on.study.seed, find),
        show,
        button=say("trade.ask"),
        about=say("trade.about"),
    )
