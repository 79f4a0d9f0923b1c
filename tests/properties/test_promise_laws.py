"""Laws of promises: what is not promised is not owed; an update that is given is never worse than one that is not."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.customers.causes import Cause
from sim.model.draws import ContactDraw
from sim.records.run import Run
from tests.traces.script import Call, at, play

SEVERITIES = ("P1", "P2", "P3", "P4")
LADDER = {"plans.gold.service_credits": [{"below_attainment": 1.0, "credit_share": 0.25}]}
MOST_DAYS = 60
ON_TIME = {"update_hours": dict.fromkeys(SEVERITIES, 1)}


@st.composite
def contacts(draw: st.DrawFn) -> list[Call]:
    """A few contacts in two months, some of them long, in the day and at night."""
    return [
        Call(
            at(draw(st.integers(0, MOST_DAYS)), draw(st.integers(0, 23))) + number,
            severity=draw(st.integers(1, 4)),
            touches=(draw(st.sampled_from([5.0, 20.0, 400.0, 2000.0])), 90.0, 90.0, 20.0),
            random_numbers={ContactDraw.UPDATED: draw(st.floats(0.001, 0.999))},
        )
        for number in range(draw(st.integers(1, 6)))
    ]


def dated(run: Run) -> Sequence[tuple[float, bool]]:
    return [(row.at, row.made) for row in run.records.updates]


@settings(max_examples=40, deadline=None)
@given(calls=contacts(), people=st.sampled_from([0, 1, 3]))
def test_no_promise_owes_no_credit_and_is_never_due(calls: list[Call], people: int) -> None:
    """With a ladder that owes for every miss, a plan that promises nothing owes nothing, however long people wait."""
    nothing = dict.fromkeys(SEVERITIES)
    world = {"plans.gold.response_hours": nothing, "plans.gold.resolution_hours": nothing} | LADDER
    run = play(calls, world | {"provider.teams.frontline.people": people})
    assert run.records.credits == []
    assert sum(month.responses_made + month.solutions_made for month in run.records.months) == 0


@settings(max_examples=40, deadline=None)
@given(calls=contacts(), people=st.sampled_from([0, 1]), discipline=st.floats(0, 1), more=st.floats(0, 1))
def test_an_update_that_is_given_is_never_worse(calls: list[Call], people: int, discipline: float, more: float) -> None:
    """Where updates cost no work, more discipline gives each update that less gives, and adds no more grievance."""

    def of(share: float) -> Run:
        policies = {"provider.policies.update_discipline": share, "provider.policies.update_minutes": 0}
        world = {"plans.gold.update_hours": ON_TIME["update_hours"], "provider.teams.frontline.people": people}
        return play(calls, {**world, **policies})

    lax, strict = of(min(discipline, more)), of(max(discipline, more))
    assert [moment for moment, _ in dated(lax)] == [moment for moment, _ in dated(strict)]
    assert all(kept or not made for (_, made), (_, kept) in zip(dated(lax), dated(strict), strict=True))
    felt = [
        sum(row.size for row in run.records.grievances if row.cause is Cause.MISSED_UPDATE) for run in (lax, strict)
    ]
    assert felt[0] >= felt[1] - 1e-9


@settings(max_examples=25, deadline=None)
@given(calls=contacts(), hours=st.sampled_from([0.5, 2, 8]))
def test_a_level_is_told_at_most_once_and_only_of_its_severities(calls: list[Call], hours: float) -> None:
    step = {"severities": ["P1", "P3"], "after_hours": hours, "until": "resolution"}
    run = play(calls, {"plans.gold.escalations": {"manager": step}})
    rows = run.records.escalations
    assert len({(row.day, row.number) for row in rows}) == len(rows)
    severity = {(row.day, row.number): row.severity for row in run.records.contacts}
    assert {severity[row.day, row.number] for row in rows} <= {1, 3}
    late = {
        (row.day, row.number)
        for row in run.records.contacts
        if row.severity in (1, 3) and row.unsolved_minutes > hours * 60 + 1e-3
    }
    assert {(row.day, row.number) for row in rows} == late
    assert sum(row.cost_cents for row in rows) == sum(row.amount_cents for row in run.records.customer_costs)
