"""How often differences keep their sign over draws of the assumptions."""

from __future__ import annotations

import pytest

from sim.metrics.replication import Replication
from sim.questions.assumption_ranges import ranges_of
from sim.questions.sign_stability import RUNS_A_DRAW, SignKept, SignStudy, sign_runs
from sim.report.comparison import comparison_tables, sign_words
from sim.running.executors import SequentialExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.statistics.comparison import Comparison, Sample, compare
from tests.worlds import SMALL

DRAWS = 20
SOLVED, ESCALATED = "provider.teams.frontline.solved_share", "provider.teams.frontline.escalated_share"
VARIANT = with_overrides(SMALL, {"selling.clarity": 0.1})


def dummy(scenario: Scenario, seed: int, replication: int) -> Replication:
    """Unclear selling costs 1, unless repeat contacts are rarer than at the middle of their range in log odds."""
    unclear = scenario.selling.clarity < 0.5
    often = scenario.assumptions.contact.repeat_probability > 0.0735
    return Replication({"margin": -float(unclear) if often else float(unclear), "trust": 0.5, "revenue": -unclear})


@pytest.fixture
def runner() -> ExperimentRunner:
    return ExperimentRunner(SequentialExecutor(), seed=1, task=dummy)


def rows_of(runner: ExperimentRunner) -> list[Comparison]:
    base, variant = runner.results([SMALL, VARIANT], 5)
    return compare(Sample("base", base), [Sample("variant", variant)])


def test_signs_are_counted_over_draws_that_move_measured_numbers_too(runner: ExperimentRunner) -> None:
    """A Latin hypercube puts half of its draws below the middle; at .05 the dummy's margin is better."""
    rows = rows_of(runner)
    study = SignStudy(["base", "variant"], [SMALL, VARIANT], DRAWS, seed=1)
    study.run(runner, rows)
    answer = study.answer(rows)
    assert study.runs == sign_runs(2, DRAWS) == DRAWS * 2 * RUNS_A_DRAW
    assert answer.kept("variant", "margin") == SignKept("variant", "margin", DRAWS // 2, 0, DRAWS)
    assert answer.kept("variant", "revenue") == SignKept("variant", "revenue", DRAWS, 0, DRAWS)
    assert answer.kept("variant", "trust") is None
    assert (answer.draws, answer.varied + answer.fixed) == (DRAWS, len(ranges_of(SMALL)))
    words = sign_words(rows, answer)
    assert "variant, Margin: better; keeps its sign in 10 of 20 draws." in words
    table = comparison_tables(rows, "USD", 0.95, answer)[0]
    assert table.headings[-1] == "Keeps its sign in draws"
    assert {line[0]: line[-1] for line in table.texts()}["Margin"] == "10 of 20"


def test_a_scenario_against_itself_has_no_sign_to_keep(runner: ExperimentRunner) -> None:
    (sample,) = runner.results([SMALL], 4)
    rows = compare(Sample("same", sample), [Sample("same", sample)])
    study = SignStudy(["same", "same"], [SMALL, SMALL], 2, seed=1)
    study.run(runner, rows)
    assert study.answer(rows).rows == ()
    assert sign_words(rows, study.answer(rows))[0] == "There is no conclusion whose sign could be kept."


def test_what_a_variant_does_not_allow_keeps_its_value() -> None:
    """Of the base .4 is solved and up to .5 may be; the variant escalates .55, which leaves no room."""
    base = with_overrides(SMALL, {SOLVED: 0.4, ESCALATED: 0.1})
    variant = with_overrides(SMALL, {SOLVED: 0.4, ESCALATED: 0.55})
    answer = SignStudy(["base", "variant"], [base, variant], 2, seed=1).answer([])
    assert (answer.fixed, answer.varied) == (1, len(ranges_of(base)) - 1)


def test_before_any_draw_there_is_nothing_to_say(runner: ExperimentRunner) -> None:
    rows = rows_of(runner)
    answer = SignStudy(["base", "variant"], [SMALL, VARIANT], 2, seed=1).answer(rows)
    assert (answer.draws, answer.rows) == (0, ())
    assert sign_words(rows, answer) == ["No draw of the assumptions was completed."]
