"""Names kept, hashed under a key, or numbered; addresses and telephone numbers always hashed."""

from __future__ import annotations

import re
from hashlib import blake2b

from sim.importing.catalogue import is_column_name, is_title_word
from sim.importing.contents import ADDRESS
from sim.importing.wording import masked

__all__ = ["ADDRESS_WITHIN", "CALLER", "ID_FORM", "NAME_MODES", "Pseudonyms"]

CALLER = "tel:"
"""Stands before what a column of callers holds."""
LEAST_BARE = 11
"""Digits without a mark from which a number is one of a telephone in any column."""
NAME_MODES = ("kept", "hashed", "numbered")
_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w.:-])"
    r"(?:(?:\+|00)?\(?\d(?:[ ().-]{0,2}\d){8,14}|\+\(?\d(?:[ ()./-]{0,2}\d){6,14}|0\d(?:[ ()./-]{0,2}\d){8,14})"
    r"(?![\w.:])"
)
_PHONE_ALONE = re.compile(r"\s*'?(?:\+[\d ()./-]{6,}|\(\+?\d[\d ()./-]{5,}|0\d*[ /()][\d ()./-]{4,})'?\s*")
"""A cell that is a telephone number: with a plus, a bracket, or a zero in front and something between its digits."""
ADDRESS_WITHIN = r"@|^\s*'?(?:\+|\(|0[0-9]*[ /()])"
"""Ids of this form may be addresses or telephone numbers."""
ID_FORM = r"^(?:[A-Za-z]{0,4}[-_#/ ]{0,2}[0-9][0-9/._-]*)?$"
"""Ids of any other form are hashed where names are not kept: letters may be a name."""
_WORD = re.compile(r"[^\W_]+")


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
            Hashed where it is an address or a telephone number.
        """
        if _PHONE_ALONE.fullmatch(text):
            return f"number {self._digest(text)}"
        return self.scrubbed(text) if "@" in text else text

    def hashed_id(self, text: str) -> str:
        """Id that may hold a name, where names are not kept.

        Parameters
        ----------
        text : str
            As it stands.

        Returns
        -------
        str
            Equal ids give equal hashes.
        """
        return f"id {self._digest(text)}"

    def is_word_of_name(self, prefix: str) -> bool:
        """Tell whether the letters before an id are a word of a name that was seen.

        Parameters
        ----------
        prefix : str
            Such as ``INC``.

        Returns
        -------
        bool
            False where names are kept.
        """
        words = {word for name in self.seen for word in _WORD.findall(name.casefold())}
        return prefix.casefold() in words

    def title(self, text: str) -> str:
        """Name of a file, of a sheet, or of a column that is not read.

        Parameters
        ----------
        text : str
            As it stands.

        Returns
        -------
        str
            Where names are not kept, words that are in no name of a column or an export are replaced by their form.
        """
        result = self.without_names(text)
        if self.mode == "kept" or is_column_name(text):
            return result
        return _WORD.sub(lambda match: match[0] if is_title_word(match[0]) else masked(match[0]), result)
