"""Names kept, hashed under a key, or numbered; addresses and telephone numbers always hashed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b

from sim.importing.contents import ADDRESS

__all__ = ["NAME_MODES", "Pseudonyms"]

NAME_MODES = ("kept", "hashed", "numbered")
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.:-])(?:\+|00)?\d(?:[ ().-]?\d){8,14}(?![\w.:])")


class Pseudonyms:
    """Names as they are written.

    Parameters
    ----------
    mode : str
        One of `NAME_MODES`.
    key : bytes
        Secret under which names are hashed, 64 bytes at most.
    """

    def __init__(self, mode: str, key: bytes) -> None:
        self.mode, self.key = mode, key[:64]
        self.numbers: dict[tuple[str, str], int] = {}
        self.seen: set[str] = set()

    def name(self, name: str, who: str = "customer") -> str:
        """Name of a customer or of one who works.

        Parameters
        ----------
        name : str
            As it stands.
        who : str, optional
            ``customer`` or ``agent``.

        Returns
        -------
        str
            Such as ``Birch Ltd``, ``customer 5f1c…`` or ``Customer 01``; empty for an empty name.
        """
        if not name:
            return ""
        if ADDRESS.fullmatch(name) and ("@" in name or sum(char.isdigit() for char in name) > 6):
            return f"{'caller' if who == 'customer' else who} {self._digest(name)}"
        if self.mode == "kept":
            return self.scrubbed(name)
        self.seen.add(name)
        if self.mode == "hashed":
            return f"{who} {self._digest(name)}"
        number = self.numbers.setdefault((who, name), len([1 for kind, _ in self.numbers if kind == who]) + 1)
        return f"{who.capitalize()} {number:02d}"

    def _digest(self, text: str) -> str:
        return blake2b(text.strip("' ").casefold().encode(), key=self.key, digest_size=6).hexdigest()

    def scrubbed(self, text: str) -> str:
        """Text without addresses and telephone numbers, and without names that are not kept.

        Parameters
        ----------
        text : str
            A sentence of the report, an id, or a name.

        Returns
        -------
        str
            Each is replaced by its hash.
        """
        result = _EMAIL.sub(lambda match: f"address {self._digest(match[0])}", text)
        result = _PHONE.sub(lambda match: f"number {self._digest(match[0])}", result)
        return result

    def without_names(self, text: str, names: Iterable[str]) -> str:
        """Text without names that are not kept.

        Parameters
        ----------
        text : str
            A sentence of the report.
        names : iterable of str
            Names that were seen.

        Returns
        -------
        str
            As it is where names are kept, but for addresses and numbers.
        """
        result = self.scrubbed(text)
        if self.mode == "kept":
            return result
        for name in names:
            if len(name) > 2 and name.casefold() in result.casefold():
                result = re.sub(re.escape(name), "…", result, flags=re.I)
        return result

    def id(self, text: str) -> str:
        """Id of a contact or an invoice.

        Parameters
        ----------
        text : str
            As it stands.

        Returns
        -------
        str
            Hashed where it is an address.
        """
        return self.scrubbed(text) if "@" in text else text
