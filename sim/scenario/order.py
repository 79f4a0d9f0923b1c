"""The order in which a simulation goes through what the document names: it hangs on the names, never on the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

__all__ = ["in_order"]

V = TypeVar("V")


def in_order(parts: Mapping[str, V]) -> dict[str, V]:
    """Put segments, accounts, or kinds and wishes of prospects in the order in which they are simulated.

    Where two things fall on one moment, or numbers are summed, the order shows in the result. A fingerprint does not
    hold the order in which a file lists its parts, so a result may not depend on it. From the last name to the first,
    since the stories list small, medium and large.

    Parameters
    ----------
    parts : mapping of str to part
        By name, in the order of the document.

    Returns
    -------
    dict of str to part
        The same for every order of the document.
    """
    return {name: parts[name] for name in sorted(parts, reverse=True)}
