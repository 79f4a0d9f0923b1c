"""Sizes and exports of the code; ruff and numpydoc check the rest."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, SIM, modules, parsed

MOST_LINES_OF_A_FILE = 450


def every_module() -> list[Path]:
    """Modules of the product and of its tests."""
    return [*modules(), *modules(ROOT / "tests"), *(path for path in [ROOT / "app.py"] if path.exists())]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_files_stay_short() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in every_module()}
    assert not {name: length for name, length in lengths.items() if length > MOST_LINES_OF_A_FILE}


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


def test_every_module_says_what_it_exports() -> None:
    silent, absent = [], []
    for path in modules():
        if path.stem.startswith("__"):
            continue
        names = exported(path)
        if names is None:
            silent.append(name_of(path))
            continue
        strangers = set(names) - set(top_level_names(parsed(path)))
        absent += [f"{name_of(path)} has no {name}" for name in sorted(strangers)]
        assert len(set(names)) == len(names), name_of(path)
    assert not silent
    assert not absent


def test_only_what_is_exported_is_used_elsewhere() -> None:
    borrowed = []
    for path in modules():
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("sim."):
                continue
            source = SIM.joinpath(*str(node.module).split(".")[1:]).with_suffix(".py")
            if source.exists():
                names = {alias.name for alias in node.names} - set(exported(source) or ())
                place = f"{name_of(path)}:{node.lineno}"
                borrowed += [f"{place}: {node.module} does not export {name}" for name in sorted(names)]
    assert not borrowed


def test_no_page_is_given_raw_html() -> None:
    strays = [
        f"{name_of(path)}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "unsafe_allow_html" in line
    ]
    assert not strays
