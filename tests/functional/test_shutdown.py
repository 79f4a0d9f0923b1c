"""The app ends within seconds of being told to, whatever its workers do."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVER = """
import signal, sys, time
import streamlit.web.cli
from sim.running.executors import PoolExecutor
from sim.ui import serve

def server(prog_name):
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(1))
    pool = PoolExecutor(1)
    pool.submit(time.sleep, 600)
    time.sleep(1)
    print("here", flush=True)
    while not stopped:
        time.sleep(0.05)
    sys.exit(0)

if __name__ == "__main__":
    stopped = []
    streamlit.web.cli.main = server
    serve._read_ahead = lambda: None
    serve.main()
"""


def alive(group: int) -> bool:
    """Whether any process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_replication_that_is_under_way_does_not_hold_the_app(tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text(SERVER, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.terminate()
        began = time.monotonic()
        assert process.wait(60) == 0
        assert 3 < time.monotonic() - began < 30, "after the deadline of 5 s, not before and not for long"
    until = time.monotonic() + 20
    while alive(process.pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert not alive(process.pid), "a worker is left"
