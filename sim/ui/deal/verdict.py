"""May it be signed? The answer at the top of the page: of the one customer that is signed, or of the firm's floors."""

from __future__ import annotations

import streamlit as st

from sim.questions.deal import deal_runs, deal_verdict
from sim.questions.guardrails import guarded
from sim.report.deal import SigningAnswer, deal_answer, firm_answer
from sim.running.jobs import Progress
from sim.ui.asking import WAITING
from sim.ui.frame import Ground
from sim.ui.text import as_markdown, say

__all__ = ["show_verdict", "verdict_of"]

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
    columns, own = progress.replications, on.own_place
    if not columns or all(replication.error is not None for replication in columns[own]):
        return None
    rails = on.choice.guardrails
    if on.customer is None:
        return firm_answer(guarded(columns[own], rails))
    runs = deal_runs(on.own, on.customer, on.study.seed, columns[own], columns[on.unsigned_place])
    if all(run.error is not None for run in runs):
        return None
    return deal_answer(deal_verdict(on.own, on.customer, runs, rails), on.own.currency)


def show_verdict(on: Ground, progress: Progress) -> None:
    """Draws the answer, from the runs so far.

    Parameters
    ----------
    on : Ground
        The choice.
    progress : Progress
        Of its study, with the runs that the page shows.
    """
    answer = verdict_of(on, progress)
    if answer is None:
        st.markdown(say("memo.guardrails"))
        st.caption(say("memo.waiting"))
        return
    is_first = progress.state in WAITING
    if is_first:
        st.caption(say("memo.so_far", runs=progress.done))
    _show(answer, "first-answer" if is_first else "answer")


def _show(answer: SigningAnswer, key: str) -> None:
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
