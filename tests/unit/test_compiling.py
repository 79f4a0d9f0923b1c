"""Compiled code is taken once it is there and whole, and whatever is wrong with it leaves SimPy to answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim import compiling
from sim.errors import SaydoError
from tests.architecture.tree import ROOT

KERNEL = """
from sim.compiling import kernel

@kernel
def doubled(number):
    return 2 * number

def warm_up():
    assert doubled(21) == 42
"""
ASIDE = """
import sys
from pathlib import Path
import sim.compiling as c
c.KERNELS = ("planted",)
c.user_cache_path = lambda *_, **__: Path({cache!r})
c._command = lambda: [sys.executable, "-c", {aside!r} + "c.compile_all()"]
"""
"""A process whose one kernel and whose cache are those of a test, and so those of the process that it starts."""


class Machine:
    """A folder with a kernel, and a cache that processes share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = folder / "cache"
        (folder / "planted.py").write_text(KERNEL, encoding="utf-8")

    def run(self, code: str, **environment: str) -> str:
        """Standard output of a process; its standard error has to be empty."""
        begun = self.start(code, **environment)
        out, error = begun.communicate(timeout=120)
        assert (begun.returncode, error) == (0, "")
        return out.strip()

    def start(self, code: str, **environment: str) -> subprocess.Popen[str]:
        aside = ASIDE.format(cache=str(self.cache), aside="")
        aside = ASIDE.format(cache=str(self.cache), aside=aside)
        path = os.pathsep.join([str(ROOT), str(self.folder)])
        return subprocess.Popen(
            [sys.executable, "-c", aside + code],
            env={**os.environ, "SAYDO_ENGINE": "auto", "PYTHONPATH": path, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def compile(self) -> None:
        assert self.run("print(c.compile_all(), c.ready())") == "True True"

    def code(self) -> list[Path]:
        """Files that Numba left."""
        return sorted(path for path in self.cache.rglob("*.nb?"))


ANSWER = "module = c.compiled('planted'); print(module and module.doubled(4))"
HITS = "; print(module and sum(module.doubled.stats.cache_hits.values()))"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    machine = Machine(tmp_path_factory.mktemp("machine"))
    machine.compile()
    return machine


def test_simpy_answers_until_code_is_there_and_compiled_code_from_then_on(machine: Machine) -> None:
    assert machine.run(ANSWER) == "None"
    machine.compile()
    assert len(machine.code()) == 2
    assert machine.run(ANSWER + HITS) == "8\n1"
    assert not list(machine.cache.rglob("*.part-*")) + list(machine.cache.rglob("*.tries"))


def test_a_process_that_began_without_goes_over_once_the_code_is_there(machine: Machine) -> None:
    out = machine.run(ANSWER + "\nimport subprocess; subprocess.run(c._command(), check=True)\n" + ANSWER)
    assert out == "None\n8"


def test_the_switch_says_which_engine_answers(compiled: Machine) -> None:
    assert compiled.run(ANSWER, SAYDO_ENGINE="simpy") == "None"
    assert compiled.run(ANSWER, SAYDO_ENGINE="") == compiled.run(ANSWER, SAYDO_ENGINE="Compiled") == "8"


def test_a_switch_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(compiling.SETTING, "fast")
    with pytest.raises(SaydoError, match="SAYDO_ENGINE = fast: must be auto, compiled or simpy"):
        compiling.setting()


def test_compiled_waits_for_the_code(machine: Machine) -> None:
    assert machine.run(ANSWER + HITS, SAYDO_ENGINE="compiled") == "8\n1"


@pytest.mark.parametrize("damage", [b"", b"not what was there", None])
def test_damaged_code_is_not_taken_and_is_made_again(machine: Machine, damage: bytes | None) -> None:
    machine.compile()
    for path in machine.code():
        before = path.read_bytes()
        if damage is None:
            path.unlink()
        else:
            path.write_bytes(damage)
        assert machine.run("print(c.ready()); " + ANSWER) == "False\nNone"
        path.write_bytes(before)
    machine.code()[0].write_bytes(b"")
    machine.compile()
    assert machine.run(ANSWER) == "8"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": {}}', '{"files": []}', '{"files": {"planted": "0"}}'])
def test_a_damaged_marker_is_none(machine: Machine, text: str) -> None:
    assert machine.run("f = c.cache_folder(); f.mkdir(parents=True); print(f.name)")
    (marker,) = [path / compiling.MARKER for path in (machine.cache / "compiled").iterdir()]
    marker.write_text(text, encoding="utf-8")
    assert machine.run("print(c.ready()); " + ANSWER) == "False\nNone"


def test_a_compile_that_is_ended_leaves_nothing_that_counts(machine: Machine) -> None:
    source = machine.folder / "planted.py"
    source.write_text(KERNEL + "    import os; os.kill(os.getpid(), 9)\n", encoding="utf-8")
    ended = machine.start("c.compile_all()")
    assert ended.communicate(timeout=120) == ("", "")
    assert ended.returncode == -9
    assert machine.code()
    assert machine.run("print(c.ready(), c.readiness().state)") == "False to_come"
    source.write_text(KERNEL, encoding="utf-8")
    machine.compile()


def test_processes_that_compile_at_once_do_the_work_once(machine: Machine) -> None:
    begun = [machine.start("print(c.compile_all(), 'planted' in __import__('sys').modules)") for _ in range(3)]
    ends = sorted(process.communicate(timeout=120) for process in begun)
    assert ends == [("True False\n", ""), ("True False\n", ""), ("True True\n", "")]


def test_a_lock_tells_that_somebody_compiles_and_nobody_else_is_started(machine: Machine) -> None:
    (machine.folder / "planted.py").write_text(KERNEL + "    input()\n", encoding="utf-8")
    code = """
import subprocess, time
one = subprocess.Popen(c._command(), stdin=subprocess.PIPE)
while c.readiness().state != "under_way":
    time.sleep(0.01)
print(c.in_background(), c._child, 0 < c.readiness().seconds <= c.USUAL_SECONDS)
one.communicate(b"\\n")
print(c.readiness().state, c.ready())
"""
    assert machine.run(code) == "True None True\nready True"


def test_kernels_that_fail_leave_simpy_and_are_tried_thrice(machine: Machine) -> None:
    (machine.folder / "planted.py").write_text(KERNEL.replace("42", "43"), encoding="utf-8")
    for _ in range(compiling.MOST_TRIES):
        assert machine.run("print(c.in_background(), c._child.wait())") == "True 0"
    assert machine.run("print(c.in_background(), c.readiness()); " + ANSWER) == (
        "False Readiness(state='none', seconds=0)\nNone"
    )
    (tries,) = machine.cache.rglob("*.tries")
    assert tries.read_text(encoding="utf-8").startswith("3\nAssertionError")
    assert machine.run(ANSWER, SAYDO_ENGINE="compiled") == "None"


def test_the_background_compiles_and_is_not_started_for_what_is_there(machine: Machine) -> None:
    assert machine.run("print(c.readiness())") == f"Readiness(state='to_come', seconds={compiling.USUAL_SECONDS})"
    assert machine.run("print(c.in_background())") == "True"
    deadline = time.monotonic() + 120
    while machine.run("print(c.ready())") == "False":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert machine.run("print(c.in_background(), c.readiness().state)") == "False ready"
    after = machine.run("c.model_digest = lambda: 'another source'; print(c.readiness().seconds)")
    assert 0 <= int(after) < compiling.USUAL_SECONDS
    assert machine.run("print(c.in_background(), c.readiness().state)", SAYDO_ENGINE="simpy") == "False off"


@pytest.mark.parametrize("engine", compiling.ENGINES)
@pytest.mark.parametrize(
    "broken",
    [
        "c.user_cache_path = lambda *_, **__: Path('~/.cache/saydo')",
        "c.user_cache_path = lambda *_, **__: Path('/proc/nowhere')",
        "c.version = lambda name: (_ for _ in ()).throw(c.PackageNotFoundError(name))",
    ],
    ids=["no home", "no folder", "no numba"],
)
def test_without_a_folder_nothing_is_kept(machine: Machine, broken: str, engine: str) -> None:
    code = f"{broken}\nprint(c.ready(), c.compile_all(), c.in_background(), c.readiness().state)\n{ANSWER}"
    ends = "8" if engine == "compiled" else "None"
    state = "off" if engine == "simpy" else "none"
    assert machine.run(code, SAYDO_ENGINE=engine) == f"False False False {state}\n{ends}"
    assert engine == "compiled" or not machine.cache.exists()


@pytest.mark.parametrize("engine", ["auto", "compiled"])
def test_a_numba_that_cannot_be_imported_leaves_simpy(compiled: Machine, engine: str) -> None:
    broken = "import sys; sys.modules['numba'] = None\n"
    assert compiled.run(broken + ANSWER + "\n" + ANSWER, SAYDO_ENGINE=engine) == "None\nNone"


def test_a_numba_that_is_switched_off_leaves_simpy(compiled: Machine) -> None:
    assert compiled.run("print(c.ready()); " + ANSWER, NUMBA_DISABLE_JIT="1") == "False\nNone"


def test_code_of_other_types_is_not_kept(compiled: Machine) -> None:
    before = compiled.code()
    assert compiled.run("print(c.compiled('planted').doubled(0.5), c.ready())") == "1.0 True"
    assert compiled.code() == before
    assert compiled.run("print(c.ready())") == "True"


def test_a_folder_that_cannot_be_written_is_read(compiled: Machine) -> None:
    folders = [path for path in compiled.cache.rglob("*") if path.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    try:
        assert compiled.run(ANSWER) == "8"
    finally:
        for folder in folders:
            folder.chmod(0o755)


@pytest.mark.parametrize(
    "change",
    [
        "c.model_digest = lambda: 'another source'",
        "c.ROOT = Path('elsewhere')",
        "c.sys = type('S', (), {'version': '4', 'modules': {}})",
        "c.version = lambda name: '1'",
        "c._processor = lambda: ['another']",
    ],
)
def test_code_of_another_version_is_not_taken(compiled: Machine, change: str) -> None:
    assert compiled.run(f"{change}\nprint(c.ready())") == "False"


def test_old_folders_go_and_the_newest_stay(machine: Machine) -> None:
    base = machine.cache / "compiled"
    for age, name in enumerate(["a", "b", "c.part-x", "d", "e.tries"]):
        path = base / name
        path.mkdir(parents=True)
        if "." not in name:
            (path / compiling.MARKER).write_text("{}", encoding="utf-8")
        long_ago = path.stat().st_mtime - (age + 2) * compiling.DAY_SECONDS
        os.utime(path, (long_ago, long_ago))
    (base / "today").mkdir()
    machine.compile()
    names = {path.name for path in base.iterdir()} - {compiling.LOCK}
    assert names >= {"a", "today"}
    assert not names & {"b", "c.part-x", "d", "e.tries"}
    assert len(names) == 3


def test_other_people_s_functions_keep_their_folder(compiled: Machine) -> None:
    code = "import numba; numba.config.CACHE_DIR = 'theirs'; c.compiled('planted'); print(numba.config.CACHE_DIR)"
    assert compiled.run(code) == "theirs"


def test_the_marker_lists_every_file(compiled: Machine) -> None:
    (marker,) = compiled.cache.rglob(compiling.MARKER)
    files = json.loads(marker.read_text(encoding="utf-8"))["files"]
    assert {marker.parent / name for name in files} == set(compiled.code())
