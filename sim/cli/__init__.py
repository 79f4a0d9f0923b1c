"""The command line."""

from sim.cli import commands, stories
from sim.cli.application import main

__all__ = ["commands", "main", "stories"]
