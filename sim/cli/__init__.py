"""The command line."""

from sim.cli import best, commands, oversell, stories
from sim.cli.application import main

__all__ = ["best", "commands", "main", "oversell", "stories"]
