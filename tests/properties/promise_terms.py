"""Promises of plans, made by chance."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

__all__ = ["SEVERE", "promises"]

SEVERE = {"P1": 0.5, "P2": 0.5, "P3": 0, "P4": 0}
"""Shares of severities of a segment with no small matters."""


@st.composite
def promises(draw: st.DrawFn) -> dict[str, Any]:
    """Promises in hours, or none; in business days, of updates, escalations and uptime in some plans."""
    days = {f"P{n}": draw(st.sampled_from([None, 1, 3])) for n in range(1, 5)}
    step = {
        "severities": draw(st.sampled_from([["P1"], ["P2", "P4"]])),
        "after_hours": draw(st.sampled_from([0.1, 2])),
        "until": draw(st.sampled_from(["response", "resolution"])),
        "cost_per_hour": draw(st.sampled_from([0, 99.99])),
    }
    uptime = {"promised_share": 0.99, "incidents_per_year": draw(st.sampled_from([0, 30])), "median_hours": 5}
    return {
        "response_hours": {f"P{n}": draw(st.sampled_from([0.1, 1, 4, 30, None])) for n in range(1, 5)},
        "resolution_hours": {f"P{n}": draw(st.sampled_from([0.3, 8, 120, None])) for n in range(1, 5)},
        "response_days": draw(st.sampled_from([None, None, days])),
        "resolution_days": draw(st.sampled_from([None, None, days])),
        "workaround_hours": draw(st.sampled_from([None, {"P2": 0.5, "P3": 8}])),
        "update_hours": draw(st.sampled_from([None, None, {"P1": 24, "P3": 100}])),
        "update_days": draw(st.sampled_from([None, None, {"P2": 3, "P4": 5}])),
        "escalations": draw(st.sampled_from([{}, {"manager": step}])),
        "uptime": draw(st.sampled_from([None, uptime])),
    }
