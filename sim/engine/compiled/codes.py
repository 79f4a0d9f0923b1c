"""Numbers in place of names: kinds of jobs and events, steps, causes, outcomes, and columns of uniforms."""

from __future__ import annotations

import numpy as np

from sim.customers.causes import DRIVERS, Cause
from sim.customers.leaving import DepartureReason
from sim.engine.compiled.layout import CALL_OUTCOMES, CAUSES, CONTACT_OUTCOMES, REASONS
from sim.model.draws import ContactDraw, Purpose
from sim.records.events import CallOutcome, ContactOutcome
from sim.rng import word
from sim.units import TICKS_PER_MINUTE

__all__ = [
    "AGAIN",
    "ALARM",
    "ANSWERED",
    "ANSWERS",
    "ARRIVES",
    "ASK",
    "AT_HORIZON",
    "BY_DUE",
    "BY_VALUE",
    "CALLED_BACK",
    "CALL_AGAIN",
    "CALL_HUNG_UP",
    "CANNED_REPLY",
    "CHASED",
    "CHASED_ASK",
    "CHASED_HAND_ON",
    "COMES_BACK",
    "COME_BACK",
    "CONTACT",
    "CUT_OFF",
    "DAY",
    "DAY_BEGINS",
    "DAY_ENDS",
    "DEFLECTED",
    "DISPUTE",
    "DISRESPECT_CAUSE",
    "DOUBLED",
    "DRIVER_OF_CAUSE",
    "FAILED_SELF_SERVICE",
    "FINISHES",
    "FIRST",
    "FORGOTTEN_ASK",
    "FORGOTTEN_CAUSE",
    "FORGOTTEN_HAND_ON",
    "FULL",
    "HAND_OFF",
    "HAND_ON",
    "HEARD",
    "HEARD_OF_POP",
    "HUNG_UP",
    "HUNG_UP_CAUSE",
    "LAST_MOMENT",
    "LATE_RESOLUTION",
    "LATE_RESPONSE",
    "LOSES_PATIENCE",
    "NOT_COVERED",
    "OPEN",
    "OVER",
    "PAY_FOR_FIX",
    "POP",
    "QUEUES_AGAIN",
    "REFUSED_ESCALATION",
    "REPEAT_CONTACT",
    "RESTED",
    "ROOM",
    "SETTLE",
    "SETTLES",
    "SHIFT",
    "SOLVED",
    "TICK",
    "TURNED_AWAY",
    "TURNED_AWAY_CAUSE",
    "U_CALL_BACK",
    "U_CUSTOMER_DELAY",
    "U_DEFECT",
    "U_DEFLECTED",
    "U_DEFLECTION_FAILED",
    "U_DISRESPECT",
    "U_DISRESPECT_AGAIN",
    "U_ELIGIBLE",
    "U_FORGOTTEN",
    "U_FORGOTTEN_DELAY",
    "U_OUT_OF_SCOPE",
    "U_REFUSED",
    "U_REPEATED",
    "U_REPEAT_DELAY",
    "U_RETRIED",
    "U_RETRIED_AGAIN",
    "U_RETRY_DELAY",
    "U_RETRY_DELAY_AGAIN",
    "U_SOLVED",
    "U_SOLVED_AGAIN",
    "U_TEMPLATED",
    "U_WRITTEN",
    "WITHDRAWN",
    "WORK_ON",
    "WRAP_UP",
    "WRITE",
]

ARRIVES, FINISHES, ALARM, LOSES_PATIENCE, SHIFT, RESTED, DAY_BEGINS, DAY_ENDS, SETTLES = range(9)
"""Kinds of events."""
QUEUES_AGAIN, COMES_BACK, CHASED_HAND_ON, CHASED_ASK, ANSWERS = range(9, 14)
"""Kinds of events that happen to a contact unless it is over by then."""
CONTACT, DISPUTE, WRAP_UP = range(3)
LATE_RESPONSE, LATE_RESOLUTION = CAUSES.index(Cause.LATE_RESPONSE_P1), CAUSES.index(Cause.LATE_RESOLUTION_P1)
HEARD_OF_POP = CAUSES.index(Cause.HEARD_OF_POP)
DRIVER_OF_CAUSE = np.array([DRIVERS.index(cause.driver) for cause in CAUSES])
POP = REASONS.index(DepartureReason.POP)
HEARD = np.uint64(word(Purpose.HEARD))
DOUBLED = 2.0
FIRST = np.uint64(0)
TICK = 1 / TICKS_PER_MINUTE
CHASED = int(ContactDraw.CHASED)
BY_DUE, BY_VALUE = 1, 2
"""Orders of the queue beside that by priority."""
OVER, COME_BACK, WORK_ON, HAND_ON, ASK, FORGOTTEN_HAND_ON, FORGOTTEN_ASK, CALL_AGAIN, WRITE = range(9)
"""Next steps of a contact."""
AGAIN = 3
SOLVED, OPEN, HUNG_UP, DEFLECTED, TURNED_AWAY, WITHDRAWN = (
    CONTACT_OUTCOMES.index(outcome)
    for outcome in (
        ContactOutcome.SOLVED,
        ContactOutcome.OPEN,
        ContactOutcome.HUNG_UP,
        ContactOutcome.DEFLECTED,
        ContactOutcome.TURNED_AWAY,
        ContactOutcome.WITHDRAWN,
    )
)
ANSWERED, CALLED_BACK, CALL_HUNG_UP, CUT_OFF = (
    CALL_OUTCOMES.index(outcome)
    for outcome in (CallOutcome.ANSWERED, CallOutcome.CALLED_BACK, CallOutcome.HUNG_UP, CallOutcome.CUT_OFF)
)
(
    TURNED_AWAY_CAUSE,
    FAILED_SELF_SERVICE,
    CANNED_REPLY,
    HUNG_UP_CAUSE,
    DISRESPECT_CAUSE,
    NOT_COVERED,
    PAY_FOR_FIX,
    REFUSED_ESCALATION,
    REPEAT_CONTACT,
    FORGOTTEN_CAUSE,
    HAND_OFF,
) = (
    CAUSES.index(cause)
    for cause in (
        Cause.TURNED_AWAY,
        Cause.FAILED_SELF_SERVICE,
        Cause.CANNED_REPLY,
        Cause.HUNG_UP,
        Cause.DISRESPECT,
        Cause.NOT_COVERED,
        Cause.PAY_FOR_FIX,
        Cause.REFUSED_ESCALATION,
        Cause.REPEAT_CONTACT,
        Cause.FORGOTTEN,
        Cause.HAND_OFF,
    )
)
U_ELIGIBLE, U_DEFLECTED, U_DEFLECTION_FAILED = (
    int(column) for column in (ContactDraw.ELIGIBLE, ContactDraw.DEFLECTED, ContactDraw.DEFLECTION_FAILED)
)
U_TEMPLATED, U_SOLVED, U_SOLVED_AGAIN = (
    int(column) for column in (ContactDraw.TEMPLATED, ContactDraw.SOLVED_1, ContactDraw.SOLVED_AGAIN)
)
U_REPEATED, U_REPEAT_DELAY, U_FORGOTTEN, U_FORGOTTEN_DELAY = (
    int(column)
    for column in (
        ContactDraw.REPEATED,
        ContactDraw.REPEAT_DELAY,
        ContactDraw.FORGOTTEN,
        ContactDraw.FORGOTTEN_DELAY,
    )
)
U_DISRESPECT, U_DISRESPECT_AGAIN, U_OUT_OF_SCOPE, U_REFUSED = (
    int(column)
    for column in (
        ContactDraw.DISRESPECT,
        ContactDraw.DISRESPECT_AGAIN,
        ContactDraw.OUT_OF_SCOPE,
        ContactDraw.REFUSED,
    )
)
U_RETRIED, U_RETRY_DELAY, U_RETRIED_AGAIN, U_RETRY_DELAY_AGAIN = (
    int(column)
    for column in (
        ContactDraw.RETRIED,
        ContactDraw.RETRY_DELAY,
        ContactDraw.RETRIED_AGAIN,
        ContactDraw.RETRY_DELAY_AGAIN,
    )
)
U_CUSTOMER_DELAY, U_DEFECT, U_WRITTEN, U_CALL_BACK = (
    int(column)
    for column in (
        ContactDraw.CUSTOMER_DELAY,
        ContactDraw.DEFECT,
        ContactDraw.WRITTEN,
        ContactDraw.CALL_BACK,
    )
)
LAST_MOMENT = 1 / TICKS_PER_MINUTE
AT_HORIZON, DAY, SETTLE, FULL = range(4)
"""Why the clock stops: at the end, as the model turns a day or settles a dispute, or as an array has no room."""
ROOM = 64
