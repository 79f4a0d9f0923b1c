"""Names kept, hashed under a key, or numbered; addresses and telephone numbers always hashed."""

from __future__ import annotations

import re
from hashlib import blake2b

from sim.importing.contents import ADDRESS

__all__ = ["CALLER", "NAME_MODES", "Pseudonyms"]

CALLER = "tel:"
"""Stands before what a column of callers holds."""
LEAST_BARE = 11
"""Digits without a mark from which a number is one of a telephone in any column."""
NAME_MODES = ("kept", "hashed", "numbered")
_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
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

    @staticmethod
    def is_address(name: str) -> bool:
        """Tell whether a name is an e-mail address or a telephone number.

        Parameters
        ----------
        name : str
            As it stands.

        Returns
        -------
        bool
            True of all that came from a column of callers, as `CALLER` before it tells; elsewhere bare digits may be
            the number of a customer, unless there are more than such numbers have.
        """
        if name.startswith(CALLER):
            return True
        if not ADDRESS.fullmatch(name):
            return False
        digits = sum(char.isdigit() for char in name)
        return "@" in name or digits >= LEAST_BARE or (digits > 6 and not name.isdigit())

    def name(self, name: str) -> str:
        """Name of a customer.

        Parameters
        ----------
        name : str
            As it stands.

        Returns
        -------
        str
            Such as ``Birch Ltd``, ``customer 5f1c…`` or ``Customer 01``; of an address, ``caller`` and its hash.
        """
        if self.is_address(name):
            return f"caller {self._digest(name)}"
        return self._written(name, "customer")

    def agent(self, name: str) -> str:
        """Name of one who works.

        Parameters
        ----------
        name : str
            As it stands.

        Returns
        -------
        str
            Such as ``Ada``, ``agent 5f1c…`` or ``Agent 01``.
        """
        return f"agent {self._digest(name)}" if self.is_address(name) else self._written(name, "agent")

    def _written(self, name: str, who: str) -> str:
        if self.mode == "kept":
            return self.scrubbed(name)
        self.seen.add(name)
        if self.mode == "hashed":
            return f"{who} {self._digest(name)}"
        taken = sum(kind == who for kind, _ in self.numbers)
        return f"{who.capitalize()} {self.numbers.setdefault((who, name), taken + 1):02d}"

    def _digest(self, text: str) -> str:
        return blake2b(
            text.removeprefix(CALLER).strip("' ").casefold().encode(), key=self.key, digest_size=6
        ).hexdigest()

    def scrubbed(self, text: str) -> str:
        """Text without addresses and telephone numbers.

        Parameters
        ----------
        text : str
            A sentence of the report, an id, or a name.

        Returns
        -------
        str
            Each is replaced by its hash.
        """
        without = _EMAIL.sub(lambda match: f"address {self._digest(match[0])}", text)
        return _PHONE.sub(lambda match: f"number {self._digest(match[0])}", without)

    def without_names(self, text: str) -> str:
        """Text without names that are not kept, addresses and numbers.

        Parameters
        ----------
        text : str
            A sentence of the report, or the name of a file, sheet or column.

        Returns
        -------
        str
            A name that was seen is replaced by a mark.
        """
        result = self.scrubbed(text)
        if self.mode == "kept":
            return result
        lower = result.casefold()
        for name in sorted((name for name in self.seen if len(name) > 2 and name.casefold() in lower), key=len)[::-1]:
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
