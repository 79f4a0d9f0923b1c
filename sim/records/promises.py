"""Rows on promises beside the response and the solution: answers after a template, updates, escalations, outages."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["ContactEscalated", "MonthAvailable", "OutageEnded", "PersonAnswered", "SeverityChanged", "UpdateDue"]


class UpdateDue(NamedTuple):
    """A promised update that fell due."""

    customer: str
    day: int
    number: int
    plan: str
    """Of its customer, at opening."""
    at: float
    """Minute at which it was given, or missed."""
    made: bool
    """Whether it was given."""


class ContactEscalated(NamedTuple):
    """A level was told of a contact without a response, or a solution."""

    customer: str
    day: int
    number: int
    level: str
    at: float
    cost_cents: int


class SeverityChanged(NamedTuple):
    """The severity of an open contact was raised by its customer, or lowered by the desk."""

    customer: str
    day: int
    number: int
    at: float
    before: int
    """1 to 4."""
    after: int


class OutageEnded(NamedTuple):
    """The service of a plan was down for all on it."""

    plan: str
    began: float
    ended: float


class MonthAvailable(NamedTuple):
    """The availability of a month for a customer whose plan promises one."""

    customer: str
    month: int
    plan: str
    availability: float
    """Share of the month's minutes."""
    promised: float


class PersonAnswered(NamedTuple):
    """A person took a contact that a template had answered at once, which is when the contract counts the response."""

    customer: str
    day: int
    number: int
    at: float
    minutes: float
    """Coverage minutes from opening to the person's answer."""
