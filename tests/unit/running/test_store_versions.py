"""Stores of earlier versions, made by hand as those versions made them, are brought up to date in either database."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.running.database import SCHEMA
from sim.running.replicate import run_replication
from sim.running.saved import Library, Saved, Signature
from sim.running.store import Store
from sim.running.upkeep import back_up, restore, verify
from tests.worlds import SMALL, changed

KEY, AT = (SMALL.fingerprint, 0), "2027-01-01T00:00:00+00:00"
OLD = SMALL.fingerprint[:16]
TABLES = """
CREATE TABLE scenarios (fingerprint VARCHAR(64) NOT NULL PRIMARY KEY, document TEXT NOT NULL);
CREATE TABLE replications (engine VARCHAR(64) NOT NULL, fingerprint VARCHAR(64) NOT NULL, seed VARCHAR(20) NOT NULL,
    number INTEGER NOT NULL, failed BOOLEAN NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (engine, fingerprint, seed, number));
CREATE TABLE runs (run {number}, started VARCHAR(32) NOT NULL, question TEXT NOT NULL, provenance TEXT);
CREATE TABLE saved (name VARCHAR(60) NOT NULL, version INTEGER NOT NULL, fingerprint VARCHAR(64) NOT NULL,
    author VARCHAR(60) NOT NULL, at VARCHAR(32) NOT NULL, note TEXT NOT NULL, PRIMARY KEY (name, version));
CREATE TABLE signatures (signature {number}, fingerprint VARCHAR(64) NOT NULL, signatory VARCHAR(60) NOT NULL,
    at VARCHAR(32) NOT NULL, approved BOOLEAN NOT NULL, verdict TEXT NOT NULL, note TEXT NOT NULL);
CREATE INDEX ix_signatures_fingerprint ON signatures (fingerprint)"""
NUMBER = {"sqlite": "INTEGER NOT NULL PRIMARY KEY", "postgresql": "SERIAL PRIMARY KEY"}
HASHES = """
ALTER TABLE scenarios ADD COLUMN sha256 VARCHAR(64);
ALTER TABLE replications ADD COLUMN sha256 VARCHAR(64);
ALTER TABLE saved ADD COLUMN sha256 VARCHAR(64);
ALTER TABLE signatures ADD COLUMN sha256 VARCHAR(64);
CREATE TABLE schemas (version INTEGER NOT NULL PRIMARY KEY);
INSERT INTO schemas VALUES (2)"""
ROWS: dict[str, list[dict[str, Any]]] = {
    "scenarios": [{"fingerprint": OLD, "document": json.dumps(SMALL.model_dump(mode="json"))}],
    "replications": [
        {"engine": "0", "fingerprint": OLD, "seed": "1", "number": 0, "failed": False, "content": "{}"},
    ],
    "saved": [{"name": "Terms", "version": 1, "fingerprint": OLD, "author": "Ada", "at": AT, "note": "as asked"}],
    "signatures": [
        {"fingerprint": OLD, "signatory": name, "at": AT, "approved": name == "Eve", "verdict": "safe", "note": ""}
        for name in ("Eve", "Bob")
    ],
}


def hashed(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the hash that the second version gave it."""
    whole = json.dumps([table, *((name, row[name]) for name in sorted(row))])
    return {**row, "sha256": hashlib.sha256(whole.encode()).hexdigest()}


def make(url: str, version: int) -> None:
    """A store of an earlier version, with a row of each kind."""
    address = make_url(url)
    kind = address.get_backend_name()
    engine = create_engine(address.set(drivername=f"{kind}+psycopg") if kind == "postgresql" else address)
    with engine.begin() as connection:
        for statement in (TABLES.format(number=NUMBER[kind]) + (";" + HASHES if version == 2 else "")).split(";"):
            connection.execute(text(statement))
        for table, rows in ROWS.items():
            for row in rows:
                values = hashed(table, row) if version == 2 else row
                names = ", ".join(f":{name}" for name in values)
                connection.execute(text(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({names})"), values)
    engine.dispose()


@pytest.mark.parametrize("version", [1, 2])
def test_what_an_earlier_version_kept_stays_and_is_guarded_from_now_on(store_url: str, version: int) -> None:
    make(store_url, version)
    with Store(store_url) as store:
        assert verify(store.database) == []
        library = Library(store.database)
        assert library.scenario("Terms") == SMALL
        assert library.versions("Terms") == [Saved("Terms", 1, OLD, "Ada", AT, "as asked", "typed")]
        signed = library.signatures(SMALL.fingerprint)
        assert [(one.signatory, one.role, one.identity, one.fingerprint) for one in signed] == [
            ("Eve", "", "typed", OLD),
            ("Bob", "", "typed", OLD),
        ]
        assert library.save(SMALL, Saved("Terms", 0, "", "Ada", AT, "")).version == 1, (
            "the terms are those of version 1"
        )
        with (
            pytest.raises(SaydoError, match="rows of signatures are never changed or deleted"),
            store.database.writing() as connection,
        ):
            connection.execute(text("DELETE FROM signatures"))
        store.clear()
        assert library.scenario("Terms") == SMALL
        assert verify(store.database) == []


@pytest.mark.parametrize("version", [1, 2])
def test_signatures_of_now_follow_those_of_an_earlier_version(store_url: str, version: int) -> None:
    make(store_url, version)
    long = "g" * 200 + "@example.com"
    with Store(store_url) as store:
        library = Library(store.database)
        library.sign(SMALL, Signature("", long, "Finance", AT, True, "safe", "", "login"))
        assert [one.signatory for one in library.signatures(SMALL.fingerprint)] == ["Eve", "Bob", long]
        assert verify(store.database) == []
        with store.database.writing() as connection:
            unguarded = "ALTER TABLE signatures DISABLE TRIGGER USER"
            connection.execute(
                text(unguarded if store.database.kind == "postgresql" else "DROP TRIGGER signatures_stay_delete")
            )
            connection.execute(text("DELETE FROM signatures WHERE signatory = 'Bob'"))
        assert any("a signature before it is missing" in problem for problem in verify(store.database))


def test_replications_without_hashes_are_simulated_again(store_url: str) -> None:
    make(store_url, 1)
    with Store(store_url, engine=lambda _: "0") as store:
        assert store.read({KEY: SMALL}, 1, run_replication) == {}
        assert not store.has({KEY: SMALL}, 1)
        store.keep({KEY: Replication({"margin": 2.5})}, {KEY: SMALL}, 1, run_replication)
        assert store.read({KEY: SMALL}, 1, run_replication)[KEY].outcomes == {"margin": 2.5}


def test_a_document_that_no_hash_protects_is_checked_by_its_shorter_fingerprint(store_url: str) -> None:
    make(store_url, 1)
    altered = json.dumps(changed({"selling.clarity": 0.1}).model_dump(mode="json"))
    with Store(store_url) as store:
        with store.database.writing() as connection:
            connection.execute(text("UPDATE scenarios SET document = :altered"), {"altered": altered})
        assert any("its document is that of" in problem for problem in verify(store.database))
        with pytest.raises(SaydoError, match="was altered since it was saved"):
            Library(store.database).scenario("Terms")


def test_a_store_is_brought_up_to_date_once_by_all_who_open_it(store_url: str) -> None:
    make(store_url, 2)
    for _ in range(2):
        with Store(store_url) as store, store.database.reading() as connection:
            versions = connection.execute(text("SELECT version FROM schemas ORDER BY version")).scalars().all()
            assert versions == [2, SCHEMA]


def test_a_copy_of_the_second_version_is_restored(store_url: str, tmp_path: Path) -> None:
    lines = [json.dumps({"format": "saydo store", "schema": 2})]
    for table, rows in ROWS.items():
        for number, row in enumerate(rows, 1):
            values = hashed(table, row) | ({"signature": number} if table == "signatures" else {})
            lines.append(json.dumps([table, values]))
    whole = "\n".join(lines)
    copy = tmp_path / "copy.gz"
    seal = json.dumps({"sha256": hashlib.sha256(whole.encode()).hexdigest()})
    copy.write_bytes(gzip.compress(f"{whole}\n{seal}\n".encode()))
    with Store(store_url) as store:
        assert restore(store.database, copy) == 5
        library = Library(store.database)
        assert library.scenario("Terms") == SMALL
        signed = library.sign(SMALL, Signature("", "Grace", "Finance", AT, True, "safe", ""))
        assert library.all_signatures()[-1] == signed
        assert verify(store.database) == []
        back_up(store.database, copy)
    with Store(f"sqlite:///{tmp_path}/again.sqlite") as again:
        restore(again.database, copy)
        assert verify(again.database) == []
        assert Library(again.database).all_signatures()[-1] == signed
