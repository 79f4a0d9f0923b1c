"""Scenarios that readers saved, version by version with their notes, and who signed what off at which verdict.

They live in the database of the run store; nothing in it is ever changed, so that what was approved stays what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlalchemy.exc import IntegrityError

from sim.errors import Problem, SaydoError
from sim.running.database import SAVED, SCENARIOS, SIGNATURES, Database, is_sound, sealed
from sim.running.store import described
from sim.scenario.document import Scenario
from sim.scenario.files import restored
from sim.scenario.source import plain

__all__ = ["LONGEST_NAME", "LONGEST_NOTE", "Library", "Saved", "Signature"]

LONGEST_NAME = 60
LONGEST_NOTE = 2_000
ALTERED = "was altered since it was saved: saydo store verify names what was"


@dataclass(frozen=True, slots=True)
class Saved:
    """One version of a saved scenario."""

    name: str
    version: int
    """From 1."""
    fingerprint: str
    author: str
    at: str
    """Moment, ISO 8601."""
    note: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Approval or refusal of a scenario, with the answer whether it may be signed at that moment."""

    fingerprint: str
    signatory: str
    at: str
    """Moment, ISO 8601."""
    approved: bool
    verdict: str
    note: str


class Library:
    """Saved scenarios and signatures in a database.

    Every method raises SaydoError where the database cannot be used, or where a text is empty or too long.

    Parameters
    ----------
    database : Database
        That of the run store.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, scenario: Scenario, mark: Saved) -> Saved:
        """Keep a scenario under a name, as its next version; the same as the last version is that version.

        Parameters
        ----------
        scenario : Scenario
            The scenario.
        mark : Saved
            Name, author, moment and note; its version and fingerprint are not read.

        Returns
        -------
        Saved
            The version that the scenario now has.
        """
        if scenario.own_data:
            rule = "holds data of its reader's own, which no library keeps: keep its file, and open it on Your data"
            raise SaydoError(Problem.of("scenario", plain(scenario.title), rule))
        name = _text(mark.name, "name", LONGEST_NAME)
        author, note = _text(mark.author, "author", LONGEST_NAME, needed=False), mark.note[:LONGEST_NOTE]
        before = self.versions(name)
        if before and before[-1].fingerprint == scenario.fingerprint:
            return before[-1]
        version = Saved(name, len(before) + 1, scenario.fingerprint, author, mark.at, note)
        try:
            with self._database.writing() as connection:
                there = select(SCENARIOS.c.fingerprint).where(SCENARIOS.c.fingerprint == scenario.fingerprint)
                if connection.execute(there).first() is None:
                    connection.execute(insert(SCENARIOS).values(**described(scenario)))
                connection.execute(insert(SAVED).values(**sealed(SAVED, _columns(version))))
        except SaydoError as error:
            if isinstance(error.__context__, IntegrityError):  # somebody saved at the same moment
                return self.save(scenario, mark)
            raise
        return version

    def latest(self) -> list[Saved]:
        """Return the last version of each name.

        Returns
        -------
        list of Saved
            By name.
        """
        last = select(SAVED.c.name, func.max(SAVED.c.version).label("version")).group_by(SAVED.c.name).subquery()
        here = (SAVED.c.name == last.c.name) & (SAVED.c.version == last.c.version)
        with self._database.reading() as connection:
            rows = connection.execute(select(SAVED).join(last, here).order_by(SAVED.c.name))
            return [Saved(**_sound(SAVED, row._asdict(), "a version")) for row in rows]

    def versions(self, name: str) -> list[Saved]:
        """Return all versions of a name.

        Parameters
        ----------
        name : str
            Name of a saved scenario.

        Returns
        -------
        list of Saved
            The oldest first; empty where there is none.
        """
        query = select(SAVED).where(SAVED.c.name == name).order_by(SAVED.c.version)
        with self._database.reading() as connection:
            return [Saved(**_sound(SAVED, row._asdict(), "a version")) for row in connection.execute(query)]

    def scenario(self, name: str, version: int | None = None) -> Scenario:
        """Return the scenario of a version.

        Parameters
        ----------
        name : str
            Name of a saved scenario.
        version : int, optional
            From 1; by default the last.

        Returns
        -------
        Scenario
            The document.

        Raises
        ------
        SaydoError
            Where there is no such version, or it no longer is a valid scenario.
        """
        versions = self.versions(name)
        saved = next((candidate for candidate in reversed(versions) if version in (None, candidate.version)), None)
        if saved is None:
            available = f"versions 1 to {len(versions)}" if versions else "no saved scenario of this name"
            raise SaydoError(f"{plain(name)}, version {version} (saved): there is {available}")
        query = select(SCENARIOS).where(SCENARIOS.c.fingerprint == saved.fingerprint)
        with self._database.reading() as connection:
            kept = connection.execute(query).one_or_none()
        place = f"{plain(name)}, version {saved.version} (saved)"
        if kept is None:
            raise SaydoError(f"{place}: its document is missing from the store")
        row = kept._asdict()
        if not is_sound(SCENARIOS, row):
            raise SaydoError(f"{place}: {ALTERED}")
        scenario = restored(row["document"], place)
        if row["sha256"] is None and scenario.fingerprint != saved.fingerprint:
            raise SaydoError(f"{place}: {ALTERED}")
        return scenario

    def sign(self, signature: Signature) -> None:
        """Keep an approval or refusal.

        Parameters
        ----------
        signature : Signature
            By whom, of which scenario.
        """
        _text(signature.signatory, "your name", LONGEST_NAME)
        with self._database.writing() as connection:
            connection.execute(insert(SIGNATURES).values(**sealed(SIGNATURES, _columns(signature))))

    def signatures(self, fingerprint: str) -> list[Signature]:
        """Return the signatures of a scenario.

        Parameters
        ----------
        fingerprint : str
            Of the scenario.

        Returns
        -------
        list of Signature
            The oldest first.
        """
        query = select(SIGNATURES).where(SIGNATURES.c.fingerprint == fingerprint).order_by(SIGNATURES.c.signature)
        with self._database.reading() as connection:
            rows = [row._asdict() for row in connection.execute(query)]
        return [Signature(**_sound(SIGNATURES, row, "a signature")) for row in rows]


def _columns(value: Saved | Signature) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _sound(table: Table, row: Mapping[str, Any], what: str) -> dict[str, Any]:
    """The values of a row that is as it was written.

    Raises
    ------
    SaydoError
        Where it has changed since.
    """
    if not is_sound(table, row):
        raise SaydoError(f"{what} in the store {ALTERED}")
    return {name: value for name, value in row.items() if name not in ("sha256", "signature")}


def _text(text: str, what: str, most: int, *, needed: bool = True) -> str:
    tidy = " ".join(text.split())
    if not tidy.isprintable() or len(tidy) > most or (needed and not tidy):
        raise SaydoError(Problem.of(what, plain(text[:most]), f"must be 1 to {most} printable characters"))
    return tidy
