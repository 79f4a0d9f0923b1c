"""Fingerprints as they are now, and as earlier versions wrote them: the first half."""

from __future__ import annotations

__all__ = ["forms_of", "is_of"]

EARLIER_DIGITS = 16
"""Of 64 bits, which somebody may find two scenarios of; those of today have 128."""


def forms_of(fingerprint: str) -> tuple[str, str]:
    """Give a fingerprint as it is written now, and as an earlier version wrote it.

    Parameters
    ----------
    fingerprint : str
        Of a scenario.

    Returns
    -------
    tuple of str
        All its digits, and the first 16.
    """
    return fingerprint, fingerprint[:EARLIER_DIGITS]


def is_of(written: str, fingerprint: str) -> bool:
    """Whether what was written, now or by an earlier version, is the fingerprint of a scenario.

    Parameters
    ----------
    written : str
        In a store or a file.
    fingerprint : str
        Of the scenario.

    Returns
    -------
    bool
        True where it is.
    """
    return written in forms_of(fingerprint)
