"""The command line."""

from sim.cli import best, commands, customers, deal, limits, oversell, report, runs, stories, why
from sim.cli.application import main

__all__ = ["best", "commands", "customers", "deal", "limits", "main", "oversell", "report", "runs", "stories", "why"]
