"""A release as its user gets it: wheel and source, each installed in an empty environment outside the checkout.

    python -m tests.benchmarks.release [--lowest]

Builds both, installs the command line alone and then with the app, lists stories, simulates, and starts the app. With
``--lowest`` every direct dependency has the lowest version that is declared, for which ``uv`` must be installed. It
takes minutes, most of them to fetch packages; ``tests/functional/test_release.py`` does the same with the packages
that are there.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

__all__ = ["ROOT", "answers", "built", "ran"]

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120
FIRST = (
    ("--version",),
    ("scenarios",),
    ("run", "honest", "--replications", "2", "--workers", "1"),
)


def built(folder: Path, *options: str) -> Path:
    """The wheel of this checkout."""
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), *options, str(ROOT)]
    subprocess.run(pip, check=True)
    (wheel,) = folder.glob("saydo_simulator-*.whl")
    return wheel


def ran(program: list[str], folder: Path, environment: dict[str, str]) -> str:
    """What a program prints that is run in a folder of its own, as one that knows nothing of this checkout."""
    done = subprocess.run(program, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(program)}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def answers(program: list[str], folder: Path, environment: dict[str, str]) -> bool:
    """Whether the app, started so, answers; it is ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (folder / "app.log").open("w")
    with (
        log,
        subprocess.Popen(
            [*program, "--server.port", str(port)], cwd=folder, env=environment, stdout=log, stderr=log
        ) as app,
    ):
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while app.poll() is None and time.monotonic() < deadline:
                with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as page:
                    return page.read() == b"ok"
                time.sleep(0.2)
            return False
        finally:
            app.terminate()


def main() -> None:
    """Build, install and use both distributions; stop at what fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lowest", action="store_true")
    lowest = parser.parse_args().lowest
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"SAYDO_STORE": "none"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.executable, "-m", "build", "-o", name, str(ROOT)], check=True)
        for place, distribution in enumerate(sorted(folder.glob("saydo_simulator-*"))):
            home = folder / str(place)
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
            _use(home, str(distribution), environment, lowest=lowest)


def _use(home: Path, distribution: str, environment: dict[str, str], *, lowest: bool) -> None:
    """Install a distribution step by step, and do with each step what it is for."""
    python, saydo = str(home / "bin" / "python"), str(home / "bin" / "saydo")
    pip = [python, "-m", "pip", "install", "-q"]
    if lowest:
        least = ["uv", "pip", "install", "-q", "--python", python, "--resolution", "lowest-direct"]
        subprocess.run([*least, "-r", str(ROOT / "pyproject.toml"), "--extra", "all"], check=True)
    subprocess.run([*pip, distribution], check=True)
    for arguments in FIRST:
        ran([saydo, *arguments], home, environment)
    size = sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 1e6
    print(f"{Path(distribution).name}: the command line works in {size:.0f} MB")  # noqa: T201  for a person
    subprocess.run([*pip, f"{distribution}[app]"], check=True)
    if not answers([saydo, "app"], home, environment):
        raise RuntimeError(f"the app does not answer:\n{(home / 'app.log').read_text()}")
    print(f"{Path(distribution).name}: the app answers")  # noqa: T201  for a person


if __name__ == "__main__":
    main()
