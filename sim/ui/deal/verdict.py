"""May it be signed? The answer at the top of the page: of the one customer that is signed, or of the firm's floors."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sim.questions.deal import DealVerdict, deal_of, judge
from sim.questions.guardrails import guarded
from sim.report.deal import SigningAnswer, deal_answer, firm_answer
from sim.report.study import FEWEST
from sim.running.jobs import Progress, QuestionJob
from sim.ui.asking import WAITING, ask
from sim.ui.frame import Ground
from sim.ui.text import as_markdown, say
from sim.ui.work import job_manager

__all__ = ["customer_of", "show_verdict", "verdict_of"]

ZONE_COLOURS = {"safe": "green", "risky": "orange", "never": "red"}


def verdict_of(on: Ground, progress: Progress) -> SigningAnswer | None:
    """The verdict on a choice; the one place that page, sign-off and memo have it from.

    Parameters
    ----------
    on : Ground
        The choice.
    progress : Progress
        Of its study.

    Returns
    -------
    SigningAnswer or None
        None while there is none.
    """
    question = _question(on)
    if question is not None:
        there = job_manager().peek(question)
        if there is None or there.state != "done":
            return None
        return deal_answer(there.answer, on.own.currency)
    own = progress.replications[min(1, len(progress.replications) - 1)] if progress.replications else ()
    if all(replication.error is not None for replication in own):
        return None
    return firm_answer(guarded(own, on.choice.guardrails))


def show_verdict(on: Ground, progress: Progress) -> None:
    """Draws the answer, or how far it is; that on a deal is a question of its own, which begins by itself.

    Parameters
    ----------
    on : Ground
        The choice.
    progress : Progress
        Of its study, with the runs that the page shows.
    """
    question = _question(on)
    if question is not None:
        _ask_twice(on, question)
        return
    answer = verdict_of(on, progress)
    if answer is None:
        st.caption(say("memo.waiting"))
        return
    if progress.state in WAITING:
        st.caption(say("memo.so_far", runs=progress.done))
    _show(answer)


def _ask_twice(on: Ground, question: QuestionJob) -> None:
    """Asks for a first answer from few runs, and then for the whole one, of which these runs are a part."""
    show = partial(_show_deal, on)
    first, there = _question(on, FEWEST), job_manager().peek(question)
    if first is not None and on.study.replications > FEWEST and (there is None or there.state != "done"):
        early = job_manager().poll(first)
        if early.state != "done":
            st.markdown(say("memo.guardrails"))
            ask(first, show)
            return
        st.caption(say("memo.so_far", runs=FEWEST))
        _show(deal_answer(early.answer, on.own.currency), "first-answer")
    ask(question, show)


def _show_deal(on: Ground, verdict: DealVerdict) -> None:
    _show(deal_answer(verdict, on.own.currency))


def customer_of(on: Ground) -> str | None:
    """The customer that the choice signs; None where it signs no single one."""
    return deal_of(on.study.scenarios[0], on.own)


def _question(on: Ground, fewer: int | None = None) -> QuestionJob | None:
    """The question about the customer that is signed, perhaps of fewer runs; None where no single one is."""
    scenario, rails, runs = on.own, on.choice.guardrails, fewer or on.study.replications
    customer = customer_of(on)
    if customer is None:
        return None
    about = scenario.fingerprint, customer, rails, runs
    name = "deal" if fewer is None else "deal-first"
    return QuestionJob(name, about, on.study.seed, lambda runner: judge(runner, scenario, customer, rails, runs))


def _show(answer: SigningAnswer, key: str = "answer") -> None:
    with st.container(key=key):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(say("memo.guardrails"), width="content")
            st.badge(as_markdown(answer.decision), color=ZONE_COLOURS[answer.zone])  # type: ignore[arg-type]
        st.markdown(f"**{as_markdown(answer.headline, 600)}**")
        for reason in answer.reasons:
            st.markdown(f"- {as_markdown(reason, 600)}")
        if answer.walk_away:
            st.markdown(as_markdown(answer.walk_away, 600))
        for note in answer.notes:
            st.caption(as_markdown(note, 600))
    with st.expander(say("memo.floors")):
        for row in answer.rows:
            st.markdown(say("memo.row", name=row.name, floor=row.floor, reached=row.reached, zone=row.verdict))
