"""How the state of a run lies in memory: a record type for each kind of thing, and the arrays that hold them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.customers.causes import Cause
from sim.customers.leaving import DepartureReason
from sim.engine.compiled.row_types import ROWS
from sim.engine.compiled.rule_types import RULES
from sim.model.draws import ContactDraw
from sim.records.events import CallOutcome, ContactOutcome
from sim.rng import UNIFORMS_PER_BLOCK

__all__ = [
    "CALL_OUTCOMES",
    "CAUSES",
    "CONTACT_OUTCOMES",
    "CUSTOMER",
    "CUT_DAYS_MOST",
    "DTYPES",
    "NOBODY",
    "REASONS",
    "TERMS",
    "TOUCHES_AT",
    "WIDTH",
    "State",
]

Records = npt.NDArray[Any]
"""A structured array."""
NOBODY = -1
"""In place of a number of a customer, job or team: there is none."""
CAUSES = tuple(Cause)
REASONS = tuple(DepartureReason)
CONTACT_OUTCOMES = tuple(ContactOutcome)
CALL_OUTCOMES = tuple(CallOutcome)
CUT_DAYS_MOST = 61
"""Days that a tier looks back on, and the present one: the schema allows for no more."""
TOUCHES_AT = ContactDraw.blocks() * UNIFORMS_PER_BLOCK
"""First column, of the numbers of a contact, of its working minutes at three tiers and at a second go at them."""
WIDTH = TOUCHES_AT + 6
"""How many numbers a contact has."""

REAL, WHOLE, TRUTH, WORD = np.float64, np.int64, np.bool_, np.uint64

RUN = np.dtype(
    [
        *((name, REAL) for name in ("now", "horizon", "next_alarm")),
        *(
            (name, WHOLE)
            for name in (
                "day",
                "sequence",
                "ticket",
                "serial",
                "alarm_number",
                "events",
                "alarms",
                "free_jobs",
                "jobs_used",
                "customers",
                "teams",
                "billing_team",
                "coming",
                "day_ends",
                "news",
                "exit_job",
                "first_day",
                "chunk",
                "overflow",
                "days_end",
                "potentials",
            )
        ),
        *(
            (name, WHOLE)
            for name in ("touches", "waits", "contacts", "calls", "persons", "grievances", "breaking_points")
        ),
        ("seed", WORD),
        ("replication", WORD),
    ]
)
"""Where the run is, and how many of each thing there are."""

CUSTOMER = np.dtype(
    [
        # moved by the desk and by the turn of a month
        *(
            (name, REAL)
            for name in (
                "trust",
                "respect",
                "alignment",
                "grievance",
                "grievance_at",
                "half_life",
                "offered_at",
                "credited_share",
                "leaves_at",
                "ready_at",
                "labour",
                "out_of_scope_minutes",
                "not_covered_minutes",
            )
        ),
        ("should", REAL, 4),
        ("will", REAL, 4),
        *(
            (name, WHOLE)
            for name in (
                "past_breaking_point",
                "leaves_because",
                "bought_out_from",
                "bought_out_to",
                "contacts",
                "responses_met",
                "responses_made",
                "solutions_met",
                "solutions_made",
                "outside_allowance",
                "fixes_cents",
            )
        ),
        # moved by the turn of a month alone
        *(
            (name, REAL)
            for name in (
                "breaking_point",
                "dependence",
                "asymmetry",
                "account_people",
                "search_minutes",
                "chasing_share",
                "self_service_share",
                "influence",
                "notice_minutes",
                "termination_share",
                "fee",
            )
        ),
        ("concerns", REAL, 4),
        *(
            (name, WHOLE)
            for name in (
                "terms",
                "term_end",
                "term_months",
                "community",
                "most_contacts_per_day",
                "has_mood",
                "has_concerns",
            )
        ),
        ("word", WORD),
        # moved by the desk alone
        *((name, WHOLE) for name in ("place", "at_place", "open_first", "open_last", "taken", "news", "multiple_day")),
        ("multiple", REAL),
    ]
)
"""A customer; ``place`` is its place by name, ``at_place`` the customer whose place this one's number is."""

TERMS = np.dtype(
    [
        *((name, REAL, 4) for name in ("response", "sold", "resolution", "felt_response", "felt_resolution")),
        ("clock", WHOLE, 4),
        ("clock_length", WHOLE, 4),
        *((name, WHOLE) for name in ("priority_class", "clock_while_solved")),
    ]
)
"""What a plan promises to the customers of one place, by severity."""

CLOCK = np.dtype([("start", REAL), ("length", REAL), ("before", REAL)])
"""Hours of coverage that run on; the clocks lie one behind the other."""

JOB = np.dtype(
    [
        *(
            (name, REAL)
            for name in (
                "key",
                "key_in_queue",
                "queued",
                "started",
                "gives_up_at",
                "ends_at",
                "spent",
                "rest",
                "opened",
            )
        ),
        *(
            (name, WHOLE)
            for name in (
                "kind",
                "serial",
                "customer",
                "day",
                "number",
                "severity",
                "ticket",
                "team",
                "alarm",
                "handler",
                "working_before",
                "working_after",
                "open_before",
                "open_after",
            )
        ),
        *((name, TRUTH) for name in ("on_line", "resumed", "ended", "listed", "by_phone")),
        # contacts
        *(
            (name, REAL)
            for name in (
                "patience",
                "second_patience",
                "opened_covered",
                "next_look",
                "pause_began",
                "called",
                "answered",
                "expected",
                "response",
                "paused",
                "work",
            )
        ),
        *(
            (name, WHOLE)
            for name in ("first_severity", "terms", "clock", "clock_length", "retries", "touches", "chases")
        ),
        *((name, TRUTH) for name in ("again", "final", "forgotten", "repeated", "out_of_scope", "templated")),
        # what a late answer and a late solution did so far
        *((name, TRUTH) for name in ("response_late", "resolution_late")),
        *((f"{which}_{name}", REAL) for which in ("response", "resolution") for name in ("yardstick", "share", "next")),
        *((f"{which}_{name}", REAL) for which in ("response", "resolution") for name in ("value", "learned")),
        # disputes
        ("settles_at", REAL),
    ]
)
"""What lies at a desk: a contact, a dispute or the wrap-up of a touch."""

TEAM = np.dtype(
    [
        *(
            (name, REAL)
            for name in (
                "rostered",
                "changed",
                "settled",
                "rostered_minutes",
                "available_minutes",
                "idle_minutes",
                "overtime_minutes",
                "queue_minutes",
                "shift_limit",
                "shift_extra",
                "wrap_up",
            )
        ),
        *(
            (name, WHOLE)
            for name in (
                "level",
                "busy",
                "waiting",
                "queue",
                "resting",
                "impatient",
                "working_first",
                "working_last",
                "step",
                "steps_end",
                "history",
                "history_first",
            )
        ),
        ("hands_over", TRUTH),
        # of a tier
        *((name, WHOLE) for name in ("tier", "following")),
        ("solves_all", TRUTH),
        *(
            (name, REAL)
            for name in (
                "solved_share",
                "respectful_share",
                "escalated_share",
                "cost_per_minute",
                "cost_per_touch",
                "corner_touch",
                "corner_solved",
                "corner_disrespect",
                "touch_factor",
                "solved_probability",
                "disrespect_probability",
            )
        ),
        ("past_available", REAL, CUT_DAYS_MOST),
        ("past_worked", REAL, CUT_DAYS_MOST),
    ]
)
"""A team with its ledger since the run began; ``tier`` is -1 for the one that settles disputes."""

STEP = np.dtype([("at", REAL), ("rostered", REAL), ("level", WHOLE)])
ENTRY = np.dtype([("key", REAL), ("ticket", WHOLE), ("job", WHOLE)])
EVENT = np.dtype(
    [("at", REAL), ("sequence", WHOLE), ("kind", WHOLE), ("job", WHOLE), ("mark", WHOLE), ("subject", REAL)]
)
ALARM = np.dtype(
    [
        ("at", REAL),
        ("opened", REAL),
        ("customer", WHOLE),
        ("number", WHOLE),
        ("order", WHOLE),
        ("job", WHOLE),
        ("serial", WHOLE),
    ]
)
POTENTIAL = np.dtype(
    [
        *((name, REAL) for name in ("threshold", "opened", "patience", "second_patience")),
        *((name, WHOLE) for name in ("customer", "day", "number", "severity")),
        *((name, TRUTH) for name in ("by_phone", "called_forth")),
    ]
)


class State(NamedTuple):
    """Everything that the kernel reads and moves."""

    run: Records
    rules: Records
    customers: Records
    terms: Records
    clocks: Records
    exits: npt.NDArray[np.float64]
    """Starts of months until long after the horizon."""
    is_month: npt.NDArray[np.bool_]
    """By day from the first on, and the one after the last: whether a month begins."""
    steps: Records
    teams: Records
    jobs: Records
    numbers: npt.NDArray[np.float64]
    """By job: uniforms of a contact, then its working minutes."""
    queues: Records
    """By team: a heap by key and ticket."""
    resting: Records
    impatient: Records
    events: Records
    alarms: Records
    scratch: npt.NDArray[np.int64]
    potentials: Records
    potential_numbers: npt.NDArray[np.float64]
    touches: Records
    waits: Records
    contacts: Records
    calls: Records
    persons: Records
    grievances: Records
    breaking_points: Records


DTYPES = {
    "run": RUN,
    "rules": RULES,
    "customers": CUSTOMER,
    "terms": TERMS,
    "clocks": CLOCK,
    "exits": np.dtype(REAL),
    "is_month": np.dtype(TRUTH),
    "steps": STEP,
    "teams": TEAM,
    "jobs": JOB,
    "numbers": np.dtype(REAL),
    "queues": ENTRY,
    "resting": ENTRY,
    "impatient": ENTRY,
    "events": EVENT,
    "alarms": ALARM,
    "scratch": np.dtype(WHOLE),
    "potentials": POTENTIAL,
    "potential_numbers": np.dtype(REAL),
    **ROWS,
}
"""Record types of the arrays of a :class:`State`."""
