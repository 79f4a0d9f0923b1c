"""Callers on the line; see :class:`sim.model.telephone.Telephone`."""

from __future__ import annotations

from math import nan

from sim.compiling import kernel
from sim.engine.compiled.codes import CALL_AGAIN, OVER, U_CALL_BACK, U_RETRIED, U_RETRIED_AGAIN, U_WRITTEN, WRITE
from sim.engine.compiled.memory import calls_of, jobs_of, numbers_of, rules_of, run_of

__all__ = ["after_hanging_up", "end_call", "patience_of", "waits_for_call_back"]


@kernel
def patience_of(state: int, job: int) -> float:
    """Minutes that a caller holds the line.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    contact = jobs_of(state)[job]
    return contact.second_patience if contact.retries else contact.patience


@kernel
def waits_for_call_back(state: int, job: int) -> bool:
    """Whether a caller takes a call-back that is offered.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    rules = rules_of(state)
    offered = rules.offered_after <= patience_of(state, job)
    return offered and numbers_of(state)[job, U_CALL_BACK] < rules.call_back_accepted


@kernel
def after_hanging_up(state: int, job: int) -> int:
    """The next step of a caller who hangs up.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    """
    rules, u, retries = rules_of(state), numbers_of(state)[job], jobs_of(state)[job].retries
    column = U_RETRIED if retries == 0 else U_RETRIED_AGAIN
    if retries < rules.most_retries and u[column] < rules.retry_probability:
        return CALL_AGAIN
    return WRITE if u[U_WRITTEN] < rules.hang_up_ticket_share else OVER


@kernel
def end_call(state: int, job: int, outcome: int, now: float) -> None:
    """End the call of a contact that is on the line.

    Parameters
    ----------
    state : int
        Address of the state.
    job : int
        Number of the job.
    outcome : int
        Place among the outcomes.
    now : float
        Minute of the run.
    """
    contact, run = jobs_of(state)[job], run_of(state)
    if contact.called == contact.called:
        row = calls_of(state)[run.calls]
        run.calls += 1
        row.customer, row.day, row.number = contact.customer, contact.day, contact.number
        row.began, row.ended, row.outcome = contact.called, now, outcome
        contact.called = nan
