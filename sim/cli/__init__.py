"""The command line."""

from sim.cli import commands, oversell, runs, stories
from sim.cli.application import main

__all__ = ["commands", "main", "oversell", "runs", "stories"]
