"""Parts that all readers share: the workers, the run store and the saved scenarios."""

from __future__ import annotations

import logging
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from sim.errors import SaydoError
from sim.running.database import NO_STORE, default_url
from sim.running.example import bring
from sim.running.executors import PoolExecutor
from sim.running.jobs import JobManager
from sim.running.replicate import run_replication
from sim.running.saved import Library
from sim.running.store import Store

__all__ = ["bring_example", "job_manager", "library", "now", "store_trouble"]

WORKERS = os.cpu_count() or 1
"""As many as there are processors, which they leave to the page whenever it wants one."""
POLITENESS = 10
"""Nice value of workers, so that the page stays quick."""
log = logging.getLogger("saydo.work")


@st.cache_resource(on_release=lambda manager: manager.close(), show_spinner=False)
def job_manager() -> JobManager:
    """The one manager of background work, shared by all readers."""
    return JobManager(
        lambda: PoolExecutor(WORKERS, nice=POLITENESS), run_replication, workers=WORKERS, store=_store()[0]
    )


@st.cache_resource(show_spinner=False)
def bring_example() -> None:
    """Brings the worked example into the store, once, before the first page."""
    try:
        bring(_store()[0])
    except SaydoError as error:  # the example is then simulated, as everything else is
        log.warning("%s", error)


def library() -> Library:
    """The saved scenarios, shared by all who use the same run store."""
    return Library(_store()[0].database)


def store_trouble() -> str:
    """Reason why nothing that is saved will outlive the server; empty where it will."""
    return _store()[1]


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
