"""Word of mouth: who goes POP, or is let go in anger, is heard of in its community; those who hear may go POP too."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from sim.customers.causes import Cause
from sim.customers.talking import hearing_probability
from sim.model.relationship import Relationship
from sim.model.setup import Customer
from sim.rng import Uniforms
from sim.scenario.document import Scenario

__all__ = ["WordOfMouth"]


class WordOfMouth:
    """Carries bad news from one customer to others of its community."""

    def __init__(
        self, scenario: Scenario, random_numbers: Uniforms, relationship: Relationship, customers: Sequence[Customer]
    ) -> None:
        self._random_numbers = random_numbers
        self._relationship = relationship
        self._customers = customers
        self._news: deque[Customer] = deque()
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """What the document says, as it now holds."""
        self._heard_by = scenario.market.heard_by
        self._angry_ratio = scenario.market.angry_ratio

    def past_breaking_point(self, customer: Customer, now: float) -> None:
        """A customer went POP; if those who hear of it do so too, they are heard in their turn, in the same instant."""
        self._news.append(customer)
        if len(self._news) > 1:
            return
        while self._news:
            teller = self._news[0]
            self._tell(teller, now, Cause.HEARD_OF_POP, self._relationship.weights.heard_of_pop)
            self._news.popleft()

    def let_go(self, customer: Customer, now: float) -> None:
        """A customer was let go; it talks of it if it is angry, unless it went POP and has told before."""
        if not customer.past_breaking_point and self._relationship.ratio(customer, now) > self._angry_ratio:
            self._tell(customer, now, Cause.HEARD_OF_LET_GO, self._relationship.weights.heard_of_let_go)

    def _tell(self, teller: Customer, now: float, cause: Cause, weight: float) -> None:
        influence = teller.segment.influence
        others = self._community(teller, now)
        probability = hearing_probability(self._heard_by * influence, len(others))
        if probability <= 0:
            return
        word = np.array([teller.word], np.uint64).view(np.int64)
        uniforms = self._random_numbers.at([other.word for other in others], "heard", word, 0)[:, 0].tolist()
        for other, uniform in zip(others, uniforms, strict=True):
            if uniform < probability:
                self._relationship.straw(other, now, cause, weight * influence)

    def _community(self, teller: Customer, now: float) -> list[Customer]:
        """The others of its community that are under contract, by name."""
        name = teller.segment.community
        if not name:
            return []
        its = (c for c in self._customers if c.segment.community == name and c is not teller and now < c.leaves_at)
        return sorted(its, key=lambda customer: customer.name)
