"""Sizes, exports and habits of the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, SIM, Function, functions, modules, parsed

MOST_LINES_OF_A_FILE = 450
MOST_LINES_OF_A_FUNCTION = 40
MOST_PARAMETERS = 6
FORMS_ONE_VALUE = {"quantity"}  # the parameters are the parts of one declaration
GENERATORS = {"default_rng", "Generator", "PCG64", "Philox", "SeedSequence"}
CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.localtime"}
AT_THE_EDGE = ("sim/cli", "sim/ui/work.py")
"""Where a moment may be read: it dates what a reader does, and enters no result."""


def every_module() -> list[Path]:
    """Modules of the product and of its tests."""
    return [*modules(), *modules(ROOT / "tests"), *(path for path in [ROOT / "app.py"] if path.exists())]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def body_lines(function: Function) -> int:
    """Lines of a function without its docstring."""
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return length
    docstring = function.body[0]
    return length - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def parameters(function: Function) -> int:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return len([argument for argument in named if argument.arg not in ("self", "cls")])


@pytest.mark.parametrize("path", every_module(), ids=name_of)
def test_files_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES_OF_A_FILE


def test_functions_stay_short_and_take_few_parameters() -> None:
    found = [
        f"{name_of(path)}:{function.lineno} {function.name}: {body_lines(function)} lines, "
        f"{parameters(function)} parameters"
        for path in modules()
        for function in functions(path)
        if body_lines(function) > MOST_LINES_OF_A_FUNCTION
        or (parameters(function) > MOST_PARAMETERS and function.name not in FORMS_ONE_VALUE)
    ]
    assert not found


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


def dotted(node: ast.expr) -> str:
    """Text of a chain of attributes such as ``np.random.random``; empty for anything else."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def habits(path: Path) -> Iterator[str]:
    """Calls and imports that the simulator does without."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module]
            if "random" in names:
                yield f"{name_of(path)}:{node.lineno} imports random"
        if not isinstance(node, ast.Call):
            continue
        called = dotted(node.func)
        if called in {"print", "eval", "exec"}:
            yield f"{name_of(path)}:{node.lineno} calls {called}"
        if ".random." in called and called.rsplit(".", 1)[1] not in GENERATORS:
            yield f"{name_of(path)}:{node.lineno} draws from the global {called}"
        if ".".join(called.split(".")[-2:]) in CLOCK and not name_of(path).startswith(AT_THE_EDGE):
            yield f"{name_of(path)}:{node.lineno} reads the wall clock"
        if called.endswith(("yaml.load", "pickle.load", "pickle.loads")):
            yield f"{name_of(path)}:{node.lineno} trusts what it reads: {called}"


def test_no_print_no_global_random_no_wall_clock() -> None:
    assert not [habit for path in modules() for habit in habits(path)]


def test_no_page_is_given_raw_html() -> None:
    strays = [
        f"{name_of(path)}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "unsafe_allow_html" in line
    ]
    assert not strays
