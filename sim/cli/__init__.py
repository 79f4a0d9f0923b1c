"""The command line."""

from sim.cli import best, commands, limits, oversell, stories
from sim.cli.application import main

__all__ = ["best", "commands", "limits", "main", "oversell", "stories"]
