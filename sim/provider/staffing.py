"""Who is there of a team: people who are hired come later, learn, and leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sim.units import DAYS_PER_YEAR

__all__ = ["Staff", "StaffPlan", "staff_over_time"]

DAYS_PER_WEEK = 7


class StaffPlan(NamedTuple):
    """How many people a team is to have, and how they come and go."""

    people: float
    lead_weeks: float = 0.0
    """From the decision to hire to the first day."""
    ramp_up_weeks: float = 0.0
    """From the first day to work like everybody else's."""
    ramp_up_share: float = 1.0
    """Work of a new person over that of the others."""
    attrition_per_year: float = 0.0
    """People who leave in a year over those who are there; each is replaced after the lead time."""

    @property
    def lead_days(self) -> int:
        """Lead time in whole days."""
        return round(self.lead_weeks * DAYS_PER_WEEK)

    @property
    def filled_share(self) -> float:
        """Positions that are filled, as many leave as come: 1 / (1 + attrition x lead time)."""
        return 1 / (1 + self.attrition_per_year * self.lead_weeks * DAYS_PER_WEEK / DAYS_PER_YEAR)

    @property
    def work_share(self) -> float:
        """Work of those who are there over that of as many old hands, where those who left were replaced."""
        learning = min(self.attrition_per_year * self.ramp_up_weeks * DAYS_PER_WEEK / DAYS_PER_YEAR, 1.0)
        return 1 - learning * (1 - self.ramp_up_share)


class Staff(NamedTuple):
    """From this day on: people who are there and paid, and the old hands whose work they do."""

    day: int
    people: float
    old_hands: float


@dataclass(slots=True)
class _Hire:
    """People who were hired at once."""

    comes: int
    learns_until: int
    people: float
    share: float


@dataclass(slots=True)
class _Headcount:
    """People who are there, and people who are on their way, before attrition."""

    there: float
    hires: list[_Hire] = field(default_factory=list)
    """On their way or learning, in the order of hiring."""

    def aim(self, plan: StaffPlan, day: int) -> None:
        """Hire what is missing; let go what is too much: those who have not come yet first, the last hired first."""
        on_way = sum(hire.people for hire in self.hires if hire.comes > day)
        change = plan.people - self.there - on_way
        if change > 0:
            comes = day + plan.lead_days
            until = comes + round(plan.ramp_up_weeks * DAYS_PER_WEEK)
            self.hires.append(_Hire(comes, until, change, plan.ramp_up_share))
            self.there += change if comes <= day else 0.0
            return
        for hire in reversed(self.hires):
            less = min(hire.people, -change)
            hire.people -= less
            change += less
            self.there -= less if hire.comes <= day else 0.0
        self.there += change

    def come(self, day: int) -> None:
        """Let those be there whose first day it is."""
        self.there += sum(hire.people for hire in self.hires if hire.comes == day)

    def learning(self, day: int) -> float:
        """Work that is missing because people are new."""
        return sum(hire.people * (1 - hire.share) for hire in self.hires if hire.comes <= day < hire.learns_until)


def staff_over_time(plans: Sequence[tuple[int, StaffPlan]]) -> list[Staff]:
    """Follow the people of a team from one plan to the next.

    A rise takes effect after the lead time, a fall at once. Those of the first plan are there from the beginning, as
    attrition has left them in the long run.

    Parameters
    ----------
    plans : sequence of (int, StaffPlan)
        First day of each, and what holds from then on.

    Returns
    -------
    list of Staff
        One for each change and for each plan, in order of time.
    """
    headcount = _Headcount(plans[0][1].people)
    steps: list[Staff] = []
    ends = [*(day for day, _ in plans[1:]), None]
    for (first, plan), end in zip(plans, ends, strict=True):
        headcount.come(first)
        headcount.aim(plan, first)
        for day in _days(headcount, first, end):
            if day > first:
                headcount.come(day)
            people = headcount.there * plan.filled_share
            old_hands = (headcount.there - headcount.learning(day)) * plan.filled_share * plan.work_share
            steps.append(Staff(day, people, old_hands))
    return steps


def _days(headcount: _Headcount, first: int, end: int | None) -> Iterator[int]:
    """The first day, and those before the end on which somebody comes or has learned."""
    later = {day for hire in headcount.hires for day in (hire.comes, hire.learns_until)}
    yield first
    yield from sorted(day for day in later if first < day and (end is None or day < end))
