"""Policies of the provider: how people work, and how they treat customers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.quantity import ADDED, PRIOR, Document, quantity

__all__ = ["POLICY", "Policies"]

POLICY = "the provider's policy"


class Policies(Document):
    """Standing decisions of the provider about how it treats customers."""

    follow_up_discipline: float = quantity(
        0.98,
        "share",
        "A",
        PRIOR,
        about="unfinished contacts that are not forgotten",
        role="lever",
        low=0,
        high=1,
    )
    refused_escalation_share: float = quantity(
        0.02, "share", "A", PRIOR, about="escalations that are refused", role="lever", low=0, high=1
    )
    admitted_error_share: float = quantity(
        0.85,
        "share",
        "A",
        PRIOR,
        about="wrong invoices that the provider admits",
        role="lever",
        low=0,
        high=1,
    )
    corner_cutting_gain: float = quantity(
        1.0,
        "multiple",
        "F",
        "Oliva & Sterman 2001, form; size assumed",
        about="strength with which a busy desk cuts corners; 0 is a plain queue",
        low=0,
        high=3,
    )
    template_reply_share: float = quantity(
        0.0,
        "share",
        "A",
        "none, unless the provider says so",
        about="portal contacts that a template answers at once, so that the response counts as made",
        role="lever",
        low=0,
        high=1,
    )
    update_discipline: float = quantity(
        0.95,
        "share",
        "A",
        PRIOR,
        about="promised updates that are given on time where somebody is on shift",
        role="lever",
        low=0,
        high=1,
        added=True,
    )
    update_minutes: float = quantity(
        3.0,
        "minutes / update",
        "A",
        PRIOR,
        about="work that an update on a waiting contact adds to its next touch",
        low=0,
        high=480,
        added=True,
    )
    queue_order: Literal["priority", "earliest-due", "contract value"] = Field(
        "priority",
        description="order in which contacts are taken: by the plan's class, then severity and age; by the moment the "
        "response is due; or by the customer's monthly fee, then severity and age",
    )
    unfinished_work: Literal["resume", "finish", "hand over"] = Field(
        "resume",
        description="work at the end of a shift beyond the limit of overtime: goes on when people come back, is "
        "finished in overtime all the same, or is handed over to colleagues",
        json_schema_extra=ADDED,
    )
    hand_over_minutes: float = quantity(
        5.0,
        "minutes / handover",
        "A",
        "prior: reading in",
        about="further work that a handover at the end of a shift costs",
        low=0,
        high=480,
        added=True,
    )
    telephone: Literal["first", "in turn", "call back", "interrupt"] = Field(
        "first",
        description="callers on hold before tickets, in turn with them, first and offered a call-back, or first and "
        "answered by people who set a ticket aside",
        json_schema_extra=ADDED,
    )
    call_back_minutes: float = quantity(
        2.0,
        "minutes",
        "A",
        POLICY,
        about="wait on hold after which a call-back is offered, where that is the policy",
        role="lever",
        low=0,
        high=10_000,
        added=True,
    )
    charges_late_interest: bool = Field(False, description="whether overdue invoices bear interest")
    charges_for_fixes: bool = Field(False, description="whether the repair of the product's own defects is charged")
    fix_price: float = quantity(
        50.0,
        "money / fix",
        "F",
        "essay 000: pay £50 for us to fix it",
        about="price of such a repair",
        role="lever",
        low=0,
        high=100_000,
    )
    not_covered_share: float = quantity(
        0.0,
        "share",
        "A",
        POLICY,
        about="contacts within scope that are refused as not covered",
        role="lever",
        low=0,
        high=1,
    )
    credits_void_in_dispute: bool = Field(False, description="no service credit while an invoice is disputed")
