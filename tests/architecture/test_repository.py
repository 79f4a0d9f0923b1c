"""What whoever clones the repository relies on: README, continuous integration, scenarios, portability."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from sim.errors import EXTRAS
from sim.scenario.files import HOME, load
from tests.architecture.tree import ROOT, tracked
from tests.conftest import BROWSER, LONGEST

SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".cfg", ".svg", ""}
TOP_LEVEL = {
    ".ci",
    ".gitignore",
    ".streamlit",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "README.svg",
    "SECURITY.md",
    "app.py",
    "pyproject.toml",
    "scenarios",
    "sim",
    "tests",
}
ADDED_BY_THE_BUILD = {"/.gitignore", "/pyproject.toml"}
"""What a source distribution holds without being told."""
STORIES = {
    "honest",
    "over-promise",
    "abusive-caller",
    "abusive-caller-charged",
    "ugly-things-up-front",
    "service-desk-2016",
}
MACHINE = re.compile(r"(?<![\w.])/(?:work|home|root|Users|mnt)/|index-url|--proxy|https?://[\w.]*(?:pypi|registry)")


def readme_commands() -> list[str]:
    """The commands of the README: each fenced block of the language ``sh``."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [block.strip() for block in re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_scenario_loads_and_tells_its_story(path: Path) -> None:
    scenario = load(path)
    assert scenario.title
    assert scenario.lesson.endswith(".")
    assert re.match(r"00[0-4]: ", scenario.essay)


def test_the_stories_are_there_and_differ() -> None:
    assert {path.stem for path in SCENARIOS} >= STORIES
    assert len({load(path).fingerprint for path in SCENARIOS}) == len(SCENARIOS)


def test_the_readme_has_two_commands_and_ci_runs_these() -> None:
    commands = readme_commands()
    assert len(commands) == 2
    assert "saydo compare scenarios/honest.yaml" in commands[0]
    assert "pytest" in commands[1]
    printed = subprocess.run(
        ["bash", str(ROOT / ".ci" / "run"), "--commands"], capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == "\n".join(commands)


def test_ci_has_no_command_of_its_own_for_what_the_readme_says() -> None:
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert not re.search(r"pip install|pytest|saydo compare", text)


def test_tests_of_a_file_stay_in_one_process(request: pytest.FixtureRequest) -> None:
    """The runner tells groups by the end of an id; where it drops that, each process makes again what tests share."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("one process runs all tests")
    assert request.node.nodeid.endswith("@architecture/test_repository")


def test_the_groups_that_begin_first_are_there() -> None:
    """One that was renamed would begin among the others, and CI would wait for it in the end."""
    assert [name for name in LONGEST if not (ROOT / "tests" / f"{name}.py").is_file()] == [BROWSER]


def test_constraints_pin_every_direct_dependency_and_nothing_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = project["dependencies"] + [name for extra in project["optional-dependencies"].values() for name in extra]
    required = [name for name in required if not name.startswith(f"{project['name']}[")]
    lines = (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9A-Za-z.]*", line) for line in lines)
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lines}
    assert pinned == {re.split(r"[<>=\[]", name)[0].lower().replace("_", "-") for name in required}


def test_an_extra_brings_each_module_that_a_message_names_it_for() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    distributions = packages_distributions()
    for extra, modules in EXTRAS.items():
        required = {re.split(r"[<>=\[]", name)[0].lower().replace("_", "-") for name in extras[extra]}
        brought = {name.lower().replace("_", "-") for module in modules for name in distributions[module]}
        assert brought == required - {"saydo-simulator"}, extra


def test_an_installed_copy_has_all_that_the_checkout_has_for_a_run() -> None:
    """App, settings and scenarios, where ``home`` looks for them; what lies beside the code comes with the package."""
    targets = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert targets["wheel"]["packages"] == ["sim"]
    assert targets["wheel"]["force-include"] == {
        name: f"sim/{HOME}/{name}" for name in ("app.py", ".streamlit", "scenarios")
    }
    assert not (ROOT / "sim" / HOME).exists()
    assert {f"/{name}" for name in TOP_LEVEL} - set(targets["sdist"]["include"]) == ADDED_BY_THE_BUILD
    folders = {path.parent for path in tracked() if path.is_relative_to(ROOT / "sim")}
    assert all((folder / "__init__.py").is_file() for folder in folders)


def test_nothing_of_a_machine_is_in_the_tree() -> None:
    strays = [
        f"{path.relative_to(ROOT)}:{number} {match.group()}"
        for path in tracked()
        if path.suffix in TEXT and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := MACHINE.search(line))
    ]
    assert not strays


def test_the_top_level_holds_what_the_design_allows() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP_LEVEL
