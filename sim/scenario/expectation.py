"""How customers form an expectation, and what they expect where nothing is promised, each number with its evidence."""

from __future__ import annotations

from sim.scenario.quantity import PRIOR, BySeverity, Document, quantity

__all__ = ["ExpectationAssumptions"]


class ExpectationAssumptions(Document):
    """How an expectation forms and how a response is felt against it."""

    should_weight: float = quantity(
        0.6,
        "weight",
        "R",
        "Boulding et al. 1993, form",
        about="what should be, against what will be",
        low=0,
        high=1,
    )
    learning_faster: float = quantity(
        0.15,
        "share",
        "R",
        "Boulding et al. 1993, form",
        about="learning from a faster response",
        low=0,
        high=1,
    )
    learning_slower: float = quantity(
        0.05, "share", "R", "Boulding et al. 1993, form", about="learning from a slower one", low=0, high=1
    )
    habit: float = quantity(
        0.15, "share / year", "A", PRIOR, about="how far better service becomes what should be", low=0, high=1
    )
    drift_per_year: float = quantity(
        0.01,
        "share / year",
        "A",
        PRIOR,
        about="expectations sharpened by what is met elsewhere",
        low=0,
        high=0.5,
    )
    immediate_hours: float = quantity(
        0.25, "hours", "A", PRIOR, about="a response within this time is as good as at once", above=0, high=24
    )
    tolerance: float = quantity(
        0.20,
        "ln hours",
        "R",
        "Zeithaml, Berry & Parasuraman 1993, form",
        about="zone of tolerance",
        low=0,
        high=3,
    )
    loss_aversion: float = quantity(
        2.0,
        "multiple",
        "R",
        "Tversky & Kahneman 1992; 1.3 to 2.25",
        about="losses against gains",
        low=1,
        high=4,
    )
    curvature: float = quantity(
        0.88, "exponent", "R", "Tversky & Kahneman 1992", about="diminishing sensitivity", above=0, high=1
    )
    best_effort_hours: BySeverity = quantity(
        BySeverity(P1=4, P2=8, P3=20, P4=40),
        "coverage hours",
        "A",
        PRIOR,
        about="first response that customers expect where none is promised",
        added=True,
    )
    best_effort_solution_hours: BySeverity = quantity(
        BySeverity(P1=24, P2=72, P3=180, P4=360),
        "coverage hours",
        "A",
        "prior; three times the resolution of the example contract",
        about="solution that customers expect where none is promised",
        added=True,
    )
