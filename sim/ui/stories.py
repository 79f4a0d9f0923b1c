"""The stories that come with the product, read once per version of their file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sim.errors import ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.files import load, shipped

__all__ = ["story", "story_names", "title_of"]


def story_names() -> list[str]:
    """Names of the stories, the baseline first."""
    names = [path.stem for path in shipped()]
    return sorted(names, key=lambda name: (name != "honest", name))


def story(name: str) -> Scenario:
    """The story of this name.

    Raises
    ------
    ScenarioError
        Where its file, or one that it extends, cannot be used.
    """
    paths = shipped()
    versions = tuple(path.stat().st_mtime_ns for path in paths)
    return _read(next(path for path in paths if path.stem == name), versions)


def title_of(name: str) -> str:
    """The title of a story, also of one whose file cannot be used."""
    try:
        return story(name).title
    except ScenarioError:
        return f"{name} (cannot be read)"


@lru_cache(maxsize=64)
def _read(path: Path, versions: tuple[int, ...]) -> Scenario:
    return load(path)
