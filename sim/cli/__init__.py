"""The command line."""

from sim.cli import best, commands, deal, oversell, runs, stories
from sim.cli.application import main

__all__ = ["best", "commands", "deal", "main", "oversell", "runs", "stories"]
