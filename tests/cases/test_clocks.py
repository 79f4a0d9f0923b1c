"""Which clock runs when: a contact that counts as solved, a second go at a tier, work outside the scope."""

from __future__ import annotations

from math import e

import pytest

from sim.engine.run import simulate
from sim.metrics.identities import check_identities
from sim.model.draws import ContactDraw
from tests.cases.worlds import plain
from tests.traces.script import MONDAY, Call, at, play

COMES_BACK = {ContactDraw.REPEATED: 0.01, ContactDraw.REPEAT_DELAY: 1 / e}
"""After the mean number of hours."""


@pytest.mark.parametrize(("runs", "minutes"), [(False, 40), (True, 20 + 180 + 20)])
def test_the_clock_of_the_solution_while_a_contact_counts_as_solved(runs: bool, minutes: float) -> None:
    """Solved after 20 minutes, back after 3 hours, solved for good after 20 more."""
    numbers = COMES_BACK | {ContactDraw.SOLVED_1: 0.1, ContactDraw.SOLVED_AGAIN: 0.1}
    terms = {
        "plans.gold.resolution_clock_while_solved": runs,
        "assumptions.contact.repeat_hours": 3,
        "assumptions.contact.repeat_probability": 0.1,
    }
    run = play([Call(at(MONDAY, 9), random_numbers=numbers)], terms)
    (row,) = run.records.contacts
    assert row.outcome == "solved"
    assert row.resolution_minutes == pytest.approx(minutes, abs=1e-3)


def test_answers_that_are_wrong_once_do_not_break_promises_of_solution() -> None:
    """Everything is answered at once and comes back ten days later: two touches of ten minutes."""
    wrong = {"assumptions__contact__repeat_probability": 0.9, "assumptions__contact__repeat_hours": 240}
    run = simulate(plain(**wrong), seed=7)
    check_identities(run)
    solved = [row for row in run.records.contacts if row.outcome == "solved"]
    office = [row for row in solved if row.response_minutes == 0 and row.touches == 2]
    assert len(office) > 100
    assert sum(row.resolution_minutes <= row.resolution_promised_minutes for row in solved) / len(solved) > 0.99
    runs = simulate(plain(**wrong, plans__silver__resolution_clock_while_solved=True), seed=7)
    late = [row for row in runs.records.contacts if row.resolution_minutes > row.resolution_promised_minutes]
    assert len(late) > 100


def test_a_second_go_at_the_second_tier_lasts_as_long_as_a_touch_of_that_tier() -> None:
    """Of mean and spread of the specialists, by the random number of the second go."""
    run = simulate(
        plain(
            provider__teams__specialist={
                "people": 10,
                "cost_per_hour": 60,
                "touch_minutes": 90,
                "touch_sigma": 0,
                "solved_share": 0.1,
                "escalated_share": 0,
                "shrinkage_share": 0,
            },
            provider__teams__frontline__escalates_to="specialist",
            provider__teams__frontline__solved_share=0.1,
            provider__teams__frontline__escalated_share=0.9,
        ),
        seed=7,
    )
    second = [row for row in run.records.touches if row.team == "specialist"]
    contacts = len({(row.day, row.number) for row in second})
    assert len(second) > 1.5 * contacts
    whole = [row.ended - row.started for row in second if row.ended < run.horizon and (row.ended - row.queued) < 600]
    assert max(whole) == pytest.approx(90)
    assert sum(whole) / len(whole) == pytest.approx(90, rel=0.05)
