"""Hypothesis-made teams: shifts, crews by severity, people on call, and help from one team to another."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

__all__ = ["coverages", "helpers", "share", "teams"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def share(low: float = 0.0, high: float = 1.0) -> st.SearchStrategy[float]:
    """A number on a grid of twentieths of a range, its ends included."""
    return st.integers(0, 20).map(lambda step: low + (high - low) * step / 20)


@st.composite
def coverages(draw: st.DrawFn) -> dict[str, Any]:
    """Hours of a promise or of a shift."""
    opens = draw(st.integers(0, 46)) / 2
    closes = opens + draw(st.integers(1, 47)) / 2
    return {
        "days": draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7, unique=True)),
        "from_hour": opens,
        "to_hour": closes if closes <= 24 else closes - 24,
    }


@st.composite
def crews(draw: st.DrawFn, *, on_call: bool) -> dict[str, Any]:
    """A shift in which some severities are taken, or people are on call."""
    terms = {
        "standby_pay_per_hour": draw(st.sampled_from([0, 4.99])),
        "call_out_pay_per_hour": draw(st.sampled_from([None, 77.77])),
        "least_call_out_minutes": draw(st.sampled_from([0, 60, 240])),
        "response_minutes": draw(st.sampled_from([0, 15, 333])),
    }
    return draw(coverages()) | {
        "severities": draw(st.sampled_from([["P1"], ["P1", "P2"], ["P2", "P3"], ["P1", "P2", "P3", "P4"]])),
        "on_call": draw(st.sampled_from([None, terms])) if on_call else None,
    }


@st.composite
def teams(draw: st.DrawFn, next_tier: str | None, *, disputes: bool = False) -> dict[str, Any]:
    """A team, perhaps of nobody, perhaps of part of a person, perhaps of crews by severity and people on call."""
    solved, price = draw(share()), draw(st.sampled_from([None, None, 0, 12.345]))
    shifts = draw(st.one_of(st.just([{}]), st.lists(coverages(), min_size=1, max_size=2)))
    if not disputes:
        shifts = shifts + draw(st.lists(crews(on_call=price is None), max_size=2))
    return {
        "shifts": shifts,
        "people": draw(st.sampled_from([0, 0.3, 1, 1.5, 4])),
        "hiring_lead_weeks": draw(st.sampled_from([0, 0, 6, 104])),
        "ramp_up_weeks": draw(st.sampled_from([0, 0, 13, 104])),
        "ramp_up_share": draw(share()),
        "attrition_per_year": draw(st.sampled_from([0, 0, 0.3, 3])),
        "shrinkage_share": draw(st.sampled_from([0, 0.2, 0.37])),
        "cost_per_hour": draw(st.sampled_from([0, 33.33, 80])),
        "cost_per_contact": price,
        "minimum_paid_share": draw(share()),
        "overtime_premium_share": draw(share()),
        "overtime_limit_minutes": draw(st.sampled_from([0, 30, 200])),
        "touch_minutes": draw(st.sampled_from([1, 20, 333])),
        "touch_sigma": draw(st.sampled_from([0, 0.9, 2])),
        "solved_share": solved,
        "escalated_share": draw(share(high=1 - solved)),
        "escalates_to": next_tier,
        "respectful_share": draw(st.sampled_from([0.0, 0.5, 0.98, 1.0])),
    }


@st.composite
def helpers(draw: st.DrawFn, people: dict[str, Any], helped: str) -> dict[str, Any]:
    """Perhaps a team that takes contacts of one tier when they would wait, and that tier with its overflow."""
    limits = draw(st.sampled_from([None, {"waiting_minutes": 0}, {"waiting_minutes": 45}, {"queue": 2}]))
    if limits is None:
        return {}
    return {
        "helper": draw(teams(None)),
        helped: people[helped] | {"overflow": {"to": "helper"} | limits},
    }
