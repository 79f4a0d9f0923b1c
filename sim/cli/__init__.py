"""The command line."""

from sim.cli import best, commands, customers, oversell, runs, stories, why
from sim.cli.application import main

__all__ = ["best", "commands", "customers", "main", "oversell", "runs", "stories", "why"]
