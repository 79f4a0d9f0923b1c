"""A customer's contract without one cause of grievance: sentence and table."""

from __future__ import annotations

from math import isnan

from sim.questions.counterfactual import Ending, Replay
from sim.report.format.reader_locale import percent_sign
from sim.report.format.table import Column, Table
from sim.report.format.words import frequency

__all__ = ["ending_words", "replay_table", "replay_words"]

CHANCES = {"better": "lower", "worse": "higher"}
"""Verdicts on a chance of leaving."""


def replay_words(customer: str, cause: str, replay: Replay) -> str:
    """State in how many replications the customer would have stayed without a cause.

    Parameters
    ----------
    customer : str
        Name of the customer.
    cause : str
        The cause that is switched off.
    replay : Replay
        Both endings of each replication.

    Returns
    -------
    str
        Sentences.
    """
    runs, without = len(replay.pairs), f"without {cause}"
    if not replay.left:
        return f"{customer} leaves in none of {runs} runs; {without} in {replay.lost}."
    share = f"{100 * replay.share.low:.0f} to {100 * replay.share.high:.0f}{percent_sign(' %')}"
    also = f", and would have left in {replay.lost} in which it stayed" if replay.lost else ""
    chances = CHANCES.get(replay.leaving.verdict, replay.leaving.verdict)
    return (
        f"{customer} leaves {frequency(replay.left, runs)}; {without} it would have stayed in {replay.stayed} of these "
        f"({share}){also}. Chances of leaving: {chances}."
    )


def ending_words(ending: Ending) -> str:
    """Describe how a contract ended in one replication.

    Parameters
    ----------
    ending : Ending
        The ending.

    Returns
    -------
    str
        A phrase, such as ``left on day 90: pop``.
    """
    if ending.left:
        return f"left on day {ending.left_day:.0f}: {ending.reason}"
    day = ending.breaking_point_day
    return "stays" if isnan(day) else f"stays; went POP on day {day:.0f}"


def replay_table(customer: str, cause: str, replay: Replay, *, first: int = 0) -> Table:
    """List both endings of each replication.

    Parameters
    ----------
    customer : str
        Name of the customer.
    cause : str
        The cause that is switched off.
    replay : Replay
        Both endings of each replication.
    first : int
        Number that the first replication is called by: 0 as in the records, 1 on pages.

    Returns
    -------
    Table
        A row a replication.
    """
    columns = (Column("Run", "number"), Column("As it was"), Column(f"Without {cause}"))
    rows = tuple((number + first, ending_words(was), ending_words(would)) for number, was, would in replay.pairs)
    return Table(f"{customer}, the same random numbers twice", columns, rows)
