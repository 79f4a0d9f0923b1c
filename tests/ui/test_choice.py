"""A choice and the link that carries it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.ui.choice import EXAMPLE, MOST_OTHERS, RUNS, SEEDS, Choice, choice_of_link
from sim.ui.panel.levers import levers_of
from sim.ui.stories import story, story_names

NAMES = story_names()


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    name = draw(st.sampled_from(NAMES))
    moved = {}
    for lever in levers_of(story(name)):
        value = draw(st.integers(lever.low, lever.high))
        if value != lever.read(story(name)):
            moved[lever.key] = value
    others = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=MOST_OTHERS))
    seed, runs = draw(st.integers(*SEEDS)), draw(st.sampled_from(RUNS))
    return Choice(draw(st.sampled_from(NAMES)), name, tuple(others), {}, moved, seed, runs)


@settings(max_examples=40, deadline=None)
@given(choices())
def test_a_link_carries_the_whole_choice(choice: Choice) -> None:
    assert choice_of_link(choice.link()) == (choice, [])


def test_the_worked_example_needs_no_link() -> None:
    assert EXAMPLE.link() == {}
    assert choice_of_link({}) == (EXAMPLE, [])


@pytest.mark.parametrize(
    ("link", "complaint"),
    [
        ({"story": "<script>"}, "story = <script> (link): must be one of honest, "),
        ({"base": "../../etc/passwd"}, "base = ../../etc/passwd (link): must be one of honest, "),
        ({"also": "nobody"}, "also = nobody (link): must be one of honest, "),
        ({"sold": "9000"}, "sold = 9000 (link): must be a whole number from 25 to 200"),
        ({"sold": "fast"}, "sold = fast (link): must be a whole number from 25 to 200"),
        ({"seed": "-1"}, "seed = -1 (link): must be a whole number from 0 to 999999"),
        ({"runs": "33"}, "runs = 33 (link): must be one of 20, 50, 100"),
        ({"runs": "1e9"}, "runs = 1e9 (link): must be a whole number from 20 to 100"),
    ],
)
def test_what_a_link_may_not_say_is_left_out_with_one_message(link: dict[str, str], complaint: str) -> None:
    choice, complaints = choice_of_link(link)
    assert choice == EXAMPLE
    assert len(complaints) == 1
    assert complaints[0].startswith(complaint)


def test_keys_that_the_page_does_not_know_are_ignored() -> None:
    assert choice_of_link({"utm_source": "mail"}) == (EXAMPLE, [])


def test_moved_levers_make_other_terms_under_another_name() -> None:
    named = Choice(moved={"sold": 75}).named_scenarios()
    assert list(named) == ["The honest baseline", "The over-promise (adjusted)"]
    assert named["The over-promise (adjusted)"].selling.sold_response_share == 0.75


def test_the_same_terms_are_run_once() -> None:
    assert len(Choice(story="honest").named_scenarios()) == 1
    assert len(Choice(others=("over-promise", "honest")).named_scenarios()) == 2
