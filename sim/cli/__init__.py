"""The command line."""

from sim.cli import commands, oversell, stories
from sim.cli.application import main

__all__ = ["commands", "main", "oversell", "stories"]
