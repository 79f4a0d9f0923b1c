"""The command line."""

from sim.cli import best, commands, limits, oversell, runs, stories
from sim.cli.application import main

__all__ = ["best", "commands", "limits", "main", "oversell", "runs", "stories"]
