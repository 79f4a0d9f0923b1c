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
from sim.scenario.files import load, scenario_folder, shipped
from sim.scenario.source import plain
from sim.scenario.story import ESSAYS

__all__ = ["scenarios_command"]

FIELDS = {"title", "lesson", "essay", "patterns"}


@command()
def scenarios_command(json: Json = None) -> CommandAnswer:
    """List the scenarios that come with Saydo, and the lesson of each.

    They are ordered by the essay that they are after.
    """
    scenarios = {path: load(path) for path in shipped()}
    if not scenarios:
        raise SaydoError(f"{scenario_folder()}: there are no scenarios")
    rows = [
        {"scenario": path.stem, "file": str(path), **scenario.model_dump(mode="json", include=FIELDS)}
        for path, scenario in scenarios.items()
    ]
    return CommandAnswer(
        payload={"scenarios": rows},
        parts=list(_lines(scenarios)),
        provenance={"fingerprints": {path.stem: scenario.fingerprint for path, scenario in scenarios.items()}},
    )


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
