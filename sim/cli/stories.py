"""Commands on the stories that come with the product: what they teach, what they show, and whether they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from sim.cli.application import app
from sim.cli.layout import terminal_table
from sim.cli.options import Json, Verification, grouped
from sim.cli.study import simulated, version_block
from sim.cli.terminal import can_write, output, write_json
from sim.errors import SaydoError
from sim.questions.verification import PatternCheck, claims, scenarios_of, verified
from sim.report.verification import claims_table, pattern_words, verified_table
from sim.scenario.document import Scenario
from sim.scenario.files import load, scenario_folder, shipped
from sim.scenario.source import plain, printed
from sim.scenario.story import ESSAYS

__all__ = ["scenarios_command", "stories_command"]

TOLD = {"title", "lesson", "essay", "patterns"}


@app.command("scenarios")
def scenarios_command(json: Json = None) -> None:
    """List the scenarios that come with the product, by essay, and what each teaches and shows."""
    can_write(json)
    found = {path: load(path) for path in shipped()}
    if not found:
        raise SaydoError(f"{scenario_folder()}: there are no scenarios")
    if json:
        rows = [
            {"scenario": path.stem, "file": str(path), **each.model_dump(mode="json", include=TOLD)}
            for path, each in found.items()
        ]
        write_json({"scenarios": rows}, json)
    if json != "-":
        for line in _story_lines(found):
            output().print(line)


def _story_lines(stories: Mapping[Path, Scenario]) -> Iterator[Text]:
    """The stories by essay: name, title, lesson, the essay's row, and what each shows."""
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


@app.command("stories")
@grouped
def stories_command(
    random_numbers: Verification,
    names: Annotated[
        list[str], typer.Argument(metavar="[NAME]...", help="Stories; all where none is named.", show_default=False)
    ] = [],  # noqa: B006  typer copies it
    verify: Annotated[bool, typer.Option("--verify", help="Simulate them.")] = False,
    json: Json = None,
) -> None:
    """Print what each story says it shows, and with --verify whether it does, and whether only by its own mechanism."""
    can_write(json)
    files = {path.stem: path for path in shipped()}
    unknown = [name for name in names if name not in files]
    if unknown:
        raise SaydoError(f"{printed(unknown[0])}: there is no such story; must be one of {', '.join(files)}")
    stated = claims(files[name] for name in names or files)
    rows: list[PatternCheck] = []
    stored = 0
    if verify:
        needed = scenarios_of(stated)
        results, stored = simulated(list(needed.values()), random_numbers)
        rows = verified(stated, dict(zip(needed, results, strict=True)))
    if json:
        provenance = {
            **version_block(),
            "seed": random_numbers.seed,
            "replications": random_numbers.replications,
            "stored": stored,
        }
        told = [row.as_dict() for row in rows] if verify else [claim.as_dict() for claim in stated]
        write_json({"stories": told, "provenance": provenance}, json)
    if json != "-":
        checked = verified_table(rows, random_numbers.replications, random_numbers.seed)
        output().print(terminal_table(checked if verify else claims_table(stated)))
    if not all(row.holds for row in rows):
        raise typer.Exit(1)
