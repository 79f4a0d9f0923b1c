"""What holds for every test, and the databases that some are run on.

Property tests draw the same examples on every machine and have no deadline, so that a busy machine fails none. No
test reads or writes the store of the person who runs it. Code is compiled once before the tests, into the person's
cache, so that each run of a test is by the compiled clock where that knows all terms; without Numba it is by SimPy.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

settings.register_profile("saydo", deadline=None, derandomize=True)
settings.load_profile("saydo")
os.environ["SAYDO_STORE"] = "none"
POSTGRESQL = "SAYDO_TEST_POSTGRESQL"
FOLDER = "SAYDO_TEST_FOLDER"
"""Environment variable that names a folder shared by the processes that run tests."""
ROOT = Path(__file__).parent
BROWSER, STORIES = "browser", "patterns"
LONGEST = (
    "properties/test_clocks_agree",
    "properties/test_laws",
    BROWSER,
    "properties/test_no_op",
    "properties/test_runs",
    "unit/test_compiling",
)
"""Groups of tests that would leave one process at work long after the others if they began last."""


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[FOLDER] = mkdtemp(prefix="saydo-tests-")
        compile_kernels(config)


def compile_kernels(config: pytest.Config) -> None:
    """Compile in another process, as this one may import what the code is compiled from; at once where it is there."""
    if not config.option.collectonly and os.environ.get("SAYDO_ENGINE", "auto") != "simpy":
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT.parent), *sys.path])}
        subprocess.run([sys.executable, "-m", "sim.compiling"], env=environment, check=False)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ[FOLDER], ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind; PostgreSQL where the environment says at which URL there is a server."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'runs.sqlite'}"
        return
    if POSTGRESQL not in os.environ:
        pytest.skip(f"no PostgreSQL server: {POSTGRESQL} is not set")
    server = make_url(os.environ[POSTGRESQL]).set(drivername="postgresql+psycopg")
    name = f"saydo_{uuid4().hex}"
    administration = create_engine(server, isolation_level="AUTOCOMMIT")
    with administration.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    administration.dispose()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a file, and all with a browser, stay in one process, which makes what they share once.

    Groups begin in this order: the longest first, the stories, which are simulated behind all others, last.
    """
    groups = {item: group_of(item) for item in items}
    places = {group: place for place, group in enumerate([*LONGEST, "", STORIES])}
    items.sort(key=lambda item: places.get(groups[item], len(LONGEST)))
    for item, group in groups.items():
        item.add_marker(pytest.mark.xdist_group(group))


def group_of(item: pytest.Item) -> str:
    """The group of tests that one process runs."""
    if item.get_closest_marker("browser"):
        return BROWSER
    return STORIES if item.path.is_relative_to(ROOT / STORIES) else str(item.path.relative_to(ROOT).with_suffix(""))
