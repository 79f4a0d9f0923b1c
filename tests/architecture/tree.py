"""The repository as a tree of text: the files it holds, and the syntax trees of its modules."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

__all__ = ["ROOT", "SIM", "modules", "parsed", "room", "tracked"]

ROOT = Path(__file__).parents[2]
SIM = ROOT / "sim"


@cache
def tracked() -> tuple[Path, ...]:
    """Files of the repository: what git tracks, or, in an unpacked archive, everything that is not hidden."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())
    return tuple(path for path in ROOT.rglob("*") if path.is_file() and "/." not in f"/{path.relative_to(ROOT)}")


def modules(folder: Path = SIM) -> list[Path]:
    """Python files below a folder, in order."""
    return sorted(path for path in tracked() if path.suffix == ".py" and path.is_relative_to(folder))


@cache
def parsed(path: Path) -> ast.Module:
    """Syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def room(path: Path) -> str:
    """Package or lone module directly below ``sim`` that a file belongs to."""
    return path.relative_to(SIM).parts[0].removesuffix(".py")
