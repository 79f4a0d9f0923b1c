"""Customers of a contract: their seats, their spend, where they are; of a new deal its own, else by segment."""

from __future__ import annotations

import streamlit as st

from sim.scenario.document import Scenario
from sim.scenario.offer import OFFERED
from sim.scenario.paths import Keys
from sim.ui.form import field_form
from sim.ui.live import anew
from sim.ui.panel.single import single_field
from sim.ui.text import as_markdown, say

__all__ = ["FIELDS", "customers_on"]

FIELDS = (
    "contacts_per_year",
    "seats",
    "seat_growth_per_year",
    "account_people",
    "spend_per_month",
    "spend_growth_per_year",
    "visit_share",
    "payment_days",
    "time_zone",
    "public_holidays",
)
"""Fields of accounts and segments that terms refer to; those that the schema does not have are passed."""
MOST_SEGMENTS = 4


def customers_on(plan: str, written: Scenario) -> None:
    """Draws the group of whom the plan is for.

    Parameters
    ----------
    plan : str
        Name of the plan.
    written : Scenario
        The scenario that is shown.
    """
    accounts = [name for name in written.accounts if plan == OFFERED == written.plan_of(name)]
    segments = [name for name, segment in written.segments.items() if segment.plan == plan]
    owners = [("accounts", name) for name in accounts] or [("segments", name) for name in segments[:MOST_SEGMENTS]]
    if not owners:
        return
    key = "group-customers"
    with st.expander(say("contract.group_customers"), expanded=bool(accounts), key=key, on_change="rerun") as box:
        if box.open:
            for owner in owners:
                _owner(owner, written)


def _owner(owner: Keys, written: Scenario) -> None:
    """The fields of an account or a segment."""
    st.markdown(f"**{as_markdown(owner[1], 60)}**")
    for field in FIELDS:
        keys = (*owner, field)
        try:
            form = field_form(keys)
        except KeyError:
            continue
        if form.kind in ("number", "whole", "text", "choice"):
            single_field(keys, anew("-".join(("customer", *keys))), written)
