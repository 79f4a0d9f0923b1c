"""Demand: when customers get in touch, and with what.

Counts follow from one uniform a day by inverse distribution function, so that a higher rate only ever adds contacts:
contact k of a day exists where the day's rate exceeds the threshold at which the count passes k. All that chance
decides is drawn for a month at once, over all customers; what a customer's state decides is one comparison on the day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv, ndtr, ndtri

from sim.customers.grievance import contact_multiple
from sim.model.calendar import Calendar
from sim.model.counts import Events, events, poisson
from sim.model.customer import Customer
from sim.model.draws import ContactDraw, Purpose
from sim.model.local_demand import LocalDemand, has_local_demand
from sim.model.profile import calendar_profile
from sim.model.windows import closed_days
from sim.records.events import row
from sim.rng import Uniforms, word
from sim.scenario.document import Scenario
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY, TICKS_PER_MINUTE

__all__ = ["ContactColumns", "Demand", "PotentialContact"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
TIERS = 3
SPREE_NUMBER = 100_000
TOUCHES = slice(ContactDraw.TOUCH_1, ContactDraw.TOUCH_AGAIN + 1)
SCORES = [0, 1, 2, *[TIERS] * TIERS]
"""Places among these of the numbers that decide a touch at tiers 1, 2, 3, and a second go at them."""


class PotentialContact(NamedTuple):
    """A contact that there is where its customer's state calls it forth."""

    customer: Customer
    day: int
    number: int
    """Ordinal on that day; sprees count from 100,000."""
    threshold: float
    """Multiple of its customer's ordinary rate from which on this contact exists; 0 where that rate will do."""
    opened: float
    severity: int
    """1 to 4."""
    by_phone: bool
    patience: float
    """Minutes on the line."""
    second_patience: float
    touches: tuple[float, ...]
    """Working minutes at tiers 1, 2, 3 and at a second go at tiers 1, 2, 3, at full length."""
    u: Sequence[float]
    """Uniforms that decide its course, by the columns of :class:`sim.model.draws.ContactDraw`."""


class ContactColumns(NamedTuple):
    """Contacts that there may be, in the order in which they are opened: arrays of one length.

    Fields are those of :class:`PotentialContact`, but that a customer is known by its place.
    """

    who: Integers
    """Place among the customers that they were drawn for."""
    day: Integers
    number: Integers
    threshold: Floats
    opened: Floats
    severity: Integers
    by_phone: npt.NDArray[np.bool_]
    patience: Floats
    second_patience: Floats
    touches: Floats
    """Shape (n, 6)."""
    u: Floats
    """Shape (n, 8 * blocks)."""

    def rows(self, customers: Sequence[Customer]) -> dict[int, list[PotentialContact]]:
        """Make a row of each.

        Parameters
        ----------
        customers : sequence of Customer
            Those that they were drawn for.

        Returns
        -------
        dict of int to list of PotentialContact
            By day, in the order in which they are opened.
        """
        plain = [column.tolist() for column in self[1:-1]]
        potential_contacts: dict[int, list[PotentialContact]] = {}
        for values in zip([customers[place] for place in self.who.tolist()], *plain, _views(self.u), strict=True):
            potential_contacts.setdefault(values[1], []).append(row(PotentialContact, values))
        return potential_contacts


class Demand:
    """Draws the contacts of one chunk of days after the other.

    Parameters
    ----------
    scenario : Scenario
        Document at the start of the study.
    calendar : Calendar
        Days and months of the run.
    random_numbers : Uniforms
        Of the replication.
    events : callable, optional
        Counts contacts: :func:`sim.model.counts.events`, or another that is equal to the last bit.
    """

    def __init__(
        self, scenario: Scenario, calendar: Calendar, random_numbers: Uniforms, events: Events = events
    ) -> None:
        self._events = events
        self._calendar = calendar
        self._random_numbers = random_numbers
        self.adopt(scenario)

    def adopt(self, scenario: Scenario) -> None:
        """Take over what the document says now.

        Parameters
        ----------
        scenario : Scenario
            Version of the document that holds from now on.
        """
        demand, provider = scenario.assumptions.demand, scenario.provider
        self._scenario = scenario
        teams = [provider.teams[name] for name in provider.tiers]
        teams += [teams[-1]] * (TIERS - len(teams))
        self._touch = [(team.touch_minutes, team.touch_sigma) for team in [*teams, *teams]]
        self._failure_demand = demand.failure_demand
        self._most_ratio = demand.failure_demand_most
        self._spree_weekdays = demand.spree_weekdays
        self._captive_factor = scenario.assumptions.exit.captive_factor
        self._severities = np.cumsum(scenario.assumptions.contact.severity_shares.as_tuple())
        hours = np.asarray(demand.hour_shares)
        self._clock = np.concatenate([[0.0], np.cumsum(hours) / hours.sum()])
        first = np.datetime64(scenario.start_date, "D")
        self._dates = first + np.arange(self._calendar.days.start, self._calendar.days.stop)
        self._closed = closed_days(scenario, None)
        self._holidays = np.isin(self._dates, np.array(sorted(self._closed), "datetime64[D]"))
        self._local = LocalDemand(scenario, self._calendar) if has_local_demand(scenario) else None
        self._busy = self._busyness(self._dates.size)
        self.daily = self._daily_multiples(calendar_profile(demand, self._dates, self._closed))

    def _daily_multiples(self, profile: Floats) -> Floats:
        """Factors that all customers share on each day: the calendar, growth, the product's problems, busyness."""
        demand = self._scenario.assumptions.demand
        days = np.arange(self._calendar.days.start, self._calendar.days.stop)
        growth = (1 + demand.growth_per_year) ** (np.maximum(days, 0) / DAYS_PER_YEAR)
        learning = np.ones(days.size)
        starts = np.asarray([*self._calendar.month_starts, np.inf]) / MINUTES_PER_DAY
        for change in self._scenario.forced_changes:
            last = starts[min(change.month + change.learning_months, starts.size - 1)]
            learning[(days >= starts[change.month]) & (days < last)] *= 1 + change.extra_contacts
        return np.asarray(profile * growth * learning * demand.problem_level * self._busy)

    def _busyness(self, days: int) -> Floats:
        """B_d: a stationary Gamma series, mean 1, with the stated lag-1 correlation of its normal scores."""
        demand = self._scenario.assumptions.demand
        rho, shape = demand.busyness_autocorrelation, demand.busyness_shape
        noise = ndtri(self._random_numbers.rows([word("world")], Purpose.BUSYNESS, 0, days)[0])
        scores = np.empty(days)
        score = noise[0]
        for day in range(days):
            score = rho * score + (1 - rho**2) ** 0.5 * noise[day] if day else noise[0]
            scores[day] = score
        return np.asarray(gammaincinv(shape, ndtr(scores)) / shape)

    def chunk(self, customers: Sequence[Customer], first: int, last: int) -> dict[int, list[PotentialContact]]:
        """Contacts that there may be on some days.

        Parameters
        ----------
        customers : sequence of Customer
            Those under contract.
        first, last : int
            Days of the run; ``last`` is not one of them.

        Returns
        -------
        dict of int to list of PotentialContact
            By day, in the order in which they are opened.
        """
        return self.columns(customers, first, last).rows(customers)

    def columns(self, customers: Sequence[Customer], first: int, last: int) -> ContactColumns:
        """Contacts that there may be on some days, as arrays.

        Parameters
        ----------
        customers : sequence of Customer
            Those under contract.
        first, last : int
            Days of the run; ``last`` is not one of them.

        Returns
        -------
        ContactColumns
            In the order in which they are opened.
        """
        words = np.array([customer.word for customer in customers], np.uint64)
        who, day, number, threshold = self._ordinary(customers, words, first, last)
        spree = self._sprees(customers, first, last)
        if spree[0].size:
            who, day, number = (np.concatenate(both) for both in zip((who, day, number), spree, strict=True))
            threshold = np.concatenate([threshold, np.zeros(spree[0].size)])
        u = self._random_numbers.at(words[who], Purpose.CONTACT, day, number, blocks=ContactDraw.blocks())
        minute = self._minutes(customers, who, day, u[:, ContactDraw.MINUTE])
        opened = _snapped(day * MINUTES_PER_DAY + minute)
        order = np.lexsort((number, words[who], opened))
        who, u = who[order], u[order]
        phone_share = np.array([customer.member.segment.phone_share for customer in customers])
        patience = -self._patience(customers)[who]
        return ContactColumns(
            who,
            day[order],
            number[order],
            threshold[order],
            opened[order],
            self._severity(customers, who, u[:, ContactDraw.SEVERITY]),
            u[:, ContactDraw.BY_PHONE] < phone_share[who],
            _snapped(patience * np.log(u[:, ContactDraw.PATIENCE])),
            _snapped(patience * np.log(u[:, ContactDraw.SECOND_PATIENCE])),
            _snapped(self._touches(u)),
            u,
        )

    def called_forth(
        self, potential_contacts: Sequence[PotentialContact], ratio: Callable[[Customer, float], float], now: float
    ) -> list[PotentialContact]:
        """Contacts of a day that their customers' states call forth.

        Parameters
        ----------
        potential_contacts : sequence of PotentialContact
            Those that there may be.
        ratio : callable
            Grievance over breaking point of a customer at a minute.
        now : float
            Minute of the run.

        Returns
        -------
        list of PotentialContact
            In the same order.
        """
        multiples: dict[str, float] = {}
        contacts = []
        for potential in potential_contacts:
            if potential.threshold < 1.0:
                contacts.append(potential)
                continue
            customer = potential.customer
            multiple = multiples.get(customer.name)
            if multiple is None:
                past = customer.feelings.past_breaking_point
                captivity = customer.captivity(self._captive_factor) if past else 0.0
                multiple = contact_multiple(ratio(customer, now), self._most_ratio, self._failure_demand, captivity)
                multiples[customer.name] = multiple
            if potential.threshold < multiple:
                contacts.append(potential)
        return contacts

    def _ordinary(
        self, customers: Sequence[Customer], words: npt.NDArray[np.uint64], first: int, last: int
    ) -> tuple[Integers, Integers, Integers, Floats]:
        overuse = self._scenario.assumptions.demand.unlimited_overuse
        level = np.array(
            [
                c.traits.contacts_per_year
                * c.member.problem_level
                * overuse ** (c.contract.terms.unlimited - c.member.counted_unlimited)
                for c in customers
            ]
        )
        bound = self._bounds(customers)
        offset = self._calendar.days.start
        rate = level[:, None] / DAYS_PER_YEAR * self._daily_of(customers, slice(first - offset, last - offset))
        self._onboard(customers, rate, first)
        u = self._random_numbers.rows(words, Purpose.COUNT, first - offset, last - offset)
        most = rate * bound[:, None]
        who, day = np.nonzero((rate > 0) & (-np.log(u) < most))
        count, number, threshold = self._events(u[who, day], rate[who, day], most[who, day])
        return who[count], day[count] + first, number, threshold

    def _bounds(self, customers: Sequence[Customer]) -> Floats:
        """Largest multiples of their ordinary rates that anger can drive customers to."""
        captivities = [customer.captivity(self._captive_factor) for customer in customers]
        most = self._most_ratio
        multiples = {c: contact_multiple(most, most, self._failure_demand, c) for c in set(captivities)}
        return np.array([multiples[captivity] for captivity in captivities])

    def _daily_of(self, customers: Sequence[Customer], days: slice) -> Floats:
        """Factors on each day: one row for all customers, or one for each where they have clocks of their own."""
        if self._local is None or not customers:
            return self.daily[None, days]
        profiles = [self._local.profile(customer.member.segment) for customer in customers]
        rows = {id(profile): self._daily_multiples(profile.days)[days] for profile in profiles}
        return np.stack([rows[id(profile)] for profile in profiles])

    def _onboard(self, customers: Sequence[Customer], rate: Floats, first: int) -> None:
        """Raise the rates, from a first day on, of customers who are in the first months of their contract."""
        starts = self._calendar.month_starts
        for place, customer in enumerate(customers):
            member, until = customer.member, customer.contract.first_month + customer.member.onboarding_months
            if member.onboarding_factor != 1.0 and until > 0:
                days = int(starts[min(until, len(starts) - 1)] / MINUTES_PER_DAY) - first
                rate[place, : max(days, 0)] *= member.onboarding_factor

    def _closed_to(self, customers: Sequence[Customer], days: slice) -> npt.NDArray[np.bool_]:
        """Holidays of customers: one row for all of them, or one for each."""
        if self._local is None:
            return self._holidays[None, days]
        return np.stack([self._local.profile(customer.member.segment).closed[days] for customer in customers])

    def _minutes(self, customers: Sequence[Customer], who: Integers, day: Integers, uniforms: Floats) -> Floats:
        """Times of the day at which contacts come, by the clock of their customers."""
        if self._local is None:
            return np.asarray(np.interp(uniforms, self._clock, np.arange(25) * 60.0))
        minutes = np.empty(who.size)
        profiles = [self._local.profile(customer.member.segment) for customer in customers]
        places = {id(profile): number for number, profile in enumerate(profiles)}
        group = np.array([places[id(profile)] for profile in profiles])[who]
        for number in np.unique(group):
            here = group == number
            minutes[here] = profiles[number].minutes(day[here] - self._calendar.days.start, uniforms[here])
        return minutes

    def _sprees(self, customers: Sequence[Customer], first: int, last: int) -> tuple[Integers, ...]:
        segments = [customer.member.segment for customer in customers]
        abusive = np.array([i for i, s in enumerate(segments) if s.spree_probability_per_day > 0], np.int64)
        if not abusive.size:
            return tuple(np.zeros(0, np.int64) for _ in range(3))
        words = np.array([customers[i].word for i in abusive], np.uint64)
        offset = self._calendar.days.start
        u = self._random_numbers.rows(words, Purpose.SPREE, 2 * (first - offset), 2 * (last - offset)).reshape(
            abusive.size, -1, 2
        )
        days = np.arange(first, last)
        working = ((self._calendar.first_weekday + days) % 7 < self._spree_weekdays)[None, :] & ~self._closed_to(
            [customers[i] for i in abusive], slice(first - offset, last - offset)
        )
        probability = np.array([segments[i].spree_probability_per_day for i in abusive])
        who, day = np.nonzero((u[:, :, 0] < probability[:, None]) & working)
        size = np.array([segments[abusive[i]].spree_contacts for i in who], float)
        counts = poisson(u[who, day, 1], size)
        number = np.concatenate([np.arange(n) for n in counts]) if counts.size else np.zeros(0, np.int64)
        return np.repeat(abusive[who], counts), np.repeat(days[day], counts), number + SPREE_NUMBER

    def _severity(self, customers: Sequence[Customer], who: Integers, uniforms: Floats) -> Integers:
        """Severities, 1 to 4, by the shares of all customers, of a segment or of an account."""
        severity = 1 + np.minimum(np.searchsorted(self._severities, uniforms, side="right"), 3)
        for number, customer in enumerate(customers):
            shares = customer.member.segment.severity_shares
            if shares is not None:
                own = who == number
                severity[own] = 1 + np.minimum(
                    np.searchsorted(np.cumsum(shares.as_tuple()), uniforms[own], side="right"), 3
                )
        return np.asarray(severity)

    def _patience(self, customers: Sequence[Customer]) -> Floats:
        """Mean patience of the callers of each customer, in minutes."""
        usual = self._scenario.assumptions.contact.patience_minutes
        return np.array([customer.member.segment.patience_minutes or usual for customer in customers])

    def _touches(self, u: Floats) -> Floats:
        """Lognormal working minutes of six touches, by their teams."""
        mean, sigma = np.array(self._touch).T
        drift = np.array([sigma**2 / 2 for _, sigma in self._touch])
        return np.asarray(mean * np.exp(sigma * ndtri(u[:, TOUCHES])[:, SCORES] - drift))


def _views(table: Floats) -> list[memoryview]:
    """The rows of a table, whose numbers become objects only where they are looked at."""
    flat, width = table.ravel().data, table.shape[1]
    return [flat[start : start + width] for start in range(0, len(flat), width)]


def _snapped(minutes: Floats) -> Floats:
    return np.asarray(np.round(minutes * TICKS_PER_MINUTE) / TICKS_PER_MINUTE)
