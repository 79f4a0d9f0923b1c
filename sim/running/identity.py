"""Whose name stands under a signature or a saved version, how it is known, and which names are refused.

A name is kept in the form that looks alike for all who typed alike (Unicode's NFKC). One that cannot be told from
another by looking at it is refused: with letters of two scripts in one word, such as a Cyrillic a among Latin
letters, or with characters that are not seen.
"""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass

from sim.errors import Problem, SaydoError
from sim.scenario.source import plain

__all__ = [
    "BY_LOGIN",
    "BY_PROXY",
    "LONGEST_NAME",
    "TYPED",
    "Identity",
    "needs_identity",
    "signed_by",
    "text_of",
    "user_header",
]

BY_LOGIN = "login"
BY_PROXY = "proxy"
TYPED = "typed"
UNVERIFIED = "name not verified"
LONGEST_NAME = 60
"""Of what is typed, in characters."""
LONGEST_IDENTITY = 254
"""Of the name that a login or a proxy gives, which may be an address for mail."""
USER_HEADER, SIGNING = "SAYDO_USER_HEADER", "SAYDO_SIGNING"
"""Environment variables: the header by which a proxy says who the reader is, and who may sign."""
IDENTIFIED, ANYBODY = "identified", "anybody"
HEADER = re.compile(r"[A-Za-z0-9-]{1,80}")
UNSEEN = ("FILLER", "SELECTOR", "JOINER", "BLANK", "INHERENT")
"""Words in Unicode's names of characters that are printable and yet leave no mark."""
EAST_ASIAN = ("BOPOMOFO", "CJK", "HANGUL", "HIRAGANA", "IDEOGRAPHIC", "KATAKANA", "KATAKANA-HIRAGANA")
"""First words of Unicode's names of letters that one word of Chinese, Japanese or Korean may mix."""
ALIKE_IN_NOTHING = {"LATIN", "CJK"}
"""Scripts that one word may mix, since no letter of one looks like a letter of the other."""
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Identity:
    """Name of somebody, and how it is known."""

    name: str
    source: str = TYPED
    """``login``, ``proxy``, or ``typed``: then nobody vouches for it."""

    def kept(self, what: str, *, needed: bool = True) -> Identity:
        """Check the name, and give it in the form in which it is kept.

        Parameters
        ----------
        what : str
            Whose name it is, for the message.
        needed : bool
            Whether it may not be empty.

        Returns
        -------
        Identity
            With the name as :func:`text_of` gives it.

        Raises
        ------
        SaydoError
            Where the name is refused, or nothing is known of how it is known.
        """
        if self.source not in (BY_LOGIN, BY_PROXY, TYPED):
            raise SaydoError(
                Problem.of(what, plain(self.source), f"must be known by {BY_LOGIN}, {BY_PROXY} or {TYPED}")
            )
        most = LONGEST_NAME if self.source == TYPED else LONGEST_IDENTITY
        return Identity(text_of(self.name, what, most, needed=needed), self.source)


def user_header() -> str:
    """Read by which header of a request the operator's proxy says who the reader is.

    Returns
    -------
    str
        Empty where the operator named none: then no header is believed.

    Raises
    ------
    SaydoError
        Where what is named can be no header.
    """
    name = os.environ.get(USER_HEADER, "")
    if name and not HEADER.fullmatch(name):
        raise SaydoError(Problem.of(USER_HEADER, plain(name), "must be the name of a header, such as X-Forwarded-User"))
    return name


def needs_identity() -> bool:
    """Read whether only those may sign whose name a login or a proxy vouches for.

    Returns
    -------
    bool
        False where the operator did not ask for it.

    Raises
    ------
    SaydoError
        Where the setting is none.
    """
    rule = os.environ.get(SIGNING) or ANYBODY
    if rule not in (IDENTIFIED, ANYBODY):
        raise SaydoError(Problem.of(SIGNING, plain(rule), f"must be {IDENTIFIED} or {ANYBODY}"))
    return rule == IDENTIFIED


def text_of(text: str, what: str, most: int = LONGEST_NAME, *, needed: bool = True) -> str:
    """Check a name or a role, and give it in the form in which it is kept.

    Parameters
    ----------
    text : str
        As it was typed.
    what : str
        Name of the field, for the message.
    most : int
        Most characters.
    needed : bool
        Whether it may not be empty.

    Returns
    -------
    str
        In the form NFKC of Unicode, with single spaces.

    Raises
    ------
    SaydoError
        Where it is empty, too long, or has characters that are not seen or words that mix scripts.
    """
    tidy = " ".join(unicodedata.normalize("NFKC", text).split())
    if not tidy.isprintable() or len(tidy) > most or (needed and not tidy):
        raise SaydoError(Problem.of(what, plain(text[:most]), f"must be 1 to {most} printable characters"))
    unseen = next((char for char in tidy if any(word in UNSEEN for word in unicodedata.name(char, "").split())), None)
    if unseen:
        raise SaydoError(Problem.of(what, plain(tidy), f"has a character that is not seen, {_named(unseen)}"))
    for word in WORD.findall(tidy):
        first, other = _mixed(word)
        if other:
            rule = f"mixes scripts in one word, {plain(word)}: {first} ({_named(first)}) and {other} ({_named(other)})"
            raise SaydoError(Problem.of(what, plain(tidy), rule))
    return tidy


def signed_by(name: str, role: str, source: str) -> str:
    """Put in words who it was, as every page, memo and list says it.

    Parameters
    ----------
    name : str
        Of the signatory or author.
    role : str
        Empty where there is none.
    source : str
        How the name is known, as of :class:`Identity`.

    Returns
    -------
    str
        Such as ``Grace Hopper, Finance (name not verified)``; empty without a name.
    """
    voucher = {BY_LOGIN: "known by login", BY_PROXY: "known by the proxy"}.get(source, UNVERIFIED)
    return name and f"{name}{', ' if role else ''}{role} ({voucher})"


def _mixed(word: str) -> tuple[str, str]:
    """The first letter of a word, and the first of a script that does not go with it; empty where there is none."""
    letters = [char for char in word if unicodedata.category(char) in ("Lu", "Ll", "Lt", "Lo")]
    scripts = {char: {_script(letters[0]), _script(char)} for char in letters}
    other = next((char for char in letters if len(scripts[char]) > 1 and scripts[char] != ALIKE_IN_NOTHING), "")
    return (letters[0], other) if other else ("", "")


def _script(letter: str) -> str:
    """The script of a letter: the first word of its name, and one for all that a word of East Asia mixes."""
    first = unicodedata.name(letter, "UNNAMED").split()[0]
    return "CJK" if first in EAST_ASIAN else first


def _named(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, 'without a name')}"
