"""Hypothesis-made service credits by name, for what a plan promises."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from sim.scenario.quantity import SEVERITIES

__all__ = ["credits"]

DUE: tuple[dict[str, Any], ...] = ({"share": 0.07}, {"money": 12.34}, {"days": 1}, {"days": 11.5})


def promised(terms: dict[str, Any]) -> dict[str, list[str]]:
    """Severities with a promise in a plan's terms, by kind of promise; kinds that are promised to none are left out."""
    kinds = {
        on: [name for name in SEVERITIES if any((terms[f"{on}_{unit}"] or {}).get(name) for unit in ("hours", "days"))]
        for on in ("response", "resolution", "update")
    }
    return {on: names for on, names in kinds.items() if names}


@st.composite
def credits(draw: st.DrawFn, terms: dict[str, Any]) -> dict[str, Any]:
    """Service credits by name for what a plan promises, of each kind and none of them twice, and rules for them."""
    kinds, due = promised(terms), st.sampled_from(DUE)
    named: dict[str, dict[str, Any]] = {}
    for name in draw(st.lists(st.sampled_from(["month", "breach"]), unique=True)) if kinds else ():
        on = draw(st.sampled_from(sorted(kinds)))
        named[name] = {"on": on, "per": name, **draw(due)}
        named[name]["severities"] = draw(st.lists(st.sampled_from(kinds[on]), min_size=1, unique=True))
        if name == "month":
            named[name] |= {
                "below": draw(st.sampled_from([0, 0.5, 0.95, 1])),
                "least_contacts": draw(st.sampled_from([0, 2])),
            }
        elif on != "update":
            named[name]["late_minutes_step"] = draw(st.sampled_from([None, 15, 333.3]))
    if terms["uptime"] is not None and draw(st.booleans()):
        named["down"] = {"on": "uptime", "below": 0.999, **draw(due)}
    right: dict[str, Any] = {"missed_months": 1, "within_months": 2, "notice_days": 0}
    clauses = [None, *({**right, "on": on} for on in [*kinds, *(["uptime"] if terms["uptime"] is not None else [])])]
    rules = {
        "cap_share_per_year": st.sampled_from([None, 0, 0.01]),
        "sole_remedy": st.booleans(),
        "termination": st.sampled_from(clauses),
    }
    claims = [("automatic", None), *(("claimed", days) for days in (None, 0, 30))]
    claim, days = draw(st.sampled_from(claims))
    stated = st.fixed_dictionaries({**rules, "claim": st.just(claim), "claim_days": st.just(days)})
    return {"credits": named, "credit_rules": draw(st.one_of(st.none(), stated))}
