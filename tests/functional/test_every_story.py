"""``saydo run`` on every scenario that comes with the product, and the tables of the stories."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.scenario.files import load, shipped
from sim.scenario.story import ESSAYS
from tests.functional.terminal import Saydo, caller


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_every_story_runs(saydo: Saydo, path: Path) -> None:
    answer = saydo("run", path, "--replications", 1, "--workers", 1, "--seed", 7)
    assert (answer.status, answer.err) == (0, "")
    assert load(path).title in answer.out


def test_the_list_has_every_story_under_its_essay(saydo: Saydo) -> None:
    answer = saydo("scenarios")
    assert answer.status == 0
    lines = [line.rstrip() for line in answer.out.splitlines()]
    essay = ""
    essays = {}
    for line in lines:
        if line[:3] in ESSAYS:
            essay = line[:3]
        elif line.startswith("  ") and not line.startswith("   "):
            essays[line.strip()] = essay
    assert essays == {path.stem: load(path).essay[:3] for path in shipped()}


def test_the_list_for_machines_has_lesson_row_and_patterns(saydo: Saydo) -> None:
    rows = json.loads(saydo("scenarios", "--json", "-").out)["scenarios"]
    assert all(row["lesson"].endswith(".") and row["essay"] and row["patterns"] for row in rows)
    assert [row["scenario"] for row in rows] == [path.stem for path in shipped()]


def test_the_stories_say_what_they_show(saydo: Saydo) -> None:
    stated = json.loads(saydo("stories", "--json", "-").out)["stories"]
    assert {row["story"] for row in stated} == {path.stem for path in shipped()}
    assert all(row["direction"] in ("up", "down") and row["without"] for row in stated)
    table = saydo("stories", "over-promise")
    assert table.status == 0
    assert "over-promise" in table.out


def test_a_story_is_verified_with_its_interval_and_without_its_mechanism(saydo: Saydo) -> None:
    """Three replications are too few for most claims, and fewer have no interval.

    The status says so, and the table has both differences.
    """
    answer = saydo("stories", "over-promise", "--verify", "--replications", 3, "--workers", 1, "--json", "-")
    rows = json.loads(answer.out)["stories"]
    assert answer.status == (0 if all(row["holds"] for row in rows) else 1)
    assert all(row["told"]["low"] <= row["told"]["difference"] <= row["told"]["high"] for row in rows)
    assert all(row["without_mechanism"]["count"] == 3 for row in rows)


def test_a_story_that_nobody_told_is_refused(saydo: Saydo) -> None:
    answer = saydo("stories", "the-moon", "--verify")
    assert (answer.status, answer.out) == (2, "")
    assert "the-moon: there is no such story; must be one of" in answer.err
