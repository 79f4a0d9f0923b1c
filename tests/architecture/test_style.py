"""Sizes and exports of the code; ruff and numpydoc check the rest."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, SIM, modules, parsed

MOST_LINES_OF_A_FILE = 450


def every_module() -> list[Path]:
    """Modules of the product and of its tests."""
    return [*modules(), *modules(ROOT / "tests"), *(path for path in [ROOT / "app.py"] if path.exists())]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", every_module(), ids=name_of)
def test_files_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES_OF_A_FILE


def top_level_names(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)


def exported(path: Path) -> list[str] | None:
    """The literal ``__all__`` of a module."""
    for node in parsed(path).body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets
        ):
            return list(ast.literal_eval(node.value))
    return None


@pytest.mark.parametrize("path", [path for path in modules() if not path.stem.startswith("__")], ids=name_of)
def test_every_module_says_what_it_exports(path: Path) -> None:
    names = exported(path)
    assert names is not None, "no __all__"
    assert set(names) <= set(top_level_names(parsed(path)))
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_only_what_is_exported_is_used_elsewhere(path: Path) -> None:
    borrowed = []
    for node in ast.walk(parsed(path)):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("sim."):
            continue
        source = SIM.joinpath(*str(node.module).split(".")[1:]).with_suffix(".py")
        if source.exists():
            names = {alias.name for alias in node.names} - set(exported(source) or ())
            borrowed += [f"line {node.lineno}: {node.module} does not export {name}" for name in sorted(names)]
    assert not borrowed


def test_no_page_is_given_raw_html() -> None:
    strays = [
        f"{name_of(path)}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "unsafe_allow_html" in line
    ]
    assert not strays
