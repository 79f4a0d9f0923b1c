"""One thing, one name: retired words stay away from code, documents and pages."""

from __future__ import annotations

import ast
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, SIM, modules, parsed, tracked

PARTICIPLES = {"found", "told", "known", "given", "wanted", "each", "asked", "held"}
"""No names: they say what was done to a thing, and not what it is."""
TEXTS = {".md", ".toml", ".yaml", ".html", ".svg"}
SOURCES = (SIM / "design.md", Path(__file__), ROOT / "CHANGELOG.md", ROOT / "pyproject.toml")
"""Where retired words are named, or tell of what was."""


def retired() -> set[str]:
    """Words of the last column of the table in the design."""
    rows = re.findall(r"^\|.*\|(.*)\|$", (SIM / "design.md").read_text(encoding="utf-8"), re.MULTILINE)
    return {word for cell in rows for word in re.findall(r"^[a-z, ]+$", cell.strip()) for word in word.split(", ")} - {
        "not"
    }


def code() -> list[Path]:
    """Modules of the product and of its tests."""
    return [*modules(), *modules(ROOT / "tests"), ROOT / "app.py"]


def identifiers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Names that a module gives to something, each with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield (node.id if isinstance(node, ast.Name) else node.attr), node.lineno
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname, node.lineno) for alias in node.names if alias.asname)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name, node.lineno


def comments(path: Path) -> Iterator[tuple[str, int]]:
    """Comments of a module, each with its line."""
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT:
                yield token.string, token.start[0]


def parts(name: str) -> list[str]:
    """Words of a name in snake or camel case, in lower case."""
    return [part.lower() for part in re.findall(r"half_life|[A-Z]?[a-z]+|[A-Z]+", name)]


def words(text: str) -> set[str]:
    """Words of a text in lower case; one with a hyphen or an underscore is one word."""
    return set(re.findall(r"half_life|[a-z]+(?:-[a-z]+)*", text.lower()))


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_the_table_of_words_is_read() -> None:
    assert {"luck", "laboratory", "harm", "guess", "arm", "portrait", "strategy"} <= retired()


def test_names_are_the_words_of_the_design() -> None:
    words_out = retired()
    strays = [
        f"{where(path, line)} {name}"
        for path in code()
        for name, line in identifiers(parsed(path))
        if name.strip("_") in PARTICIPLES or words_out.intersection(parts(name))
    ]
    assert not strays


def test_modules_have_the_words_of_the_design() -> None:
    words_out = retired()
    names = [path.relative_to(ROOT) for path in code()]
    assert not [name for name in names if words_out.intersection(parts(name.as_posix()))]


def test_comments_use_the_words_of_the_design() -> None:
    words_out = retired()
    strays = [
        f"{where(path, line)} {comment}"
        for path in code()
        if path not in SOURCES
        for comment, line in comments(path)
        if words_out & words(comment)
    ]
    assert not strays


def test_docstrings_and_messages_use_the_words_of_the_design() -> None:
    words_out = retired()
    strays = [
        f"{where(path, node.lineno)} {', '.join(sorted(words_out & words(node.value)))}"
        for path in code()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
        if words_out & words(node.value) and path not in SOURCES
    ]
    assert not strays


def test_docstrings_can_be_read_alone() -> None:
    nodes = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    strays = [
        f"{path.relative_to(ROOT)}: {docstring.splitlines()[0]}"
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, nodes) and (docstring := ast.get_docstring(node) or "").startswith(("What ", "The same"))
    ]
    assert not strays


def test_documents_and_pages_use_the_words_of_the_design() -> None:
    words_out = retired()
    strays = [
        f"{where(path, number)} {', '.join(sorted(words_out & words(line)))}"
        for path in tracked()
        if path.suffix in TEXTS and path not in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if words_out & words(line)
    ]
    assert not strays


def test_a_class_name_has_one_meaning() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for path in modules():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef):
                homes[node.name.strip("_")].append(where(path, node.lineno))
    assert not {name: places for name, places in homes.items() if len(places) > 1}
