"""What starts of the program do not load: libraries wait until something asks for them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

HEAVY = {
    "SALib",
    "babel",
    "contourpy",
    "distributed",
    "docx",
    "holidays",
    "jinja2",
    "kaleido",
    "llvmlite",
    "numba",
    "numpy",
    "optuna",
    "pandas",
    "plotly",
    "pptx",
    "pyarrow",
    "pydantic",
    "rich",
    "ruamel",
    "scipy",
    "simpy",
    "sqlalchemy",
    "streamlit",
}
STATISTICS = {"scipy.interpolate", "scipy.optimize", "scipy.spatial", "scipy.stats"}
TO_MEASURE = {"numpy", "scipy", "pydantic", "rich", "ruamel", "sqlalchemy"}
"""What it takes to summarise replications that are in the store."""
TO_SIMULATE = {"babel", "simpy", "numba", "llvmlite"}
PROGRAM = "import sys; from sim.cli import main\ntry:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
LOADED = "\nimport sys; print('loaded', *sys.modules)"


def loaded(code: str, **environment: str) -> set[str]:
    """Modules that a process has loaded at its end."""
    done = subprocess.run(
        [sys.executable, "-c", code + LOADED],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    name, *names = done.stdout.splitlines()[-1].split()
    assert name == "loaded"
    return set(names)


@pytest.mark.parametrize(
    "code",
    [
        "import sim",
        "import sim; dir(sim), sim.__version__",
        "import sim.compiling; sim.compiling.ready(), sim.compiling.compiled('none')",
        PROGRAM.format(arguments=["--help"]),
        PROGRAM.format(arguments=["--version"]),
        PROGRAM.format(arguments=[]),
    ],
)
def test_a_light_start_loads_no_library(code: str) -> None:
    assert not loaded(code) & HEAVY


def test_a_stored_answer_takes_neither_frames_nor_engine(tmp_path: Path) -> None:
    run = ["run", "honest", "--set", "horizon_months=12", "--replications", "2", "--workers", "1"]
    store = {"SAYDO_STORE": f"sqlite:///{tmp_path / 'runs.sqlite'}"}
    first = loaded(PROGRAM.format(arguments=run), **store)
    assert not first & (STATISTICS | HEAVY - TO_MEASURE - TO_SIMULATE)
    again = loaded(PROGRAM.format(arguments=run), **store)
    assert not again & (STATISTICS | HEAVY - TO_MEASURE | {"sqlalchemy.dialects.postgresql"})
    assert "sim.engine.world" in first - again


def test_the_public_interface_loads_no_statistics_before_they_are_asked_for() -> None:
    assert not loaded("import sim; sim.load") & (STATISTICS | {"numba", "streamlit", "optuna", "SALib"})
