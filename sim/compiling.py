"""Compiled code: kernels are compiled once and kept on disk; until they are there, and without, SimPy answers.

A kernel is a function that Numba compiles. Its code lies in a folder of the user's cache, one for each version of what
it is compiled from and by, since Numba itself looks at the file of a function alone and not at those of the functions
it calls. A folder is put in place as a whole, with a marker of its files, and nothing is added to it afterwards.

The variable ``SAYDO_ENGINE`` of the environment says which engine answers; :func:`compiled` reads it, which the engine
asks for its kernels: ``auto`` takes compiled code as soon as it is there, ``simpy`` never does, and ``compiled`` first
compiles and waits for it. Results are equal to the last bit, so this is a matter of time alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import mkdtemp
from types import ModuleType
from typing import Any, Literal, TypeVar, cast

from platformdirs import user_cache_path

from sim.errors import SaydoError
from sim.release import VERSION, model_digest

__all__ = [
    "ENGINES",
    "KERNELS",
    "SETTING",
    "Readiness",
    "cache_folder",
    "compile_all",
    "compiled",
    "in_background",
    "kernel",
    "readiness",
    "ready",
    "setting",
]

F = TypeVar("F", bound=Callable[..., Any])
SETTING = "SAYDO_ENGINE"
ENGINES = ("auto", "compiled", "simpy")
KERNELS: tuple[str, ...] = ("sim.drawing", "sim.engine.compiled.clock")
"""Modules that hold kernels, which nothing imports but :func:`compiled` and :func:`compile_all`.

Each has a function ``warm_up()`` that calls its kernels with arguments of all the types that they are called with;
where it raises, none of the code is kept.
"""
ROOT = Path(__file__).parent
LIBRARIES = ("numba", "llvmlite", "numpy")
MARKER = "files.json"
LOCK = "compiling.lock"
PART, TRIES = ".part-", ".tries"
MOST_TRIES = 3
"""Attempts in the background for one version; where they fail, as where Numba does not run, SimPy goes on."""
KEPT = 2  # folders, however old they are
DAY_SECONDS = 24 * 60 * 60
USUAL_SECONDS = 60
"""Time that compiling takes where nothing has been compiled yet."""
_decorating = threading.Lock()
_target: Path | None = None  # folder that this process compiles into
_unusable: set[str] = set()
_child: subprocess.Popen[bytes] | None = None


def setting() -> str:
    """Read which engine is to answer.

    Returns
    -------
    str
        One of :data:`ENGINES`.

    Raises
    ------
    SaydoError
        Where the variable is none of them.
    """
    value = os.environ.get(SETTING, "").strip().lower() or ENGINES[0]
    if value not in ENGINES:
        raise SaydoError(f"{SETTING} = {value}: must be {', '.join(ENGINES[:-1])} or {ENGINES[-1]}")
    return value


def kernel(function: F) -> F:
    """Have a function compiled by Numba when it is first called, from its folder where the code lies there.

    Parameters
    ----------
    function : callable
        Of a module in :data:`KERNELS`, in the part of Python that Numba compiles.

    Returns
    -------
    callable
        The compiled function; it is kept on disk only by :func:`compile_all`.
    """
    numba: Any = import_module("numba")
    folder = _target or (cache_folder() if ready() else None)
    if folder is None or numba.config.DISABLE_JIT:
        return cast(F, numba.njit(function))
    with _decorating:
        before = numba.config.CACHE_DIR
        numba.config.CACHE_DIR = str(folder)  # read as the function is decorated; other people's functions are not ours
        try:
            built = numba.njit(cache=True)(function)
        except (OSError, RuntimeError):  # a folder that can be read and not be written to
            return cast(F, numba.njit(function))
        finally:
            numba.config.CACHE_DIR = before
    if _target is None:
        built._cache.save_overload = _keep_nothing  # noqa: SLF001  the marker lists all that is in the folder
    return cast(F, built)


def _keep_nothing(*_: object) -> None:
    """Stands in for saving code of types that no ``warm_up`` knew."""


def cache_folder() -> Path | None:
    """Name the folder of the code that this source, these libraries, this Python and this processor come to.

    Returns
    -------
    Path or None
        It may not exist yet. None where there is no home folder, or no Numba.
    """
    name = _version()
    base = user_cache_path("saydo", appauthor=False)
    return base / "compiled" / name if name and base.is_absolute() else None


@cache
def _version() -> str:
    """Everything that compiled code depends on, as one name; empty where a library is not installed."""
    try:
        libraries = [version(library) for library in LIBRARIES]
    except PackageNotFoundError:
        return ""
    settings = sorted(
        (name, value) for name, value in os.environ.items() if name.startswith(("NUMBA_CPU", "NUMBA_OPT"))
    )
    whole = [model_digest(), str(ROOT), sys.version, *libraries, _processor(), settings]
    return f"{VERSION}-{hashlib.sha256(json.dumps(whole).encode()).hexdigest()[:16]}"


def _processor() -> list[str]:
    """Kind and abilities of the processor: a home folder may be that of several machines."""
    with suppress(OSError):
        first = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").split("\n\n")[0].splitlines()
        kind = [line for line in first if line.startswith(("model name", "flags", "Features", "CPU part"))]
        return [platform.machine(), *kind]
    return [platform.machine(), os.environ.get("PROCESSOR_IDENTIFIER", "")]


def ready() -> bool:
    """Whether compiled code lies on disk, whole, for exactly this version; after the first time this costs one look.

    Returns
    -------
    bool
        True once :func:`compile_all` has been through, in whatever process.
    """
    folder = cache_folder() if KERNELS else None
    if folder is None or os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        return False
    try:
        stamp = (folder / MARKER).stat().st_mtime_ns
    except OSError:
        return False
    return _is_whole(folder, stamp)


@cache
def _is_whole(folder: Path, stamp: int) -> bool:
    """Whether all files of the marker written at this moment are as they were."""
    try:
        files = json.loads((folder / MARKER).read_text(encoding="utf-8"))["files"]
        return bool(files) and all(_digest(folder / name) == digest for name, digest in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def compiled(name: str) -> ModuleType | None:
    """Import a module of kernels, where compiled code is to answer and is there.

    Parameters
    ----------
    name : str
        One of :data:`KERNELS`.

    Returns
    -------
    module or None
        None where SimPy is to answer; it may be there at the next call.

    Raises
    ------
    SaydoError
        Where ``SAYDO_ENGINE`` is none of its values.
    """
    engine = setting()
    if name in _unusable or engine == "simpy" or not KERNELS:
        return None
    if not ready() and not (engine == "compiled" and _compiled_meanwhile()):
        return None
    try:
        return import_module(name)
    except Exception:  # whatever keeps Numba from running: a library too new for it, a damaged installation
        _unusable.add(name)
        return None


@cache
def _compiled_meanwhile() -> bool:
    """Compile in another process and wait for it, once; where no folder can be written, this process may compile."""
    folder = cache_folder()
    if folder is None:
        return True
    with suppress(OSError):
        subprocess.run(_command(), env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603
    return _tries_so_far(folder) == 0


def compile_all() -> bool:
    """Compile all kernels into a new folder, and put it in place as a whole; wait for another process that does so.

    A process that has imported kernels before compiles none, since their code would go where it was kept then.

    Returns
    -------
    bool
        Whether compiled code is there now.
    """
    folder = _writable_folder()
    if ready() or folder is None or any(name in sys.modules for name in KERNELS):
        return ready()
    try:
        with _alone(folder.parent, wait=True):
            if not ready():
                # counted beforehand, since one that ends the process could not be counted later
                _tries(folder).write_text(f"{_tries_so_far(folder) + 1}\n", encoding="utf-8")
                _compile_into(folder)
    except OSError:  # a full disk
        return False
    return ready()


def _writable_folder() -> Path | None:
    """The folder that kernels are compiled into, where there are any and the folder around it can be written."""
    folder = cache_folder() if KERNELS else None
    with suppress(OSError):
        if folder is not None:
            folder.parent.mkdir(parents=True, exist_ok=True)
            return folder if os.access(folder.parent, os.W_OK) else None
    return None


def _compile_into(folder: Path) -> None:
    global _target  # noqa: PLW0603  decorators run while modules are imported, and take no arguments
    part = Path(mkdtemp(prefix=f"{folder.name}{PART}", dir=folder.parent))
    began = time.perf_counter()
    try:
        _target = part
        for module in [import_module(name) for name in KERNELS]:
            module.warm_up()
        files = {path.relative_to(part).as_posix(): _digest(path) for path in part.rglob("*") if path.is_file()}
        whole = {"seconds": round(time.perf_counter() - began, 1), "files": files}
        (part / MARKER).write_text(json.dumps(whole), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)  # damaged, or there would be no need for another
        part.rename(folder)
        _tries(folder).unlink(missing_ok=True)
        _remove_old(folder)
    except Exception as error:
        with suppress(OSError):
            _tries(folder).write_text(f"{_tries_so_far(folder)}\n{type(error).__name__}: {error}\n", encoding="utf-8")
    finally:
        _target = None
        shutil.rmtree(part, ignore_errors=True)


def _tries(folder: Path) -> Path:
    return folder.with_name(folder.name + TRIES)


def _tries_so_far(folder: Path) -> int:
    with suppress(OSError, ValueError):
        return int(_tries(folder).read_text(encoding="utf-8").split("\n")[0])
    return 0


def _remove_old(folder: Path) -> None:
    """Remove what other versions left, but the newest, and what another installation may have made today."""
    others = [path for path in folder.parent.iterdir() if path.name not in (folder.name, LOCK)]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    whole = [path for path in others if (path / MARKER).is_file()]
    limit = folder.stat().st_mtime - DAY_SECONDS
    for path in others:
        if path not in whole[: KEPT - 1] and path.stat().st_mtime < limit:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


@contextmanager
def _alone(base: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the lock of a folder, which the system gives back when a process ends, however it ends.

    Yields
    ------
    bool
        False where another process holds it; True too on a disk that knows no locks, where two do the work of one.
    """
    with (base / LOCK).open("a+b") as file:
        try:
            if sys.platform == "win32":
                import msvcrt

                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except (BlockingIOError, PermissionError):
            yield False
        except OSError:
            yield True
        else:
            if wait:
                os.utime(file.name)
            yield True


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far compiled code is."""

    state: Literal["ready", "under_way", "to_come", "off", "none"]
    """``off`` where the setting says so, ``none`` where there will be none, as where Numba does not run."""
    seconds: int = 0
    """Estimate until it is there: from now where it is under way, from the start of a compile where it is to come."""


def readiness() -> Readiness:
    """Say whether compiled code is there, and when it will be.

    Returns
    -------
    Readiness
        As of now; the estimate is the time that the newest code took here.
    """
    if setting() == "simpy":
        return Readiness("off")
    if ready():
        return Readiness("ready")
    folder = _writable_folder()
    if folder is None:
        return Readiness("none")
    usual = _usual_seconds(folder.parent)
    begun = _under_way_since(folder.parent)
    if begun is not None:
        spent = time.time() - begun  # noqa: TID251  no result depends on it
        return Readiness("under_way", max(round(usual - spent), 1))
    return Readiness("none") if _tries_so_far(folder) >= MOST_TRIES else Readiness("to_come", round(usual))


def _under_way_since(base: Path) -> float | None:
    """Moment since which a process has been compiling; None where none does."""
    try:
        begun = (base / LOCK).stat().st_mtime
        with _alone(base, wait=False) as alone:
            return None if alone else begun
    except OSError:
        return None


def _usual_seconds(base: Path) -> float:
    """Time that the newest code took that was compiled here."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        newest = max(base.glob(f"*/{MARKER}"), key=lambda path: path.stat().st_mtime)
        return float(json.loads(newest.read_text(encoding="utf-8"))["seconds"])
    return USUAL_SECONDS


def in_background() -> bool:
    """Have another process compile at the lowest priority, where there is need; it outlives this one.

    Returns
    -------
    bool
        Whether compiled code is to come: false where it is there, or will not be.
    """
    global _child  # noqa: PLW0603  a process that has ended is asked for its status, or it would stay in the table
    folder = _writable_folder()
    if setting() == "simpy" or ready() or folder is None or _tries_so_far(folder) >= MOST_TRIES:
        return False
    if _under_way_since(folder.parent) is not None or (_child is not None and _child.poll() is None):
        return True
    nothing = subprocess.DEVNULL
    try:
        _child = subprocess.Popen(  # noqa: S603  our own interpreter
            [*_command(), "--nice"],
            cwd=folder.parent,
            env=_environment(),
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            start_new_session=True,
            creationflags=getattr(subprocess, "IDLE_PRIORITY_CLASS", 0) | getattr(subprocess, "DETACHED_PROCESS", 0),
        )
    except OSError:
        return False
    return True


def _command() -> list[str]:
    return [sys.executable, "-P", "-m", "sim.compiling"]  # -P: no module of the present folder is taken for ours


def _environment() -> dict[str, str]:
    """Ours, in which the other process finds this very package."""
    paths = [str(ROOT.parent), *filter(None, [os.environ.get("PYTHONPATH", "")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


if __name__ == "__main__":
    if "--nice" in sys.argv and sys.platform != "win32":
        os.nice(19)
    # the module that kernels import is another than this one, and it is that which has to know that it compiles
    raise SystemExit(not import_module("sim.compiling").compile_all())
