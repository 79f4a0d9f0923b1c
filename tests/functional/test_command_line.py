"""What all commands have in common: help, names of options, JSON, story names, the library, the app."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import sim
from sim.cli.application import COMMANDS, REFUSED
from sim.cli.command import CommandWithSpellings
from sim.compiling import Readiness
from sim.running.database import Database
from sim.running.saved import Library
from sim.scenario.files import load, scenario_folder
from tests.functional.terminal import Saydo, caller

HONEST = scenario_folder() / "honest.yaml"
NAMES = [name for commands in COMMANDS.values() for name in commands]
SMALL = (
    *("--set", "horizon_months=12", "--set", "warmup_days=0", "--set", "accounts={}"),
    *("--set", "segments.small.customers=2", "--set", "segments.medium.customers=1"),
    *("--set", "segments.large.customers=0"),
)
FEW = (*SMALL, "--replications", 2, "--workers", 1)
PROVENANCE = {
    *("version", "model", "python", "numpy", "scipy", "simpy", "pandas"),
    *("seed", "replications", "set", "fingerprints", "stored", "started", "seconds"),
}


@pytest.fixture
def saydo(capsys: pytest.CaptureFixture[str]) -> Saydo:
    return caller(capsys)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The store of an empty folder."""
    url = f"sqlite:///{tmp_path / 'runs.sqlite'}"
    monkeypatch.setenv("SAYDO_STORE", url)
    return url


def command_of(name: str) -> CommandWithSpellings:
    command = getattr(import_module(f"sim.cli.{name}"), f"{name}_command")
    assert isinstance(command, CommandWithSpellings)
    return command


@pytest.mark.parametrize("state", get_args(get_type_hints(Readiness)["state"]))
def test_the_version_says_how_far_compiled_code_is(saydo: Saydo, monkeypatch: pytest.MonkeyPatch, state: Any) -> None:
    monkeypatch.setattr("sim.compiling.readiness", lambda: Readiness(state, 40))
    version, code = saydo("--version").out.splitlines()
    assert version == f"saydo {sim.__version__}"
    assert code.startswith("compiled code: ")
    assert ("SimPy" in code) == (state != "ready")
    assert ("40 s" in code) == (state in ("under_way", "to_come"))


@pytest.mark.parametrize("arguments", [["--version"], ["run", "honest"], ["app"]])
def test_an_engine_that_is_none_is_refused(saydo: Saydo, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.setenv("SAYDO_ENGINE", "fast")
    answer = saydo(*arguments)
    assert (answer.status, answer.out) == (REFUSED, "")
    assert answer.err.strip() == "SAYDO_ENGINE = fast: must be auto, compiled or simpy"


def test_the_help_lists_every_command_under_a_heading(saydo: Saydo) -> None:
    answer = saydo("--help")
    lines = answer.out.splitlines()
    assert all(f"{heading}:" in lines for heading in COMMANDS)
    assert all(any(line.startswith(f"  {name} ") for line in lines) for name in NAMES)
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_the_summary_of_a_command_is_the_first_line_of_its_help(saydo: Saydo, name: str) -> None:
    summary = next(commands[name] for commands in COMMANDS.values() if name in commands)
    assert inspect.cleandoc(command_of(name).help or "").splitlines()[0] == summary
    answer = saydo(name, "--help")
    assert answer.status == 0
    assert summary in " ".join(answer.out.split())


@pytest.mark.parametrize("name", NAMES)
def test_an_earlier_spelling_stands_for_an_option_and_is_not_shown(saydo: Saydo, name: str) -> None:
    command = command_of(name)
    options = {option for parameter in command.params for option in parameter.opts}
    assert set(command.spellings.values()) <= options
    assert not set(command.spellings) & options
    text = saydo(name, "--help").out
    assert not any(f"{spelling} " in text for spelling in command.spellings)


def test_completion_knows_commands_and_stories() -> None:
    def completed(words: str) -> set[str]:
        environment = {**os.environ, "_SAYDO_COMPLETE": "complete_bash", "COMP_WORDS": words}
        environment["COMP_CWORD"] = str(words.count(" "))
        program = "import sys; sys.argv[0] = 'saydo'; from sim.cli import main; main()"
        call = [sys.executable, "-c", program]
        process = subprocess.run(call, env=environment, capture_output=True, text=True, check=True)
        return set(process.stdout.split())

    assert completed("saydo st") == {"store", "stories", "stress"}
    assert completed("saydo run abusive-caller-l") == {"abusive-caller-let-go"}


def document_of(saydo: Saydo, *arguments: object) -> dict[str, Any]:
    answer = saydo(*arguments, "--json", "-")
    assert answer.status == 0, answer.err
    document: dict[str, Any] = json.loads(answer.out)
    return document


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "honest", *FEW),
        ("compare", "honest", "over-promise", *FEW),
        ("why", "honest", *SMALL, "--customer", "small 001"),
        ("customers", "honest", *FEW),
        ("bridge", "honest", "over-promise", *FEW),
        (
            "promise",
            "honest",
            *FEW,
            "--plan",
            "gold",
            "--severity",
            "P1",
            "--risk",
            0.5,
            "--level",
            0.5,
            "--hours",
            "8",
        ),
        ("stress", "honest", *FEW),
        ("assumptions", "honest"),
        ("check", "honest", HONEST),
        ("scenarios",),
        ("stories", "over-promise"),
        ("save", "honest", "--name", "as it is"),
        ("runs",),
    ],
    ids=lambda arguments: arguments[0],
)
def test_the_json_of_every_command_has_the_same_keys(saydo: Saydo, store: str, arguments: tuple[object, ...]) -> None:
    document = document_of(saydo, *arguments)
    assert document["schema_version"] == 1
    assert document["command"] == arguments[0]
    assert document["currency"] == ("USD" if arguments[1:2] == ("honest",) and arguments[0] != "check" else None)
    assert document["errors"] == []
    assert document["provenance"].keys() >= PROVENANCE
    if "--replications" in arguments:
        assert document["provenance"]["seed"] == 7
        assert document["provenance"]["replications"] == 2
        assert document["provenance"]["set"]


@pytest.mark.parametrize(
    ("earlier", "standard"),
    [
        (
            ("run", HONEST, *FEW, "--all"),
            ("run", "honest", *FEW, "--all-outcomes"),
        ),
        (
            ("customers", HONEST, *FEW, "--all", "--harm=1"),
            ("customers", "honest", *FEW, "--all-customers", "--heaviest", 1),
        ),
        (
            ("tipping", HONEST, *FEW, "--steps", 2, "--y", "selling.clarity=0.1:0.9", "--x", "plans.gold.seats=1:2"),
            (
                "tipping",
                HONEST,
                *FEW,
                "--steps",
                2,
                "--lever",
                "plans.gold.seats=1:2",
                "--lever",
                "selling.clarity=0.1:0.9",
            ),
        ),
        (
            ("best", HONEST, "over-promise", *FEW, "--delta", 1e9, "--confidence", 0.8),
            ("best", HONEST, "over-promise", *FEW, "--delta", 1e9, "--level", 0.8),
        ),
    ],
    ids=lambda arguments: arguments[0],
)
def test_an_earlier_spelling_gives_the_same_answer(
    saydo: Saydo, earlier: tuple[object, ...], standard: tuple[object, ...]
) -> None:
    first, second = saydo(*earlier), saydo(*standard)
    assert first.status == second.status, second.err
    assert first.out == second.out
    assert first.out or first.err == second.err


def test_check_goes_on_after_an_error_and_tells_all(saydo: Saydo, tmp_path: Path) -> None:
    changes = ("{selling.clarity: 3, horizon_months: 1}", "{selling.clarity: 0.5}", "{selling.clarity: -1}")
    files = [tmp_path / f"{number}.yaml" for number in range(3)]
    for file, text in zip(files, changes, strict=True):
        file.write_text(f"extends: {HONEST}\nset: {text}\n", encoding="utf-8")
    answer = saydo("check", *files, tmp_path / "absent.yaml", "--json", "-")
    assert answer.status == 2
    document = json.loads(answer.out)
    assert [row["file"] for row in document["scenarios"]] == [str(files[1])]
    first, second, third, fourth = document["errors"]
    assert {(error["file"], error["line"], error["path"]) for error in (first, second)} == {
        (str(files[0]), 2, "selling.clarity"),
        (str(files[0]), 2, "horizon_months"),
    }
    assert (third["file"], third["value"], third["rule"]) == (str(files[2]), "-1", "must be at least 0")
    assert "absent.yaml" in fourth["file"]
    assert answer.err.splitlines() == [error["message"] for error in document["errors"]]


def test_failed_claims_and_replications_are_errors(saydo: Saydo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.engine.run.simulate", lambda *_, **__: 1 / 0)
    answer = saydo("stories", "over-promise", "--verify", "--replications", 2, "--workers", 1, "--json", "-")
    assert answer.status == 1
    errors = json.loads(answer.out)["errors"]
    assert {error["story"] for error in errors} == {"over-promise"}


def test_the_schema_is_that_of_the_scenario_document(saydo: Saydo) -> None:
    answer = saydo("schema")
    assert answer.status == 0
    schema = json.loads(answer.out)
    assert schema["$defs"]["Scenario"]["properties"].keys() >= {"title", "plans", "selling", "provider", "accounts"}


def test_a_scenario_is_saved_as_the_app_saves_it(saydo: Saydo, store: str) -> None:
    first = ("save", "honest", "--name", "Offer to Acme", "--note", "as discussed", "--author", "Kim")
    assert saydo(*first).out.startswith("Offer to Acme, version 1, ")
    assert "version 1," in saydo(*first).out
    assert "version 2," in saydo("save", "over-promise", "--name", "Offer to Acme").out
    versions = Library(Database(store)).versions("Offer to Acme")
    assert [(row.note, row.author) for row in versions] == [("as discussed", "Kim"), ("", "")]
    assert Library(Database(store)).scenario("Offer to Acme", 1).fingerprint == load(HONEST).fingerprint
    refused = saydo("save", "honest", "--store", "none")
    assert (refused.status, refused.out) == (2, "")
    assert "(--store): nothing can be saved" in refused.err


def test_the_app_opens_a_story_or_a_saved_file(
    saydo: Saydo, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, arguments: calls.append(arguments))
    story = saydo("app", "word-of-mouth")
    assert "http://localhost:8501/?story=word-of-mouth" in story.err
    file = tmp_path / "offer.yaml"
    file.write_text(f"extends: {HONEST}\nset: {{selling.clarity: 0.9}}\n", encoding="utf-8")
    other = saydo("app", file, "--server.port", "8600")
    assert "http://localhost:8600/?story=saved%3Aoffer%3A1" in other.err
    assert Library(Database(store)).scenario("offer").fingerprint == load(file).fingerprint
    assert [arguments[4:] for arguments in calls] == [[], ["--server.port", "8600"]]
    assert saydo("app", "no-such-story").status == 2
    assert len(calls) == 2


def test_a_story_that_there_is_not_is_refused_with_the_nearest(saydo: Saydo) -> None:
    answer = saydo("compare", "honest", "over-promis")
    assert (answer.status, answer.out) == (2, "")
    assert "did you mean over-promise" in answer.err
