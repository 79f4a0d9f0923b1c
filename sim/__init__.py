"""Saydo: a simulator of support contracts, of what was sold and of what is delivered."""

__version__ = "0.1.0"

__all__ = ["__version__"]
