"""Scenarios that readers saved, version by version with their notes, and who signed what off at which verdict.

They live in the database of the run store; nothing in it is ever changed, so that what was approved stays what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func, insert, select

from sim.errors import Problem, SaydoError
from sim.running.database import SAVED, SCENARIOS, SIGNATURES, Database, is_sound, seal_of, sealed
from sim.running.identity import TYPED, Identity, text_of
from sim.running.store import keep_documents
from sim.scenario.document import Scenario
from sim.scenario.files import restored
from sim.scenario.fingerprints import forms_of, is_of
from sim.scenario.source import plain

__all__ = ["LONGEST_NOTE", "Library", "Saved", "Signature"]

LONGEST_NOTE = 2_000
EARLIER = {"identity": TYPED, "role": ""}
"""Values of what a version without it wrote."""
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
    identity: str = TYPED
    """How the author's name is known: by a login, by a proxy, or typed, where nobody vouches for it."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Approval or refusal of a scenario, with the answer whether it may be signed at that moment."""

    fingerprint: str
    signatory: str
    role: str
    """In which the signatory signs; empty where a version without roles wrote it."""
    at: str
    """Moment, ISO 8601."""
    approved: bool
    verdict: str
    note: str
    identity: str = TYPED
    """How the signatory's name is known, as of :class:`Saved`."""


R = TypeVar("R", Saved, Signature)


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
        name, note = text_of(mark.name, "name"), _note(mark.note)
        author = Identity(mark.author, mark.identity).kept("author", needed=False)
        with self._database.alone() as connection:
            last = select(SAVED).where(SAVED.c.name == name).order_by(SAVED.c.version.desc()).limit(1)
            before = connection.execute(last).one_or_none()
            if before is not None and is_of(before.fingerprint, scenario.fingerprint):
                return _saved(before._asdict())
            number = 1 if before is None else before.version + 1
            version = Saved(name, number, scenario.fingerprint, author.name, mark.at, note, author.source)
            keep_documents(connection, [scenario])
            connection.execute(insert(SAVED).values(**sealed(SAVED, asdict(version))))
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
            return [_saved(row._asdict()) for row in rows]

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
            return [_saved(row._asdict()) for row in connection.execute(query)]

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
        if row["sha256"] is None and not is_of(saved.fingerprint, scenario.fingerprint):
            raise SaydoError(f"{place}: {ALTERED}")
        return scenario

    def sign(self, scenario: Scenario, signature: Signature) -> Signature:
        """Keep an approval or refusal, and the scenario unless it holds data of its reader's own.

        Parameters
        ----------
        scenario : Scenario
            The scenario that is signed.
        signature : Signature
            By whom, when and how; its fingerprint is not read.

        Returns
        -------
        Signature
            As it is kept.
        """
        signatory = Identity(signature.signatory, signature.identity).kept("your name")
        kept = replace(
            signature,
            fingerprint=scenario.fingerprint,
            signatory=signatory.name,
            role=text_of(signature.role, "your role"),
            verdict=_note(signature.verdict),
            note=_note(signature.note),
        )
        with self._database.alone() as connection:
            row = {**asdict(kept), "document": _document(connection, scenario), "previous": _last_seal(connection)}
            connection.execute(insert(SIGNATURES).values(**sealed(SIGNATURES, row)))
        return kept

    def signatures(self, fingerprint: str) -> list[Signature]:
        """Return the signatures of a scenario, those of its shorter fingerprint of earlier versions included.

        Parameters
        ----------
        fingerprint : str
            Of the scenario.

        Returns
        -------
        list of Signature
            The oldest first.
        """
        query = select(SIGNATURES).where(SIGNATURES.c.fingerprint.in_(forms_of(fingerprint)))
        with self._database.reading() as connection:
            rows = [row._asdict() for row in connection.execute(query.order_by(SIGNATURES.c.signature))]
        return [_signature(row) for row in rows]

    def all_signatures(self) -> list[Signature]:
        """Return the signatures of all scenarios, altered or not: :func:`sim.running.upkeep.verify` says which are.

        Returns
        -------
        list of Signature
            The oldest first.
        """
        with self._database.reading() as connection:
            rows = connection.execute(select(SIGNATURES).order_by(SIGNATURES.c.signature))
            return [_read(Signature, row._asdict()) for row in rows]


def _document(connection: Connection, scenario: Scenario) -> str:
    """Hash of the document that is kept of a scenario, which is written where it is not there; of own data empty."""
    if scenario.own_data:
        return ""
    keep_documents(connection, [scenario])
    query = select(SCENARIOS.c.sha256).where(SCENARIOS.c.fingerprint == scenario.fingerprint)
    return str(connection.execute(query).scalar_one())


def _last_seal(connection: Connection) -> str:
    """Hash of the last signature; empty where there is none."""
    last = connection.execute(select(SIGNATURES).order_by(SIGNATURES.c.signature.desc()).limit(1)).one_or_none()
    return "" if last is None else seal_of(SIGNATURES, last._asdict())


def _saved(row: Mapping[str, Any]) -> Saved:
    return _read(Saved, _sound(SAVED, row, "a version"))


def _signature(row: Mapping[str, Any]) -> Signature:
    return _read(Signature, _sound(SIGNATURES, row, "a signature"))


def _read(kind: type[R], row: Mapping[str, Any]) -> R:
    """Read what a row is of; what a version without identities and roles wrote has a name that was typed."""
    values: dict[str, Any] = {field.name: row[field.name] for field in fields(kind)}
    return kind(**values | {name: value for name, value in EARLIER.items() if values.get(name, "") is None})


def _sound(table: Table, row: Mapping[str, Any], what: str) -> Mapping[str, Any]:
    """A row that is as it was written.

    Raises
    ------
    SaydoError
        Where it has changed since.
    """
    if not is_sound(table, row):
        raise SaydoError(f"{what} in the store {ALTERED}")
    return row


def _note(text: str) -> str:
    """A note, or a verdict, of a length that can be shown.

    Raises
    ------
    SaydoError
        Where it is longer.
    """
    if len(text) > LONGEST_NOTE:
        raise SaydoError(Problem.of("note", f"{len(text)} characters", f"must be at most {LONGEST_NOTE} characters"))
    return text
