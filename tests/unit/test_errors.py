"""Errors carry what they are about, through text, options of a front end, copies and other processes."""

from __future__ import annotations

import copy
import pickle

import pytest

from sim.errors import Place, Problem, SaydoError, ScenarioError


@pytest.mark.parametrize(
    ("problem", "text", "with_options"),
    [
        (Problem("is too dear"), "is too dear", "is too dear"),
        (Problem("is missing", "plans"), "plans: is missing", "plans: is missing"),
        (Problem.of("month", 40, "must be 1 to 35"), "month = 40: must be 1 to 35", "40 (--month): must be 1 to 35"),
        (Problem.of("cost_per_month", "", "is missing"), "cost_per_month: is missing", "--cost-per-month: is missing"),
        (
            Problem("must be at most 1", "selling.clarity", "3", Place(field="set")),
            "selling.clarity = 3: must be at most 1",
            "selling.clarity = 3 (--set): must be at most 1",
        ),
        (
            Problem("must be at most 1", "selling.clarity", "3", Place("a.yaml", 7, "set")),
            "selling.clarity = 3 (a.yaml:7): must be at most 1",
            "selling.clarity = 3 (a.yaml:7): must be at most 1",
        ),
        (Problem("is no file", place=Place("a.yaml")), "a.yaml: is no file", "a.yaml: is no file"),
        (
            Problem("cannot change", "plans.a.x", place=Place("a.yaml", 9, within="timeline.0.set")),
            "plans.a.x (timeline.0.set, a.yaml:9): cannot change",
            "plans.a.x (timeline.0.set, a.yaml:9): cannot change",
        ),
    ],
)
def test_a_problem_is_one_sentence_in_which_a_front_end_names_its_option(
    problem: Problem, text: str, with_options: str
) -> None:
    error = SaydoError(problem)
    assert str(error) == text
    assert error.message(lambda field: "--" + field.replace("_", "-")) == with_options


def test_a_message_spells_out_the_first_problems_and_counts_the_rest() -> None:
    error = ScenarioError(*(Problem("is wrong", f"part {number}") for number in range(6)))
    assert str(error).splitlines() == [*(f"part {number}: is wrong" for number in range(4)), "and 2 more"]
    assert len(error.problems) == 6


def test_a_text_is_a_problem_of_which_nothing_more_is_known() -> None:
    (problem,) = SaydoError("it rains").problems
    assert (problem.rule, problem.path, problem.value, problem.file, problem.line, problem.field) == (
        "it rains",
        "",
        None,
        "",
        None,
        "",
    )


def test_an_error_is_the_same_when_simpy_or_another_process_re_creates_it() -> None:
    error = ScenarioError(Problem.of("month", 40, "must be 1 to 35"), "it rains")
    for again in (type(error)(*error.args), pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is ScenarioError
        assert again.problems == error.problems
        assert str(again) == str(error) == "month = 40: must be 1 to 35\nit rains"
