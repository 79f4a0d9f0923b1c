"""Errors of parts of a document that do not fit each other, each with the place of its value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.scenario.paths import Keys

__all__ = ["Misfit", "Misfits"]


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that does not fit another part of the document."""

    keys: Keys
    """Where it stands, from the top of the document."""
    rule: str
    value: object = None
    """None where the message does not repeat it."""

    @classmethod
    def unknown(cls, keys: Keys, value: object, kind: str, names: Iterable[str]) -> Misfit:
        """Make the misfit of a name that refers to nothing.

        Parameters
        ----------
        keys : tuple of str
            Where it stands.
        value : str
            The name.
        kind : str
            What it must be the name of, in the plural.
        names : iterable of str
            Those that there are.

        Returns
        -------
        Misfit
            It lists the names.
        """
        return cls(keys, f"must be one of the {kind} {', '.join(names)}", value)


class Misfits(ValueError):
    """Parts of a document do not fit each other.

    Parameters
    ----------
    misfits : sequence of Misfit
        One at least.
    """

    def __init__(self, misfits: Iterable[Misfit]) -> None:
        self.misfits = tuple(misfits)
        super().__init__("; ".join(misfit.rule for misfit in self.misfits))
