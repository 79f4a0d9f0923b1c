"""Causes of grievance: one table of their words, the value driver that each touches and its weight in the document."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

__all__ = ["DRIVERS", "LATE_RESOLUTIONS", "LATE_RESPONSES", "Cause", "Driver", "concerns"]


class Driver(StrEnum):
    """A value driver: one of four things that customers buy for. Source: essay 004."""

    REVENUE = "revenue"
    COST = "cost"
    RISK = "risk"
    EMOTION = "emotion"


DRIVERS = tuple(Driver)


class Cause(StrEnum):
    """A cause of grievance. Its value is its name in records, tables, charts and on the command line.

    Each member states the value driver that it touches, the field of ``assumptions.grievance`` that holds its weight,
    and whether it is neglect: nobody took care of a contact.
    """

    driver: Driver
    weight: str
    neglect: bool

    LATE_RESPONSE_P1 = "late response P1", Driver.REVENUE, "late_response.P1"
    LATE_RESPONSE_P2 = "late response P2", Driver.RISK, "late_response.P2"
    LATE_RESPONSE_P3 = "late response P3", Driver.RISK, "late_response.P3"
    LATE_RESPONSE_P4 = "late response P4", Driver.RISK, "late_response.P4"
    LATE_RESOLUTION_P1 = "late solution P1", Driver.REVENUE, "late_resolution.P1"
    LATE_RESOLUTION_P2 = "late solution P2", Driver.RISK, "late_resolution.P2"
    LATE_RESOLUTION_P3 = "late solution P3", Driver.RISK, "late_resolution.P3"
    LATE_RESOLUTION_P4 = "late solution P4", Driver.RISK, "late_resolution.P4"
    ANNOUNCED_LATE = "announced, late", Driver.REVENUE, "announced_late"
    ANNOUNCED_NEVER = "announced, not delivered", Driver.REVENUE, "announced_never"
    ASKED_FOR_REFERRAL = "asked for a referral", Driver.EMOTION, "asked_for_referral"
    CANNED_REPLY = "canned reply", Driver.EMOTION, "canned_reply"
    DISPUTE_OPEN = "dispute dragged on", Driver.COST, "dispute_open"
    DISPUTE_LOST_WRONG = "dispute lost", Driver.COST, "dispute_lost_wrong"
    DISPUTE_LOST_RIGHT = "dispute lost, in the right", Driver.EMOTION, "dispute_lost_right"
    DISRESPECT = "disrespect", Driver.EMOTION, "disrespect"
    DOWNTIME = "downtime beyond the promise", Driver.REVENUE, "downtime"
    FORCED_CHANGE = "forced change", Driver.COST, "forced_change"
    FORGOTTEN = "forgotten, had to chase", Driver.RISK, "forgotten", True
    HAND_OFF = "hand-off", Driver.EMOTION, "hand_off"
    HEARD_OF_POP = "heard of a POP", Driver.RISK, "heard_of_pop"
    HEARD_OF_LET_GO = "heard of one let go", Driver.RISK, "heard_of_let_go"
    HUNG_UP = "hung up after waiting", Driver.EMOTION, "hung_up", True
    INVOICE_ERROR = "invoice error", Driver.COST, "invoice_error"
    LATE_INTEREST = "late interest charged", Driver.COST, "late_interest"
    MISSED_UPDATE = "update not given", Driver.RISK, "missed_update", True
    NEWCOMERS_PAY_LESS = "newcomers pay less", Driver.EMOTION, "newcomers_pay_less"
    NOT_COVERED = "not covered", Driver.RISK, "not_covered"
    PAY_FOR_FIX = "pay for a fix", Driver.COST, "pay_for_fix"
    PRICE_RISE = "price rise", Driver.COST, "price_rise"
    REFUSED_ESCALATION = "refused escalation", Driver.EMOTION, "refused_escalation"
    REMEDY_IMPOSED = "remedy imposed", Driver.EMOTION, "remedy_imposed"
    REPEAT_CONTACT = "repeat contact", Driver.COST, "repeat_contact"
    FAILED_SELF_SERVICE = "self-service failed", Driver.COST, "failed_self_service"
    SURPRISE_CHARGE = "surprise charge", Driver.COST, "surprise_charge"
    TURNED_AWAY = "turned away", Driver.RISK, "turned_away", True

    def __new__(cls, words: str, driver: Driver, weight: str, neglect: bool = False) -> Self:
        """A member whose value is its words."""
        member = str.__new__(cls, words)
        member._value_ = words
        member.driver = driver
        member.weight = weight
        member.neglect = neglect
        return member


LATE_RESPONSES = (Cause.LATE_RESPONSE_P1, Cause.LATE_RESPONSE_P2, Cause.LATE_RESPONSE_P3, Cause.LATE_RESPONSE_P4)
"""By severity, P1 first."""
LATE_RESOLUTIONS = (
    Cause.LATE_RESOLUTION_P1,
    Cause.LATE_RESOLUTION_P2,
    Cause.LATE_RESOLUTION_P3,
    Cause.LATE_RESOLUTION_P4,
)
"""By severity, P1 first."""


def concerns(weights: tuple[float, float, float, float]) -> dict[Driver, float]:
    """Factor on the grievance that causes of each driver add: four times its weight; none where all weigh alike.

    Parameters
    ----------
    weights : four floats
        Of revenue, cost, risk and emotion, each 0 to 1, adding up to 1.

    Returns
    -------
    dict of Driver to float
        Factors, 0 to 4; empty where all are 1.
    """
    factors = {driver: len(DRIVERS) * weight for driver, weight in zip(DRIVERS, weights, strict=True)}
    return factors if set(factors.values()) != {1.0} else {}
