"""Numbers in place of names: kinds of jobs and events, steps, causes, outcomes, and columns of uniforms."""

from __future__ import annotations

import numpy as np

from sim.customers.causes import DRIVERS, LATE_RESOLUTIONS, LATE_RESPONSES, Cause
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
    "U_CHASED",
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
    "U_SOLVED_1",
    "U_SOLVED_AGAIN",
    "U_TEMPLATED",
    "U_WRITTEN",
    "WITHDRAWN",
    "WORK_ON",
    "WRAP_UP",
    "WRITE",
]

ARRIVES = 0
FINISHES = 1
ALARM = 2
LOSES_PATIENCE = 3
SHIFT = 4
RESTED = 5
DAY_BEGINS = 6
DAY_ENDS = 7
SETTLES = 8
QUEUES_AGAIN = 9
COMES_BACK = 10
CHASED_HAND_ON = 11
CHASED_ASK = 12
ANSWERS = 13
"""Kinds of events; the last five happen to a contact unless it is over by then."""

AT_HORIZON = 0
DAY = 1
SETTLE = 2
FULL = 3
"""Why the clock stops: at the end, as the model turns a day or settles a dispute, or as an array has no room."""

CONTACT = 0
DISPUTE = 1
WRAP_UP = 2
"""Kinds of jobs."""

OVER = 0
COME_BACK = 1
WORK_ON = 2
HAND_ON = 3
ASK = 4
FORGOTTEN_HAND_ON = 5
FORGOTTEN_ASK = 6
CALL_AGAIN = 7
WRITE = 8
"""Next steps of a contact."""

BY_DUE = 1
BY_VALUE = 2
"""Orders of the queue beside that by priority."""

SOLVED = CONTACT_OUTCOMES.index(ContactOutcome.SOLVED)
OPEN = CONTACT_OUTCOMES.index(ContactOutcome.OPEN)
HUNG_UP = CONTACT_OUTCOMES.index(ContactOutcome.HUNG_UP)
DEFLECTED = CONTACT_OUTCOMES.index(ContactOutcome.DEFLECTED)
TURNED_AWAY = CONTACT_OUTCOMES.index(ContactOutcome.TURNED_AWAY)
WITHDRAWN = CONTACT_OUTCOMES.index(ContactOutcome.WITHDRAWN)
"""Outcomes of contacts."""

ANSWERED = CALL_OUTCOMES.index(CallOutcome.ANSWERED)
CALLED_BACK = CALL_OUTCOMES.index(CallOutcome.CALLED_BACK)
CALL_HUNG_UP = CALL_OUTCOMES.index(CallOutcome.HUNG_UP)
CUT_OFF = CALL_OUTCOMES.index(CallOutcome.CUT_OFF)
"""Outcomes of calls."""

LATE_RESPONSE = CAUSES.index(LATE_RESPONSES[0])
LATE_RESOLUTION = CAUSES.index(LATE_RESOLUTIONS[0])
HEARD_OF_POP = CAUSES.index(Cause.HEARD_OF_POP)
TURNED_AWAY_CAUSE = CAUSES.index(Cause.TURNED_AWAY)
FAILED_SELF_SERVICE = CAUSES.index(Cause.FAILED_SELF_SERVICE)
CANNED_REPLY = CAUSES.index(Cause.CANNED_REPLY)
HUNG_UP_CAUSE = CAUSES.index(Cause.HUNG_UP)
DISRESPECT_CAUSE = CAUSES.index(Cause.DISRESPECT)
NOT_COVERED = CAUSES.index(Cause.NOT_COVERED)
PAY_FOR_FIX = CAUSES.index(Cause.PAY_FOR_FIX)
REFUSED_ESCALATION = CAUSES.index(Cause.REFUSED_ESCALATION)
REPEAT_CONTACT = CAUSES.index(Cause.REPEAT_CONTACT)
FORGOTTEN_CAUSE = CAUSES.index(Cause.FORGOTTEN)
HAND_OFF = CAUSES.index(Cause.HAND_OFF)
"""Causes of grievance; those of the four severities follow one another."""

U_ELIGIBLE = int(ContactDraw.ELIGIBLE)
U_DEFLECTED = int(ContactDraw.DEFLECTED)
U_DEFLECTION_FAILED = int(ContactDraw.DEFLECTION_FAILED)
U_TEMPLATED = int(ContactDraw.TEMPLATED)
U_SOLVED_1 = int(ContactDraw.SOLVED_1)
U_SOLVED_AGAIN = int(ContactDraw.SOLVED_AGAIN)
U_REPEATED = int(ContactDraw.REPEATED)
U_REPEAT_DELAY = int(ContactDraw.REPEAT_DELAY)
U_FORGOTTEN = int(ContactDraw.FORGOTTEN)
U_FORGOTTEN_DELAY = int(ContactDraw.FORGOTTEN_DELAY)
U_DISRESPECT = int(ContactDraw.DISRESPECT)
U_DISRESPECT_AGAIN = int(ContactDraw.DISRESPECT_AGAIN)
U_OUT_OF_SCOPE = int(ContactDraw.OUT_OF_SCOPE)
U_CHASED = int(ContactDraw.CHASED)
U_REFUSED = int(ContactDraw.REFUSED)
U_RETRIED = int(ContactDraw.RETRIED)
U_RETRY_DELAY = int(ContactDraw.RETRY_DELAY)
U_RETRIED_AGAIN = int(ContactDraw.RETRIED_AGAIN)
U_RETRY_DELAY_AGAIN = int(ContactDraw.RETRY_DELAY_AGAIN)
U_CUSTOMER_DELAY = int(ContactDraw.CUSTOMER_DELAY)
U_DEFECT = int(ContactDraw.DEFECT)
U_WRITTEN = int(ContactDraw.WRITTEN)
U_CALL_BACK = int(ContactDraw.CALL_BACK)
"""Columns of the uniforms of a contact."""

DRIVER_OF_CAUSE = np.array([DRIVERS.index(cause.driver) for cause in CAUSES])
POP = REASONS.index(DepartureReason.POP)
HEARD = np.uint64(word(Purpose.HEARD))
FIRST = np.uint64(0)
TICK = 1 / TICKS_PER_MINUTE
"""The least step of time."""
LAST_MOMENT = TICK
"""Before midnight: what a day leaves behind is settled before the next one begins."""
AGAIN = 3
"""How far behind the working minutes of a first go those of a second one stand."""
DOUBLED = 2.0
ROOM = 64
"""Places of an array that one event may take, beside those that go by the number of jobs."""
