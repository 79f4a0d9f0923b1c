"""Who may import whom: the contracts of pyproject.toml hold, and would be seen to break."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, SIM, modules, room

PLANTED: dict[str, tuple[dict[str, str], str]] = {
    "a room above": (
        {"metrics/columns.py": "import sim.report.study"},
        "sim.metrics is not allowed to import sim.report",
    ),
    "a room above, for annotations alone": (
        {"metrics/columns.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import sim.report.study"},
        "sim.metrics is not allowed to import sim.report",
    ),
    "a cycle within a room, for annotations alone": (
        {
            "customers/trust.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import sim.customers.price",
            "customers/price.py": "import sim.customers.trust",
        },
        "No cycles are allowed in sim.customers",
    ),
    "a library away from its home": ({"metrics/columns.py": "import simpy"}, "Only sim.engine imports simpy BROKEN"),
    "arrays in a rule": ({"customers/trust.py": "import numpy"}, "sim.customers is not allowed to import numpy"),
}
"""By what is wrong: the lines added to files, and the sentence that tells of it."""


def contracts(root: Path) -> subprocess.CompletedProcess[str]:
    """Result of import-linter on the product below a folder."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the product and its contracts."""
    shutil.copytree(SIM, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_holds() -> None:
    result = contracts(ROOT)
    assert result.returncode == 0, result.stdout
    assert "0 broken" in result.stdout


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_found(copy: Path, planted: str) -> None:
    lines, sentence = PLANTED[planted]
    assert sentence not in contracts(copy).stdout
    for name, text in lines.items():
        with (copy / "sim" / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{text}\n")
    result = contracts(copy)
    assert result.returncode == 1
    assert sentence in " ".join(result.stdout.split())


def test_the_design_describes_every_room() -> None:
    design = (SIM / "design.md").read_text(encoding="utf-8")
    rooms = {room(path) for path in modules()} - {"__init__", "__main__"}
    assert not {name for name in rooms if f"{name}/" not in design and f"{name}.py" not in design}
