"""Numbers are set in the text of a scenario, and nothing else of it changes."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import pytest

from sim.scenario.files import load, shipped
from sim.scenario.rewrite import rewritten


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_no_change_keeps_all_but_the_breaks_of_long_lines(path: Path) -> None:
    before, after = path.read_text(encoding="utf-8"), rewritten(path, {}, {})
    assert "".join(after.split()) == "".join(before.split())


@pytest.mark.parametrize("name", ["honest", "honest-growing"])
def test_a_number_and_its_evidence_are_what_changes(name: str, tmp_path: Path) -> None:
    (path,) = (path for path in shipped() if path.stem == name)
    before = path.read_text(encoding="utf-8")
    values = {"market.prospects_per_month": 1.75, "provider.teams.frontline.people": 2.0}
    after = rewritten(path, values, {"market.prospects_per_month": "fitted: a firm that stands still"})
    changed = [line for line in unified_diff(before.splitlines(), after.splitlines(), n=0) if line[0] in "+-"][2:]
    assert 3 <= len(changed) <= 6
    target = tmp_path / path.name
    target.write_text(after.replace("extends: ", f"extends: {path.parent}/"), encoding="utf-8")
    scenario = load(target)
    assert scenario.market.prospects_per_month == 1.75
    assert scenario.provider.teams["frontline"].people == 2
    assert scenario.evidence["market.prospects_per_month"].source == "fitted: a firm that stands still"
