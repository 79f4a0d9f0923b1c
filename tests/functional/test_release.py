"""A wheel, installed outside the checkout, has all that its commands and the app need; what is missing is named."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sim.errors import EXTRAS, remedy_of
from tests.benchmarks.release import ROOT, answers, built, ran

pytestmark = pytest.mark.xdist_group("release")
SAYDO = [sys.executable, "-m", "sim"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def target(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of ``pip install --target``; it comes before the checkout, from which other packages are taken."""
    folder = tmp_path_factory.mktemp("target")
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(folder), str(wheel)]
    subprocess.run(pip, check=True)
    return folder


def environment(target: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(target), "SAYDO_STORE": "none", **more}


def test_a_wheel_holds_app_scenarios_and_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("scenarios", ".streamlit"):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
        assert {f"sim/home/{path.relative_to(ROOT).as_posix()}" for path in files} <= names
    assert {"sim/home/app.py", "sim/running/example.json.gz", "sim/importing/invented/tickets.csv"} <= names
    assert not [name for name in names if name.startswith(("tests", "scenarios"))]


def test_installed_elsewhere_it_lists_stories_simulates_and_starts_the_app(target: Path, tmp_path: Path) -> None:
    where = ran([sys.executable, "-c", "import sim; print(sim.__file__)"], tmp_path, environment(target))
    assert Path(where.strip()).is_relative_to(target)
    assert "over-promise" in ran([*SAYDO, "scenarios"], tmp_path, environment(target))
    run = [*SAYDO, "run", "honest", "--replications", "2", "--workers", "1", "--set", "horizon_months=12"]
    assert "Margin" in ran(run, tmp_path, environment(target))
    assert answers([*SAYDO, "app"], tmp_path, environment(target)), (tmp_path / "app.log").read_text(encoding="utf-8")


def test_a_home_that_takes_no_file_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder", encoding="utf-8")
    values = {name: value for name, value in os.environ.items() if name not in ("SAYDO_STORE", "XDG_DATA_HOME")}
    values |= {"HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([*SAYDO, "runs"], cwd=tmp_path, env=values, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "none does without a store" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(("extra", "module"), [(extra, name) for extra, names in EXTRAS.items() for name in names])
def test_what_is_missing_is_named_with_its_extra(extra: str, module: str) -> None:
    error = ModuleNotFoundError(f"No module named '{module}'", name=f"{module}.part")
    assert remedy_of(error) == f"needs {module}: pip install 'saydo-simulator[{extra}]'"
    assert not remedy_of(ModuleNotFoundError("No module named 'lost'", name="lost"))


def test_a_command_without_its_extra_ends_with_one_message(tmp_path: Path) -> None:
    code = "import sys; sys.modules['contourpy'] = None; from sim.cli import main; main(['tipping', 'honest'])"
    values = os.environ | {"PYTHONPATH": str(ROOT)}
    program = [sys.executable, "-c", code]
    done = subprocess.run(program, cwd=tmp_path, env=values, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "this command needs contourpy: pip install 'saydo-simulator[experiments]'\n"


def test_the_app_without_its_extra_ends_with_one_message(tmp_path: Path) -> None:
    code = (
        "import importlib.metadata as m; from unittest.mock import patch; from sim.cli import main\n"
        "import sim.cli.app\n"
        "with patch('sim.cli.app.version', side_effect=m.PackageNotFoundError('streamlit')): main(['app'])"
    )
    values = os.environ | {"PYTHONPATH": str(ROOT)}
    program = [sys.executable, "-c", code]
    done = subprocess.run(program, cwd=tmp_path, env=values, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "this command needs streamlit: pip install 'saydo-simulator[app]'\n"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment in which no module of an extra is there, for no process."""
    folder = tmp_path_factory.mktemp("bare")
    names = sorted(name for modules in EXTRAS.values() for name in modules)
    (folder / "sitecustomize.py").write_text(f"import sys\nsys.modules.update(dict.fromkeys({names}))\n", "utf-8")
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]), "SAYDO_STORE": "none"}


@pytest.mark.parametrize("command", ["compare honest over-promise", "run honest"])
def test_simulating_and_comparing_need_no_extra(command: str, bare: dict[str, str], tmp_path: Path) -> None:
    small = ["--replications", "2", "--workers", "2", "--set", "horizon_months=12"]
    assert "Margin" in ran([*SAYDO, *command.split(), *small], tmp_path, bare)


@pytest.mark.parametrize(
    "command", ["check scenarios/honest.yaml", "scenarios", "assumptions honest", "schema", "--help"]
)
def test_what_only_reads_needs_no_extra(command: str, bare: dict[str, str], tmp_path: Path) -> None:
    assert ran([*SAYDO, *command.split()], ROOT, bare)
