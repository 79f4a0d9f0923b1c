"""The clauses of a plan as its papers go through them: what is stated is promised, and what is not is listed."""

from __future__ import annotations

from sim.report.format.amounts import amount
from sim.scenario.document import Scenario
from sim.scenario.quantity import Document
from sim.scenario.stated import is_stated
from sim.scenario.terms import Plan

__all__ = ["Clauses", "Row"]

Row = tuple[str, str, str]
"""A row of the memo: what it is about, the field of the plan that says it, and the wording."""


class Clauses:
    """The terms of a plan in words: what is stated is promised, and what is not is listed as assumed.

    Parameters
    ----------
    scenario : Scenario
        The terms.
    name : str
        Name of the plan.
    """

    def __init__(self, scenario: Scenario, name: str) -> None:
        self.scenario = scenario
        self.name = name
        self.plan: Plan = scenario.plans[name]
        self.unstated: list[str] = []

    def states(self, name: str, assumed: str, part: Document | None = None) -> bool:
        """Whether a clause is stated; where it is not, what the simulation assumes is noted.

        Parameters
        ----------
        name : str
            Field of the plan, or of the part.
        assumed : str
            What is assumed, as a sentence.
        part : Document, optional
            Part of the scenario that holds the field; the plan where it is left out.

        Returns
        -------
        bool
            True where the terms say it.
        """
        stated = is_stated(self.plan if part is None else part, name)
        if not stated:
            self.unstated.append(assumed)
        return stated

    def money(self, value: float) -> str:
        """Write an amount in the currency of the scenario.

        Parameters
        ----------
        value : float
            Amount.

        Returns
        -------
        str
            Such as ``$35``.
        """
        return amount(value, self.scenario.currency)
