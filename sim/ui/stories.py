"""The scenarios that can be picked: those that come with the product, and those that readers saved."""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path

import streamlit as st

from sim.errors import SaydoError, ScenarioError
from sim.running.saved import Saved
from sim.scenario.document import Scenario
from sim.scenario.files import PLANS, load, shipped, shipped_plans
from sim.scenario.overrides import with_overrides
from sim.ui.text import tell
from sim.ui.work import be_private, library

__all__ = [
    "essay_of",
    "is_own",
    "is_saved",
    "keep_own",
    "mark_of_own",
    "own_names",
    "plan_names",
    "saved_as",
    "saved_name",
    "saved_names",
    "saved_version",
    "story",
    "story_in",
    "story_names",
    "title_of",
]

SAVED, OWN = "saved", "own"
OWN_PORTFOLIOS = "own_portfolios"
"""Where the session keeps portfolios of its reader, by fingerprint; they are nowhere else."""
LOOKED_AT_SECONDS = 2.0


def own_names() -> list[str]:
    """The reader's own portfolios of this session, the last one first, as they are picked: ``own:FINGERPRINT``."""
    return [f"{OWN}:{mark}" for mark in reversed(_own())]


def is_own(name: str) -> bool:
    """Whether a name is that of a portfolio of the reader's own."""
    return name.startswith(f"{OWN}:")


def mark_of_own(name: str) -> str:
    """Fingerprint of the portfolio that a name is of; empty where it is of no portfolio of the reader's own."""
    return name.removeprefix(f"{OWN}:") if is_own(name) else ""


def keep_own(scenario: Scenario) -> str:
    """Keep a portfolio for this session, first in every list; returns the name by which it is picked."""
    be_private()
    portfolios = {mark: other for mark, other in _own().items() if mark != scenario.fingerprint}
    st.session_state[OWN_PORTFOLIOS] = portfolios | {scenario.fingerprint: scenario}
    return f"{OWN}:{scenario.fingerprint}"


def _own() -> dict[str, Scenario]:
    portfolios: dict[str, Scenario] = st.session_state.get(OWN_PORTFOLIOS, {})
    return portfolios


def story_names() -> list[str]:
    """Names of the stories that come with the product: the honest baseline first."""
    names = (name for name, (path, _) in _shelf(_moment()).items() if path.parent.name != PLANS)
    return sorted(names, key=lambda name: (name != "honest", name))


def plan_names() -> list[str]:
    """Names of the plans to start from that come with the product."""
    return sorted(name for name, (path, _) in _shelf(_moment()).items() if path.parent.name == PLANS)


def saved_names() -> list[str]:
    """The last version of each saved scenario, as it is picked."""
    return [saved_name(saved.name, saved.version) for saved in library().latest()]


def saved_name(name: str, version: int) -> str:
    """The name by which a saved scenario is picked: ``saved:NAME:VERSION``."""
    return f"{SAVED}:{name}:{version}"


def is_saved(name: str) -> bool:
    """Whether a name is that of a saved scenario."""
    return _parts(name) is not None


def saved_as(name: str) -> str:
    """The name under which a scenario is saved; empty where it is not."""
    parts = _parts(name)
    return "" if parts is None else parts[0]


def saved_version(name: str) -> Saved | None:
    """The version of this name with its author and note; None where it is not saved."""
    parts = _parts(name)
    if parts is None:
        return None
    return next((saved for saved in library().versions(parts[0]) if saved.version == parts[1]), None)


def story(name: str) -> Scenario:
    """The scenario of this name, shipped, saved or the reader's own.

    Raises
    ------
    ScenarioError
        Where there is none, or its file, or one that it extends, cannot be used.
    """
    if is_own(name):
        own = _own().get(name.removeprefix(f"{OWN}:"))
        if own is None:
            raise ScenarioError(tell("link.no_own"))
        return own
    saved = _parts(name)
    if saved is not None:
        try:
            return _saved(*saved)
        except SaydoError as problem:
            raise ScenarioError(str(problem)) from None
    shelf = _shelf(_moment())
    if name not in shelf:
        raise ScenarioError(tell("link.no_story", name=name[:60]))
    return _read(shelf[name][0], tuple(changed for _, changed in shelf.values()))


def story_in(name: str, currency: str) -> Scenario:
    """The scenario of this name with this currency as its label; empty is its own. Raises as :func:`story`."""
    scenario = story(name)
    if currency in ("", scenario.currency):
        return scenario
    return _labelled(name, scenario.fingerprint, currency)


def title_of(name: str) -> str:
    """The title of a scenario, also of one whose file cannot be used."""
    saved = _parts(name)
    if saved is not None:
        return tell("link.version", name=saved[0], version=saved[1])
    try:
        return story(name).title
    except ScenarioError:
        return tell("link.unreadable", name=name)


def essay_of(name: str) -> str:
    """The number of a story's essay, such as ``002``; empty for a plan, and what is saved or the reader's own."""
    return "" if is_saved(name) or is_own(name) else story(name).essay[:3]


def _parts(name: str) -> tuple[str, int] | None:
    kind, _, rest = name.partition(":")
    title, _, version = rest.rpartition(":")
    return (title, int(version)) if kind == SAVED and title and version.isdecimal() and len(version) < 9 else None


def _moment() -> int:
    """Changes so often that a changed file is noticed, and so seldom that a page looks once."""
    return int(time.monotonic() / LOOKED_AT_SECONDS)


@lru_cache(maxsize=1)
def _shelf(moment: int) -> dict[str, tuple[Path, int]]:
    """By the name of each story and plan its file, and when it was changed."""
    return {path.stem: (path, path.stat().st_mtime_ns) for path in (*shipped_plans(), *shipped())}


@lru_cache(maxsize=64)
def _labelled(name: str, fingerprint: str, currency: str) -> Scenario:
    return with_overrides(story(name), {"currency": currency})


@lru_cache(maxsize=64)
def _saved(name: str, version: int) -> Scenario:
    return library().scenario(name, version)


@lru_cache(maxsize=64)
def _read(path: Path, versions: tuple[int, ...]) -> Scenario:
    return load(path)
