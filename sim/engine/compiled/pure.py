"""The pure rules, compiled as they stand: no rule is written twice."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

from sim.compiling import kernel
from sim.customers import expectation, grievance, leaving, talking, trust
from sim.provider import work

__all__ = [
    "attended",
    "bond",
    "buy_out_month",
    "chases",
    "contact_multiple",
    "corners",
    "decayed",
    "expected",
    "felt",
    "first_exit_month",
    "goodwill",
    "half_life_minutes",
    "hearing_probability",
    "hours",
    "learned",
    "log_hours",
    "queue_key",
    "trust_after",
    "trust_left",
    "value_key",
    "weighed",
]


def _compiled(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a rule, and the rules of its module that it calls."""
    if not isinstance(rule, FunctionType):
        raise TypeError(f"{rule} is no function")
    function = rule
    called = {name: function.__globals__.get(name) for name in function.__code__.co_names}
    helpers = {name: _compiled(value) for name, value in called.items() if isinstance(value, FunctionType)}
    if helpers:
        scope = {**function.__globals__, **helpers}
        copy = FunctionType(function.__code__, scope, function.__name__, function.__defaults__)
        copy.__qualname__, copy.__module__ = function.__qualname__, function.__module__
        function = copy
    return kernel(function)


attended = _compiled(grievance.attended)
bond = _compiled(grievance.bond)
buy_out_month = _compiled(leaving.buy_out_month)
chases = _compiled(work.chases)
contact_multiple = _compiled(grievance.contact_multiple)
corners = _compiled(work.corners)
decayed = _compiled(grievance.decayed)
expected = _compiled(expectation.expected)
felt = _compiled(expectation.felt)
first_exit_month = _compiled(leaving.first_exit_month)
goodwill = _compiled(grievance.goodwill)
half_life_minutes = _compiled(grievance.half_life_minutes)
hearing_probability = _compiled(talking.hearing_probability)
hours = _compiled(expectation.hours)
learned = _compiled(expectation.learned)
log_hours = _compiled(expectation.log_hours)
queue_key = _compiled(work.queue_key)
trust_after = _compiled(trust.trust_after)
trust_left = _compiled(trust.trust_left)
value_key = _compiled(work.value_key)
weighed = _compiled(grievance.weighed)
