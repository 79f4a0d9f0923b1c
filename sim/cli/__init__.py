"""The command line."""

from sim.cli import best, commands, oversell, runs, stories
from sim.cli.application import main

__all__ = ["best", "commands", "main", "oversell", "runs", "stories"]
