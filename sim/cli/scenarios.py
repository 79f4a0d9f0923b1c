"""``saydo scenarios``: the scenarios that come with Saydo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.text import Text

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import Json
from sim.errors import SaydoError
from sim.report.verification import pattern_words
from sim.scenario.document import Scenario
from sim.scenario.files import load, scenario_folder, shipped, shipped_plans
from sim.scenario.source import plain
from sim.scenario.story import ESSAYS

__all__ = ["scenarios_command"]

FIELDS = {"title", "lesson", "essay", "patterns"}


@command()
def scenarios_command(json: Json = None) -> CommandAnswer:
    """List the stories and the plans to start from that come with Saydo.

    Stories stand with their lessons, ordered by the essay that they are after; plans are contracts after public sheets.
    """
    scenarios = {path: load(path) for path in shipped()}
    if not scenarios:
        raise SaydoError(f"{scenario_folder()}: there are no scenarios")
    plans = {path: load(path) for path in shipped_plans()}
    rows = [
        {"scenario": path.stem, "file": str(path), **scenario.model_dump(mode="json", include=FIELDS)}
        for path, scenario in scenarios.items()
    ]
    return CommandAnswer(
        payload={
            "scenarios": rows,
            "plans": [{"plan": path.stem, "file": str(path), "title": plan.title} for path, plan in plans.items()],
        },
        parts=[*_lines(scenarios), *_plan_lines(plans)],
        provenance={"fingerprints": {path.stem: scenario.fingerprint for path, scenario in scenarios.items()}},
    )


def _plan_lines(plans: Mapping[Path, Scenario]) -> Iterator[Text]:
    """The plans to start from: name and title."""
    if plans:
        yield Text("Plans to start from, after public sheets", style="bold underline")
    for path, plan in plans.items():
        yield Text(f"    {plain(path.stem)}: {plain(plan.title)}")


def _lines(stories: Mapping[Path, Scenario]) -> Iterator[Text]:
    """The stories by essay: name, title, lesson, the essay's topic, and the patterns that each shows."""
    for number, topic in ESSAYS.items():
        of_essay = {path.stem: story for path, story in stories.items() if story.essay.startswith(number)}
        if of_essay:
            yield Text(f"{number}  {topic}", style="bold underline")
        for name, story in of_essay.items():
            yield Text(f"  {plain(name)}", style="bold")
            yield Text(f"    {plain(story.title)}. {plain(story.lesson)}")
            yield Text(f"    Essay: {plain(story.essay.partition(': ')[2])}", style="dim")
            shows = "; ".join(f"{pattern_words(row)} against {Path(row.against).stem}" for row in story.patterns)
            if shows:
                yield Text(f"    Shows: {plain(shows)}", style="dim")
