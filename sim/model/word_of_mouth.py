"""Word of mouth: bad news of a customer reaches others of its community, who may pass their breaking point too."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import numpy as np

from sim.customers.causes import Cause
from sim.customers.talking import hearing_probability
from sim.model.customer import Customer
from sim.model.draws import Purpose
from sim.rng import Uniforms
from sim.scenario.document import Scenario

__all__ = ["AddGrievance", "WordOfMouth"]

AddGrievance = Callable[[Customer, float, Cause, float], None]
"""Adds grievance to a customer: at a minute, by a cause, of a size before goodwill."""


def _nothing() -> None:
    """Everybody is up to date."""


class WordOfMouth:
    """Carries bad news from one customer to others of its community.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    random_numbers : Uniforms
        Of the replication.
    customers : sequence of Customer
        All customers of the run; newcomers are appended to it.
    """

    def __init__(self, scenario: Scenario, random_numbers: Uniforms, customers: Sequence[Customer]) -> None:
        self._random_numbers = random_numbers
        self._customers = customers
        self._news: deque[Customer] = deque()
        self.before_telling: Callable[[], None] = _nothing
        """Called before others are looked at who may hear of something."""
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        self._heard_by = scenario.market.heard_by
        self._angry_ratio = scenario.market.angry_ratio
        self._weights = scenario.assumptions.grievance

    def breaking_point_passed(self, customer: Customer, now: float, add: AddGrievance) -> None:
        """Spread that a customer passed its breaking point.

        Those who hear of it and pass theirs are heard in their turn, in the same instant.

        Parameters
        ----------
        customer : Customer
            The one who passed it.
        now : float
            Minute of the run.
        add : callable
            Adds grievance to those who hear of it.
        """
        self._news.append(customer)
        if len(self._news) > 1:
            return
        while self._news:
            self._tell(self._news[0], now, Cause.HEARD_OF_POP, self._weights.heard_of_pop, add)
            self._news.popleft()

    def let_go(self, customer: Customer, ratio: float, now: float, add: AddGrievance) -> None:
        """Spread that a customer was let go, if it is angry and has not spread bad news before.

        Parameters
        ----------
        customer : Customer
            The one who was let go.
        ratio : float
            Its grievance over its breaking point.
        now : float
            Minute of the run.
        add : callable
            Adds grievance to those who hear of it.
        """
        if not customer.feelings.past_breaking_point and ratio > self._angry_ratio:
            self._tell(customer, now, Cause.HEARD_OF_LET_GO, self._weights.heard_of_let_go, add)

    def _tell(self, teller: Customer, now: float, cause: Cause, weight: float, add: AddGrievance) -> None:
        """Each of the community hears of it or does not."""
        self.before_telling()
        influence = teller.member.segment.influence
        others = self._community(teller, now)
        probability = hearing_probability(self._heard_by * influence, len(others))
        if probability <= 0:
            return
        word = np.array([teller.word], np.uint64).view(np.int64)
        uniforms = self._random_numbers.at([other.word for other in others], Purpose.HEARD, word, 0)[:, 0].tolist()
        for other, uniform in zip(others, uniforms, strict=True):
            if uniform < probability:
                add(other, now, cause, weight * influence)

    def _community(self, teller: Customer, now: float) -> list[Customer]:
        """The others of its community that are under contract, by name."""
        community = teller.member.segment.community
        if not community:
            return []
        others = (
            customer
            for customer in self._customers
            if customer.has_mood
            and customer.member.segment.community == community
            and customer is not teller
            and now < customer.contract.leaves_at
        )
        return sorted(others, key=lambda customer: customer.name)
