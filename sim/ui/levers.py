"""The words of the headline levers."""

from __future__ import annotations

from sim.errors import Problem
from sim.scenario.levers import HEADLINE_LEVERS, HeadlineLever
from sim.ui.text import say, tell

__all__ = ["in_words", "lever_help", "lever_label", "lever_unit"]


def lever_label(lever: HeadlineLever) -> str:
    """Names a lever."""
    return say(f"levers.{lever.key}")


def lever_help(lever: HeadlineLever) -> str:
    """Tells what a lever does."""
    return say(f"levers.{lever.key}_help")


def lever_unit(lever: HeadlineLever) -> str:
    """Names the unit of a lever."""
    return "%" if lever.percent else say(f"levers.{lever.key}_unit")


def in_words(problem: Problem) -> Problem:
    """Words a problem of a lever's value as the panel does; any other problem stays as it is."""
    for lever in HEADLINE_LEVERS:
        if problem.field == lever.key:
            ends = {"low": lever.low, "high": lever.high, "unit": lever_unit(lever)}
            return Problem(tell("levers.refused", lever=lever_label(lever), value=problem.value, **ends))
    return problem
