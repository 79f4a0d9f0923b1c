"""A store gives back what it was given, bit by bit, to several at once; trouble with it loses no answer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.running.executors import SequentialExecutor
from sim.running.replicate import run_replication
from sim.running.runner import ExperimentRunner
from sim.running.store import Store
from sim.scenario.document import Scenario
from tests.unit.questions.asking import REPLICATIONS, ask
from tests.unit.questions.dummies import bits, fail_on_two, random_numbers
from tests.worlds import SMALL, changed

ODD = [0.1, -0.0, float("nan"), float("inf"), float("-inf"), 5e-324, 1.7976931348623157e308, 1 / 3]
KEY = (SMALL.fingerprint, 0)
WANTED = {KEY: SMALL}
ASKING = 2
CREATING, FILES = 6, 30


@contextmanager
def database(url: str) -> Iterator[Engine]:
    """The database behind a store."""
    address = make_url(url)
    driver = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}[address.get_backend_name()]
    engine = create_engine(address.set(drivername=driver))
    yield engine
    engine.dispose()


def execute(url: str, statement: str) -> None:
    with database(url) as engine, engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_every_float_comes_back_bit_by_bit(store_url: str) -> None:
    odd = Replication(
        {str(number): value for number, value in enumerate(ODD)}, {"margin": np.array(ODD)}, np.array(ODD[::-1])
    )
    real = run_replication(SMALL, 2**64 - 1, 9_999)
    assert real.error is None
    with Store(store_url) as store:
        store.keep({KEY: odd}, WANTED, 1, run_replication)
        store.keep({(SMALL.fingerprint, 9_999): real}, {(SMALL.fingerprint, 9_999): SMALL}, 2**64 - 1, run_replication)
    with Store(store_url) as store:
        assert bits(store.read(WANTED, 1, run_replication)[KEY]) == bits(odd)
        replications = store.read({(SMALL.fingerprint, 9_999): SMALL}, 2**64 - 1, run_replication)
        assert bits(replications[SMALL.fingerprint, 9_999]) == bits(real)
        assert (store.served, store.simulated, store.size()) == (2, 0, 2)


def test_scenarios_are_kept_as_documents(store_url: str) -> None:
    other = changed({"title": 'Ein „Büro" \\ \u0000', "selling.clarity": 0.1})
    with Store(store_url) as store:
        scenarios = {KEY: SMALL, (other.fingerprint, 0): other}
        store.keep(dict.fromkeys(scenarios, Replication({"margin": 1.0})), scenarios, 1, run_replication)
    with database(store_url) as engine, engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT fingerprint, document FROM scenarios").all()
    assert {name: Scenario.model_validate(json.loads(text)) for name, text in rows} == {
        SMALL.fingerprint: SMALL,
        other.fingerprint: other,
    }


def test_another_engine_seed_number_or_scenario_is_another_replication(store_url: str) -> None:
    other = changed({"selling.clarity": 0.1})
    with Store(store_url, engine=lambda _: "first") as first, Store(store_url, engine=lambda _: "second") as second:
        first.keep({KEY: Replication({"margin": 1.0})}, WANTED, 1, run_replication)
        assert first.read(WANTED, 1, run_replication)[KEY].outcomes == {"margin": 1.0}
        assert second.read(WANTED, 1, run_replication) == {}
        assert first.read(WANTED, 2, run_replication) == {}
        assert first.read({(SMALL.fingerprint, 1): SMALL, (other.fingerprint, 0): other}, 1, run_replication) == {}
        second.keep({KEY: Replication({"margin": 2.0})}, WANTED, 1, run_replication)
        assert first.read(WANTED, 1, run_replication)[KEY].outcomes == {"margin": 1.0}


def test_a_failure_is_kept_and_tried_again(store_url: str) -> None:
    """What fails is in the database with its error; asked again it is run again, and what succeeds replaces it."""
    with Store(store_url, engine=lambda _: "whatever the task") as store:
        (failed,) = ExperimentRunner(SequentialExecutor(), seed=1, task=fail_on_two, store=store).results([SMALL], 4)
        (again,) = ExperimentRunner(SequentialExecutor(), seed=1, task=random_numbers, store=store).results([SMALL], 4)
        assert (store.size(), store.simulated, store.served) == (4, 5, 3)
        assert [replication.error for replication in failed] == [
            None,
            None,
            "IdentityError: paid hours 3 are not busy 2",
            None,
        ]
        assert [replication.error for replication in again] == [None] * 4
        store.keep({(SMALL.fingerprint, 2): failed[2]}, {(SMALL.fingerprint, 2): SMALL}, 1, run_replication)
        assert len(store.read({(SMALL.fingerprint, number): SMALL for number in range(4)}, 1, run_replication)) == 4


def test_a_question_is_noted_when_asked_and_when_answered(store_url: str) -> None:
    with Store(store_url) as store:
        first, second = (store.begin({"command": name}, "2027-01-01T00:00:00+00:00") for name in ("run", "compare"))
        store.finish(second, {"seconds": 1.5})
        rows = store.questions()
        assert [(row.run, row.question, row.provenance) for row in rows] == [
            (first, {"command": "run"}, None),
            (second, {"command": "compare"}, {"seconds": 1.5}),
        ]
        store.keep({KEY: Replication({"margin": 1.0})}, WANTED, 1, run_replication)
        store.clear()
        assert (store.questions(), store.size(), store.read(WANTED, 1, run_replication)) == ([], 0, {})


@pytest.fixture(scope="module")
def processes() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(ASKING, mp_context=get_context("spawn")) as pool:
        yield pool


def test_processes_that_ask_at_once_agree(store_url: str, tmp_path: Path, processes: ProcessPoolExecutor) -> None:
    """They create the same tables and write the same replications, in opposite order, in one database."""
    futures = [processes.submit(ask, store_url, str(tmp_path), me, ASKING) for me in range(ASKING)]
    answers = [future.result() for future in futures]
    assert [margins for margins, _ in answers] == [answers[0][0]] * ASKING
    assert len(answers[0][0]) == 2 * REPLICATIONS
    with Store(store_url, engine=lambda _: "test") as store:
        assert store.size() == 2 * REPLICATIONS
        assert len([row for row in store.questions() if row.provenance]) == ASKING
    (again, served) = ask(store_url, str(tmp_path), 0, ASKING)
    assert (again, served) == (answers[0][0], 2 * REPLICATIONS)


def test_all_who_create_a_file_at_once_can_write_to_it(tmp_path: Path) -> None:
    together = Barrier(CREATING)

    def create(me: int) -> None:
        for number in range(FILES):
            together.wait(60)
            with Store(f"sqlite:///{tmp_path}/{number}.sqlite") as store:
                store.begin({"asked": me}, "now")

    with ThreadPoolExecutor(CREATING) as threads:
        for thread in [threads.submit(create, me) for me in range(CREATING)]:
            thread.result()
    for number in range(FILES):
        with Store(f"sqlite:///{tmp_path}/{number}.sqlite") as store:
            assert len(store.questions()) == CREATING


def test_a_damaged_replication_is_told(store_url: str) -> None:
    for content in ("{", "[]", '{"outcomes": {}, "monthly": {}, "whale": "no"}'):
        with Store(store_url) as store:
            store.clear()
            store.keep({KEY: Replication({"margin": 1.0})}, WANTED, 1, run_replication)
        execute(store_url, f"UPDATE replications SET content = '{content}'")
        with Store(store_url) as store, pytest.raises(SaydoError, match="a replication in it is damaged"):
            store.read(WANTED, 1, run_replication)


def lose(url: str) -> None:
    """The database is gone, or its disk is full."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        execute(url, "DROP TABLE replications")
        return
    with database(address.set(database="postgres").render_as_string(hide_password=False)) as server:
        connection = server.execution_options(isolation_level="AUTOCOMMIT").connect()
        connection.exec_driver_sql(f"DROP DATABASE {address.database} WITH (FORCE)")
        connection.close()


def test_a_database_lost_in_mid_run_loses_no_result(store_url: str) -> None:
    def task(scenario: Scenario, seed: int, replication: int) -> Replication:
        if replication == 2:
            lose(store_url)
        return random_numbers(scenario, seed, replication)

    with Store(store_url) as store:
        run = store.begin({}, "now")
        runner = ExperimentRunner(SequentialExecutor(), seed=1, task=task, store=store)
        (results,) = runner.results([SMALL], 5)
        more = runner.with_seed(2).results([SMALL], 2)
        store.finish(run, {})
    assert [replication.outcomes for replication in results] == [
        random_numbers(SMALL, 1, number).outcomes for number in range(5)
    ]
    assert len(more[0]) == 2
    assert store.simulated == 7
    assert store.trouble is not None
    assert ": cannot be used: " in str(store.trouble)
    assert store.trouble.problems[0].field == "store"
    assert "\n" not in str(store.trouble)


def test_a_database_that_comes_back_is_used_again(store_url: str) -> None:
    now = [0.0]
    more = {(SMALL.fingerprint, number): SMALL for number in (1, 2)}
    with Store(store_url, clock=lambda: now[0]) as store:
        store.keep({KEY: Replication({"margin": 1.0})}, WANTED, 1, run_replication)
        execute(store_url, "ALTER TABLE replications RENAME TO elsewhere")
        assert store.read(WANTED, 1, run_replication) == {}
        assert store.in_trouble
        execute(store_url, "ALTER TABLE elsewhere RENAME TO replications")
        store.keep({(SMALL.fingerprint, 1): Replication({"margin": 2.0})}, more, 1, run_replication)
        assert store.in_trouble, "it is left alone for a while"
        now[0] = 11.0
        store.keep({(SMALL.fingerprint, 2): Replication({"margin": 3.0})}, more, 1, run_replication)
        assert not store.in_trouble
        assert store.trouble is not None, "not everything was kept"
        assert store.read({**WANTED, **more}, 1, run_replication).keys() == {KEY, (SMALL.fingerprint, 2)}


def test_a_full_disk_loses_no_result(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'runs.sqlite'}"
    Store(url).__exit__(None, None, None)

    def no_more_pages(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    event.listen(Engine, "connect", no_more_pages)
    try:
        with Store(url) as store:
            (results,) = ExperimentRunner(SequentialExecutor(), seed=1, task=random_numbers, store=store).results(
                [SMALL], 3
            )
    finally:
        event.remove(Engine, "connect", no_more_pages)
    assert len(results) == 3
    assert store.trouble is not None
    assert "database or disk is full" in str(store.trouble)


def asked_of(url: str) -> None:
    with Store(url) as store:
        store.begin({}, "now")
        store.read(WANTED, 1, run_replication)


@pytest.mark.parametrize(
    ("url", "phrase"),
    [
        ("runs.sqlite", "must be sqlite:///FILE, postgresql://USER@HOST/NAME or none"),
        ("mysql://me@there/runs", "must be sqlite:///FILE, postgresql://USER@HOST/NAME or none"),
        ("postgresql://me@there:port/runs", "must be sqlite:///FILE, postgresql://USER@HOST/NAME or none"),
        ("sqlite:///{folder}/nowhere/runs.sqlite", "unable to open database file"),
        ("sqlite:///{folder}", "unable to open database file"),
        ("sqlite:///{folder}/text.sqlite", "file is not a database"),
        ("sqlite:///{folder}/cut.sqlite", "malformed"),
        ("sqlite:///file:{folder}/closed.sqlite?mode=ro&uri=true", "readonly"),
        ("postgresql://me:secret@127.0.0.1:1/runs", "onnection refused"),
    ],
)
def test_what_is_no_usable_store_is_refused_in_one_message(tmp_path: Path, url: str, phrase: str) -> None:
    (tmp_path / "text.sqlite").write_text("this was never a database\n" * 50, encoding="utf-8")
    for name in ("cut", "closed"):
        with Store(f"sqlite:///{tmp_path}/{name}.sqlite") as store:
            store.begin({}, "now")
    whole = (tmp_path / "cut.sqlite").read_bytes()
    (tmp_path / "cut.sqlite").write_bytes(whole[:4096] + b"\x07" * (len(whole) - 4096))
    with pytest.raises(SaydoError) as refused:
        asked_of(url.format(folder=tmp_path))
    message = str(refused.value)
    assert phrase in message
    assert refused.value.problems[0].field == "store"
    assert "\n" not in message
    assert "secret" not in message
