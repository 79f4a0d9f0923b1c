"""Outages of a plan's service, and the availability of each month for those who are on it.

The outages of a month are Poisson in number, begin at any moment of it and last log-normally; all customers of a plan
share them, so that their random numbers are found by the plan's name and the month.
"""

from __future__ import annotations

from collections import defaultdict
from math import exp

import numpy as np
from scipy.special import ndtri

from sim.customers.causes import Cause
from sim.model.calendar import Calendar
from sim.model.counts import poisson
from sim.model.customer import Customer
from sim.model.draws import Purpose
from sim.model.relationship import Relationship
from sim.records.promises import MonthAvailable, OutageEnded
from sim.records.recorder import Records
from sim.rng import Uniforms, word
from sim.scenario.document import Scenario
from sim.scenario.promises import Uptime
from sim.units import MINUTES_PER_DAY, MINUTES_PER_HOUR, snap

__all__ = ["Outages", "downtime"]

DAYS_PER_YEAR = 365.25


def downtime(outages: list[tuple[float, float]], start: float, end: float) -> float:
    """Minutes of a span in which there was an outage.

    Parameters
    ----------
    outages : list of (float, float)
        Beginning and end of each, minutes of the run; they may overlap.
    start, end : float
        Of the span.

    Returns
    -------
    float
        0 to the length of the span.
    """
    minutes, until = 0.0, start
    for began, ended in sorted(outages):
        first, last = max(began, until), min(ended, end)
        if last > first:
            minutes += last - first
            until = last
    return minutes


class Outages:
    """Draws outages, and lets customers have, and feel, the availability of their months.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    calendar : Calendar
        Months of the run.
    random_numbers : Uniforms
        Of the replication.
    records : Records
        Where outages and availability are recorded.
    relationship : Relationship
        Of each customer with its provider.
    """

    def __init__(
        self,
        scenario: Scenario,
        calendar: Calendar,
        random_numbers: Uniforms,
        records: Records,
        relationship: Relationship,
    ) -> None:
        self._starts = calendar.month_starts
        self._random_numbers = random_numbers
        self._records = records
        self._relationship = relationship
        self._outages: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
        self._availability: dict[tuple[str, int], float] = {}
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        self._weight = scenario.assumptions.grievance.downtime

    def end_month(self, customer: Customer, month: int, now: float) -> None:
        """Put the availability of a month on a customer's record; one below the promise is felt.

        Parameters
        ----------
        customer : Customer
            Under contract in the month.
        month : int
            The month that ends.
        now : float
            Minute of its end.
        """
        terms = customer.contract.usage_terms
        uptime = terms.plan.uptime
        if uptime is None:
            return
        key = (terms.name, month)
        if key not in self._availability:
            self._availability[key] = self._draw(terms.name, uptime, month)
        share = customer.usage.availability = self._availability[key]
        row = MonthAvailable(customer.name, month, terms.name, share, uptime.promised_share)
        self._records.availability.append(row)
        if share < uptime.promised_share:
            self._relationship.add_grievance(customer, now, Cause.DOWNTIME, self._weight)

    def _draw(self, plan: str, uptime: Uptime, month: int) -> float:
        """The outages that begin in a month, and the availability of that month."""
        start, end = self._starts[month], self._starts[month + 1]
        mean = uptime.incidents_per_year / DAYS_PER_YEAR * (end - start) / MINUTES_PER_DAY
        entity = [word(plan)]
        number = self._random_numbers.at(entity, Purpose.OUTAGE, month, 0)[0, 0]
        count = int(poisson(np.array([number]), np.array([mean]))[0])
        for place in range(1, count + 1):
            u = self._random_numbers.at(entity, Purpose.OUTAGE, month, place)[0]
            began = snap(start + float(u[0]) * (end - start))
            minutes = uptime.median_hours * MINUTES_PER_HOUR * exp(uptime.sigma * float(ndtri(u[1])))
            outage = (began, snap(began + minutes))
            self._outages[plan].append(outage)
            self._records.outages.append(OutageEnded(plan, *outage))
        return 1 - downtime(self._outages[plan], start, end) / (end - start)
