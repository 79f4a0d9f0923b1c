"""Random numbers of a run: the purposes they are drawn for, and the meaning of each number at an address.

A number is found by its address (see :mod:`sim.rng`): name of an entity, purpose, two integers, and a column. Columns
never move, so that scenarios share their random numbers. An unused column is free for a new decision.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Self

from sim.rng import UNIFORMS_PER_BLOCK

__all__ = ["BirthDraw", "ContactDraw", "Draw", "InvoiceDraw", "ProspectDraw", "Purpose"]


class Purpose(StrEnum):
    """A purpose of random numbers: part of their address. Another purpose is another stream."""

    BIRTH = "birth"
    """Traits and first feelings of a customer; columns of :class:`BirthDraw`."""
    BUSYNESS = "busyness"
    """One number for each day, shared by all customers."""
    CONTACT = "contact"
    """Course of a contact, by day and ordinal; columns of :class:`ContactDraw`."""
    COUNT = "count"
    """Ordinary contacts of a customer, one number for each day."""
    HEARD = "heard"
    """Whether a customer hears bad news of another, by the word of the other's name."""
    INVOICE = "invoice"
    """Course of an invoice, by month; columns of :class:`InvoiceDraw`."""
    OUTAGE = "outage"
    """Outages of a plan's service in a month: how many, and start and length of each."""
    PARITY = "parity"
    """Whether a customer learns this month that newcomers pay less."""
    PROSPECT = "prospect"
    """Decision of a prospect; columns of :class:`ProspectDraw`."""
    PROSPECTS = "prospects"
    """Number of prospects of a kind, one number for each month."""
    REFERRAL = "referral"
    """Whether a customer recommends the provider, one number for each month."""
    RENEWAL = "renewal"
    """Whether a customer renews, one number for each month."""
    RIVAL = "rival"
    """Whether a competitor makes a customer an offer, one number for each month."""
    SPREE = "spree"
    """Sprees of a customer, two numbers for each day: whether there is one, and its size."""
    ROSTER = "roster"
    """Phase of a team's roster, one number for the replication."""
    OPENING = "opening"
    """Course of an invoice from before the study, by months ago; columns of :class:`InvoiceDraw`."""


class Draw(IntEnum):
    """A column of an address, with the decision that its number makes."""

    meaning: str

    def __new__(cls, column: int, meaning: str) -> Self:
        """Make a member that is its column."""
        member = int.__new__(cls, column)
        member._value_ = column
        member.meaning = meaning
        return member

    @classmethod
    def blocks(cls) -> int:
        """Blocks of the generator that hold all columns.

        Returns
        -------
        int
            At least 1; a block has eight columns.
        """
        return max(cls) // UNIFORMS_PER_BLOCK + 1


class ContactDraw(Draw):
    """Columns of a contact."""

    MINUTE = 0, "minute of the day at which it is opened"
    SEVERITY = 1, "severity, P1 to P4"
    BY_PHONE = 2, "by telephone or through the portal"
    ELIGIBLE = 3, "whether self-service could solve it"
    DEFLECTED = 4, "whether the customer tries self-service first"
    DEFLECTION_FAILED = 5, "whether self-service fails"
    PATIENCE = 6, "how long the caller holds the line"
    SECOND_PATIENCE = 7, "how long the caller holds the line when trying again"
    TEMPLATED = 8, "whether a template answers at once"
    TOUCH_1 = 9, "working minutes at the first tier"
    TOUCH_2 = 10, "working minutes at the second tier"
    TOUCH_3 = 11, "working minutes at the third tier"
    TOUCH_AGAIN = 12, "working minutes when it is worked on again"
    SOLVED_1 = 13, "whether the first tier solves it, hands it on or asks the customer"
    SOLVED_2 = 14, "whether the second tier solves it, hands it on or asks the customer"
    SOLVED_3 = 15, "whether the third tier solves it or asks the customer"
    SOLVED_AGAIN = 16, "whether it is solved when it is worked on again"
    REPEATED = 17, "whether the solution does not hold"
    REPEAT_DELAY = 18, "time until it comes back"
    FORGOTTEN = 19, "whether the follow-up is forgotten"
    FORGOTTEN_DELAY = 20, "time until the customer chases what was forgotten"
    DISRESPECT = 21, "whether the customer is treated without respect"
    DISRESPECT_AGAIN = 22, "whether it is treated without respect when it is worked on again"
    OUT_OF_SCOPE = 23, "whether it is outside the scope, or treated as if it were"
    CHASED = 24, "whether the customer chases a late response"
    REFUSED = 25, "whether the escalation is refused"
    RETRIED = 26, "whether the caller tries again after hanging up"
    RETRY_DELAY = 27, "time until the caller tries again"
    CUSTOMER_DELAY = 28, "time until the customer answers a question"
    RETRIED_AGAIN = 29, "whether the caller tries again after hanging up twice"
    RETRY_DELAY_AGAIN = 30, "time until the caller tries again the second time"
    DEFECT = 31, "whether a defect of the product is behind it"
    WRITTEN = 32, "whether a caller who has hung up for the last time writes a ticket"
    CALL_BACK = 33, "whether the caller accepts a call-back"
    UPDATED = 34, "whether its promised updates are given, in turn"
    WORKED_AROUND = 35, "whether a workaround is found in the first touch"
    RAISED = 36, "whether its customer raises the severity"
    LOWERED = 37, "whether the desk lowers the severity"
    VISITED = 38, "whether it needs a visit on site"


class InvoiceDraw(Draw):
    """Columns of an invoice. Columns of minutes are turned into minutes as soon as they are drawn."""

    ERROR = 0, "whether it overcharges"
    DISPUTED = 1, "whether it is disputed, and why"
    LATE = 2, "whether its undisputed part is paid late"
    LATE_DAYS = 3, "how late, of the undisputed part"
    OUTCOME = 4, "outcome of its dispute"
    ADMITTED = 5, "whether the provider admits its error"
    NEVER_PAID = 6, "whether it is never paid"
    CLAIMED = 7, "whether the month's service credit is claimed"
    SETTLE_MINUTES = 8, "how long the two sides take to settle a dispute"
    STAFF_MINUTES = 9, "working minutes of its dispute"
    LATE_DISPUTED = 10, "whether what a dispute leaves is paid late"
    LATE_DAYS_DISPUTED = 11, "how late after a dispute"
    NON_PERFORMANCE = 12, "whether the fee of a service that was not performed is withheld"


class BirthDraw(Draw):
    """Columns of a customer's birth."""

    CONTACTS_PER_YEAR = 0, "ordinary contacts a year"
    RESPECT = 1, "usual respect"
    ALIGNMENT = 2, "usual alignment"
    DEPENDENCE = 3, "dependence"
    SWITCHING_COST = 4, "switching cost"
    BREAKING_POINT = 5, "breaking point"
    UNSEEN = 6, "own intercept of renewal"
    TRUST = 7, "trust at the start"
    GRIEVANCE = 8, "grievance at the start"
    TERM_ELAPSED = 9, "part of the running term that has passed"
    PRONENESS = 10, "proneness to disputes"
    SEARCH_MINUTES = 11, "time that it takes to find another supplier"
    BULLY = 12, "whether it pays late by habit, and disputes to delay"
    LATENESS = 13, "share of its invoices paid late"


class ProspectDraw(Draw):
    """Columns of a prospect."""

    WON = 0, "whether it signs"
    SEGMENT = 1, "segment, where its kind does not fix one"
