"""The public interface: what a notebook or a script sees."""

from __future__ import annotations

import doctest
import pydoc
import re
import subprocess
import sys

import pandas as pd
import pytest

import sim
from tests.architecture.tree import ROOT

SHORT = {"horizon_months": 12}
HERE = {"replications": 2, "workers": 1, "store": "none"}


@pytest.fixture(scope="module")
def base() -> sim.Scenario:
    return sim.load("honest", SHORT)


@pytest.fixture(scope="module")
def variant(base: sim.Scenario) -> sim.Scenario:
    return sim.with_overrides(base, {"selling.sold_response_share": 0.5})


def test_the_example_of_the_package_runs() -> None:
    results = doctest.testmod(sim, optionflags=doctest.ELLIPSIS)
    assert results.attempted >= 6
    assert results.failed == 0


def test_the_example_of_the_readme_runs() -> None:
    (block,) = re.findall(r"^```python\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    assert len(block.strip().splitlines()) <= 12
    names: dict[str, object] = {}
    exec(compile(block, "README.md", "exec"), names)  # the file of this repository
    assert isinstance(names["result"], sim.Comparisons)


def test_there_are_seventeen_names_and_the_readme_lists_them() -> None:
    assert len(sim.__all__) == 17
    assert all(getattr(sim, name) is not None for name in sim.__all__)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not [name for name in sim.__all__ if f"`{name}`" not in readme]


def test_help_is_readable() -> None:
    """The first screen holds every name and an example; no function is without its parameters."""
    pages = pydoc.render_doc(sim, renderer=pydoc.plaintext)
    screen = "\n".join(pages.splitlines()[:40])
    assert not [name for name in sim.__all__ if name not in screen]
    assert ">>> result = sim.compare(" in screen
    assert len(pages.splitlines()) < 700


def test_importing_the_package_reads_nothing_heavy() -> None:
    code = "import sys, sim; print(sorted({'numpy', 'pandas', 'simpy', 'pydantic'} & set(sys.modules)))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert printed.stdout.strip() == "[]"


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'sim' has no attribute 'simulator'"):
        _ = sim.simulator


def test_a_run_prints_a_line_and_gives_its_records_as_tables(base: sim.Scenario) -> None:
    run = sim.simulate(base)
    assert len(repr(run).splitlines()) == 1
    assert len(repr(run)) < 200
    frame = run.to_frame("contacts")
    assert len(frame) == len(run.records.contacts) > 1_000
    assert {"customer", "severity", "outcome"} <= set(frame.columns)
    assert len(run.to_frame("teams")) == len(run.records.teams)
    with pytest.raises(sim.SaydoError, match=r"table = salaries: must be one of .*contacts.*calls"):
        run.to_frame("salaries")


def test_a_scenario_prints_a_line(base: sim.Scenario) -> None:
    assert len(repr(base)) < 200
    assert "The honest baseline" in repr(base)


def test_a_study_gives_outcomes_by_replication(base: sim.Scenario) -> None:
    study = sim.study(base, **HERE)
    margins = study.values("margin")
    assert margins.index.tolist() == [0, 1]
    assert study.to_frame().loc["margin", "mean"] == pytest.approx(margins.mean())
    assert f"{margins.mean():,.0f}" in repr(study)
    with pytest.raises(sim.SaydoError, match="margins"):
        study.values("margins")


def test_a_comparison_is_paired(base: sim.Scenario, variant: sim.Scenario) -> None:
    result = sim.compare(base, {"fast": variant}, **HERE)
    margins = [sim.study(scenario, **HERE).values("margin") for scenario in (base, variant)]
    (row,) = result.of("margin")
    assert row.difference == pytest.approx((margins[1] - margins[0]).mean())
    assert result.to_frame().loc[("fast", "margin"), "difference"] == row.difference
    assert len(repr(result).splitlines()) == 1
    assert repr(sim.compare(base, variant, **HERE)).startswith("<Comparisons, 2 pairs, seed 7: margin of variant ")


def test_scenarios_that_cannot_be_compared_are_refused(base: sim.Scenario) -> None:
    with pytest.raises(sim.SaydoError, match=r"currency = USD in base, EUR in variant"):
        sim.compare(base, sim.with_overrides(base, {"currency": "EUR"}), **HERE)


def test_the_longer_of_two_scenarios_is_cut_with_a_warning(base: sim.Scenario) -> None:
    longer = sim.with_overrides(base, {"horizon_months": 24})
    with pytest.warns(UserWarning, match=r"over the first 12 months: base has no more, .* in variant \(24\)"):
        result = sim.compare(base, longer, **HERE)
    (row,) = result.of("margin")
    assert row.difference == 0
    with pytest.warns(UserWarning, match="variant has no more"), pytest.raises(sim.SaydoError, match="differ"):
        sim.bridge(longer, base, **HERE)


def test_progress_is_told(base: sim.Scenario) -> None:
    steps: list[tuple[int, int]] = []
    sim.study(base, **HERE, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 2), (2, 2)]


def test_questions_give_results_words_and_tables(base: sim.Scenario, variant: sim.Scenario) -> None:
    answer = sim.bridge(base, variant, **HERE)
    assert sum(part.difference for part in answer.result.parts) == pytest.approx(
        answer.result.variant - answer.result.base
    )
    assert len(answer.to_frame()) == len(answer.result.parts) + 2
    assert repr(answer) == answer.sentences[0]


def test_tables_in_a_notebook_are_escaped(base: sim.Scenario) -> None:
    odd = sim.with_overrides(base, {"selling.clarity": 0.5})
    html = sim.compare(base, {"<b>odd</b>": odd}, **HERE)._repr_html_()
    assert "&lt;b&gt;odd" in html
    assert "<b>odd" not in html


def test_stories_outcomes_and_assumptions_are_listed(base: sim.Scenario) -> None:
    assert "over-promise" in sim.stories().index
    assert sim.outcomes().loc["margin", "unit"] == "money"
    sheet = sim.assumptions(base)
    assert isinstance(sheet, pd.DataFrame)
    assert sheet.loc["plans.gold.fee_per_month", "unit"] == "money / month"


def test_a_plan_to_start_from_is_loaded_by_its_name() -> None:
    assert sim.load("vendor", {"plans.gold.fee_per_month": 1}).plans["gold"].fee_per_month == 1


def test_a_file_that_is_not_there_is_one_message() -> None:
    with pytest.raises(sim.SaydoError, match="no-such-scenario"):
        sim.load("no-such-scenario")
