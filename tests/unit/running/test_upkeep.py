"""What a store holds is checked when it is read, verified as a whole, and copied."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.running.replicate import run_replication
from sim.running.saved import Library, Saved, Signature
from sim.running.store import Store
from sim.running.upkeep import back_up, restore, verify
from tests.functional.terminal import caller
from tests.worlds import SMALL, changed

KEY, AT = (SMALL.fingerprint, 0), "2027-01-01T00:00:00+00:00"
GRACE = Signature("", "Grace", "Finance", AT, True, "safe", "")
OTHER = changed({"selling.clarity": 0.1})
DAMAGE = {
    "UPDATE replications SET content = replace(content, '1.5', '2.5')": "replication 0 of",
    "UPDATE replications SET number = 1": "replication 1 of",
    "UPDATE scenarios SET document = replace(document, 'gold', 'cold')": "scenario ",
    "UPDATE saved SET fingerprint = 'f'": "version 1 of 'Terms'",
    "UPDATE saved SET version = 3 WHERE version = 2": "a version before it is missing",
    "UPDATE saved SET author = 'Eve'": "version 1 of 'Terms'",
    "UPDATE signatures SET signatory = 'Eve'": "signature 1 of",
    "UPDATE signatures SET role = 'Executive'": "signature 1 of",
    "UPDATE signatures SET identity = 'login'": "signature 1 of",
    "UPDATE signatures SET identity = NULL, role = NULL, sha256 = NULL": "signature 1 of",
    "UPDATE saved SET identity = 'login'": "version 1 of 'Terms'",
    "UPDATE signatures SET previous = NULL WHERE signature = 2": "signature 2 of",
    "DELETE FROM signatures WHERE signature = 1": "a signature before it is missing",
    "UPDATE signatures SET approved = NOT approved": "signature 1 of",
    "DELETE FROM scenarios": "is missing",
}


@pytest.fixture
def url(store_url: str) -> str:
    """A store with a row of each kind."""
    with Store(store_url) as store:
        store.begin({"command": "run"}, AT)
        store.keep({KEY: Replication({"margin": 1.5})}, {KEY: SMALL}, 1, run_replication)
        library = Library(store.database)
        library.save(SMALL, Saved("Terms", 0, "", "Ada", AT, "first"))
        library.save(OTHER, Saved("Terms", 0, "", "Ada", AT, "second"))
        library.sign(SMALL, GRACE)
        library.sign(OTHER, replace(GRACE, signatory="Mary", approved=False))
    return store_url


def damage(url: str, statement: str) -> None:
    """Does it as somebody who may change the database itself, and takes its guards away."""
    with Store(url) as store, store.database.writing() as connection:
        unguard(connection)
        connection.execute(text(statement))


def unguard(connection: Connection) -> None:
    for table in ("saved", "signatures"):
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            continue
        for action in ("update", "delete", "insert"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_stay_{action}"))


def test_a_sound_store_is_said_to_be_sound(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Store(url) as store:
        assert verify(store.database) == []
    answer = caller(capsys)("store", "verify", "--store", url)
    assert (answer.status, answer.err) == (0, "")
    assert "everything is as it was written" in answer.out
    assert f"{SMALL.fingerprint} approved on 2027-01-01 by Grace, Finance (name not verified)" in answer.out
    assert f"{OTHER.fingerprint} refused on 2027-01-01 by Mary, Finance (name not verified)" in answer.out


@pytest.mark.parametrize("statement", DAMAGE)
def test_every_change_behind_its_back_is_named(url: str, capsys: pytest.CaptureFixture[str], statement: str) -> None:
    damage(url, statement)
    with Store(url) as store:
        problems = verify(store.database)
    assert any(DAMAGE[statement] in problem for problem in problems), problems
    answer = caller(capsys)("store", "verify", "--store", url)
    assert answer.status == 1
    assert DAMAGE[statement] in answer.out


def test_what_was_altered_is_not_served(url: str) -> None:
    for statement in list(DAMAGE)[:1] + list(DAMAGE)[2:3]:
        damage(url, statement)
    with Store(url) as store, pytest.raises(SaydoError, match="damaged"):
        store.read({KEY: SMALL}, 1, run_replication)
    with Store(url) as store, pytest.raises(SaydoError, match="was altered since it was saved"):
        Library(store.database).scenario("Terms", 1)
    damage(url, "UPDATE signatures SET approved = NOT approved")
    with Store(url) as store, pytest.raises(SaydoError, match="was altered"):
        Library(store.database).signatures(SMALL.fingerprint)
    damage(url, "UPDATE saved SET version = 7 WHERE version = 2")
    with Store(url) as store, pytest.raises(SaydoError, match="was altered"):
        Library(store.database).versions("Terms")


def test_what_was_signed_outlives_a_clearing(store_url: str) -> None:
    with Store(store_url) as store:
        store.keep({KEY: Replication({"margin": 1.5})}, {KEY: SMALL}, 1, run_replication)
        Library(store.database).sign(SMALL, GRACE)
        store.clear()
        with store.database.reading() as connection:
            assert connection.execute(text("SELECT fingerprint FROM scenarios")).scalars().all() == [SMALL.fingerprint]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE signatures SET note = note",
        "DELETE FROM signatures",
        "UPDATE saved SET author = 'Eve' WHERE version = 2",
        "DELETE FROM saved WHERE version = 2",
        "TRUNCATE signatures",
        "INSERT OR REPLACE INTO signatures SELECT * FROM signatures",
        "INSERT OR REPLACE INTO saved SELECT * FROM saved",
    ],
)
def test_the_database_itself_changes_and_deletes_nothing_that_was_saved_or_signed(url: str, statement: str) -> None:
    with Store(url) as store:
        if statement.split(maxsplit=1)[0] == "TRUNCATE" and store.database.kind == "sqlite":
            pytest.skip("SQLite has no TRUNCATE")
        if "REPLACE" in statement and store.database.kind == "postgresql":
            pytest.skip("PostgreSQL has no REPLACE")
        table = "saved" if "saved" in statement else "signatures"
        with (
            pytest.raises(SaydoError, match=f"rows of {table} are never changed or deleted"),
            store.database.writing() as connection,
        ):
            connection.execute(text(statement))
        assert verify(store.database) == []
        assert len(Library(store.database).all_signatures()) == 2


def test_where_the_guards_are_gone_it_is_said(url: str) -> None:
    with Store(url) as store, store.database.writing() as connection:
        unguard(connection)
    with Store(url) as store:
        assert verify(store.database) == [
            "table saved: nothing keeps its rows from being changed",
            "table signatures: nothing keeps its rows from being changed",
        ]


def test_a_document_that_was_signed_and_is_gone_is_missed(store_url: str) -> None:
    with Store(store_url) as store:
        Library(store.database).sign(SMALL, GRACE)
        with store.database.writing() as connection:
            connection.execute(text("DELETE FROM scenarios"))
        assert verify(store.database) == [
            f"signature 1 of {SMALL.fingerprint}: the document that was signed is missing"
        ]


def test_a_copy_restores_everything(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy, new = tmp_path / "copy.gz", f"sqlite:///{tmp_path}/new.sqlite"
    saydo = caller(capsys)
    assert saydo("store", "backup", copy, "--store", url).status == 0
    assert saydo("store", "restore", copy, "--store", new).status == 0
    with Store(new) as store:
        assert verify(store.database) == []
        assert store.read({KEY: SMALL}, 1, run_replication)[KEY].outcomes == {"margin": 1.5}
        library = Library(store.database)
        assert library.scenario("Terms", 1) == SMALL
        assert [signature.signatory for signature in library.signatures(SMALL.fingerprint)] == ["Grace"]
        assert [row.question for row in store.questions()] == [{"command": "run"}]
        again = tmp_path / "again.gz"
        back_up(store.database, again)
        assert again.read_bytes() == copy.read_bytes()
    refused = saydo("store", "restore", copy, "--store", new)
    assert (refused.status, refused.err) == (2, "the store already holds scenarios: restore into an empty one\n")


def test_a_damaged_copy_restores_nothing(url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.gz"
    with Store(url) as store:
        back_up(store.database, copy)
    content = copy.read_bytes()
    with Store(f"sqlite:///{tmp_path}/new.sqlite") as store:
        for damaged in (b"", b"text", content[:-20], content[:200] + bytes([content[200] ^ 1]) + content[201:]):
            copy.write_bytes(damaged)
            with pytest.raises(SaydoError, match="copy"):
                restore(store.database, copy)
        with pytest.raises(SaydoError, match="there is no such file"):
            restore(store.database, tmp_path / "nowhere")
        assert store.size() == 0


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.sqlite"
    with Store(url) as store, store.database.writing() as connection:
        connection.execute(text("INSERT INTO schemas VALUES (99)"))
    with pytest.raises(SaydoError, match="made by a newer Saydo"):
        Store(url)


def test_a_file_is_named_where_one_is_needed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    saydo, url = caller(capsys), f"sqlite:///{tmp_path}/new.sqlite"
    assert saydo("store", "backup", "--store", url).err == "backup: needs a FILE\n"
    assert saydo("store", "verify", "file", "--store", url).err == "verify: takes no FILE\n"
    assert "there is no store" in saydo("store", "verify", "--store", "none").err
