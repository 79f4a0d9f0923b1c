"""Parts that all readers share: the workers, the run store and the saved scenarios."""

from __future__ import annotations

import logging
import os
import tempfile
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import streamlit as st
from streamlit import config

from sim.compiling import in_background
from sim.errors import SaydoError
from sim.questions.capacity import contacts_per_year
from sim.report.format.reader_locale import local
from sim.running.database import NO_STORE, default_url
from sim.running.example import bring
from sim.running.executors import PoolExecutor
from sim.running.jobs import JobManager
from sim.running.reader_jobs import ReaderJobs
from sim.running.replicate import run_replication
from sim.running.saved import Library
from sim.running.store import Store
from sim.scenario.document import Scenario
from sim.ui.text import tell
from sim.units import MONTHS_PER_YEAR

__all__ = [
    "be_private",
    "bring_example",
    "is_private",
    "job_manager",
    "library",
    "must_be_affordable",
    "now",
    "passing_trouble",
    "quiet_log",
    "shared_jobs",
    "store_trouble",
]

WORKERS = os.cpu_count() or 1
"""As many as there are processors, which they leave to the page whenever it wants one."""
POLITENESS = 10
"""Nice value of workers, so that the page stays quick."""
MOST_CONTACTS = 2_000_000
"""Contacts that a run may come to: a minute of compiled code, some minutes of SimPy."""
MEMORY = 6 << 30
"""Bytes of address space of a worker, two of which its libraries reserve and hardly use."""
PRIVATE = "private"
"""Whether the session has seen data of its reader's own: from then on none of its runs are kept in the store."""
log = logging.getLogger("saydo.work")


def must_be_affordable(scenario: Scenario) -> None:
    """Refuse a scenario of which one run would keep a worker from all others for minutes.

    Parameters
    ----------
    scenario : Scenario
        That is to be simulated.

    Raises
    ------
    SaydoError
        Where its customers at the start will have more contacts than the server allows.
    """
    contacts = contacts_per_year(scenario) * scenario.horizon_months / MONTHS_PER_YEAR
    if contacts > MOST_CONTACTS:
        raise SaydoError(
            tell(
                "frame.too_large",
                title=scenario.title,
                contacts=local(contacts, ",.0f"),
                most=local(MOST_CONTACTS, ",.0f"),
            )
        )


def job_manager() -> ReaderJobs:
    """The background work that all readers share, as the reader of this session sees it."""
    return ReaderJobs(shared_jobs(), st.session_state.setdefault("reader_of_jobs", uuid4().hex), is_private())


def be_private() -> None:
    """Keep whatever this session simulates from now on in memory alone."""
    st.session_state[PRIVATE] = True


def is_private() -> bool:
    """Whether whatever this session simulates is kept in memory alone."""
    return bool(st.session_state.get(PRIVATE))


@st.cache_resource(on_release=lambda manager: manager.close(), show_spinner=False)
def shared_jobs() -> JobManager:
    """The one manager of background work; meanwhile kernels are compiled, where they are not."""
    with suppress(SaydoError):  # a setting that is none: replications say so
        in_background()
    return JobManager(
        lambda: PoolExecutor(WORKERS, nice=POLITENESS, memory=MEMORY),
        run_replication,
        workers=WORKERS,
        store=_store()[0],
    )


@st.cache_resource(show_spinner=False)
def bring_example() -> None:
    """Brings the worked example into the store, once, before the first page."""
    try:
        bring(_store()[0])
    except SaydoError as error:  # the example is then simulated, as everything else is
        log.warning("%s", error)


@st.cache_resource(show_spinner=False)
def quiet_log() -> None:
    """Has errors of pages logged without their text where a session is private: it may hold a customer's name."""
    config.set_option("logger.enableRich", False)  # it prints past the log
    logging.getLogger("streamlit.error_util").addFilter(_without_text)


def _without_text(record: logging.LogRecord) -> bool:
    """Leaves of an exception its type and place; always to be logged."""
    if record.exc_info and record.exc_info[0] is not None and is_private():
        place = "".join(traceback.format_tb(record.exc_info[2]))
        record.msg, record.args = f"{record.exc_info[0].__name__}\n{place}", ()
        record.exc_info = record.exc_text = None
    return True


def library() -> Library:
    """The saved scenarios, shared by all who use the same run store."""
    return Library(_store()[0].database)


def store_trouble() -> str:
    """Reason why nothing that is saved will outlive the server; empty where it will."""
    return _store()[1]


def passing_trouble() -> str:
    """Reason why results are not kept at the moment; empty where they are."""
    store = _store()[0]
    return store.trouble.message(lambda _: "SAYDO_STORE") if store.in_trouble and store.trouble else ""


def now() -> str:
    """Return the present moment, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@st.cache_resource(show_spinner=False)
def _store() -> tuple[Store, str]:
    """The store that SAYDO_STORE names, by default the user's own; one that ends with the server where it fails."""
    trouble = f"{NO_STORE} (SAYDO_STORE)"
    try:
        url = os.environ.get("SAYDO_STORE") or default_url()
        if url != NO_STORE:
            return Store(url), ""
    except SaydoError as error:
        trouble = error.message(lambda _: "SAYDO_STORE")
        log.warning("%s", trouble)
    folder = Path(tempfile.mkdtemp(prefix="saydo-"))
    return Store(f"sqlite:///{folder / 'runs.sqlite'}"), trouble
