"""Who may import whom: the table of sim/design.md, read off the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, SIM, imports, modules, room

FOUNDATION = {"errors", "units"}
RULES = {"contracts", "customers", "provider"}
WORLD = FOUNDATION | RULES | {"rng", "scenario", "records"}
ABOVE = FOUNDATION | {"scenario", "records", "metrics", "experiments"}

MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "units": set(),
    "rng": {"errors"},
    "contracts": FOUNDATION,
    "customers": FOUNDATION | {"contracts"},
    "provider": FOUNDATION | {"contracts"},
    "scenario": FOUNDATION | RULES,
    "records": {"units"},
    "engine": WORLD,
    "metrics": FOUNDATION | {"scenario", "records", "engine.run"},
    "experiments": FOUNDATION | {"scenario", "records", "metrics", "engine.run"},
    "report": ABOVE,
    "cli": ABOVE | RULES | {"rng", "engine", "report"},
    "ui": ABOVE | RULES | {"rng", "report"},
    "__init__": set(),
    "__main__": {"cli"},
}

HOMES: dict[str, tuple[str, ...]] = {
    "simpy": ("sim/engine/",),
    "pandas": ("sim/metrics/", "sim/experiments/", "sim/report/", "sim/cli", "sim/ui/"),
    "babel": ("sim/report/format/habit.py",),
    "plotly": ("sim/report/charts",),
    "streamlit": ("sim/ui/", "app.py"),
    "SALib": ("sim/questions/sensitivity.py",),
    "contourpy": ("sim/questions/tipping.py",),
    "multiprocessing": ("sim/running/executors.py",),
    "concurrent": (
        "sim/running/executors.py",
        "sim/running/cluster.py",
        "sim/running/lanes.py",
        "sim/report/format/images.py",
    ),
    "distributed": ("sim/running/cluster.py",),
    "optuna": ("sim/questions/frontier.py",),
    "sqlalchemy": ("sim/running/database.py", "sim/running/store.py", "sim/running/saved.py"),
    "typer": ("sim/cli",),
    "rich": ("sim/cli",),
    "docx": ("sim/report/memo/word.py",),
    "jinja2": ("sim/report/memo/html.py",),
    "kaleido": ("sim/report/format/images.py",),
    "choreographer": ("sim/report/format/images.py",),
    "xlsxwriter": ("sim/report/format/workbook.py",),
    "yaml": ("sim/scenario/",),
    "pydantic": ("sim/scenario/",),
}


def product() -> list[Path]:
    """Every module of the product, the browser's entry included."""
    return [*modules(), *(path for path in [ROOT / "app.py"] if path.exists())]


def allowed(name: str, here: str) -> bool:
    """Whether a module of room ``here`` may import ``sim.<name>``."""
    return any(name == permitted or name.startswith(f"{permitted}.") for permitted in MAY_IMPORT[here] | {here})


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down(path: Path) -> None:
    upward = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for name, line in imports(path)
        if name.startswith("sim.") and not allowed(name.removeprefix("sim."), room(path))
    ]
    assert not upward


def test_the_design_tells_of_every_room() -> None:
    design = (SIM / "design.md").read_text(encoding="utf-8")
    rooms = {room(path) for path in modules()} - {"__init__", "__main__"}
    untold = {name for name in rooms if f"`{name}`" not in design and f"`{name}/`" not in design}
    assert not untold
    assert rooms <= set(MAY_IMPORT)


@pytest.mark.parametrize("library", HOMES)
def test_each_heavy_library_has_one_home(library: str) -> None:
    strays = [
        f"{name}:{line}"
        for path in product()
        for imported, line in imports(path)
        if imported.split(".")[0] == library
        and not (name := path.relative_to(ROOT).as_posix()).startswith(HOMES[library])
    ]
    assert not strays


def test_rules_draw_nothing_and_need_no_arrays() -> None:
    """Rules without clocks: only the standard library's mathematics and our own foundation."""
    bookkeeping = {"__future__", "bisect", "collections", "dataclasses", "enum", "math", "typing"}
    outside = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules()
        if room(path) in RULES
        for name, line in imports(path)
        if name.split(".")[0] not in bookkeeping | {"sim"}
    ]
    assert not outside
