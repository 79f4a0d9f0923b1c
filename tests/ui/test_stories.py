"""The stories that the page offers."""

from __future__ import annotations

import os
import re
from itertools import count
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.files import load, shipped, shipped_plans
from sim.ui import stories
from sim.ui.choice import choice_of_link
from sim.ui.panel.controls import listed
from sim.ui.stories import plan_names, story, story_names, title_of
from tests.ui.conftest import Serve
from tests.ui.fakes import StepExecutor


def test_all_that_ship_are_there_the_baseline_first() -> None:
    assert set(story_names()) == {path.stem for path in shipped()}
    assert story_names()[0] == "honest"


def test_the_plans_to_start_from_are_there_under_their_kind() -> None:
    assert plan_names() == [path.stem for path in shipped_plans()]
    assert [listed(name).partition(" · ")[0] for name in ("vendor", "honest")] == ["Plan", "001"]
    choice, complaints = choice_of_link({"story": "vendor"})
    assert (choice.story, complaints) == ("vendor", [])


def test_a_changed_file_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = next(path for path in shipped() if path.stem == "honest")
    copy = tmp_path / "honest.yaml"
    copy.write_bytes(honest.read_bytes())
    monkeypatch.setattr(stories, "shipped", lambda: [copy])
    monkeypatch.setattr(stories, "_moment", count().__next__)
    assert story("honest") == load(honest)
    assert story("honest") is story("honest")
    copy.write_text(re.sub("(?m)^title: .*$", "title: Another", honest.read_text(encoding="utf-8")), "utf-8")
    os.utime(copy, ns=(1, 1))
    assert story("honest").title == "Another"


def test_a_story_that_cannot_be_read_has_a_title_that_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("title: [", "utf-8")
    monkeypatch.setattr(stories, "shipped", lambda: [broken])
    monkeypatch.setattr(stories, "_moment", count(1_000).__next__)
    assert title_of("broken") == "broken (cannot be read)"
    with pytest.raises(ScenarioError, match=r"broken\.yaml"):
        story("broken")


def test_a_page_warns_of_what_is_hardly_meant(serve: Serve) -> None:
    page = serve("money", executor=StepExecutor())
    page.query_params["terms"] = '{"provider.teams.frontline.people": 0.2}'
    page.run()
    assert not page.exception
    assert "Warnings about this scenario: 1" in [expander.label for expander in page.expander]
