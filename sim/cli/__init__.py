"""The command line."""

from sim.cli import commands, runs, stories
from sim.cli.application import main

__all__ = ["commands", "main", "runs", "stories"]
