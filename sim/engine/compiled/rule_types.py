"""Record type of the numbers of a document that the kernels read."""

from __future__ import annotations

import numpy as np

__all__ = ["RULES", "WEIGHTS"]

REAL, WHOLE, TRUTH = np.float64, np.int64, np.bool_

WEIGHTS = (
    "turned_away",
    "failed_self_service",
    "canned_reply",
    "hung_up",
    "disrespect",
    "not_covered",
    "pay_for_fix",
    "refused_escalation",
    "repeat_contact",
    "forgotten",
    "hand_off",
    "heard_of_pop",
    "cushion_respect",
    "cushion_alignment",
    "cushion_dependence",
    "cushion_asymmetry",
    "cushion_most",
    "betrayal_alignment",
    "half_life_days",
    "half_life_no_respect",
)
"""Numbers of grievance that are read as they stand."""

RULES = np.dtype(
    [
        *((name, REAL) for name in WEIGHTS),
        *(
            (name, REAL)
            for name in (
                # desk and telephone
                "calls_ahead",
                "offered_after",
                "call_back_accepted",
                "retry_probability",
                "retry_minutes",
                "hang_up_ticket_share",
                # contacts
                "refused_scope",
                "out_of_scope_share",
                "repeat_probability",
                "repeat_hours",
                "template_share",
                "self_service_failure",
                "forgotten_hours",
                "follow_up_discipline",
                "refused_escalation_share",
                "defect_share",
                "customer_wait_hours",
                "chase_minutes",
                "chase_every",
                "fix_cents",
                # what is felt, expected and trusted
                "should_weight",
                "immediate_hours",
                "learning_faster",
                "learning_slower",
                "tolerance",
                "loss_aversion",
                "curvature",
                "trust_gain",
                "trust_loss",
                "trust_loss_most",
                "disclosed",
                "clarity",
                "made_good",
                "attention",
                "attention_people",
                "halving",
                "respect_loss",
                "alignment_loss",
                # leaving
                "buy_out_months",
                "offer_minutes",
                "offer_search_share",
                "heard_by",
                # failure demand
                "failure_demand",
                "failure_demand_most",
                "captive_factor",
                # corners
                "cut_occupancy",
                "cut_gain",
                "cut_touch_factor",
                "cut_solved_loss",
                "cut_disrespect_factor",
                "cut_least_touch",
            )
        ),
        *((name, WHOLE) for name in ("most_retries", "most_chases", "queue_order", "cut_days")),
        *((name, TRUTH) for name in ("interrupts", "reviewed", "charges_for_fixes")),
        ("eligible", REAL, 4),
        ("late_response", REAL, 4),
        ("late_resolution", REAL, 4),
    ]
)
"""Numbers of the document that holds now."""
