"""Terms to ask for in return for a concession, at the same margin and at the same risk."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import streamlit as st

from sim.questions.returns import RETURNS, Asked, ReturnAnswer, ask_in_return
from sim.questions.trade import USUAL_REQUESTS
from sim.report.entries import plan_name
from sim.report.returns import return_table, return_words
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.ui.asking import ask
from sim.ui.bound import pick, value_of_pick
from sim.ui.deal.plan import plan_of
from sim.ui.frame import Ground
from sim.ui.picks import one_of
from sim.ui.pictures import table
from sim.ui.sections import section
from sim.ui.text import as_markdown, say, tell
from sim.ui.work import job_manager

__all__ = ["asked_so_far", "show_trade"]

RUNS = 10
"""Of each value: as few as tell the margin that 8 of 10 runs reach."""


def show_trade(on: Ground) -> None:
    """Draws the question about the plan of the deal, or its answer."""
    section("trade.title")
    scenario, plan = on.own, plan_of(on.choice)
    gifts = _gifts(scenario, plan)
    first, second = st.columns(2)
    with first:
        gift = pick(say("trade.gift"), gifts, "trade_gift", gifts[0], lambda name: say(f"trade.{name}"))
    returns = _returns(scenario, plan, gift)
    if not returns:
        st.info(say("trade.nothing", plan=plan_name(plan)))
        return
    with second:
        words = {name: say(f"trade.returned_{name}") for name in returns}
        in_return = pick(say("trade.wanted"), returns, "trade_return", returns[0], words.__getitem__)

    def show(answer: ReturnAnswer) -> None:
        st.markdown(as_markdown(_words(answer, gift, scenario.currency), 900))
        with st.expander(say("trade.tried")):
            table(return_table(answer, scenario.currency), "trade-tried")

    ask(
        _question(on, plan, gift, in_return),
        show,
        button=say("trade.ask"),
        about=say("trade.about"),
    )


def asked_so_far(on: Ground) -> tuple[str, ...]:
    """Say what the reader has asked for in return, in sentences for the memo.

    Parameters
    ----------
    on : Ground
        The choice.

    Returns
    -------
    tuple of str
        Empty where nobody asks, or the answer is not there yet.
    """
    scenario, plan = on.own, plan_of(on.choice)
    gifts = _gifts(scenario, plan)
    gift = value_of_pick("trade_gift", gifts[0], one_of(gifts))
    returns = _returns(scenario, plan, gift)
    if not returns:
        return ()
    in_return = value_of_pick("trade_return", returns[0], one_of(returns))
    there = job_manager().peek(_question(on, plan, gift, in_return))
    if there is None or there.state != "done":
        return ()
    return (_words(there.answer, gift, scenario.currency),)


def _question(on: Ground, plan: str, gift: str, in_return: str) -> QuestionJob:
    scenario, inquiry = on.own, Asked(_give(gift, plan), plan, in_return)

    def find(runner: ExperimentRunner) -> ReturnAnswer:
        return ask_in_return(runner, scenario, inquiry, RUNS)

    return QuestionJob("trade", (scenario.fingerprint, gift, in_return, plan), on.study.seed, find)


def _gifts(scenario: Scenario, plan: str) -> list[str]:
    return [name for name, request in USUAL_REQUESTS.items() if request.differs(scenario, plan)]


@lru_cache(maxsize=256)
def _returns(scenario: Scenario, plan: str, gift: str) -> tuple[str, ...]:
    give = _give(gift, plan)
    return tuple(name for name, term in RETURNS.items() if term.is_possible(scenario, plan, give))


def _give(gift: str, plan: str) -> Mapping[str, object]:
    return USUAL_REQUESTS[gift].concession(plan).give


def _words(answer: ReturnAnswer, gift: str, currency: str) -> str:
    text = return_words(answer, tell(f"trade.{gift}"), currency)
    return text[0].upper() + text[1:]
