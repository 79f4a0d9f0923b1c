"""Where the margin comes from, as a waterfall that adds up to the cent, and in a sentence."""

from __future__ import annotations

import numpy as np

from sim.metrics.quantiles import central_range
from sim.questions.idle_capacity import PARTS, IdleCapacity
from sim.questions.ledger import mean_cents
from sim.report.charts import StatementStep
from sim.report.format.amounts import short_percent
from sim.report.format.words import money
from sim.units import minor_units

__all__ = ["PART_LABELS", "idle_steps", "idle_words"]

PART_LABELS = dict(
    zip(
        PARTS,
        (
            "Customers who bring money",
            "Customers who cost money",
            "Idle, needed for promise",
            "Idle, to spare",
            "Actions and programmes",
        ),
        strict=True,
    )
)
"""What each part of the margin is called."""


def idle_steps(answer: IdleCapacity) -> tuple[list[StatementStep], StatementStep]:
    """Make the steps of the waterfall.

    Parameters
    ----------
    answer : IdleCapacity
        Parts of the margin by run.

    Returns
    -------
    tuple
        The parts that are anything in any run, and the firm's margin that they add up to, to the cent.
    """
    units, means = minor_units(answer.currency), mean_cents(answer.parts)
    steps = [
        StatementStep(PART_LABELS[part], int(means[place]) / units, *central_range(answer.parts[:, place] / units))
        for place, part in enumerate(PARTS)
        if answer.parts[:, place].any()
    ]
    total = StatementStep("The firm's margin", int(means.sum()) / units, *central_range(answer.margin / units))
    return steps, total


def idle_words(answer: IdleCapacity) -> str:
    """State how the margin comes about, and how much idle time could go.

    Parameters
    ----------
    answer : IdleCapacity
        Parts of the margin by run.

    Returns
    -------
    str
        Two sentences.
    """
    units = minor_units(answer.currency)
    earners, losers, needed, spare, _ = (int(cents) / units for cents in mean_cents(answer.parts))
    size = money(abs(earners + losers), answer.currency)
    brought = f"Customers bring {size}" if earners + losers >= 0 else f"Customers cost {size} more than they bring"
    idle = money(-(needed + spare), answer.currency)
    first = f"{brought}; {idle} of idle time belongs to none of them."
    floor = short_percent(answer.floor)
    if not np.isfinite(answer.kept) or answer.kept < answer.floor:
        return f"{first} The desk does not keep the promise in {floor} of responses as it is: none of it is to spare."
    if answer.share == 1:
        return f"{first} With a tenth fewer people fewer than {floor} of responses are on time: none of it is to spare."
    people = short_percent(answer.share)
    return (
        f"{first} With {people} of the people at the desk {floor} of responses are still on time: "
        f"{money(-spare, answer.currency)} is to spare."
    )
